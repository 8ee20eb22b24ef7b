/** How often an error came, by the minute, the hour and the day: enough for its rate, its habits and a month's history. */

import type { Span } from '../slo/window';

export const STEPS = ['minutes', 'hours', 'days'] as const;
export type Step = (typeof STEPS)[number];

/** By step since the epoch: `hours[495234]`. Steps without an error are missing. */
export type ErrorCounts = Readonly<Record<Step, Readonly<Record<number, number>>>>;

export const STEP_MS: Readonly<Record<Step, number>> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
/** Steps that are kept, the running one included. */
const KEPT: Readonly<Record<Step, number>> = { minutes: 15, hours: 26, days: 31 };

export function countTimes(times: readonly number[]): ErrorCounts {
  const counts = { minutes: {}, hours: {}, days: {} } satisfies ErrorCounts;
  for (const step of STEPS) {
    const steps: Record<number, number> = counts[step];
    for (const atMs of times) {
      const key = Math.floor(atMs / STEP_MS[step]);
      steps[key] = (steps[key] ?? 0) + 1;
    }
  }
  return counts;
}

export function addCounts(a: ErrorCounts, b: ErrorCounts): ErrorCounts {
  const sums = STEPS.map((step) => {
    const sum: Record<number, number> = { ...a[step] };
    for (const [key, count] of Object.entries(b[step])) sum[Number(key)] = (sum[Number(key)] ?? 0) + count;
    return [step, sum] as const;
  });
  return Object.fromEntries(sums) as unknown as ErrorCounts;
}

/** The steps that are still kept at this time. */
export function keptCounts(counts: ErrorCounts, nowMs: number): ErrorCounts {
  const kept = STEPS.map((step) => {
    const entries = Object.entries(counts[step]).filter(([key]) => Number(key) >= oldestKept(step, nowMs));
    return [step, Object.fromEntries(entries)] as const;
  });
  return Object.fromEntries(kept) as unknown as ErrorCounts;
}

export function oldestKept(step: Step, nowMs: number): number {
  return Math.floor(nowMs / STEP_MS[step]) - KEPT[step] + 1;
}

/** Steps of any kind. */
export function stepsIn(counts: ErrorCounts): number {
  return STEPS.reduce((sum, step) => sum + Object.keys(counts[step]).length, 0);
}

/** Errors in the steps from `fromMs` on, up to and with that of `toMs`. */
export function sumBetween(counts: ErrorCounts, step: Step, fromMs: number, toMs: number): number {
  const [first, last] = [Math.floor(fromMs / STEP_MS[step]), Math.floor(toMs / STEP_MS[step])];
  return Object.entries(counts[step]).reduce(
    (sum, [key, count]) => (Number(key) >= first && Number(key) <= last ? sum + count : sum),
    0,
  );
}

/**
 * Errors of a span, in the finest steps that are still kept of it: a span that begins before them is counted in whole
 * hours or days, with what of these lies outside.
 */
export function countedBetween(counts: ErrorCounts, { startMs, endMs }: Span, nowMs: number): number {
  const step = STEPS.find((each) => Math.floor(startMs / STEP_MS[each]) >= oldestKept(each, nowMs)) ?? 'days';
  return sumBetween(counts, step, startMs, endMs - 1);
}

/** In the last five minutes, the running one included. */
export function lastFiveMinutes(counts: ErrorCounts, nowMs: number): number {
  return sumBetween(counts, 'minutes', nowMs - 4 * STEP_MS.minutes, nowMs);
}
