/** The adapters of `detect-anomalies`: metrics over the wire, the queue, and metrics by the log. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { listen, valueAt } from '../../../bench/detect/metric-data-server';
import { EmfDatapoints } from '../../../lib/adapters/aws/emf-datapoints';
import { MetricDataSloSeries } from '../../../lib/adapters/aws/slo-series';
import { SqsAnomalyQueue } from '../../../lib/adapters/aws/sqs-anomaly-queue';
import { SsmWatchedSeries } from '../../../lib/adapters/aws/ssm-watched-series';
import { planJobs } from '../../../lib/core/anomaly/watch/job';
import { seriesKey } from '../../../lib/core/anomaly/watch/series';
import { seriesOf, T0, TICK } from '../../workflow/detect-anomalies-world';

test('500 series are one call, and history is as many pages as its datapoints need', async () => {
  const server = await listen();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new CloudWatchClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials,
  });
  try {
    const series = new MetricDataSloSeries({ client });
    const read = (periods: number) =>
      series.read(
        Array.from({ length: 500 }, (_, index) => {
          const one = seriesOf({ name: `s${index}` });
          const queries = [{ id: 'value', metric: one.metric, statistic: one.statistic }];
          const span = { startMs: T0, endMs: T0 + periods * TICK };
          return { slo: seriesKey(one), queries, wanted: ['value'], periodSeconds: 300, span };
        }),
      );
    const answers = await read(3);
    const values = [0, 300, 600].map((seconds) => valueAt('s7', T0 / 1_000 + seconds));
    expect(answers[7]).toEqual({ value: Float64Array.from(values) });
    expect(server.take()).toEqual({ calls: 1, metrics: 500, datapoints: 1_500 });
    expect((await read(288)).every((answer) => !(answer instanceof Error))).toBe(true);
    expect(server.take()).toEqual({ calls: 2, metrics: 500, datapoints: 144_000 });
  } finally {
    client.destroy();
    server.close();
  }
});

test('a job is sent as it is', async () => {
  const client = new SQSClient({ region: 'us-east-1' });
  const sqs = mockClient(client);
  const body = JSON.stringify(planJobs(T0, [seriesOf()], [], [])[0]);
  await new SqsAnomalyQueue({ queueUrl: 'https://queue', client }).send(body);
  expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'https://queue',
    MessageBody: body,
  });
});

test('series are read from all parameters below the path', async () => {
  const client = new SSMClient({ region: 'us-east-1' });
  const ssm = mockClient(client);
  const text = (name: string) =>
    JSON.stringify({ schemaVersion: 1, kind: 'anomaly-series', series: [seriesOf({ name })] });
  ssm
    .on(GetParametersByPathCommand, { NextToken: undefined })
    .resolves({ Parameters: [{ Name: '/p/a', Value: text('a') }], NextToken: 'more' })
    .on(GetParametersByPathCommand, { NextToken: 'more' })
    .resolves({ Parameters: [{ Name: '/p/b', Value: text('b') }] });
  const { series } = await new SsmWatchedSeries({ path: '/p', client }).load();
  expect(series.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('datapoints are documents of their own times, and what is no number is left out', async () => {
  const lines: string[] = [];
  const metric = { namespace: 'Sightline', name: 'SeriesJudged', dimensions: { detection: 'shop' } };
  await new EmfDatapoints((line) => lines.push(line)).publish([
    { ...metric, value: 3, atMs: T0 },
    { ...metric, value: Number.NaN, atMs: T0 },
  ]);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: T0,
        CloudWatchMetrics: [
          { Namespace: 'Sightline', Dimensions: [['detection']], Metrics: [{ Name: 'SeriesJudged' }] },
        ],
      },
      detection: 'shop',
      SeriesJudged: 3,
    },
  ]);
});
