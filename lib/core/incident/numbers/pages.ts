import type { Span } from '../../slo/window';
import type { OutboxItem } from '../notification';

/** How often one person was paged in one week. */
export interface PersonPages {
  readonly person: string;
  /** Monday, 00:00 UTC. Epoch ms. */
  readonly weekMs: number;
  readonly pages: number;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The epoch was a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/**
 * Outbox items of kind `page` that were sent to somebody by name (`@<name>`), by the time they were due. Those that
 * another channel took in their place, and those to shared channels, reached nobody that is known. Oldest week first,
 * in it the most paged first, then by name.
 */
export function pagesPerPerson(outbox: readonly OutboxItem[], { startMs, endMs }: Span): PersonPages[] {
  const pages = new Map<string, PersonPages>();
  for (const { kind, status, channel, dueMs, via } of outbox) {
    if (kind !== 'page' || status !== 'sent' || via !== undefined || !channel.startsWith('@')) continue;
    if (dueMs < startMs || dueMs >= endMs) continue;
    const [person, weekMs] = [channel.slice(1), weekOf(dueMs)];
    const key = `${weekMs}|${person}`;
    pages.set(key, { person, weekMs, pages: (pages.get(key)?.pages ?? 0) + 1 });
  }
  return [...pages.values()].sort((a, b) => a.weekMs - b.weekMs || b.pages - a.pages || (a.person < b.person ? -1 : 1));
}

/** The Monday, 00:00 UTC, of the week that a time is in. */
export function weekOf(ms: number): number {
  return Math.floor((ms - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
}
