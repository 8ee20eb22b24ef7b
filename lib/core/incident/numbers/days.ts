import type { Span } from '../../slo/window';
import type { TimelineEntry } from '../incident';

/** What came and went on one day, UTC. */
export interface DayCounts {
  /** 00:00 UTC. Epoch ms. */
  readonly dayMs: number;
  readonly incidentsOpened: number;
  readonly incidentsReopened: number;
  /** Each time: an incident that was reopened is resolved twice. */
  readonly incidentsResolved: number;
  /** ALARM states that opened, reopened or joined an incident. */
  readonly alertsRaised: number;
  /** OK states of members of an open incident. */
  readonly alertsCleared: number;
}

const DAY_MS = 86_400_000;

/** Every day that the span touches, oldest first, those without anything too; entries outside the span do not count. */
export function countByDay(timeline: readonly TimelineEntry[], { startMs, endMs }: Span): DayCounts[] {
  const byDay = new Map<number, TimelineEntry[]>();
  if (startMs >= endMs) return [];
  for (let dayMs = dayOf(startMs); dayMs < endMs; dayMs += DAY_MS) byDay.set(dayMs, []);
  for (const entry of timeline) {
    if (entry.atMs >= startMs && entry.atMs < endMs) byDay.get(dayOf(entry.atMs))?.push(entry);
  }
  return [...byDay].map(([dayMs, entries]) => {
    const count = (...kinds: readonly TimelineEntry['kind'][]) =>
      entries.filter(({ kind }) => kinds.includes(kind)).length;
    return {
      dayMs,
      incidentsOpened: count('opened'),
      incidentsReopened: count('reopened'),
      incidentsResolved: count('resolved'),
      alertsRaised: count('opened', 'reopened', 'joined'),
      alertsCleared: count('cleared'),
    };
  });
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}
