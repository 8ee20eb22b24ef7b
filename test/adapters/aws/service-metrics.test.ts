import { CloudWatchClient, DescribeAlarmsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { DescribedFiringAlarms } from '../../../lib/adapters/aws/firing-alarms';
import { listAlarmMetrics, listServiceMetrics } from '../../../lib/adapters/aws/service-metrics';
import { describeAlarm } from '../../../lib/core/alarm/description';

const client = new CloudWatchClient({ region: 'eu-west-1' });
const cloudWatch = mockClient(client);
const OF = { service: 'checkout', environment: 'prod' };
const NO_WAIT = { sleep: async () => undefined, random: () => 0 };

const description = (environment = 'prod') =>
  describeAlarm({
    service: 'checkout',
    environment,
    summary: 'It fails.',
    timeToDetectSeconds: 60,
    severity: 'high',
    role: 'page',
  });
const throttled = () => Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

beforeEach(() => cloudWatch.reset());

describe('metrics of a service', () => {
  test('are asked for by their dimensions, page by page, and again where it was throttled', async () => {
    const Dimensions = [{ Name: 'service', Value: 'checkout' }];
    cloudWatch
      .on(ListMetricsCommand)
      .rejectsOnce(throttled())
      .resolvesOnce({
        Metrics: [{ Namespace: 'Shop', MetricName: 'Faults', Dimensions }, { MetricName: 'None' }],
        NextToken: 'more',
      })
      .resolvesOnce({ Metrics: [{ Namespace: 'Shop', MetricName: 'Requests' }] });
    expect(await listServiceMetrics(client, OF, NO_WAIT)).toEqual([
      { namespace: 'Shop', name: 'Faults', dimensions: { service: 'checkout' } },
      { namespace: 'Shop', name: 'Requests', dimensions: {} },
    ]);
    expect(cloudWatch.commandCalls(ListMetricsCommand).at(-1)?.args[0].input).toEqual({
      Dimensions: [
        { Name: 'service', Value: 'checkout' },
        { Name: 'environment', Value: 'prod' },
      ],
      NextToken: 'more',
    });
  });

  test('that never end are read for ten pages', async () => {
    cloudWatch.on(ListMetricsCommand).resolves({ Metrics: [], NextToken: 'more' });
    expect(await listServiceMetrics(client, OF, NO_WAIT)).toEqual([]);
    expect(cloudWatch.commandCalls(ListMetricsCommand)).toHaveLength(10);
  });
});

test('alarms tell what they judge, of an expression what it is made of, and only those of the service count', async () => {
  const plain = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum' as const, Dimensions: [] };
  const math = [
    { Id: 'm', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'A' }, Stat: 'p99', Period: 60 } },
    { Id: 'e', Expression: 'm * 2' },
  ];
  cloudWatch
    .on(DescribeAlarmsCommand, { AlarmNames: ['one'] })
    .resolves({ MetricAlarms: [{ AlarmName: 'one', ...plain }] });
  cloudWatch.on(DescribeAlarmsCommand, { AlarmNamePrefix: 'checkout-prod-' }).resolves({
    MetricAlarms: [
      { AlarmName: 'checkout-prod-math', AlarmDescription: description(), Metrics: math },
      { AlarmName: 'checkout-prod-eu-other', AlarmDescription: description('prod-eu'), ...plain },
      { AlarmName: 'checkout-prod-by-hand', ...plain },
    ],
  });
  expect(await listAlarmMetrics(client, OF, ['one'], NO_WAIT)).toEqual([
    { metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: {} }, statistic: 'Sum', inIncident: true },
    { metric: { namespace: 'Shop', name: 'A', dimensions: {} }, statistic: 'p99', inIncident: false },
  ]);
});

test('firing alarms are those in ALARM that say whose they are, composites too', async () => {
  cloudWatch
    .on(DescribeAlarmsCommand)
    .resolvesOnce({
      MetricAlarms: [{ AlarmName: 'a', AlarmDescription: description() }, { AlarmName: 'strange' }],
      NextToken: 'more',
    })
    .resolvesOnce({ CompositeAlarms: [{ AlarmName: 'b', AlarmDescription: description('test') }] });
  const firing = await new DescribedFiringAlarms({ client }).firing();
  const about = { service: 'checkout', severity: 'high', role: 'page' };
  expect(firing).toEqual([
    { name: 'a', environment: 'prod', ...about },
    { name: 'b', environment: 'test', ...about },
  ]);
  expect(cloudWatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).toMatchObject({
    StateValue: 'ALARM',
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
});
