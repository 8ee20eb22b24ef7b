import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataOutput,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { type BackoffOptions, describeError, maxTries, waitAfter, withBackoff } from './backoff';
import { MAX_DATAPOINTS } from './plan';

/** Queries that are read together or not at all, because expressions refer to others of them. */
export interface MetricDataGroup {
  /** Their ids are unique among all groups of a call. */
  readonly queries: readonly MetricDataQuery[];
  /** Is given each datapoint of the range; where a part is read again, once more. */
  take(id: string, atMs: number, value: number): void;
}

export interface MetricDataRange {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
}

/**
 * Reads groups in one call: all its pages, again what CloudWatch answered only in part, and each group on its own
 * account: one that CloudWatch rejects is answered with its error and does not fail its neighbours.
 * @returns by position: why datapoints are missing or incomplete, `undefined` where none are
 * @throws what concerns all groups alike: no permission, no connection, throttled to the end
 */
export async function readMetricData(
  client: CloudWatchClient,
  range: MetricDataRange,
  groups: readonly MetricDataGroup[],
  options: BackoffOptions,
): Promise<(string | undefined)[]> {
  const readings = groups.map((group): Reading => ({ group, statuses: new Map() }));
  await readHalves({ client, range, options }, readings);
  return readings.map(({ error }) => error);
}

interface Call {
  readonly client: CloudWatchClient;
  readonly range: MetricDataRange;
  readonly options: BackoffOptions;
}

interface Reading {
  readonly group: MetricDataGroup;
  /** By query id. */
  readonly statuses: Map<string, string>;
  error?: string;
}

/** A rejected call is halved until the group that CloudWatch rejects stands alone. */
async function readHalves(call: Call, readings: readonly Reading[]): Promise<void> {
  const [first] = readings;
  if (!first) return;
  try {
    await readUntilComplete(call, readings);
  } catch (error) {
    if (!isRejection(error)) throw error;
    if (readings.length === 1) {
      first.error = describeError(error);
      return;
    }
    const middle = readings.length >> 1;
    await readHalves(call, readings.slice(0, middle));
    await readHalves(call, readings.slice(middle));
  }
}

/** PartialData and InternalError without a further page mean: ask again. */
async function readUntilComplete(call: Call, readings: readonly Reading[]): Promise<void> {
  const limit = maxTries(call.options);
  let pending = readings;
  for (let tries = 1; ; tries += 1) {
    await readPages(call, pending);
    pending = pending.filter((reading) => reading.error === undefined && incompleteStatus(reading));
    if (pending.length === 0) return;
    if (tries >= limit) break;
    await waitAfter(tries, `${pending.length} series are not complete`, call.options);
  }
  for (const reading of pending) {
    reading.error = `incomplete: CloudWatch answered ${incompleteStatus(reading)} in ${limit} tries`;
  }
}

function incompleteStatus({ group, statuses }: Reading): string | undefined {
  const wanted = group.queries.filter(({ ReturnData = true }) => ReturnData);
  return wanted.map(({ Id = '' }) => statuses.get(Id) ?? 'nothing').find((status) => status !== 'Complete');
}

async function readPages({ client, range, options }: Call, readings: readonly Reading[]): Promise<void> {
  const byId = new Map(readings.flatMap((reading) => reading.group.queries.map(({ Id = '' }) => [Id, reading])));
  for (const { statuses } of readings) statuses.clear();
  const input = {
    MetricDataQueries: readings.flatMap(({ group }) => group.queries),
    StartTime: new Date(range.startMs),
    EndTime: new Date(range.endMs),
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
    collect(page.MetricDataResults ?? [], byId, range);
    if (!page.NextToken) return;
    NextToken = page.NextToken;
  }
}

function collect(results: readonly MetricDataResult[], byId: ReadonlyMap<string, Reading>, range: MetricDataRange) {
  const onPage = new Set<string>();
  for (const result of results) {
    const { Id = '', StatusCode = 'Complete', Messages } = result;
    const reading = byId.get(Id);
    if (!reading) continue;
    reading.statuses.set(Id, StatusCode);
    if (StatusCode === 'Forbidden') reading.error = `Forbidden: ${Messages?.[0]?.Value ?? 'no reason given'}`;
    // An expression that is a list answers with all its members, under one id.
    if (onPage.has(Id)) reading.error = 'its result is several time series, one is needed';
    onPage.add(Id);
    takeAll(result, reading.group, range);
  }
}

function takeAll(result: MetricDataResult, group: MetricDataGroup, { startMs, endMs }: MetricDataRange): void {
  const { Id = '', Timestamps = [], Values = [] } = result;
  for (const [index, time] of Timestamps.entries()) {
    const value = Values[index];
    const atMs = time.getTime();
    if (Number.isFinite(value) && atMs >= startMs && atMs < endMs) group.take(Id, atMs, value as number);
  }
}

/** CloudWatch did not like the question itself. */
function isRejection(error: unknown): boolean {
  return /^(Validation|InvalidParameter|MissingRequiredParameter|MissingParameter|InvalidFormat)/.test(
    (error as Error).name,
  );
}
