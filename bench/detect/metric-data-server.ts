/**
 * GetMetricData on a port of this machine, in a process of its own: the protocol that the SDK speaks, the service's limits
 * and its pages. Every metric has a value for every period, like a day of users with noise.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import { fork } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fnv1a } from '../../lib/core/fnv';

export interface MetricDataCounts {
  readonly calls: number;
  /** Metrics requested: what AWS bills. */
  readonly metrics: number;
  readonly datapoints: number;
}

export interface MetricDataServer {
  readonly endpoint: string;
  /** What was asked since the last time. */
  take(): Promise<MetricDataCounts>;
  stop(): void;
}

interface Input {
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly MetricStat: { readonly Metric: { readonly MetricName: string }; readonly Period: number };
  }[];
  readonly StartTime: number;
  readonly EndTime: number;
  readonly MaxDatapoints?: number;
  readonly NextToken?: string;
}

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const DAY_SECONDS = 86_400;

export async function startMetricDataServer(): Promise<MetricDataServer> {
  const child = fork(__filename, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const answer = <T>() => new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)));
  const { port } = await answer<{ readonly port: number }>();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    take: () => {
      child.send('take');
      return answer<MetricDataCounts>();
    },
    stop: () => child.disconnect(),
  };
}

/** As the server answers: for states that are learned without it. */
export function valueAt(metricName: string, seconds: number): number {
  const day = Math.sin(((seconds % DAY_SECONDS) / DAY_SECONDS) * 2 * Math.PI);
  const noise = (fnv1a(metricName, Math.trunc(seconds / 60)) >>> 0) / 2 ** 32;
  return Number((100 + 50 * day + 10 * noise).toPrecision(6));
}

/** In this process. */
export async function listen(): Promise<{ readonly port: number; take(): MetricDataCounts; close(): void }> {
  let counts = { calls: 0, metrics: 0, datapoints: 0 };
  const server = createServer(async (request, response) => {
    const input = JSON.parse(await bodyOf(request)) as Input;
    const problem = problemOf(request, input);
    response.writeHead(problem ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    if (problem) return void response.end(JSON.stringify({ __type: 'ValidationError', message: problem }));
    const { answer, datapoints } = pageOf(input);
    counts = {
      calls: counts.calls + 1,
      metrics: counts.metrics + (input.NextToken === undefined ? input.MetricDataQueries.length : 0),
      datapoints: counts.datapoints + datapoints,
    };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const take = () => {
    const taken = counts;
    counts = { calls: 0, metrics: 0, datapoints: 0 };
    return taken;
  };
  return { port: (server.address() as AddressInfo).port, take, close: () => void server.close() };
}

async function serve(): Promise<void> {
  const { port, take } = await listen();
  process.on('message', () => process.send?.(take()));
  process.on('disconnect', () => process.exit());
  process.send?.({ port });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function problemOf({ headers }: IncomingMessage, { MetricDataQueries, StartTime, EndTime }: Input): string | undefined {
  if (!String(headers['x-amz-target']).endsWith('.GetMetricData')) return 'this server knows GetMetricData only';
  if (MetricDataQueries.length > MAX_QUERIES) return `${MetricDataQueries.length} queries, ${MAX_QUERIES} are allowed`;
  if (!(StartTime < EndTime)) return 'StartTime must be before EndTime';
  return undefined;
}

/** Whole queries, as many as fit; the token says with which one the next page begins. */
function pageOf({ MetricDataQueries, StartTime, EndTime, MaxDatapoints = MAX_DATAPOINTS, NextToken = '0' }: Input) {
  const MetricDataResults: object[] = [];
  let datapoints = 0;
  for (let index = Number(NextToken); index < MetricDataQueries.length; index += 1) {
    const { Id, MetricStat } = MetricDataQueries[index] as Input['MetricDataQueries'][number];
    const periods = Math.ceil((EndTime - StartTime) / MetricStat.Period);
    if (datapoints > 0 && datapoints + periods > MaxDatapoints) {
      return { answer: { MetricDataResults, NextToken: String(index) }, datapoints };
    }
    const Timestamps = Array.from({ length: periods }, (_, period) => StartTime + period * MetricStat.Period);
    const Values = Timestamps.map((seconds) => valueAt(MetricStat.Metric.MetricName, seconds));
    MetricDataResults.push({ Id, StatusCode: 'Complete', Timestamps, Values });
    datapoints += periods;
  }
  return { answer: { MetricDataResults }, datapoints };
}

if (require.main === module) void serve();
