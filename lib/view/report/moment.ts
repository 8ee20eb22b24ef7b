import { calendarDate, clock, countOf, sameDay } from '../format';

/** What the page needs to say how things stood at any moment. Times are epoch ms of whole seconds; texts are plain. */
export interface MomentData {
  readonly startMs: number;
  readonly endMs: number;
  readonly alarms: readonly MomentAlarm[];
  readonly incidents: readonly { readonly title: string; readonly openedMs: number; readonly resolvedMs?: number }[];
  /** When each notification was sent, ascending. */
  readonly sentMs: readonly number[];
  /** The turns of the story, ascending and each once: where "previous" and "next" stop. */
  readonly eventsMs: readonly number[];
}

export interface MomentAlarm {
  readonly name: string;
  readonly label: string;
  /** `[atMs, state, held]` in order; `held` is 1 where actions were muted or suppressed. */
  readonly changes: readonly (readonly [atMs: number, state: StateCode, held?: 1])[];
}

/** The page shows whole seconds, so whole seconds are what it compares: a message of 09:13:11.5 is there at 09:13:11. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** Index into this list: a month of states of a hundred alarms stays small in the page. */
export const STATE_CODES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type StateCode = 0 | 1 | 2;
const ALARM: StateCode = 1;

/** The state an alarm has at a moment, and since when; nothing before its first. */
export function changeAt(alarm: MomentAlarm, atMs: number): MomentAlarm['changes'][number] | undefined {
  return alarm.changes[lastAtOrBefore(alarm.changes.length, (index) => alarm.changes[index]?.[0] ?? 0, atMs)];
}

/** Index of the last of `count` ascending times that is not after `atMs`; -1 if all are. */
export function lastAtOrBefore(count: number, timeOf: (index: number) => number, atMs: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(middle) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** `State at 09:13:10: FaultRate in ALARM, 1 incident open, 1 notification so far.` */
export function stateWords(data: MomentData, atMs: number): string {
  const open = data.incidents.filter(
    ({ openedMs, resolvedMs }) => openedMs <= atMs && (resolvedMs === undefined || resolvedMs > atMs),
  );
  const sent = lastAtOrBefore(data.sentMs.length, (index) => data.sentMs[index] ?? 0, atMs) + 1;
  return `State at ${momentWords(atMs, data)}: ${[
    alarmWords(data, atMs),
    open.length === 0 ? 'no incident open' : `${countOf(open.length, 'incident')} open`,
    sent === 0 ? 'nothing sent yet' : `${countOf(sent, 'notification')} so far`,
  ].join(', ')}.`;
}

/** Alarms named in the sentence; more are counted. */
const NAMED = 3;

function alarmWords({ alarms }: MomentData, atMs: number): string {
  const inAlarm = alarms.flatMap((alarm) => {
    const change = changeAt(alarm, atMs);
    return change?.[1] === ALARM ? [`${alarm.label}${change[2] ? ' (held back)' : ''}`] : [];
  });
  if (inAlarm.length === 0) return 'no alarm in ALARM';
  const more = inAlarm.length - NAMED;
  const names = more > 0 ? [...inAlarm.slice(0, NAMED), `${more} more`] : inAlarm;
  return `${listOf(names)} in ALARM`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The time of day, with the date where the rehearsal has more than one. UTC. */
export function momentWords(atMs: number, { startMs, endMs }: Pick<MomentData, 'startMs' | 'endMs'>): string {
  return sameDay(startMs, endMs) ? clock(atMs) : `${calendarDate(atMs)} ${clock(atMs)}`;
}

/** The next turn of the story after a moment, or the last one before it; the end or the beginning where there is none. */
export function nextEvent({ eventsMs, startMs, endMs }: MomentData, atMs: number, direction: 1 | -1): number {
  if (direction > 0) return eventsMs.find((ms) => ms > atMs) ?? endMs;
  return eventsMs[lastAtOrBefore(eventsMs.length, (index) => eventsMs[index] ?? 0, atMs - 1)] ?? startMs;
}
