import { clock } from '../format';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances between ticks people read easily, ascending, in milliseconds. All divide a day or are whole days. */
export const TICK_STEPS_MS: readonly number[] = [
  ...[1, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364].map((n) => n * DAY),
];

/** Round times in UTC from `startMs` to `endMs` (both inclusive), at most `most` of them where a step allows it. */
export function timeTicks(startMs: number, endMs: number, most: number): number[] {
  const step = TICK_STEPS_MS.find((candidate) => Math.floor((endMs - startMs) / candidate) + 1 <= most) ?? 364 * DAY;
  const ticks: number[] = [];
  for (let tick = Math.ceil(startMs / step) * step; tick <= endMs; tick += step) ticks.push(tick);
  return ticks;
}

/** `09:10`, with seconds where ticks are closer than a minute; the day at midnight if ticks are an hour or more apart. UTC. */
export function tickLabel(tickMs: number, stepMs: number): string {
  if (stepMs >= DAY || (stepMs >= HOUR && tickMs % DAY === 0)) {
    return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(tickMs);
  }
  return stepMs < MINUTE ? clock(tickMs) : clock(tickMs).slice(0, 5);
}

/** Where a moment lies in a range, from 0 to 100, as a drawing's percentage. */
export function percent(ms: number, { startMs, endMs }: { readonly startMs: number; readonly endMs: number }): number {
  if (endMs <= startMs) return 0;
  return Math.round(Math.min(100, Math.max(0, ((ms - startMs) / (endMs - startMs)) * 100)) * 1000) / 1000;
}
