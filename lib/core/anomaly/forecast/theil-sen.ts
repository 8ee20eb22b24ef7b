/** A line through points of which nearly a third may be wild: Theil (1950) and Sen (1968). */
import { DEFAULT_CONFIDENCE, type Interval, slopeInterval } from './intervals';
import { median } from './order-statistics';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  /** Only points of the same group make a slope: a reset lies between groups. @default - all are of one group */
  readonly group?: number;
}

export interface Line {
  /** Change of y for a change of x by 1. */
  readonly slope: number;
  /** Confidence interval of the slope, for points that err independently. */
  readonly slopeInterval: Interval;
  /** The usual distance of a point from the line. */
  readonly scatter: number;
  /** y at an x, on the line through the last group. */
  at(x: number): number;
}

/** So many points have 79,800 slopes; callers put more than that together first. */
const MAX_LINE_POINTS = 400;

/**
 * The median of the slopes between all pairs of points.
 * @returns `undefined` where no pair of a group has two different x
 * @throws RangeError for more than 400 points
 */
export function theilSen(points: readonly LinePoint[], confidence = DEFAULT_CONFIDENCE): Line | undefined {
  if (points.length > MAX_LINE_POINTS) {
    throw new RangeError(
      `a Theil-Sen line takes ${MAX_LINE_POINTS} points at most, got ${points.length}; take medians of stretches`,
    );
  }
  const slopes = pairwiseSlopes(points);
  if (slopes.length === 0) return undefined;
  const slope = median(slopes);
  const last = points.at(-1)?.group;
  const residuals = points.filter(({ group }) => group === last).map(({ x, y }) => y - slope * x);
  const intercept = median(residuals);
  return {
    slope,
    slopeInterval: slopeInterval(slopes, kendallVariance(points), confidence),
    scatter: median(residuals.map((residual) => Math.abs(residual - intercept))),
    at: (x) => intercept + slope * x,
  };
}

/** In ascending order. */
function pairwiseSlopes(points: readonly LinePoint[]): Float64Array {
  const slopes: number[] = [];
  for (const [index, a] of points.entries()) {
    for (let other = index + 1; other < points.length; other += 1) {
      const b = points[other] as LinePoint;
      if (a.group === b.group && a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  }
  return Float64Array.from(slopes).sort();
}

/** Of Kendall's S over all groups; values that are equal within a group make it smaller. */
function kendallVariance(points: readonly LinePoint[]): number {
  const groups = countBy(points, ({ group }) => String(group));
  const ties = countBy(points, ({ group, y }) => `${group} ${y}`);
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + varianceTerm(count), 0);
  return Math.max(0, sum(groups.values()) - sum(ties.values()));
}

function varianceTerm(count: number): number {
  return (count * (count - 1) * (2 * count + 5)) / 18;
}

function countBy(points: readonly LinePoint[], keyOf: (point: LinePoint) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const point of points) counts.set(keyOf(point), (counts.get(keyOf(point)) ?? 0) + 1);
  return counts;
}
