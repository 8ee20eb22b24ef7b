/** Runs one command in this process, with what it needs passed in; what it writes is answered, not shown. */
export async function ran(command: () => Promise<number>) {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await command(), error: undefined, ...written };
  } catch (error) {
    return { code: 2, error: error as Error, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
