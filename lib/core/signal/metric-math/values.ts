import type { MathSeries, SeriesValues, TimeAxis } from './types';

/** Values of a time series while it is computed; NaN is a missing datapoint. */
export type Points = readonly number[];

/** A time series of a list. */
export interface Series {
  readonly label: string;
  readonly points: Points;
}

export const MISSING = Number.NaN;

/** CloudWatch has no infinite datapoints: a division by zero, a logarithm of 0 or an overflow drops the datapoint. */
export function finite(value: number): number {
  return Number.isFinite(value) ? value : MISSING;
}

/** Every slot computed from its index. */
export function pointsOf(axis: TimeAxis, point: (index: number) => number): number[] {
  const points: number[] = [];
  for (let index = 0; index < axis.length; index++) points.push(point(index));
  return points;
}

export function isMissing(point: number | undefined): boolean {
  return point === undefined || Number.isNaN(point);
}

export function hasPoints(points: Points): boolean {
  return !points.every(Number.isNaN);
}

/** `null` counts as missing too, as JSON writes it. */
export function toPoints(values: SeriesValues): number[] {
  return values.map((value) => finite(value ?? MISSING));
}

/** Without negative zeros: -0 is 0 to everybody who reads it. */
export function toValues(points: Points): (number | undefined)[] {
  return points.map((point) => (Number.isFinite(point) ? point + 0 : undefined));
}

export function toMathSeries({ label, points }: Series): MathSeries {
  return { label, values: toValues(points) };
}
