/**
 * Timeslices: judged here, and published as counts, which is where alarms, budgets and graphs have them from.
 *
 * A value is read in periods of one slice, since no statistic of a longer time can be had from those of shorter ones; for
 * slices that are no multiple of five minutes CloudWatch has it for 15 days, for counts in steps of five minutes for 63.
 * A slice counts in its last minute, after which it is known. Those of the last hour are judged anew each time, from data
 * that may have come in late.
 */
import { SLO_METRIC } from '../../core/conventions';
import { sloDimensions } from '../../core/slo/alarm-queries';
import type { CountSeries } from '../../core/slo/counts';
import { type IndicatorQuery, type SloDefinition, sloKey, type TimesliceIndicator } from '../../core/slo/definition';
import type { SloState } from '../../core/slo/measurement';
import { countSlices } from '../../core/slo/slices';
import type { Span } from '../../core/slo/window';
import type { SloDatapoint, SloSeries, SloSeriesRequest } from '../ports';
import { valuesOf } from './counts';
import { DAY_MS, floorTo, HOUR_MS, TICK_MS } from './ticks';

export type TimesliceSlo = SloDefinition & { readonly indicator: TimesliceIndicator };

export interface Slice {
  readonly endMs: number;
  /** `ignore`: it does not count. */
  readonly verdict: TimesliceIndicator['missing'];
}

const MINUTE_MS = 60_000;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html: at most two weeks old. */
export const OLDEST_DATAPOINT_MS = 14 * DAY_MS;

export function isOnTimeslices(definition: SloDefinition): definition is TimesliceSlo {
  return definition.indicator.budgeting === 'timeslices';
}

/** The published counts. */
export function sliceQueries(definition: SloDefinition): IndicatorQuery[] {
  const dimensions = sloDimensions(definition);
  const query = (id: string, name: string): IndicatorQuery => {
    return { id, metric: { namespace: definition.namespace, name, dimensions }, statistic: 'Sum' };
  };
  return [query('total', SLO_METRIC.slices), query('bad', SLO_METRIC.badSlices)];
}

/**
 * The slices to judge: those not yet published, and those of the last hour, of which data may have come in late. A new
 * objective begins with what data there are of the last hour. `undefined`: none ended.
 * @param untilMs slices that end up to here are published
 */
export function sliceRequest(
  definition: TimesliceSlo,
  untilMs: number | undefined,
  atMs: number,
  nowMs: number,
): SloSeriesRequest | undefined {
  const { queries, sliceSeconds } = definition.indicator;
  const sliceMs = sliceSeconds * 1_000;
  const recentMs = atMs - recentSlicesMs(sliceSeconds);
  const fromMs = Math.max(Math.min(untilMs ?? recentMs, recentMs), nowMs - OLDEST_DATAPOINT_MS);
  const span: Span = { startMs: floorTo(fromMs, sliceMs), endMs: floorTo(atMs, sliceMs) };
  if (span.startMs >= span.endMs) return undefined;
  return { slo: sloKey(definition), queries, wanted: ['value'], periodSeconds: sliceSeconds, span };
}

/** How long slices are judged anew. */
export function recentSlicesMs(sliceSeconds: number): number {
  return Math.max(HOUR_MS, sliceSeconds * 1_000);
}

/**
 * When silence begins to be bad: at the first run of an objective. A slice without data that begins before may be of a time
 * before there was the objective, or its metric. `undefined`: nobody knows, and every such slice is bad.
 * @param state before the slices of this run
 */
export function silenceSince(state: SloState | undefined, nowMs: number): number | undefined {
  return state?.slicesUntilMs === undefined ? nowMs : state.silenceSinceMs;
}

/** @param silenceSinceMs slices without data that begin before are not bad: they do not count. @default - all are */
export function judgeSlices(
  { indicator }: TimesliceSlo,
  { span }: SloSeriesRequest,
  series: SloSeries,
  silenceSinceMs = Number.NEGATIVE_INFINITY,
): Slice[] {
  const sliceMs = indicator.sliceSeconds * 1_000;
  const values = valuesOf(series, 'value', (span.endMs - span.startMs) / sliceMs);
  const { total, bad } = countSlices(values, indicator, indicator.sliceSeconds);
  return Array.from(total, (count, index) => {
    const startMs = span.startMs + index * sliceMs;
    const isEarlySilence = startMs < silenceSinceMs && !Number.isFinite(values[index]);
    const isBad = bad[index] === 1;
    const isIgnored = count === 0 || (isBad && isEarlySilence);
    return { endMs: startMs + sliceMs, verdict: isIgnored ? 'ignore' : isBad ? 'bad' : 'good' };
  });
}

/**
 * What is published of a slice: its counts, or how they differ from those that were published before. CloudWatch adds up
 * what is published of a moment, and takes negative values.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 * @param before `undefined`: it was not published yet
 */
export function sliceDatapoints(
  definition: SloDefinition,
  { endMs, verdict }: Slice,
  before: Slice['verdict'] | undefined,
): SloDatapoint[] {
  const { namespace } = definition;
  const dimensions = sloDimensions(definition);
  const [now, then] = [countOf(verdict), countOf(before ?? 'ignore')];
  const isNew = then.total === 0 && now.total === 1;
  const point = (name: string, value: number): SloDatapoint[] =>
    value === 0 && !isNew ? [] : [{ namespace, name, dimensions, value, atMs: endMs - MINUTE_MS }];
  return [...point(SLO_METRIC.slices, now.total - then.total), ...point(SLO_METRIC.badSlices, now.bad - then.bad)];
}

/** Published counts, but where slices were judged now, these: what was published lately may not be there to be read. */
export function withSlices(published: CountSeries, slices: readonly Slice[], judged: Span): CountSeries {
  const total = Float64Array.from(published.total);
  const bad = Float64Array.from(published.bad as ArrayLike<number>);
  const first = Math.max(0, Math.ceil((judged.startMs - published.startMs) / TICK_MS));
  total.fill(0, first);
  bad.fill(0, first);
  for (const { endMs, verdict } of slices) {
    const step = Math.floor((endMs - MINUTE_MS - published.startMs) / TICK_MS);
    if (step < first || step >= total.length) continue;
    const count = countOf(verdict);
    total[step] = (total[step] as number) + count.total;
    bad[step] = (bad[step] as number) + count.bad;
  }
  return { ...published, total, bad };
}

function countOf(verdict: Slice['verdict']) {
  return { total: verdict === 'ignore' ? 0 : 1, bad: verdict === 'bad' ? 1 : 0 };
}
