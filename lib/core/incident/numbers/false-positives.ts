import { type Share, shareOf } from './durations';
import { type IncidentRecord, roundsOf } from './rounds';

/** How often an alarm rang for nothing. */
export interface FalsePositives extends Share {
  readonly alarm: string;
}

/**
 * By alarm, `of`: ended incidents that it was the only alarm of; `count`: those of them that its recovery ended within
 * `withinMs` (inclusive) of the opening, in the first round, and that nobody attended to. Most false positives first,
 * then by name. An incident with several alarms accuses none of them.
 */
export function falsePositivesOf(ended: readonly IncidentRecord[], withinMs: number): FalsePositives[] {
  const alarms = new Map<string, { count: number; of: number }>();
  for (const record of ended) {
    const [alarm, ...others] = record.incident.alarms;
    if (alarm === undefined || others.length > 0) continue;
    const known = alarms.get(alarm) ?? { count: 0, of: 0 };
    alarms.set(alarm, { count: known.count + Number(isFalse(record, withinMs)), of: known.of + 1 });
  }
  return [...alarms]
    .map(([alarm, { count, of }]) => ({ alarm, ...shareOf(count, of) }))
    .sort((a, b) => b.count - a.count || (a.alarm < b.alarm ? -1 : 1));
}

function isFalse(record: IncidentRecord, withinMs: number): boolean {
  const { generation, openedMs, resolvedMs } = record.incident;
  const short = resolvedMs !== undefined && resolvedMs - openedMs <= withinMs;
  return generation === 1 && short && endedUnattended(record);
}

/** Its alarms ended it, and nobody had acknowledged or assigned it in any round. */
export function endedUnattended({ incident, timeline }: IncidentRecord): boolean {
  const attended = incident.acknowledgements.length > 0 || roundsOf(timeline).some((round) => round.attended);
  return incident.resolvedBy?.type !== 'user' && !attended;
}
