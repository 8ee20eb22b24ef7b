import { median, quantile } from '../anomaly/forecast/order-statistics';
import type { InsightSeries } from './model';

const DAY_MS = 86_400_000;
/** Taken out of their objects once: they are called for each value of each series. */
const { isFinite: isNumber, isNaN: isMissing } = Number;
const { abs, max, min } = Math;

/** What a series does beside what it does every day or week, in units of its usual noise. */
export interface Residuals {
  readonly startMs: number;
  readonly periodMs: number;
  /** One a period, smoothed over three; NaN where nothing is known, or nothing to compare with. */
  readonly values: Float64Array;
}

/** Days that the same time of is compared with, of each way to expect a value. */
const WEEKLY = [7, 14, 21];
const DAILY = [1, 2, 3, 4, 5, 6, 7];
const FEWEST_DAYS = 2;
/** By its last week it is told which way fits, and how much noise is usual. */
const CALM_DAYS = 7;
/** Share of the periods of these days that have a value. */
const PRESENT = 0.5;
/** A deviation of hundreds of sigmas says no more than one of a hundred, and would drown everything else. */
const MOST = 100;
/** A hundredth of what is usual is no change that anybody looks for. */
const SMALLEST_SHARE = 0.01;

/**
 * Takes away what comes back every day or week, whichever fits the past better, so that two series are not alike only
 * because both sleep at night. Levels of series without either are compared with their own past.
 * @param calmUntilMs from there on nothing tells what noise is usual
 */
export function residualsOf(series: InsightSeries, calmUntilMs: number): Residuals {
  const { startMs, periodMs } = series;
  const values = Float64Array.from(series.values);
  const dayLength = Math.round(DAY_MS / periodMs);
  const end = max(0, min(values.length, Math.floor((calmUntilMs - startMs) / periodMs)));
  const calm: Calm = { from: max(0, end - CALM_DAYS * dayLength), end };
  const ways = [expected(values, WEEKLY, dayLength), expected(values, DAILY, dayLength), level(values, calm)];
  const [best] = ways
    .map((way) => ({ way, off: offsOf(values, way, calm) }))
    .filter(({ off }) => off.length >= FEWEST_DAYS * dayLength * PRESENT)
    // Where weekends differ they are what most days do not tell: the median would not see it.
    .map(({ way, off }) => ({ way, spread: quantile(off, 0.9) }))
    .sort((a, b) => a.spread - b.spread);
  if (!best) return { startMs, periodMs, values: values.fill(Number.NaN) };
  const { way } = best;
  const scale = scaleOf(values, way, calm);
  const levels = values.slice(calm.from, calm.end).map((value, index) => abs(value) / scale(calm.from + index));
  const noise = noiseOf(offsOf(values, way, calm, scale), median(levels.filter(isNumber)));
  const raw = values.map((value, index) => bounded((value - (way[index] as number)) / (noise * scale(index))));
  return { startMs, periodMs, values: smoothed(raw) };
}

/** Places in the series. */
interface Calm {
  readonly from: number;
  readonly end: number;
}

/** By the median of the same time on those days before; NaN where fewer than two of them are known. */
function expected(values: Float64Array, days: readonly number[], dayLength: number): Float64Array {
  const same = new Float64Array(days.length);
  return values.map((_, index) => {
    let count = 0;
    for (const day of days) count = insert(same, count, values[index - day * dayLength]);
    return count < FEWEST_DAYS ? Number.NaN : middle(same, count);
  });
}

function level(values: Float64Array, { from, end }: Calm): Float64Array {
  return new Float64Array(values.length).fill(median(values.subarray(from, end).filter(isNumber)));
}

type Scale = (index: number) => number;

function offsOf(values: Float64Array, way: Float64Array, { from, end }: Calm, scale: Scale = () => 1): Float64Array {
  const off = values.slice(from, end);
  for (let index = from; index < end; index += 1) {
    off[index - from] = abs((values[index] as number) - (way[index] as number)) / scale(index);
  }
  return off.filter(isNumber);
}

/** Where noise is larger when there is more of all, as with counts, it is measured as a part of what is expected. */
const GROWS = 1.5;
/** At night there is almost nothing, and almost nothing more is not twice as much. */
const LEAST_EXPECTED = 0.1;

function scaleOf(values: Float64Array, way: Float64Array, { from, end }: Calm): Scale {
  const usual = median(way.subarray(from, end).filter(isNumber));
  if (!(usual > 0)) return () => 1;
  const off = { high: [] as number[], low: [] as number[] };
  for (let index = from; index < end; index += 1) {
    const [value, at] = [values[index] as number, way[index] as number];
    if (isNumber(value - at) && at !== usual) off[at > usual ? 'high' : 'low'].push(abs(value - at));
  }
  const grows = off.low.length > 0 && quantile(off.high, 0.75) > GROWS * quantile(off.low, 0.75);
  return grows ? (index) => max(abs(way[index] as number), LEAST_EXPECTED * usual) : () => 1;
}

/**
 * The standard deviation that a normal distribution would have, the larger of those by its median and by its 95th
 * percentile: a series that is zero most of the time has its noise in its tail.
 */
function noiseOf(off: Float64Array, usual: number): number {
  const sigma = max(1.4826 * median(off), quantile(off, 0.95) / 1.96, SMALLEST_SHARE * usual);
  return sigma > 0 ? sigma : max(off.reduce((most, one) => max(most, one), 0) / 4, Number.MIN_VALUE);
}

/** The median of each value and its neighbours: one odd period is no change. */
function smoothed(values: Float64Array): Float64Array {
  const near = new Float64Array(3);
  return values.map((value, index) => {
    if (isMissing(value)) return value;
    let count = 0;
    for (let at = index - 1; at <= index + 1; at += 1) count = insert(near, count, values[at]);
    return middle(near, count);
  });
}

/** Into the sorted begin of a list, if it is a number. @returns how long that is now */
function insert(sorted: Float64Array, count: number, value: number | undefined): number {
  if (value === undefined || !isNumber(value)) return count;
  let at = count;
  for (; at > 0 && (sorted[at - 1] as number) > value; at -= 1) sorted[at] = sorted[at - 1] as number;
  sorted[at] = value;
  return count + 1;
}

function middle(sorted: Float64Array, count: number): number {
  const half = count >> 1;
  return count % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

function bounded(value: number): number {
  return isMissing(value) ? value : min(MOST, max(-MOST, value));
}
