/**
 * CloudWatch's stand-in, a process of its own: takes PutMetricData (AWS JSON 1.0, gzip or not), answers at once, and decodes
 * and checks afterwards, so that its work is not in the sender's time. Faults are injected by a seeded generator.
 */
import { createServer, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { randomNumbers } from '../../lib/core/random';
import { makeLoad, QUANTILES, quantileOf } from './load';

export interface Faults {
  /** Shares of all requests. 5xx: every other one after the data were stored. */
  readonly throttles: number;
  readonly failures: number;
  /** Requests are held unanswered after this many were stored, and the bench is told. */
  readonly holdAfter?: number;
}

/** What a run should have stored: its load, as often as the prefix of the service says. */
export interface Expected {
  readonly seed: number;
  readonly series: number;
  readonly observations: number;
  readonly services: readonly string[];
}

export type SinkCommand =
  | { readonly do: 'begin'; readonly run: string; readonly faults?: Faults }
  /** Holds no more, and injects no more. */
  | { readonly do: 'release'; readonly run: string }
  | { readonly do: 'check'; readonly run: string; readonly expected?: Expected };

export interface SinkReport {
  readonly requests: number;
  readonly throttled: number;
  readonly failed: number;
  readonly bytes: number;
  readonly stored: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Observations that were stored though the answer was none or a 5xx. */
  readonly unanswered: number;
  /** Worst error of a quantile, by series. */
  readonly errors: readonly number[];
}

interface Run {
  faults: Faults;
  readonly random: () => number;
  readonly bodies: { readonly body: Buffer; readonly zipped: boolean; readonly answered: boolean }[];
  readonly held: ServerResponse[];
  requests: number;
  throttled: number;
  failed: number;
}

interface WireDatum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: number;
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
}

const runs = new Map<string, Run>();
const NO_FAULTS: Faults = { throttles: 0, failures: 0 };

export function serveSink(): void {
  process.on('message', (command: SinkCommand) => {
    if (command.do === 'begin') begin(command.run, command.faults ?? NO_FAULTS);
    if (command.do === 'release') release(command.run);
    process.send?.(command.do === 'check' ? check(command.run, command.expected) : 'ok');
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const zipped = request.headers['content-encoding'] === 'gzip';
      take(request.url?.slice(1).split('/')[0] ?? '', Buffer.concat(chunks), zipped, response);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
}

function begin(run: string, faults: Faults): void {
  const counts = { requests: 0, throttled: 0, failed: 0 };
  runs.set(run, { faults, random: randomNumbers(7), bodies: [], held: [], ...counts });
}

function release(name: string): void {
  const run = runs.get(name) as Run;
  run.faults = NO_FAULTS;
  for (const response of run.held.splice(0)) response.destroy();
}

/** The run is the first part of the path. */
function take(name: string, body: Buffer, zipped: boolean, response: ServerResponse): void {
  const run = runs.get(name);
  if (!run) {
    answer(response, 404, { __type: 'ResourceNotFound' });
    return;
  }
  const { faults, bodies } = run;
  run.requests += 1;
  const draw = run.random();
  if (draw < faults.throttles) {
    run.throttled += 1;
    answer(response, 400, { __type: 'Throttling', message: 'Rate exceeded' });
    return;
  }
  if (draw < faults.throttles + faults.failures) {
    run.failed += 1;
    if (run.failed % 2 === 0) bodies.push({ body, zipped, answered: false });
    answer(response, 500, { __type: 'InternalFailure' });
    return;
  }
  if (faults.holdAfter !== undefined && bodies.length >= faults.holdAfter) {
    run.held.push(response);
    if (run.held.length === 1) process.send?.('held');
    return;
  }
  bodies.push({ body, zipped, answered: true });
  answer(response, 200, {});
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}

/** Values with counts by `service|operation|tenant`. */
type Stored = Map<string, Map<number, number>>;

function check(name: string, expected: Expected | undefined): SinkReport {
  const run = runs.get(name) as Run;
  const stored: Stored = new Map();
  let unanswered = 0;
  for (const { body, zipped, answered } of run.bodies) {
    const points = decode(zipped ? gunzipSync(body) : body, stored);
    if (!answered) unanswered += points;
  }
  const bytes = run.bodies.reduce((sum, { body }) => sum + body.length, 0);
  const { requests, throttled, failed } = run;
  runs.delete(name);
  return { requests, throttled, failed, bytes, unanswered, ...compare(stored, expected) };
}

function decode(body: Buffer, stored: Stored): number {
  if (body.length > 1_000_000) throw new Error(`a request of ${body.length} bytes`);
  const { MetricData } = JSON.parse(body.toString()) as { MetricData: readonly WireDatum[] };
  if (MetricData.length > 1_000) throw new Error(`a request of ${MetricData.length} datums`);
  let points = 0;
  for (const { Dimensions, Value, Values = [Value as number], Counts } of MetricData) {
    if (new Set(Values).size !== Values.length || Values.length > 150) throw new Error('more than 150 unique values');
    const of = (dimension: string) => Dimensions.find(({ Name }) => Name === dimension)?.Value ?? '';
    const key = `${of('service')}|${of('operation')}|${of('tenant')}`;
    const series = stored.get(key) ?? new Map<number, number>();
    stored.set(key, series);
    for (const [index, value] of Values.entries()) {
      const count = Counts ? (Counts[index] as number) : 1;
      points += count;
      series.set(value, (series.get(value) ?? 0) + count);
    }
  }
  return points;
}

/** Few observations are stored as they are, so each is looked for; of many, count, sum, extremes and quantiles are. */
function compare(stored: Stored, expected: Expected | undefined) {
  const result = { stored: 0, lost: 0, duplicated: 0, errors: [] as number[] };
  for (const series of stored.values()) for (const count of series.values()) result.stored += count;
  if (!expected) return result;
  const load = makeLoad(expected.seed, expected.series, expected.observations);
  for (const service of expected.services) {
    for (const { operation, tenant, values } of load) {
      const got = stored.get(`${service}|${operation}|${tenant}`) ?? new Map<number, number>();
      const isExact = values.length <= 150 || got.size === values.length;
      const { lost, duplicated } = isExact ? compareEach(got, values) : compareSums(got, values);
      result.lost += lost;
      result.duplicated += duplicated;
      result.errors.push(worstError(got, values));
    }
  }
  return result;
}

function compareEach(got: ReadonlyMap<number, number>, values: Float64Array) {
  let lost = 0;
  let duplicated = 0;
  let known = 0;
  for (const value of new Set(values)) {
    const count = got.get(value) ?? 0;
    known += count > 0 ? 1 : 0;
    lost += Math.max(0, 1 - count);
    duplicated += Math.max(0, count - 1);
  }
  if (known !== got.size) throw new Error(`${got.size - known} values were stored that nobody observed`);
  return { lost, duplicated };
}

function compareSums(got: ReadonlyMap<number, number>, values: Float64Array) {
  const count = [...got.values()].reduce((sum, n) => sum + n, 0);
  const sum = [...got].reduce((total, [value, n]) => total + value * n, 0);
  const truth = values.reduce((total, value) => total + value, 0);
  const sameEnds = Math.min(...got.keys()) === Math.min(...values) && Math.max(...got.keys()) === Math.max(...values);
  if (count === values.length && (Math.abs(sum - truth) > 1e-8 * truth || !sameEnds)) {
    throw new Error(`sum or extremes differ: ${sum} instead of ${truth}`);
  }
  return { lost: Math.max(0, values.length - count), duplicated: Math.max(0, count - values.length) };
}

function worstError(got: ReadonlyMap<number, number>, values: Float64Array): number {
  const sorted = [...got].sort(([a], [b]) => a - b);
  const truth = [...values].sort((a, b) => a - b);
  const ones = truth.map(() => 1);
  const errors = QUANTILES.map((q) => {
    const exact = quantileOf(truth, ones, q);
    const told = quantileOf(
      sorted.map(([value]) => value),
      sorted.map(([, count]) => count),
      q,
    );
    return Math.abs(told - exact) / exact;
  });
  return Math.max(...errors);
}
