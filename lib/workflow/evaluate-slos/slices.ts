/**
 * Timeslices: judged here once, and published as counts, which is where alarms, budgets and graphs have them from.
 *
 * A value is read in periods of one slice, since no statistic of a longer time can be had from those of shorter ones; for
 * slices that are no multiple of five minutes CloudWatch has it for 15 days, for counts in steps of five minutes for 63.
 * A slice counts in its last minute, after which it is known.
 */
import { SLO_METRIC } from '../../core/conventions';
import { sloDimensions } from '../../core/slo/alarm-queries';
import type { CountSeries } from '../../core/slo/counts';
import { type IndicatorQuery, type SloDefinition, sloKey, type TimesliceIndicator } from '../../core/slo/definition';
import { countSlices } from '../../core/slo/slices';
import type { Span } from '../../core/slo/window';
import type { SloDatapoint, SloSeries, SloSeriesRequest } from '../ports';
import { valuesOf } from './counts';
import { DAY_MS, floorTo, HOUR_MS, TICK_MS } from './ticks';

export type TimesliceSlo = SloDefinition & { readonly indicator: TimesliceIndicator };

export interface Slice {
  readonly endMs: number;
  readonly isBad: boolean;
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
 * The slices to judge: those not yet published, and those of the last hour, which may not be there to be read. A new
 * objective begins with the last hour. `undefined`: none ended.
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
  const recentMs = atMs - Math.max(HOUR_MS, sliceMs);
  const fromMs = Math.max(Math.min(untilMs ?? recentMs, recentMs), nowMs - OLDEST_DATAPOINT_MS);
  const span: Span = { startMs: floorTo(fromMs, sliceMs), endMs: floorTo(atMs, sliceMs) };
  if (span.startMs >= span.endMs) return undefined;
  return { slo: sloKey(definition), queries, wanted: ['value'], periodSeconds: sliceSeconds, span };
}

export function judgeSlices({ indicator }: TimesliceSlo, { span }: SloSeriesRequest, series: SloSeries): Slice[] {
  const sliceMs = indicator.sliceSeconds * 1_000;
  const values = valuesOf(series, 'value', (span.endMs - span.startMs) / sliceMs);
  const { total, bad } = countSlices(values, indicator, indicator.sliceSeconds);
  return Array.from(total, (count, index) => ({
    count,
    endMs: span.startMs + (index + 1) * sliceMs,
    isBad: bad[index] === 1,
  }))
    .filter(({ count }) => count > 0)
    .map(({ endMs, isBad }) => ({ endMs, isBad }));
}

export function sliceDatapoints(definition: SloDefinition, slices: readonly Slice[]): SloDatapoint[] {
  const { namespace } = definition;
  const dimensions = sloDimensions(definition);
  return slices.flatMap(({ endMs, isBad }) => {
    const atMs = endMs - MINUTE_MS;
    return [
      { namespace, name: SLO_METRIC.slices, dimensions, value: 1, atMs },
      { namespace, name: SLO_METRIC.badSlices, dimensions, value: isBad ? 1 : 0, atMs },
    ];
  });
}

/** Published counts; steps without any get those of the slices that were judged now. */
export function withSlices(published: CountSeries, slices: readonly Slice[]): CountSeries {
  const total = Float64Array.from(published.total);
  const bad = Float64Array.from(published.bad as ArrayLike<number>);
  for (const { endMs, isBad } of slices) {
    const step = Math.floor((endMs - MINUTE_MS - published.startMs) / TICK_MS);
    if (step < 0 || step >= total.length || !Number.isNaN(published.total[step])) continue;
    total[step] = (total[step] || 0) + 1;
    bad[step] = (bad[step] || 0) + (isBad ? 1 : 0);
  }
  return { ...published, total, bad };
}
