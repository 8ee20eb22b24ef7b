/** Where the level of a series changed for good: binary segmentation on distances from the median. */
import { median } from './order-statistics';

/** How many changes of level are looked for at most. */
export interface ChangePointOptions {
  /** @default 5 */
  readonly maxChanges?: number;
}

/** A level between two changes. */
export interface Segment {
  /** Index of its first value. */
  readonly start: number;
  /** Index behind its last value. */
  readonly end: number;
  readonly level: number;
}

/** A level must last for so many values. */
const SHORTEST_SEGMENT = 5;
const MAX_CHANGES = 5;
const MAX_VALUES = 400;
/**
 * What a change must save, in standard deviations of the noise and logarithms of the count: at 3, a change is found in
 * less than one of 100 series of 200 normal random numbers.
 */
const PENALTY = 3;
/** Values so far apart hardly hang together any more. */
const FAR = 5;
/** So many times as many values as they lie apart, or changes of the level would count as noise. */
const FEW_FOR_FAR = 10;
const MOST_CORRELATION = 0.95;
/** Median distance to standard deviation of a normal distribution. */
const NORMAL_MAD = 1.4826;

/**
 * Levels that the values keep, each told from its neighbours by more than noise. A wild value changes no level.
 * @param values finite; at most 400, as the time goes with their square
 * @throws RangeError for more than 400 values
 */
export function segmentsOf(
  values: readonly number[],
  { maxChanges = MAX_CHANGES }: ChangePointOptions = {},
): Segment[] {
  if (values.length > MAX_VALUES) {
    throw new RangeError(`change points are looked for in ${MAX_VALUES} values at most, got ${values.length}`);
  }
  const starts = [0];
  const penalty = changePenalty(values);
  while (starts.length <= maxChanges) {
    const best = bestSplit(values, starts);
    if (!best || best.saved <= penalty) break;
    starts.push(best.at);
    starts.sort((a, b) => a - b);
  }
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? values.length;
    return { start, end, level: median(values.slice(start, end)) };
  });
}

/** Distances from the median, summed up: what a level leaves unexplained. */
export function absoluteCost(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}

/** What a further level has to save to be believed. */
export function changePenalty(values: readonly number[]): number {
  return PENALTY * noiseOf(values) * Math.log(Math.max(2, values.length));
}

/**
 * The standard deviation of the values around their level, as wide as independent ones would have to have it to wander
 * as far. By differences, which a change of the level moves in a few places only; where neighbours differ less than
 * values further apart they hang together.
 */
function noiseOf(values: readonly number[]): number {
  const far = differenceAt(values, Math.max(1, Math.min(FAR, Math.floor(values.length / FEW_FOR_FAR))));
  const near = Math.min(far, differenceAt(values, 1));
  if (near === 0) return 0;
  const correlation = Math.min(MOST_CORRELATION, 1 - (near / far) ** 2);
  return far * Math.sqrt((1 + correlation) / (1 - correlation));
}

function differenceAt(values: readonly number[], lag: number): number {
  const steps = values.slice(lag).map((value, index) => Math.abs(value - (values[index] as number)));
  return steps.length === 0 ? 0 : (NORMAL_MAD * median(steps)) / Math.SQRT2;
}

interface Split {
  readonly at: number;
  readonly saved: number;
}

function bestSplit(values: readonly number[], starts: readonly number[]): Split | undefined {
  let best: Split | undefined;
  for (const [index, start] of starts.entries()) {
    const segment = values.slice(start, starts[index + 1] ?? values.length);
    const split = splitOf(segment);
    if (split && split.saved > (best?.saved ?? 0)) best = { at: start + split.at, saved: split.saved };
  }
  return best;
}

function splitOf(segment: readonly number[]): Split | undefined {
  if (segment.length < 2 * SHORTEST_SEGMENT) return undefined;
  const left = prefixCosts(segment);
  const right = prefixCosts([...segment].reverse());
  const whole = left[segment.length] as number;
  let best: Split | undefined;
  for (let at = SHORTEST_SEGMENT; at <= segment.length - SHORTEST_SEGMENT; at += 1) {
    const saved = whole - (left[at] as number) - (right[segment.length - at] as number);
    if (saved > (best?.saved ?? 0)) best = { at, saved };
  }
  return best;
}

/** `absoluteCost` of the first n values, for every n. */
function prefixCosts(values: readonly number[]): number[] {
  const sorted: number[] = [];
  const costs = [0];
  for (const value of values) {
    const place = sorted.findIndex((other) => other > value);
    sorted.splice(place < 0 ? sorted.length : place, 0, value);
    const middle = sorted[(sorted.length - 1) >> 1] as number;
    costs.push(sorted.reduce((sum, other) => sum + Math.abs(other - middle), 0));
  }
  return costs;
}
