/** A fill level put together hour by hour and day by day, and where it was reset. */
import { median, quantile } from './order-statistics';
import { DAY_MS, HOUR_MS, type TimePoint, valuesBy } from './points';
import type { LinePoint } from './theil-sen';

/** What is remembered, in days: four weeks, and the ten days that a week before the last three reach back to. */
export const REMEMBERED_DAYS = 28;

/** x in days from now, so that all are negative; `group` counts the resets before. */
export type FillPoint = Required<LinePoint>;

export interface FillHistory {
  /** Medians of hours. Hours without a point are left out, here and below. */
  readonly hours: readonly FillPoint[];
  /** The level that each day reached: its 95th percentile, which a few wild points do not move. */
  readonly days: readonly FillPoint[];
  /** The highest hour of the newest day since a reset. */
  readonly reached: number;
  /** How far the change from day to day is off its median: 1.25 times the mean, the standard deviation where it is normal. */
  readonly dailyStep: number;
  /** How many resets lie before now. */
  readonly resets: number;
}

/** The 95th percentile of a day that rises is what it reached 5 % of the day before its end. */
const PEAK = 0.95;
/** Hours that an hour is compared with to tell a reset. */
const HOURS_BEFORE = 24;
const FEWEST_HOURS_BEFORE = 3;
/** Below all hours before by half of what they span, and by 2 % of the room between the lowest level and the limit. */
const DROP_OF_SPAN = 0.5;
const DROP_OF_ROOM = 0.02;

/**
 * @param points usable ones; a level that rises towards the limit
 * @param limit the level at which it is full
 */
export function fillHistory(points: readonly TimePoint[], limit: number, nowMs: number): FillHistory {
  const levels = bucketed(points, nowMs, HOUR_MS, median).map(([bucket, y]) => ({ x: -(bucket + 0.5) / 24, y }));
  const resets = resetTimes(levels, limit);
  const groupAt = (x: number) => resets.filter((reset) => reset <= x).length;
  const hours = levels.map(({ x, y }) => ({ x, y, group: groupAt(x) }));
  const days = bucketed(points, nowMs, DAY_MS, (values) => quantile(values, PEAK))
    .filter(([day]) => groupAt(-day) === groupAt(-day - 1))
    .map(([day, y]) => ({ x: -day - (1 - PEAK), y, group: groupAt(-day) }));
  const newest = hours.at(-1)?.x ?? 0;
  const lastDay = hours.filter(({ x, group }) => x > newest - 1 && group === resets.length).map(({ y }) => y);
  const reached = Math.max(...lastDay);
  return { hours, days, reached, dailyStep: dailyStep(days), resets: resets.length };
}

/** sqrt(pi / 2): the standard deviation over the mean absolute one. */
const NORMAL_SPREAD = 1.2533;

function dailyStep(days: readonly FillPoint[]): number {
  const changes = days.flatMap(({ y, group }, index) => {
    const next = days[index + 1];
    return next && next.group === group ? [next.y - y] : [];
  });
  if (changes.length === 0) return 0;
  const usual = median(changes);
  return (NORMAL_SPREAD * changes.reduce((sum, change) => sum + Math.abs(change - usual), 0)) / changes.length;
}

/** Stretches of equal length, counted back from now and answered oldest first. */
function bucketed(
  points: readonly TimePoint[],
  nowMs: number,
  lengthMs: number,
  summary: (values: readonly number[]) => number,
): [bucket: number, summary: number][] {
  const buckets = valuesBy(points, (atMs) => Math.floor((nowMs - atMs) / lengthMs));
  return [...buckets].map(([bucket, values]) => [bucket, summary(values)]);
}

/** Where the level fell below all that it was in the hours before: a clean-up, a counter that began anew. */
function resetTimes(levels: readonly { readonly x: number; readonly y: number }[], limit: number): number[] {
  const room = limit - Math.min(...levels.map(({ y }) => y));
  const resets: number[] = [];
  let first = 0;
  for (const [index, { x, y }] of levels.entries()) {
    const before = levels.slice(Math.max(first, index - HOURS_BEFORE), index).map((level) => level.y);
    if (before.length < FEWEST_HOURS_BEFORE) continue;
    const [lowest, highest] = [Math.min(...before), Math.max(...before)];
    if (lowest - y <= Math.max(DROP_OF_SPAN * (highest - lowest), DROP_OF_ROOM * room)) continue;
    resets.push(x - 0.5 / 24);
    first = index;
  }
  return resets;
}
