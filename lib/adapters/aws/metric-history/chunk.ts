import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { BackoffOptions } from './backoff';
import type { ChunkSeries, HistoryChunk, HistoryChunkResult } from './model';
import { MAX_QUERIES } from './plan';
import { readMetricData } from './read-metric-data';

/**
 * Reads one chunk, each series on its own account: one that CloudWatch rejects is answered with its error and does not
 * fail its neighbours.
 * @throws what concerns all series alike: no permission, no connection, throttled to the end
 */
export async function readHistoryChunk(
  client: CloudWatchClient,
  chunk: HistoryChunk,
  options: BackoffOptions = {},
): Promise<HistoryChunkResult> {
  if (chunk.queries.length > MAX_QUERIES) {
    throw new Error(`a chunk may have ${MAX_QUERIES} queries at most, '${chunk.id}' has ${chunk.queries.length}`);
  }
  // By time: a datapoint that was read twice counts once.
  const found = chunk.queries.map(() => new Map<number, number>());
  const groups = found.map((values, position) => ({
    queries: [toQuery(chunk, position)],
    take: (_id: string, atMs: number, value: number) => void values.set(atMs, value),
  }));
  const errors = await readMetricData(client, chunk, groups, options);
  return { id: chunk.id, series: found.map((values, position) => toSeries(values, errors[position])) };
}

function toQuery({ queries, periodSeconds }: HistoryChunk, position: number): MetricDataQuery {
  const { metric, statistic } = queries[position] as HistoryChunk['queries'][number];
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: `m${position}`,
    MetricStat: {
      Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions },
      Period: periodSeconds,
      Stat: statistic,
    },
  };
}

function toSeries(values: ReadonlyMap<number, number>, error: string | undefined): ChunkSeries {
  const points = [...values].sort(([a], [b]) => a - b);
  return error === undefined ? { points } : { points, error };
}
