/** Each entry of the list is still true: what moto has learnt is to be tried there. */
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import {
  GetServiceGraphCommand,
  GetTraceSummariesCommand,
  PutTraceSegmentsCommand,
  XRayClient,
} from '@aws-sdk/client-xray';
import { describeOnMoto, type Moto } from '../moto';
import { NOT_ON_MOTO } from '../not-on-moto';

type Config = Moto['config'];
/** What moto does there, in one word or two. */
type Probe = (config: Config) => Promise<unknown>;

const NOW_S = Math.floor(Date.now() / 1_000);
const SPAN = { StartTime: new Date((NOW_S - 3_600) * 1_000), EndTime: new Date((NOW_S + 60) * 1_000) };

const PROBES: Readonly<Record<string, { readonly probe: Probe; readonly lack: unknown }>> = {
  'cloudwatch:GetMetricData with metric math': {
    probe: async (config) => (await valuesOf(config, 'Shop', 'm1 * 2'))[1],
    lack: [],
  },
  'cloudwatch:GetMetricData by namespace': {
    probe: async (config) => (await valuesOf(config, 'NoSuchNamespace', 'm1'))[0],
    lack: [1],
  },
  'logs:StartQuery with filter and stats': { probe: queriedFields, lack: ['@message', '@ptr'] },
  'xray:GetTraceSummaries with a filter': {
    probe: (config) =>
      failureOf(new XRayClient(config).send(new GetTraceSummariesCommand({ ...SPAN, FilterExpression: 'fault' }))),
    lack: 'InternalFailure',
  },
  'xray:GetServiceGraph': { probe: servicesOfOneTrace, lack: [] },
  'ssm:StartAutomationExecution': {
    probe: (config) =>
      failureOf(
        new SSMClient({ ...config, maxAttempts: 1 }).send(
          new StartAutomationExecutionCommand({ DocumentName: 'Restart' }),
        ),
      ),
    lack: expect.stringMatching(/Error|Failure|NotImplemented/),
  },
  'dynamodb:PutItem of half a surrogate pair': {
    probe: putHalfAPair,
    lack: expect.stringMatching(/Error|Failure|Exception/),
  },
};

describeOnMoto('what moto lacks', 'us-west-1', ({ config }) => {
  test.each(Object.entries(PROBES))('%s', async (_, { probe, lack }) => {
    expect(await probe(config)).toEqual(lack);
  });

  test('has a probe for each entry of the list but the one on moto as a whole', () => {
    const calls = NOT_ON_MOTO.map(({ call }) => call);
    expect(calls.filter((call) => !call.startsWith('any call')).sort()).toEqual(Object.keys(PROBES).sort());
  });
});

/** Values of a metric that has one, of 1, and of an expression of it. */
async function valuesOf(config: Config, Namespace: string, Expression: string): Promise<readonly unknown[]> {
  const client = new CloudWatchClient(config);
  const MetricName = `Probe${Expression.length}`;
  const Dimensions = [{ Name: 'service', Value: 'shop' }];
  const MetricData = [{ MetricName, Dimensions, Value: 1, Timestamp: new Date((NOW_S - 600) * 1_000) }];
  await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
  const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: 'Sum' };
  const MetricDataQueries = [
    { Id: 'm1', MetricStat },
    { Id: 'e1', Expression },
  ];
  const { MetricDataResults = [] } = await client.send(new GetMetricDataCommand({ ...SPAN, MetricDataQueries }));
  return ['m1', 'e1'].map((id) => MetricDataResults.find(({ Id }) => Id === id)?.Values ?? []);
}

/** Names of the fields that a count of one line in two comes to. */
async function queriedFields(config: Config): Promise<unknown> {
  const client = new CloudWatchLogsClient(config);
  const stream = { logGroupName: 'probe', logStreamName: 'probe' };
  await client.send(new CreateLogGroupCommand(stream));
  await client.send(new CreateLogStreamCommand(stream));
  const logEvents = ['a', 'b'].map((message) => ({ message, timestamp: (NOW_S - 60) * 1_000 }));
  await client.send(new PutLogEventsCommand({ ...stream, logEvents }));
  const queryString = 'fields @message | filter @message = "a" | stats count(*) as lines by @message';
  const query = { logGroupNames: ['probe'], startTime: NOW_S - 600, endTime: NOW_S, queryString };
  const { queryId } = await client.send(new StartQueryCommand(query));
  const { results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
  return results[0]?.map(({ field }) => field).sort();
}

async function servicesOfOneTrace(config: Config): Promise<unknown> {
  const client = new XRayClient(config);
  const trace_id = `1-${NOW_S.toString(16)}-${'0'.repeat(24)}`;
  const document = { id: '0123456789abcdef', trace_id, name: 'shop', start_time: NOW_S - 60, end_time: NOW_S - 59 };
  await client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments: [JSON.stringify(document)] }));
  return (await client.send(new GetServiceGraphCommand(SPAN))).Services;
}

async function putHalfAPair(config: Config): Promise<unknown> {
  const client = new DynamoDBClient(config);
  await client.send(
    new CreateTableCommand({
      TableName: 'probe',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  return failureOf(client.send(new PutItemCommand({ TableName: 'probe', Item: { pk: { S: 'half \ud800' } } })));
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return 'no failure';
  } catch (error) {
    return (error as Error).name;
  }
}
