/** Warns before a threshold is crossed, and does not flap. */
import { type CapacityForecast, forecastCapacity } from './capacity';
import { checkConfidence } from './intervals';
import { median } from './order-statistics';
import {
  checkCall,
  checkNow,
  checkNumber,
  checkPositive,
  DAY_MS,
  type TimePoint,
  usablePoints,
  usualStep,
  valuesBy,
} from './points';
import { theilSen } from './theil-sen';

/** The threshold, its bad side, and how long ahead to warn. */
export interface WillCrossOptions {
  readonly threshold: number;
  /** The side on which the values must not come: at the threshold is crossed. */
  readonly direction: 'above' | 'below';
  /** Warn when it is crossed within so many milliseconds. */
  readonly withinMs: number;
  /** The present, epoch milliseconds; later points are ignored. */
  readonly nowMs: number;
  /** Whether the warning stands already: then it ends only where nothing is crossed within 1.5 times as long. @default false */
  readonly raised?: boolean;
  /** How sure a slope has to be, 0 to 1, both exclusive. @default 0.99 */
  readonly confidence?: number;
}

/** Whether a metric will cross a threshold, and when. */
export interface Crossing {
  readonly raised: boolean;
  /** The latest values are on the wrong side already. */
  readonly crossed: boolean;
  /** Until it is crossed, milliseconds; absent where that is not to be seen. */
  readonly crossesInMs?: number;
  /** False where there are too few points to tell; the warning then stays as it was. */
  readonly known: boolean;
}

const HYSTERESIS = 1.5;
const SURE = 0.99;
/** So long before, compared with how long ahead. */
const LOOK_BACK = 2;
const MOST_BUCKETS = 72;
const FEWEST_BUCKETS = 8;
/** Days that tell what is usual at a time of the day: one bad one among three is outvoted. */
const USUAL_DAYS = 3;
const LATEST = 3;
const OPTIONS = ['threshold', 'direction', 'withinMs', 'nowMs', 'raised', 'confidence'];

/**
 * Predicts by what is usual at that time of the day, as far as it is known, and a Theil-Sen line through how far the
 * values lie off it: the rise of every morning is no leak. Longer than a day ahead it asks `forecastCapacity`.
 * @throws RangeError where an option is none of what is allowed
 */
export function willCross(points: readonly TimePoint[], options: WillCrossOptions): Crossing {
  checkCall('willCross', points, options, OPTIONS);
  const { threshold, direction, withinMs, nowMs, raised = false, confidence = SURE } = checked(options);
  const farthestMs = withinMs * (raised ? HYSTERESIS : 1);
  if (withinMs > DAY_MS) {
    const shared = { capacity: threshold, nowMs, confidence };
    const forecast = forecastCapacity(points, { ...shared, direction: direction === 'above' ? 'fills' : 'empties' });
    return ofCapacity(forecast, farthestMs, raised);
  }
  const sign = direction === 'above' ? 1 : -1;
  const lookBackMs = LOOK_BACK * withinMs;
  const usable = usablePoints(points, nowMs - USUAL_DAYS * DAY_MS - lookBackMs, nowMs);
  const mirrored = usable.map(([atMs, value]): TimePoint => [atMs, sign * value]);
  const latest = mirrored.filter(([atMs]) => atMs > nowMs - lookBackMs).slice(-LATEST);
  if (latest.length === LATEST && median(latest.map(([, value]) => value)) >= sign * threshold) {
    return { raised: true, crossed: true, crossesInMs: 0, known: true };
  }
  const grid = gridOf(mirrored, lookBackMs, nowMs);
  if (grid.recent.length < FEWEST_BUCKETS) return { raised, crossed: false, known: false };
  const crossesInMs = firstCrossing(grid, sign * threshold, farthestMs, confidence);
  const found = crossesInMs !== undefined;
  return { raised: found, crossed: false, known: true, ...(found && { crossesInMs }) };
}

function checked(options: WillCrossOptions): WillCrossOptions {
  const { threshold, direction, withinMs, nowMs, confidence = SURE } = options;
  checkNumber('threshold', threshold);
  checkPositive('withinMs', withinMs);
  checkNow(nowMs);
  checkConfidence(confidence);
  if (direction === 'above' || direction === 'below') return options;
  throw new RangeError(`'direction' must be 'above' or 'below', got '${String(direction)}'`);
}

function ofCapacity(forecast: CapacityForecast, farthestMs: number, raised: boolean): Crossing {
  if (forecast.status === 'not-enough-data') return { raised, crossed: false, known: false };
  if (forecast.status === 'steady') return { raised: false, crossed: false, known: true };
  const crossesInMs = forecast.daysLeft * DAY_MS;
  const crossed = forecast.status === 'reached';
  return { raised: crossesInMs <= farthestMs, crossed, crossesInMs, known: true };
}

interface Grid {
  readonly bucketMs: number;
  /** Buckets before now (0 is the newest) with the median of their values, oldest first. */
  readonly recent: readonly (readonly [bucket: number, level: number])[];
  /** What is usual in a bucket; those ahead of now are negative. 0 everywhere where no day before tells. */
  readonly usual: (bucket: number) => number;
}

function gridOf(points: readonly TimePoint[], lookBackMs: number, nowMs: number): Grid {
  const bucketsADay = Math.max(1, Math.floor(DAY_MS / Math.max(usualStep(points), lookBackMs / MOST_BUCKETS)));
  const bucketMs = DAY_MS / bucketsADay;
  const values = valuesBy(points, (atMs) => Math.floor((nowMs - atMs) / bucketMs));
  const levels = new Map([...values].map(([bucket, within]) => [bucket, median(within)]));
  const recent = [...levels].filter(([bucket]) => bucket * bucketMs < lookBackMs);
  const usual = (bucket: number) => {
    const days = Array.from({ length: USUAL_DAYS }, (_, day) => levels.get(bucket + (day + 1) * bucketsADay));
    return median(days.filter((level) => level !== undefined));
  };
  const isKnown = recent.every(([bucket]) => !Number.isNaN(usual(bucket)));
  return { bucketMs, recent, usual: isKnown ? usual : () => 0 };
}

/** @returns how long until the prediction is at the threshold for the first time, within so many milliseconds */
function firstCrossing(
  { bucketMs, recent, usual }: Grid,
  threshold: number,
  farthestMs: number,
  confidence: number,
): number | undefined {
  const beside = recent.map(([bucket, level]) => ({ x: -(bucket + 0.5), y: level - usual(bucket) }));
  const line = theilSen(beside, confidence);
  if (!line) return undefined;
  // A slope that may be none is none: what is left is how far the values lie off the usual now.
  const slope = line.slopeInterval.lower > 0 || line.slopeInterval.upper < 0 ? line.slope : 0;
  const now = slope === 0 ? median(beside.map(({ y }) => y)) : line.at(0);
  for (let ahead = 1; ahead * bucketMs <= farthestMs; ahead += 1) {
    // A gap in all days before is NaN, which is at no threshold.
    if (usual(-ahead) + now + slope * ahead >= threshold) return ahead * bucketMs;
  }
  return undefined;
}
