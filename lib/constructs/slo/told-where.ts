/** Errors of what knows nothing of objectives are told with whose objective it is. */
export function toldWhere<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}
