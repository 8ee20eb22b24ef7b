/** What an alarm judged, as points of a chart: few enough to draw, and none of those that mattered left out. */
import { BAND_COMPARISONS, isBand } from '../core/alarm/threshold';
import type { ReportAlarmChart } from '../view/report/model';
import { datapointReader, type RangeValues } from './platform/alarms/datapoints';
import type { MetricAlarm } from './platform/alarms/metric-alarm';
import type { World } from './world';

/** A chart of at most this many points: wider than any screen needs. */
const MAX_POINTS = 720;
/** Periods are read in stretches of this many. */
const STRETCH = 240;

/**
 * What the alarm judged. Where a single datapoint longer than the evaluation's step decides, as in the windows of burn-rate
 * rules, that datapoint as it slid along; else the periods of the story one after the other. Of long stories, in each stretch
 * the value nearest to breaching.
 */
export function chartOf(alarm: MetricAlarm, world: World): ReportAlarmChart {
  const { settings, grid, kind } = alarm;
  const slides = settings.evaluationPeriods === 1 && settings.periodSeconds * 1_000 > grid.stepMs;
  return slides && kind !== 'band' ? slidingChart(alarm, world) : periodChart(alarm, world);
}

/** Looks at each datapoint that often at least. */
const LOOKS_PER_PERIOD = 10;

/** One value an evaluation, at its time; of long stories and long windows, as many as show its course. */
function slidingChart(alarm: MetricAlarm, { metrics, recorder }: World): ReportAlarmChart {
  const { startMs, endMs } = recorder;
  const { stepMs } = alarm.grid;
  const between = Math.max((endMs - startMs) / MAX_POINTS, stepMs);
  const looks = Math.min(between, (alarm.settings.periodSeconds * 1_000) / LOOKS_PER_PERIOD);
  const strideMs = Math.max(1, Math.floor(looks / stepMs)) * stepMs;
  const perPoint = Math.ceil((endMs - startMs) / strideMs / MAX_POINTS);
  const reader = datapointReader(metrics, alarm, 1, startMs);
  const boundaries = new Float64Array(2);
  const range = emptyRange(1);
  const points: [number, number | null][] = [];
  let best: { readonly point: [number, number | null]; readonly score: number } | undefined;
  let looked = 0;
  for (let atMs = (Math.floor(startMs / stepMs) + 1) * stepMs; atMs < endMs; atMs += strideMs) {
    alarm.grid.boundaries(atMs, boundaries);
    reader.read(boundaries, range);
    const value = drawn(range.values[0]);
    const score = value === null ? Number.NEGATIVE_INFINITY : excess(alarm, range, 0);
    if (!best || score > best.score) best = { point: [atMs, value], score };
    looked += 1;
    if (looked % perPoint > 0) continue;
    points.push(best.point);
    best = undefined;
  }
  return { points: best ? [...points, best.point] : points };
}

function periodChart(alarm: MetricAlarm, { metrics, recorder }: World): ReportAlarmChart {
  const { startMs, endMs } = recorder;
  const periodMs = alarm.settings.periodSeconds * 1_000;
  const periods = Math.max(1, Math.floor((endMs - startMs) / periodMs));
  const perPoint = Math.ceil(periods / MAX_POINTS);
  const reader = datapointReader(metrics, alarm, STRETCH, startMs);
  const points: [number, number | null][] = [];
  const band: [number, number | null, number | null][] = [];
  const range = emptyRange(STRETCH);
  const boundaries = new Float64Array(STRETCH + 1);
  for (let first = 0; first < periods; first += STRETCH) {
    for (let index = 0; index <= STRETCH; index += 1) boundaries[index] = startMs + (first + index) * periodMs;
    reader.read(boundaries, range);
    for (let from = 0; from < STRETCH && first + from < periods; from += perPoint) {
      const index = mostTelling(alarm, range, from, Math.min(from + perPoint, STRETCH, periods - first));
      const atMs = boundaries[index] as number;
      points.push([atMs, drawn(range.values[index])]);
      if (alarm.kind === 'band') band.push([atMs, drawn(range.lower[index]), drawn(range.upper[index])]);
    }
  }
  return { points, ...(alarm.kind === 'band' && { band }) };
}

function emptyRange(length: number): RangeValues {
  return { values: new Float64Array(length), lower: new Float64Array(length), upper: new Float64Array(length) };
}

/** The index of the value that comes closest to breaching, or goes furthest beyond. */
function mostTelling(alarm: MetricAlarm, range: RangeValues, from: number, to: number): number {
  let best = from;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let index = from; index < to; index += 1) {
    const score = excess(alarm, range, index);
    if (score > bestScore) [best, bestScore] = [index, score];
  }
  return best;
}

function excess({ settings }: MetricAlarm, { values, lower, upper }: RangeValues, index: number): number {
  const value = values[index] as number;
  if (!isBand(settings)) return settings.comparison.startsWith('Greater') ? value : -value;
  const sides = BAND_COMPARISONS[settings.comparison];
  const above = sides.upper ? value - (upper[index] as number) : Number.NEGATIVE_INFINITY;
  const below = sides.lower ? (lower[index] as number) - value : Number.NEGATIVE_INFINITY;
  return Math.max(above, below);
}

function drawn(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
