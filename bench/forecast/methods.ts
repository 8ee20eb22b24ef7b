/** The ways to tell when it is full that are compared: days left, `Infinity` for never. */
import { forecastCapacity } from '../../lib/core/anomaly/forecast/capacity';
import { type FillHistory, fillHistory } from '../../lib/core/anomaly/forecast/fill-history';
import { type Line, theilSen } from '../../lib/core/anomaly/forecast/theil-sen';
import { CAPACITY, SAMPLES_A_DAY, STEP_MS } from './series';

/** A moment of a series: what is known then. */
export interface Moment {
  readonly nowMs: number;
  readonly values: Float64Array;
  readonly points: readonly (readonly [number, number])[];
  readonly history: FillHistory;
}

export type Method = (moment: Moment) => number;

const REMEMBERED_SAMPLES = 28 * SAMPLES_A_DAY;

/** @param at index of the present in the values; those before it are known */
export function momentOf(values: Float64Array, at: number): Moment {
  const first = Math.max(0, at - REMEMBERED_SAMPLES);
  const known = values.subarray(first, at);
  const points = Array.from(known, (value, index) => [(first + index) * STEP_MS, value] as const);
  return { nowMs: at * STEP_MS, values: known, points, history: fillHistory(points, CAPACITY, at * STEP_MS) };
}

/** The method that ships. */
export const combined: Method = ({ points, nowMs }) => {
  const forecast = forecastCapacity(points, { capacity: CAPACITY, nowMs });
  return 'daysLeft' in forecast ? forecast.daysLeft : Number.POSITIVE_INFINITY;
};

/**
 * A least-squares line through the last six hours, as `predict_linear(x[6h], ...)` of Prometheus draws it.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#predict_linear
 */
export const leastSquares6h: Method = ({ values }) => {
  const recent = values.subarray(-SAMPLES_A_DAY / 4);
  const meanX = -(recent.length + 1) / 2;
  const meanY = recent.reduce((sum, value) => sum + value, 0) / recent.length;
  let covariance = 0;
  let variance = 0;
  for (const [index, value] of recent.entries()) {
    const x = index - recent.length - meanX;
    covariance += x * (value - meanY);
    variance += x * x;
  }
  const slope = covariance / variance;
  return daysTo(meanY - slope * meanX, slope * SAMPLES_A_DAY);
};

export const weekOfDays: Method = ({ history }) => fullBy(theilSen(history.days.filter(({ x }) => x > -7)));

export const threeDaysOfHours: Method = ({ history }) => fullBy(theilSen(history.hours.filter(({ x }) => x > -3)));

export const lesserOfBoth: Method = (moment) => Math.min(weekOfDays(moment), threeDaysOfHours(moment));

function fullBy(line: Line | undefined): number {
  return line ? daysTo(line.at(0), line.slope) : Number.POSITIVE_INFINITY;
}

function daysTo(level: number, slopePerDay: number): number {
  if (level >= CAPACITY) return 0;
  return slopePerDay > 0 ? (CAPACITY - level) / slopePerDay : Number.POSITIVE_INFINITY;
}
