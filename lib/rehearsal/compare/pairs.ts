/** Which alarm of one side is which of the other. */
import type { DescribedAlarm } from './described-alarm';

export interface Pair {
  /** Absent: the alarm was added. */
  readonly before?: DescribedAlarm;
  /** Absent: the alarm was removed. */
  readonly after?: DescribedAlarm;
}

/** By name; what is left, by construct path and metric: that is an alarm renamed. Ordered as the new side has them. */
export function pairAlarms(before: readonly DescribedAlarm[], after: readonly DescribedAlarm[]): Pair[] {
  const left = new Map(before.map((alarm) => [alarm.name, alarm]));
  const partners = new Map<DescribedAlarm, DescribedAlarm>();
  const pair = (mine: DescribedAlarm, theirs: DescribedAlarm | undefined) => {
    if (!theirs) return;
    partners.set(mine, theirs);
    left.delete(theirs.name);
  };
  for (const alarm of after) pair(alarm, left.get(alarm.name));
  for (const alarm of after.filter((candidate) => !partners.has(candidate)))
    pair(
      alarm,
      [...left.values()].find(({ path, subject }) => path === alarm.path && subject === alarm.subject),
    );
  return [
    ...after.map((alarm): Pair => ({ before: partners.get(alarm), after: alarm })),
    ...[...left.values()].map((alarm): Pair => ({ before: alarm })),
  ];
}
