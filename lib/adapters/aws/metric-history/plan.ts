import { createHash } from 'node:crypto';
import { type MetricId, metricKey, type Statistic } from '../../../core/signal/metric';
import type { HistoryChunk, HistoryPart, HistoryPlan, HistoryQuery, HistoryRequest, PlannedSeries } from './model';
import { notesOn, partsByAge } from './retention';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MAX_QUERIES = 500;
export const MAX_DATAPOINTS = 100_800;
/** One day of minutes: chunks begin and end at multiples of it, so that tomorrow's plan finds most of today's chunks. */
const PERIODS_PER_CHUNK = 1_440;
/** Metrics usually arrive within minutes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html */
const SETTLED_MS = 15 * 60_000;

/**
 * Splits a request into calls of GetMetricData: at most 500 series and 100,800 datapoints each, so that one page
 * suffices, with the shortest periods that CloudWatch still keeps. Two keys of the same series are read once. The same
 * request always gives the same chunks.
 * @throws where the request is not one: a wrong period, an empty range, a key used twice
 */
export function planHistoryChunks(request: HistoryRequest): HistoryPlan {
  checkRequest(request);
  const bounded = { ...request, endMs: Math.min(request.endMs, request.nowMs) };
  const series = request.queries.map((query): PlannedSeries => {
    const parts = partsByAge(query, bounded);
    return { ...query, parts, notes: notesOn(query, bounded, parts) };
  });
  return { series, chunks: chunksOf(series, request.nowMs) };
}

/** What makes a series in a chunk the same as another. */
export function seriesIdentity(series: { readonly metric: MetricId; readonly statistic: Statistic }): string {
  return JSON.stringify([metricKey(series.metric), series.statistic]);
}

/** Cuts a part at the multiples of a chunk's length. */
export function spansOf({ startMs, endMs, periodSeconds }: HistoryPart): HistoryPart[] {
  const lengthMs = PERIODS_PER_CHUNK * periodSeconds * 1_000;
  const spans: HistoryPart[] = [];
  for (let atMs = startMs; atMs < endMs; ) {
    const untilMs = Math.min(endMs, (Math.floor(atMs / lengthMs) + 1) * lengthMs);
    spans.push({ startMs: atMs, endMs: untilMs, periodSeconds });
    atMs = untilMs;
  }
  return spans;
}

/** Equal for equal stretches of time that are read with equal periods. */
export function spanKey({ startMs, endMs, periodSeconds }: HistoryPart): string {
  return `${periodSeconds}|${startMs}|${endMs}`;
}

function chunksOf(series: readonly PlannedSeries[], nowMs: number): HistoryChunk[] {
  const spans = new Map<
    string,
    { readonly span: HistoryPart; readonly queries: Map<string, HistoryChunk['queries'][number]> }
  >();
  for (const { metric, statistic, parts } of series) {
    for (const span of parts.flatMap(spansOf)) {
      const key = spanKey(span);
      const found = spans.get(key) ?? { span, queries: new Map() };
      found.queries.set(seriesIdentity({ metric, statistic }), { metric, statistic });
      spans.set(key, found);
    }
  }
  return [...spans.values()]
    .sort((a, b) => a.span.startMs - b.span.startMs || a.span.periodSeconds - b.span.periodSeconds)
    .flatMap(({ span, queries }) => fillChunks(span, queries, nowMs));
}

/** By identity, so that neither the order of the request nor its keys matter. */
function fillChunks(span: HistoryPart, queries: ReadonlyMap<string, HistoryChunk['queries'][number]>, nowMs: number) {
  const periods = (span.endMs - span.startMs) / (span.periodSeconds * 1_000);
  const size = Math.min(MAX_QUERIES, Math.floor(MAX_DATAPOINTS / periods));
  const sorted = [...queries].sort(([a], [b]) => (a < b ? -1 : 1));
  const chunks: HistoryChunk[] = [];
  for (let from = 0; from < sorted.length; from += size) {
    const some = sorted.slice(from, from + size);
    chunks.push({
      id: chunkId(
        span,
        some.map(([identity]) => identity),
      ),
      ...span,
      queries: some.map(([, query]) => query),
      settled: span.endMs <= nowMs - SETTLED_MS,
    });
  }
  return chunks;
}

function chunkId({ startMs, endMs, periodSeconds }: HistoryPart, identities: readonly string[]): string {
  const text = JSON.stringify([startMs, endMs, periodSeconds, identities]);
  const start = new Date(startMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${start}-${periodSeconds}s-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

function checkRequest({ queries, startMs, endMs, nowMs }: HistoryRequest): void {
  for (const [name, ms] of Object.entries({ startMs, endMs, nowMs })) {
    if (!Number.isSafeInteger(ms) || Math.abs(ms) > MAX_DATE_MS) {
      throw new Error(`'${name}' must be a time in whole epoch milliseconds, got ${ms}`);
    }
  }
  if (startMs >= endMs) throw new Error(`'startMs' must be before 'endMs' (${endMs}), got ${startMs}`);
  if (startMs >= nowMs) throw new Error(`'startMs' must be before 'nowMs' (${nowMs}), got ${startMs}`);
  const seen = new Set<string>();
  for (const query of queries) {
    checkPeriod(query);
    if (seen.has(query.key)) throw new Error(`two queries have the key '${query.key}'; give each its own`);
    seen.add(query.key);
  }
}

/** https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_DATE_MS = 8.64e15;

function checkPeriod({ key, periodSeconds }: HistoryQuery): void {
  if ([1, 5, 10, 20, 30].includes(periodSeconds)) return;
  if (Number.isSafeInteger(periodSeconds) && periodSeconds > 0 && periodSeconds % 60 === 0) return;
  throw new Error(
    `'periodSeconds' of '${key}' must be 1, 5, 10, 20, 30 or a multiple of 60, got ${periodSeconds}; ask for a period CloudWatch has`,
  );
}
