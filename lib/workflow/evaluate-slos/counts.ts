/** What to read of an objective's metrics, and the events that it counts. */
import { readRule } from '../../core/slo/burn-rate-rule';
import { type CountSeries, EventCounts } from '../../core/slo/counts';
import { type IndicatorQuery, type SloDefinition, sloKey } from '../../core/slo/definition';
import { parseSloWindow, type Span, spanAt } from '../../core/slo/window';
import type { SloSeries, SloSeriesRequest } from '../ports';
import { DAY_MS, floorTo, TICK_MS } from './ticks';

const STEP_SECONDS = TICK_MS / 1_000;
const MINUTE_MS = 60_000;
/** Of published burn rates, the longest. */
const LONGEST_BURN_MS = 3 * DAY_MS;

/**
 * From where on a measurement needs data: those of its window, and of its rules over the last day. Of a rolling window a
 * day more, to tell a new service from one that has events once a day.
 */
export function dataStartMs(definition: SloDefinition, atMs: number): number {
  const slo = sloKey(definition);
  const window = parseSloWindow(slo, definition.window, definition.timezone);
  const ruleMs = definition.rules.map((rule) => readRule(slo, rule).longMinutes * MINUTE_MS);
  const lookbackMs = Math.max(LONGEST_BURN_MS, DAY_MS + Math.max(0, ...ruleMs));
  const windowMs = spanAt(window, atMs).startMs - (window.kind === 'rolling' ? DAY_MS : 0);
  return floorTo(Math.min(windowMs, atMs - lookbackMs), TICK_MS);
}

export function countRequest(slo: string, queries: readonly IndicatorQuery[], span: Span): SloSeriesRequest {
  const ids = queries.map(({ id }) => id);
  return { slo, queries, wanted: ['total', ids.includes('good') ? 'good' : 'bad'], periodSeconds: STEP_SECONDS, span };
}

/** @throws for an answer that is not what was asked for */
export function countsOf({ wanted, span }: SloSeriesRequest, series: SloSeries): CountSeries {
  const length = (span.endMs - span.startMs) / TICK_MS;
  const [total, part] = wanted.map((id) => valuesOf(series, id, length)) as [Float64Array, Float64Array];
  const parts = wanted.includes('good') ? { good: part } : { bad: part };
  return { startMs: span.startMs, stepSeconds: STEP_SECONDS, total, ...parts };
}

export function valuesOf(series: SloSeries, id: string, length: number): Float64Array {
  const values = Object.hasOwn(series, id) ? series[id] : undefined;
  if (values?.length === length) return values;
  throw new Error(`the series '${id}' must have ${length} values, got ${values?.length ?? 'none'}`);
}

/**
 * The events that one measurement counts, whatever else was read: so a tick that is made up for later is measured as it
 * would have been in time. They begin with the first event, before which nothing is known.
 * @param sinceMs of an event that was seen earlier
 */
export function countsUntil(
  series: CountSeries,
  definition: SloDefinition,
  atMs: number,
  sinceMs = Number.POSITIVE_INFINITY,
): EventCounts {
  const first = Math.min(firstEventMs(series, definition, atMs), sinceMs);
  const from = Math.min(Math.max(first, dataStartMs(definition, atMs)), atMs);
  return EventCounts.of(cut(series, stepOf(series, from), stepOf(series, atMs)));
}

/**
 * Of what one measurement counts, the first step with an event; infinite without any. A 0 is none: sums of several metrics
 * are 0 where there is nothing at all, since each is filled with it.
 */
export function firstEventMs(series: CountSeries, definition: SloDefinition, atMs: number): number {
  const { total, bad, good } = series;
  const part = bad ?? good;
  const end = stepOf(series, atMs);
  for (let step = stepOf(series, dataStartMs(definition, atMs)); step < end; step += 1) {
    if ((total[step] ?? 0) > 0 || (part?.[step] ?? 0) > 0) return series.startMs + step * TICK_MS;
  }
  return Number.POSITIVE_INFINITY;
}

function stepOf({ startMs, total }: CountSeries, ms: number): number {
  return Math.min(Math.max(0, Math.floor((ms - startMs) / TICK_MS)), total.length);
}

/** Steps from `fromMs` on. */
export function cutFrom(series: CountSeries, fromMs: number): CountSeries {
  return cut(series, Math.max(0, (fromMs - series.startMs) / TICK_MS), series.total.length);
}

function cut({ startMs, stepSeconds, total, bad, good }: CountSeries, from: number, to: number): CountSeries {
  const part = (values: ArrayLike<number>) => (values as Float64Array).subarray(from, to);
  return {
    startMs: startMs + from * TICK_MS,
    stepSeconds,
    total: part(total),
    ...(bad && { bad: part(bad) }),
    ...(good && { good: part(good) }),
  };
}
