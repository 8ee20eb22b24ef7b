/** What happened in each generation of an incident, as its timeline tells it: the incident itself knows only its last one. */
import type { Incident, TimelineEntry } from '../incident';
import type { OutboxItem } from '../notification';

/** Everything that is stored of an incident. */
export interface IncidentRecord {
  readonly incident: Incident;
  /** In any order. */
  readonly timeline: readonly TimelineEntry[];
  /** In any order. */
  readonly outbox: readonly OutboxItem[];
}

/** All times are epoch milliseconds. */
export interface Round {
  /** When the state began that opened or reopened the incident. */
  readonly beganMs: number;
  /** When the first person acknowledged. Missing: nobody did in this round. */
  readonly acknowledgedMs?: number;
  /** Somebody acknowledged it, or somebody assigned it. */
  readonly attended: boolean;
  /** Missing while it is open. */
  readonly resolvedMs?: number;
}

/** Rounds in their order; what a timeline tells before its first begin is of no round. */
export function roundsOf(timeline: readonly TimelineEntry[]): Round[] {
  const rounds: Round[] = [];
  for (const { kind, atMs, actor } of inDecisionOrder(timeline)) {
    if (kind === 'opened' || kind === 'reopened') rounds.push({ beganMs: atMs, attended: false });
    const round = rounds.at(-1);
    if (!round) continue;
    const last = rounds.length - 1;
    if (kind === 'resolved') rounds[last] = { ...round, resolvedMs: atMs };
    if (actor.type !== 'user') continue;
    if (kind === 'acknowledged') {
      rounds[last] = { ...round, attended: true, acknowledgedMs: round.acknowledgedMs ?? atMs };
    }
    if (kind === 'assigned') rounds[last] = { ...round, attended: true };
  }
  return rounds;
}

/** Clocks of alarms, people and workflow differ; the versions that entries were stored with do not. */
export function inDecisionOrder(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  const places = timeline.map((entry) => ({ entry, place: /^(\d{6,}\.\d\d)\|/.exec(entry.eventId)?.[1] }));
  const decided = places.filter(({ place }) => place !== undefined);
  // Entries that stand beside decisions, and those of version 1, have a time only.
  if (decided.length === 0) return [...timeline].sort((a, b) => a.atMs - b.atMs);
  return decided.sort((a, b) => Number(a.place) - Number(b.place)).map(({ entry }) => entry);
}
