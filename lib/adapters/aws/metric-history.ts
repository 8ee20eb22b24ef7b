/**
 * The history of metrics, read with GetMetricData. In one go by `readMetricHistory`; or, where reading should survive
 * an interruption, chunk by chunk: `planHistoryChunks`, then `readHistoryChunk` for each chunk that is not stored yet,
 * then `mergeHistory`.
 */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { BackoffOptions } from './metric-history/backoff';
import { readHistoryChunk } from './metric-history/chunk';
import type {
  HistoryChunk,
  HistoryChunkResult,
  HistoryPlan,
  HistoryRequest,
  MetricHistory,
  PlannedSeries,
  SeriesHistory,
} from './metric-history/model';
import { planHistoryChunks, seriesIdentity, spanKey, spansOf } from './metric-history/plan';

export type { BackoffOptions } from './metric-history/backoff';
export { readHistoryChunk } from './metric-history/chunk';
export type {
  ChunkSeries,
  Datapoint,
  HistoryChunk,
  HistoryChunkResult,
  HistoryPart,
  HistoryPlan,
  HistoryQuery,
  HistoryRequest,
  MetricHistory,
  PlannedSeries,
  SeriesHistory,
} from './metric-history/model';
export { planHistoryChunks } from './metric-history/plan';

export interface MetricHistoryOptions extends BackoffOptions {
  /** Hears of every chunk that has been read. @default - nobody does */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Reads every series of the request.
 * @throws where the request is wrong, or what fails all series alike fails: no permission, no connection
 */
export async function readMetricHistory(
  client: CloudWatchClient,
  request: HistoryRequest,
  options: MetricHistoryOptions = {},
): Promise<MetricHistory> {
  const plan = planHistoryChunks(request);
  const results: HistoryChunkResult[] = [];
  for (const chunk of plan.chunks) {
    results.push(await readHistoryChunk(client, chunk, options));
    options.onProgress?.({ done: results.length, total: plan.chunks.length });
  }
  return mergeHistory(plan, results);
}

/** Puts the chunks of a plan together, in whatever order they were read; a missing one is an error of its series. */
export function mergeHistory(plan: HistoryPlan, results: Iterable<HistoryChunkResult>): MetricHistory {
  const read = new Map([...results].map((result) => [result.id, result]));
  const pieces = new Map<string, Piece[]>();
  for (const chunk of plan.chunks) {
    const result = read.get(chunk.id);
    for (const [position, query] of chunk.queries.entries()) {
      const identity = seriesIdentity(query);
      const list = pieces.get(identity) ?? [];
      list.push({ chunk, points: result?.series[position]?.points ?? [], error: errorOf(result, position) });
      pieces.set(identity, list);
    }
  }
  return { series: new Map(plan.series.map((series) => [series.key, mergeOne(series, pieces)])) };
}

interface Piece {
  readonly chunk: HistoryChunk;
  readonly points: SeriesHistory['points'];
  readonly error: string | undefined;
}

function errorOf(result: HistoryChunkResult | undefined, position: number): string | undefined {
  const series = result?.series[position];
  return series ? series.error : 'not read';
}

/** Only the series' own stretches: another key may have asked for the same metric with other periods. */
function mergeOne(series: PlannedSeries, pieces: ReadonlyMap<string, readonly Piece[]>): SeriesHistory {
  const { parts, notes, periodSeconds } = series;
  const spans = new Set(parts.flatMap(spansOf).map(spanKey));
  const own = (pieces.get(seriesIdentity(series)) ?? []).filter(({ chunk }) => spans.has(spanKey(chunk)));
  return { points: own.flatMap(({ points }) => points), periodSeconds, parts, notes, errors: errorsOf(own) };
}

/** Each message once, with the times it concerns. */
function errorsOf(pieces: readonly Piece[]): string[] {
  const failed = pieces.filter(({ error }) => error !== undefined);
  return [...new Set(failed.map(({ error }) => error))].map((error) => {
    const times = failed.filter((piece) => piece.error === error).map(({ chunk }) => chunk);
    const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
    return `${iso(times[0]?.startMs ?? 0)} to ${iso(times.at(-1)?.endMs ?? 0)}: ${error}`;
  });
}
