/** What `analyze-traces` reads and writes beside traces: logs, metrics, the map for a hub. */
import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { EmfTraces } from '../../../lib/adapters/aws/emf-traces';
import { LogInsightsTraces, traceQuery } from '../../../lib/adapters/aws/log-insights-traces';
import { SsmTopology } from '../../../lib/adapters/aws/ssm-topology';
import { readEmf } from '../../../lib/core/signal/emf';
import { requestCounts } from '../../../lib/workflow/analyze-traces/request-counts';
import type { SloSeries, SloSeriesRequest } from '../../../lib/workflow/ports';

const logs = mockClient(CloudWatchLogsClient);
const ssm = mockClient(SSMClient);
const T0 = Date.UTC(2026, 10, 21, 12);
const SPAN = { startMs: T0 + 1, endMs: T0 + 300_001 };
const id = (index: number) => `1-6920564a-${String(index).padStart(24, '0')}`;

beforeEach(() => {
  logs.reset();
  ssm.reset();
});

describe('traces in logs', () => {
  const search = (logGroups = ['/aws/lambda/a']) =>
    new LogInsightsTraces({
      logGroups,
      client: new CloudWatchLogsClient({ region: 'eu-west-1' }),
      sleep: async () => undefined,
      maxTries: 2,
    });

  test('are searched once, and waited for', async () => {
    logs.on(StartQueryCommand).resolves({ queryId: 'q' });
    logs
      .on(GetQueryResultsCommand)
      .resolvesOnce({ status: 'Scheduled' })
      .resolvesOnce({ status: 'Running' })
      .resolves({
        status: 'Complete',
        results: [
          [
            { field: 'id', value: id(1) },
            { field: 'lines', value: '7' },
          ],
          [{ field: 'lines' }],
        ],
      });
    expect(await search().withLines([id(1), id(2)], SPAN)).toEqual(new Set([id(1)]));
    expect(logs.commandCalls(StartQueryCommand)[0]?.args[0].input).toEqual({
      logGroupNames: ['/aws/lambda/a'],
      queryString: `fields coalesce(traceId, xray_trace_id) as id | filter id in ["${id(1)}","${id(2)}"] | stats count(*) as lines by id`,
      startTime: T0 / 1_000,
      endTime: T0 / 1_000 + 301,
      limit: 2,
    });
  });

  test('that take too long are given up, and no longer paid for', async () => {
    logs.on(StartQueryCommand).resolves({ queryId: 'q' });
    logs.on(GetQueryResultsCommand).resolves({ status: 'Running' });
    logs.on(StopQueryCommand).resolves({});
    await expect(search().withLines([id(1)], SPAN)).rejects.toThrow('took more than 30 s; name fewer log groups');
    expect(logs.commandCalls(GetQueryResultsCommand)).toHaveLength(30);
    expect(logs.commandCalls(StopQueryCommand)).toHaveLength(1);
  });

  test('a search that failed is said', async () => {
    logs.on(StartQueryCommand).resolves({ queryId: 'q' });
    logs.on(GetQueryResultsCommand).resolves({ status: 'Failed' });
    await expect(search().withLines([id(1)], SPAN)).rejects.toThrow('the search of the logs ended as Failed');
  });

  test('nothing but ids of X-Ray gets into a query, and no more than fits', async () => {
    expect(traceQuery(['"] | delete', '1-x', ''])).toBeUndefined();
    expect(traceQuery([id(1), '"] or 1 = 1'])).not.toContain('or');
    expect(traceQuery(Array.from({ length: 1_000 }, (_, index) => id(index)))?.length).toBeLessThanOrEqual(10_000);
    expect(await search([]).withLines([id(1)], SPAN)).toEqual(new Set());
    expect(logs.calls()).toEqual([]);
  });
});

test('requests are summed by service, and unknown where there are none or it failed', async () => {
  const asked: SloSeriesRequest[] = [];
  const answers: (SloSeries | Error)[] = [
    { requests: Float64Array.of(1, Number.NaN, 3) },
    { requests: Float64Array.of(Number.NaN) },
    new Error('rejected'),
    {},
  ];
  const series = {
    read: async (requests: readonly SloSeriesRequest[]) => {
      asked.push(...requests);
      return answers;
    },
  };
  const refs = ['a', 'b', 'c', 'd'].map((service) => ({ service, environment: 'prod' }));
  expect(await requestCounts(series).requests(refs, SPAN)).toEqual([4, undefined, undefined, undefined]);
  expect(asked[0]).toMatchObject({
    queries: [
      {
        id: 'requests',
        metric: { namespace: 'Sightline', name: 'Requests', dimensions: { service: 'a', environment: 'prod' } },
        statistic: 'Sum',
      },
    ],
    span: SPAN,
  });
});

test('the counts of a run are metrics of its analysis', () => {
  const lines: string[] = [];
  const metrics = new EmfTraces({ analysis: 'shop', now: () => T0, write: (line) => void lines.push(line) });
  metrics.analyzed(12, 1);
  metrics.coverage(5.5);
  metrics.coverage(Number.NaN);
  const read = lines.map((line) => readEmf(JSON.parse(line)));
  expect(read.flatMap((one) => (one.kind === 'metrics' ? one.observations : []))).toMatchObject([
    { metric: { namespace: 'Sightline', name: 'TracesAnalyzed', dimensions: { analysis: 'shop' } }, values: [12] },
    { metric: { name: 'UnhealthyDependencies' }, values: [1] },
    { metric: { name: 'TraceCoverage' }, values: [5.5] },
  ]);
  expect(lines).toHaveLength(2);
});

describe('the map for a hub', () => {
  const warned: string[] = [];
  const log = { info: () => undefined, warn: (message: string) => void warned.push(message), error: () => undefined };
  let nowMs = T0;
  const topology = () =>
    new SsmTopology({ hub: 'ops', client: new SSMClient({ region: 'eu-west-1' }), now: () => nowMs, log });
  const services = [{ service: 'a', environment: 'prod', calls: ['b'] }];
  const text = '{"v":1,"s":[["a","prod",["b"]]]}';

  test('lies in one parameter, which is read every five minutes', async () => {
    ssm.on(PutParameterCommand).resolves({});
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: text } });
    const hub = topology();
    await hub.save(text);
    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toMatchObject({
      Name: '/sightline-topology/ops',
      Value: text,
      Overwrite: true,
    });
    expect([await hub.load(), await hub.load()]).toEqual([services, services]);
    nowMs += 300_000;
    await hub.load();
    expect(ssm.commandCalls(GetParameterCommand)).toHaveLength(2);
  });

  test('is nothing where none is there, and stays where it cannot be read', async () => {
    ssm.on(GetParameterCommand).rejects(Object.assign(new Error('none'), { name: 'ParameterNotFound' }));
    expect(await topology().load()).toEqual([]);
    expect(warned).toEqual([]);
    const hub = topology();
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: text } });
    await hub.load();
    nowMs += 300_000;
    ssm.on(GetParameterCommand).rejects(new Error('throttled'));
    expect(await hub.load()).toEqual(services);
    expect(warned).toEqual(['the map of services is not known']);
  });
});
