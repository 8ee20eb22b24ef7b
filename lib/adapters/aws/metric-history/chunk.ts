import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataOutput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { type BackoffOptions, describeError, maxTries, waitAfter, withBackoff } from './backoff';
import type { ChunkSeries, HistoryChunk, HistoryChunkResult } from './model';
import { MAX_DATAPOINTS, MAX_QUERIES } from './plan';

/**
 * Reads one chunk: all its pages, again what CloudWatch answered only in part, and each series on its own account: one
 * that CloudWatch rejects is answered with its error and does not fail its neighbours.
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
  const found = chunk.queries.map((): Found => ({ values: new Map() }));
  await readSeries({ client, chunk, found, options }, [...chunk.queries.keys()]);
  return { id: chunk.id, series: found.map(toSeries) };
}

interface Reading {
  readonly client: CloudWatchClient;
  readonly chunk: HistoryChunk;
  /** By the position of the query in the chunk. */
  readonly found: readonly Found[];
  readonly options: BackoffOptions;
}

interface Found {
  /** By time: a datapoint that was read twice counts once. */
  readonly values: Map<number, number>;
  status?: string;
  error?: string;
}

/** A rejected call is halved until the series that CloudWatch rejects stands alone. */
async function readSeries(reading: Reading, positions: readonly number[]): Promise<void> {
  if (positions.length === 0) return;
  try {
    await readUntilComplete(reading, positions);
  } catch (error) {
    if (!isRejection(error)) throw error;
    if (positions.length === 1) {
      for (const position of positions) (reading.found[position] as Found).error = describeError(error);
      return;
    }
    const middle = positions.length >> 1;
    await readSeries(reading, positions.slice(0, middle));
    await readSeries(reading, positions.slice(middle));
  }
}

/** PartialData and InternalError without a further page mean: ask again. */
async function readUntilComplete(reading: Reading, positions: readonly number[]): Promise<void> {
  const limit = maxTries(reading.options);
  let pending = positions;
  for (let tries = 1; ; tries += 1) {
    await readPages(reading, pending);
    pending = pending.filter((position) => {
      const { status } = reading.found[position] as Found;
      return status !== 'Complete' && status !== 'Forbidden';
    });
    if (pending.length === 0 || tries >= limit) break;
    await waitAfter(tries, `${pending.length} series are not complete`, reading.options);
  }
  for (const position of pending) {
    const one = reading.found[position] as Found;
    one.error = `incomplete: CloudWatch answered ${one.status ?? 'nothing'} in ${limit} tries`;
  }
}

async function readPages({ client, chunk, found, options }: Reading, positions: readonly number[]): Promise<void> {
  for (const position of positions) delete (found[position] as Found).status;
  const input = {
    MetricDataQueries: positions.map((position) => toQuery(chunk, position)),
    StartTime: new Date(chunk.startMs),
    EndTime: new Date(chunk.endMs),
    ScanBy: 'TimestampAscending',
    MaxDatapoints: MAX_DATAPOINTS,
  } as const;
  const seen = new Set<string | undefined>();
  for (let NextToken: string | undefined; !seen.has(NextToken); ) {
    seen.add(NextToken);
    const page: Partial<GetMetricDataOutput> = await withBackoff(
      () => client.send(new GetMetricDataCommand({ ...input, NextToken })),
      options,
    ).catch(
      // The token is too old, as after a long wait: what is not complete is read again from its start.
      (error: Error): Partial<GetMetricDataOutput> | Promise<never> =>
        error.name === 'InvalidNextToken' ? {} : Promise.reject(error),
    );
    collect(page, chunk, found);
    if (!page.NextToken) return;
    NextToken = page.NextToken;
  }
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

function collect(page: Partial<GetMetricDataOutput>, { startMs, endMs }: HistoryChunk, found: readonly Found[]): void {
  for (const { Id, StatusCode, Messages, Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
    const one = found[Number(Id?.slice(1))];
    if (!one) continue;
    one.status = StatusCode ?? 'Complete';
    if (one.status === 'Forbidden') one.error = `Forbidden: ${Messages?.[0]?.Value ?? 'no reason given'}`;
    for (const [index, time] of Timestamps.entries()) {
      const value = Values[index];
      const atMs = time.getTime();
      if (Number.isFinite(value) && atMs >= startMs && atMs < endMs) one.values.set(atMs, value as number);
    }
  }
}

function toSeries({ values, error }: Found): ChunkSeries {
  const points = [...values].sort(([a], [b]) => a - b);
  return error === undefined ? { points } : { points, error };
}

/** CloudWatch did not like the question itself. */
function isRejection(error: unknown): boolean {
  return /^(Validation|InvalidParameter|MissingRequiredParameter|MissingParameter|InvalidFormat)/.test(
    (error as Error).name,
  );
}
