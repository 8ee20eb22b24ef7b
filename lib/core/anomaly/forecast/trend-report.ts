/** What a series did: stayed, rose or fell, or changed its level; as data, without words. */
import { absoluteCost, changePenalty, type Segment, segmentsOf } from './change-point';
import type { Interval } from './intervals';
import { mannKendall } from './mann-kendall';
import { median } from './order-statistics';
import {
  checkCall,
  checkNow,
  checkPositive,
  DAY_MS,
  HOUR_MS,
  type TimePoint,
  usablePoints,
  usualStep,
  valuesBy,
} from './points';
import { type Line, theilSen } from './theil-sen';

/** How far back a trend is looked for, and how many changes of level at most. */
export interface TrendOptions {
  /** The present, epoch milliseconds; later points are ignored. */
  readonly nowMs: number;
  /** How far back to look. @default - 90 days */
  readonly withinMs?: number;
  /** Levels beyond that many changes are not told apart. @default 5 */
  readonly maxChanges?: number;
}

/** A moment from which on a series has another level. */
export interface ChangePoint {
  /** When the new level begins. */
  readonly atMs: number;
  /** The level until then, in the unit of the points. */
  readonly before: number;
  /** The level since then. */
  readonly after: number;
}

/** How a metric moved over weeks, or why that cannot be said. */
export type TrendReport =
  | {
      readonly status: 'report';
      readonly fromMs: number;
      readonly untilMs: number;
      /** How it is told best: by one level, by a line, or by levels. */
      readonly shape: 'flat' | 'trend' | 'steps';
      readonly direction: 'up' | 'down' | 'none';
      readonly slopePerDay: number;
      readonly slopeInterval: Interval;
      /** That chance alone makes a trend like that; below 0.05 the direction is believed. */
      readonly probabilityByChance: number;
      /** In order of time; empty unless the shape is `steps`. */
      readonly changePoints: readonly ChangePoint[];
    }
  | { readonly status: 'not-enough-data'; readonly havePoints: number; readonly needPoints: number };

const DEFAULT_DAYS = 90;
const MOST_BUCKETS = 200;
const FEWEST_POINTS = 12;
const SIGNIFICANT = 0.05;
/** A rhythm of the day needs so many days to be told from a trend. */
const FEWEST_RHYTHM_DAYS = 3;
const OPTIONS = ['nowMs', 'withinMs', 'maxChanges'];

/**
 * Judges a series by medians of at most 200 equal stretches, without its usual shape of a day where it has three days.
 * @throws RangeError where an option is none of what is allowed
 */
export function trendReport(points: readonly TimePoint[], options: TrendOptions): TrendReport {
  checkCall('trendReport', points, options, OPTIONS);
  const { nowMs, withinMs = DEFAULT_DAYS * DAY_MS, maxChanges } = options;
  checkNow(nowMs);
  checkPositive('withinMs', withinMs);
  const usable = usablePoints(points, nowMs - withinMs, nowMs);
  const buckets = bucketsOf(withoutDayShape(usable));
  const values = buckets.map(({ y }) => y);
  const line = theilSen(buckets);
  if (!line || buckets.length < FEWEST_POINTS) {
    return { status: 'not-enough-data', havePoints: usable.length, needPoints: FEWEST_POINTS };
  }
  const residuals = buckets.map(({ x, y }) => y - line.at(x));
  const probabilityByChance = mannKendall(values, residuals);
  const segments = segmentsOf(values, maxChanges === undefined ? {} : { maxChanges });
  const isSteps = segments.length > 1 && costOf(values, segments) < absoluteCost(residuals);
  const isTrend = probabilityByChance < SIGNIFICANT && line.slope !== 0;
  return {
    status: 'report',
    fromMs: (usable[0] as TimePoint)[0],
    untilMs: (usable.at(-1) as TimePoint)[0],
    shape: isSteps ? 'steps' : isTrend ? 'trend' : 'flat',
    direction: isTrend ? directionOf(line) : 'none',
    slopePerDay: line.slope,
    slopeInterval: line.slopeInterval,
    probabilityByChance,
    changePoints: isSteps ? changesBetween(segments, buckets) : [],
  };
}

/** Every level beyond the two numbers of a line has to pay for itself. */
function costOf(values: readonly number[], segments: readonly Segment[]): number {
  const unexplained = segments.reduce((sum, { start, end }) => sum + absoluteCost(values.slice(start, end)), 0);
  return unexplained + Math.max(0, segments.length - 2) * changePenalty(values);
}

function directionOf({ slope }: Line): 'up' | 'down' {
  return slope > 0 ? 'up' : 'down';
}

interface Bucket {
  /** Days since 1970. */
  readonly x: number;
  readonly y: number;
}

function bucketsOf(points: readonly TimePoint[]): Bucket[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  const lengthMs = Math.max(usualStep(points), (last[0] - first[0] + 1) / MOST_BUCKETS);
  const bucketOf = (atMs: number) => Math.min(MOST_BUCKETS - 1, Math.floor((atMs - first[0]) / lengthMs));
  return [...valuesBy(points, bucketOf)].map(([bucket, values]) => ({
    x: (first[0] + bucket * lengthMs) / DAY_MS,
    y: median(values),
  }));
}

/**
 * Each hour of the day moved by as much as it usually lies beside its day and what it usually grows in one: what grows all
 * day would else have a rhythm, and be a staircase without it.
 */
function withoutDayShape(points: readonly TimePoint[]): readonly TimePoint[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last[0] - first[0] < FEWEST_RHYTHM_DAYS * DAY_MS) return points;
  const dayOf = (atMs: number) => Math.floor((last[0] - atMs) / DAY_MS);
  const hourOf = (atMs: number) => Math.floor((atMs % DAY_MS) / HOUR_MS);
  const levels = new Map([...valuesBy(points, dayOf)].map(([day, values]) => [day, median(values)]));
  const growths = [...levels].flatMap(([day, level]) => growthFrom(levels.get(day + 1), level));
  const growth = growths.length === 0 ? 0 : median(growths);
  const usual = (atMs: number) => {
    const middleMs = last[0] - (dayOf(atMs) + 0.5) * DAY_MS;
    return (levels.get(dayOf(atMs)) as number) + (growth * (atMs - middleMs)) / DAY_MS;
  };
  const beside = points.map(([atMs, value]) => [atMs, value - usual(atMs)] as const);
  const shape = new Map([...valuesBy(beside, hourOf)].map(([hour, values]) => [hour, median(values)]));
  return points.map(([atMs, value]) => [atMs, value - (shape.get(hourOf(atMs)) as number)] as const);
}

/** In a day; nothing where the day before has no points. */
function growthFrom(dayBefore: number | undefined, level: number): number[] {
  return dayBefore === undefined ? [] : [level - dayBefore];
}

function changesBetween(segments: readonly Segment[], buckets: readonly Bucket[]): ChangePoint[] {
  return segments.slice(1).map(({ start, level }, index) => ({
    atMs: Math.round((buckets[start] as Bucket).x * DAY_MS),
    before: (segments[index] as Segment).level,
    after: level,
  }));
}
