/** Which alarm, or mute rule, of one side is which of the other. */

export interface Pairable {
  readonly name: string;
  /** Path of its construct. */
  readonly path: string;
  /** What it is about: with the path, tells a renamed one from another one. */
  readonly subject: string;
}

export interface Pair<T> {
  /** Absent: it was added. */
  readonly before?: T;
  /** Absent: it was removed. */
  readonly after?: T;
}

/** By name; what is left, by construct path and subject: that is one renamed. Ordered as the new side has them. */
export function pairByName<T extends Pairable>(before: readonly T[], after: readonly T[]): Pair<T>[] {
  const left = new Map(before.map((item) => [item.name, item]));
  const partners = new Map<T, T>();
  const pair = (mine: T, theirs: T | undefined) => {
    if (!theirs) return;
    partners.set(mine, theirs);
    left.delete(theirs.name);
  };
  for (const item of after) pair(item, left.get(item.name));
  for (const item of after.filter((candidate) => !partners.has(candidate)))
    pair(
      item,
      [...left.values()].find(({ path, subject }) => path === item.path && subject === item.subject),
    );
  return [
    ...after.map((item): Pair<T> => ({ before: partners.get(item), after: item })),
    ...[...left.values()].map((item): Pair<T> => ({ before: item })),
  ];
}
