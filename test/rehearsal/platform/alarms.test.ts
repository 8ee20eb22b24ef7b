import { conditionOf, labelOf, readAlarms } from '../../../lib/rehearsal/platform/alarms/definition';
import {
  alarm,
  arn,
  closeWorlds,
  type GivenResources,
  MINUTE_MS,
  openPlatform,
  queue,
  START_MS,
  templatesOf,
} from '../support';

afterEach(closeWorlds);

const FAILURES = { namespace: 'Shop', name: 'Failures', dimensions: {} };

/** What an alarm on `Metrics` does not have beside them. */
const NO_METRIC = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined };

function stat(id: string, returnData = true) {
  const Metric = { Namespace: 'Shop', MetricName: 'Failures' };
  return { Id: id, ReturnData: returnData, MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
}

function read(resources: GivenResources) {
  const notRehearsed = new Map<string, string>();
  return { alarms: readAlarms({ templates: templatesOf(resources), notRehearsed }), notRehearsed };
}

describe('reading', () => {
  test('takes everything a metric alarm is judged by', () => {
    const { alarms, notRehearsed } = read({
      Slow: alarm({
        AlarmName: 'checkout-prod-PlaceOrder-Latency-0a1b2c3d',
        AlarmDescription: 'slow',
        Namespace: 'AWS/Lambda',
        MetricName: 'Duration',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'AWS::StackName' } }],
        Statistic: undefined,
        ExtendedStatistic: 'p99',
        Period: 300,
        EvaluationPeriods: 5,
        DatapointsToAlarm: 3,
        Threshold: 250,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: undefined,
        Tags: [
          { Key: 'sightline:service', Value: 'checkout' },
          { Key: 'sightline:environment', Value: 'prod' },
        ],
        AlarmActions: ['arn:aws:sns:::a'],
        OKActions: ['arn:aws:sns:::o'],
      }),
    });
    expect(notRehearsed.size).toBe(0);
    expect(alarms).toMatchObject([
      {
        metric: { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName: 'Shop' } },
        statistic: 'p99',
        settings: {
          comparison: 'GreaterThanThreshold',
          threshold: 250,
          periodSeconds: 300,
          evaluationPeriods: 5,
          datapointsToAlarm: 3,
          treatMissingData: 'missing',
        },
        description: 'slow',
        tags: { 'sightline:service': 'checkout' },
        actionsEnabled: true,
        actions: { ALARM: ['arn:aws:sns:::a'], OK: ['arn:aws:sns:::o'], INSUFFICIENT_DATA: [] },
      },
    ]);
    expect(alarms.map(labelOf)).toEqual(['PlaceOrder-Latency']);
    expect(alarms.map(conditionOf)).toEqual(['Duration p99 > 250 in 3 of 5 x 5 min']);
  });

  test('without DatapointsToAlarm all of them must breach', () => {
    expect(read({ Failures: alarm({ EvaluationPeriods: 4 }) }).alarms).toMatchObject([
      { settings: { datapointsToAlarm: 4 } },
    ]);
  });

  test('a name of somebody else is its own label', () => {
    const { alarms } = read({ Failures: alarm({ AlarmName: 'their-alarm' }) });
    expect(alarms.map(labelOf)).toEqual(['their-alarm']);
  });

  test.each([
    ['unfinished metric math', { ...NO_METRIC, Metrics: [{ Id: 'm' }] }, 'alarm: '],
    [
      'a band that is not there',
      { ...NO_METRIC, Metrics: [stat('m1')], ThresholdMetricId: 'band' },
      "threshold 'band' is not the id of an ANOMALY_DETECTION_BAND",
    ],
    [
      'low-sample percentiles of a sum',
      { EvaluateLowSampleCountPercentile: 'ignore' },
      'alarm: EvaluateLowSampleCountPercentile is for percentiles, the statistic is Sum',
    ],
    ['a statistic that is none', { Statistic: undefined, ExtendedStatistic: 'tm901' }, 'alarm: statistic tm901'],
    ['PromQL', { EvaluationCriteria: { PromQLCriteria: {} } }, 'alarm: PromQL (EvaluationCriteria)'],
    [
      'Metrics Insights',
      { ...NO_METRIC, Metrics: [{ Id: 'q1', Expression: 'SELECT AVG(x) FROM y' }] },
      'alarm: Metrics Insights',
    ],
    ['SEARCH', { ...NO_METRIC, Metrics: [{ Id: 'e1', Expression: "SEARCH('{a} b', 'Sum')" }] }, 'SEARCH'],
    ['an odd period', { Period: 45 }, 'alarm: Period must be 10, 20, 30 or a multiple of 60 seconds, got 45'],
    ['too long a window', { Period: 300, EvaluationPeriods: 300 }, 'CloudWatch allows 86400 s for this period'],
    [
      'M above N',
      { EvaluationPeriods: 2, DatapointsToAlarm: 3 },
      'DatapointsToAlarm (3) is more than EvaluationPeriods',
    ],
    ['no threshold', { Threshold: undefined }, 'alarm: Threshold must be a number, got nothing'],
    [
      'a time zone that does not exist',
      { EvaluationWindow: { WallClockWindow: { Timezone: 'Europe/Berlinn' } } },
      "there is no time zone 'Europe/Berlinn'; did you mean 'Europe/Berlin'?",
    ],
    ['no statistic', { Statistic: undefined }, 'alarm: statistic undefined'],
    ['an unknown comparison', { ComparisonOperator: 'Near' }, "alarm: 'Near' is none of GreaterThanThreshold, "],
    [
      'an unknown missing-data mode',
      { TreatMissingData: 'guess' },
      "alarm: 'guess' is none of missing, ignore, breaching, notBreaching",
    ],
    [
      'a dimension that cannot be resolved',
      { Dimensions: [{ Name: 'a', Value: { Ref: 'Nothing' } }] },
      'alarm: Shop/Odd.Dimensions[0].Value: cannot resolve {"Ref":"Nothing"}',
    ],
  ])('an alarm with %s is named, not played', (_what, properties, reason) => {
    const { alarms, notRehearsed } = read({ Odd: alarm(properties), Failures: alarm() });
    expect(alarms.map(({ resource }) => resource.logicalId)).toEqual(['Failures']);
    expect([...notRehearsed.keys()]).toEqual(['Shop/Odd']);
    expect(notRehearsed.get('Shop/Odd')).toContain(reason);
  });

  test('a unit is not compared, and that is said', () => {
    const { alarms } = read({ Failures: alarm({ Unit: 'Count' }) });
    expect(alarms).toMatchObject([{ lints: [expect.stringContaining('units are not compared in rehearsal')] }]);
  });

  test('the condition of a composite names its alarms, where the rule has their ARNs', () => {
    const { alarms } = read({
      A: alarm(),
      Both: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: { AlarmRule: { 'Fn::Join': ['', ['ALARM("', arn('A'), '") AND OK(Shop-A)']] } },
      },
    });
    expect(alarms.map(conditionOf).at(-1)).toBe('ALARM("Shop-A") AND OK(Shop-A)');
  });

  test('of two alarms with one name the second is named, not played', () => {
    const { alarms, notRehearsed } = read({ A: alarm({ AlarmName: 'same' }), B: alarm({ AlarmName: 'same' }) });
    expect(alarms.map(({ resource }) => resource.logicalId)).toEqual(['A']);
    expect(notRehearsed.get('Shop/B')).toContain("the name 'same' is taken by Shop/A");
  });

  test('a composite whose suppressor period is no number is named, not played', () => {
    const composite = {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmRule: 'ALARM(Shop-A)',
        ActionsSuppressor: 'Shop-A',
        ActionsSuppressorWaitPeriod: 'abc',
        ActionsSuppressorExtensionPeriod: 60,
      },
    };
    expect(read({ A: alarm(), C: composite }).notRehearsed.get('Shop/C')).toContain(
      'ActionsSuppressorWaitPeriod must be a whole number of seconds from 0 on, got "abc"',
    );
  });

  test.each([
    ['AWS::CloudWatch::AnomalyDetector', 'anomaly detector: bands follow a local model, without its settings'],
    ['AWS::CloudWatch::LogAlarm', 'log alarm: its Logs Insights query is not run'],
    ['AWS::CloudWatch::InsightRule', 'Contributor Insights rule: its contributors are not counted'],
  ])('%s is named, not played', (Type, reason) => {
    expect([...read({ Odd: { Type } }).notRehearsed]).toEqual([['Shop/Odd', reason]]);
  });
});

/** A platform with these alarms on Shop/Failures, every event of theirs in the queue `Signals`. */
function watch(resources: GivenResources) {
  const opened = openPlatform({
    Signals: queue({ VisibilityTimeout: 43_200 }),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: { source: ['aws.cloudwatch'] }, Targets: [{ Id: 'Q', Arn: arn('Signals') }] },
    },
    ...resources,
  });
  opened.platform.start(START_MS);
  return {
    ...opened,
    put: (minute: number, value: number) => opened.world.metrics.put(FAILURES, value, START_MS + minute * MINUTE_MS),
    runUntil: (minute: number) => opened.world.clock.runUntil(START_MS + minute * MINUTE_MS),
    events: () =>
      opened.platform.queues
        .find('Signals')
        .receive(100)
        .map(({ body }) => JSON.parse(body)),
    states: (logicalId: string) =>
      (opened.world.recorder.alarmStates.get(`Shop-${logicalId}`) ?? []).map(({ atMs, state }) => [
        (atMs - START_MS) / 1_000,
        state,
      ]),
  };
}

describe('playing', () => {
  test('alarms begin with insufficient data and follow their metric, ten seconds after each minute', async () => {
    const { put, runUntil, states, world } = watch({ Failures: alarm({ AlarmDescription: 'Orders fail.\nBecause.' }) });
    put(2, 1);
    await runUntil(7);
    expect(states('Failures')).toEqual([
      [0, 'INSUFFICIENT_DATA'],
      [70, 'OK'],
      [190, 'ALARM'],
      // The bad minute is in the evaluation range of N + 2 until then.
      [370, 'OK'],
    ]);
    expect(world.recorder.story.map(({ kind, text, detail }) => [kind, text, detail])).toEqual([
      ['state', 'Shop-Failures  INSUFFICIENT_DATA → OK', undefined],
      ['alarm', 'Shop-Failures  OK → ALARM', 'Orders fail.'],
      ['recovery', 'Shop-Failures  ALARM → OK', undefined],
    ]);
  });

  test.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['ignore', 'INSUFFICIENT_DATA'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('without any data, treatMissingData %s means %s', async (TreatMissingData, state) => {
    const { platform, runUntil } = watch({ Failures: alarm({ TreatMissingData }) });
    await runUntil(10);
    expect([...platform.alarms.states()]).toEqual([['Shop-Failures', state]]);
  });

  test('M of N: two bad minutes of three, not one', async () => {
    const { put, runUntil, states } = watch({ Failures: alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 }) });
    for (const [minute, value] of [0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0].entries()) put(minute, value);
    await runUntil(11);
    expect(states('Failures')).toEqual([
      [0, 'INSUFFICIENT_DATA'],
      [70, 'OK'],
      [9 * 60 + 10, 'ALARM'],
      [10 * 60 + 10, 'OK'],
    ]);
  });

  test('a long silence is evaluated once, and data ends it', async () => {
    const { put, runUntil, states, world } = watch({ Failures: alarm() });
    await runUntil(120);
    expect(world.recorder.counts.get('alarm evaluations')).toBe(1);
    put(120, 5);
    await runUntil(123);
    expect(states('Failures').slice(-2)).toEqual([
      [70, 'OK'],
      [121 * 60 + 10, 'ALARM'],
    ]);
  });

  test('each change of state is told to the default bus as CloudWatch documents it', async () => {
    const { put, runUntil, events } = watch({
      Failures: alarm({ AlarmDescription: 'Orders fail.', Tags: [{ Key: 'sightline:role', Value: 'page' }] }),
    });
    put(2, 3);
    await runUntil(3.5);
    expect(events()).toEqual([
      expect.objectContaining({ time: '2026-01-05T09:01:10Z' }),
      {
        version: '0',
        id: 'rehearsal-000002',
        'detail-type': 'CloudWatch Alarm State Change',
        source: 'aws.cloudwatch',
        account: '123456789012',
        region: 'us-east-1',
        time: '2026-01-05T09:03:10Z',
        resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:Shop-Failures'],
        detail: {
          alarmName: 'Shop-Failures',
          alarmTags: { 'sightline:role': 'page' },
          configuration: {
            description: 'Orders fail.',
            metrics: [
              {
                id: 'rehearsal-000002',
                metricStat: { metric: FAILURES, period: 60, stat: 'Sum' },
                returnData: true,
              },
            ],
          },
          previousState: {
            value: 'OK',
            timestamp: '2026-01-05T09:01:10.000+0000',
            reason: expect.stringContaining('treated as [NonBreaching]'),
          },
          state: {
            value: 'ALARM',
            timestamp: '2026-01-05T09:03:10.000+0000',
            reason:
              'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (05/01/26 09:02:00)] was greater than or equal to ' +
              'the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
            reasonData: expect.any(String),
          },
        },
      },
    ]);
  });
});

describe('actions', () => {
  const topic = {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: 'oncall', Subscription: [{ Endpoint: 'a@example.com' }] },
    },
    Mail: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' }, Endpoint: 'b@example.com' } },
  };

  test('topics get the message of the state, a second later', async () => {
    const { put, runUntil, world } = watch({
      ...topic,
      Failures: alarm({
        AlarmActions: [{ Ref: 'Topic' }],
        OKActions: [{ Ref: 'Topic' }],
        AlarmDescription: 'Orders fail.',
      }),
    });
    put(2, 3);
    await runUntil(3.5);
    expect(world.recorder.notifications).toMatchObject([
      { subject: 'OK: "Shop-Failures"', atMs: START_MS + 71_000 },
      {
        atMs: START_MS + 191_000,
        channel: 'oncall',
        kind: 'alarm-action',
        subject: 'ALARM: "Shop-Failures"',
        body: expect.stringMatching(/^Threshold Crossed: .*\n\nOrders fail\.$/),
        recipients: ['b@example.com', 'a@example.com'],
      },
    ]);
  });

  test('disabled actions are not taken', async () => {
    const { put, runUntil, world, states } = watch({
      ...topic,
      Failures: alarm({ AlarmActions: [{ Ref: 'Topic' }], ActionsEnabled: false }),
    });
    put(2, 3);
    await runUntil(3.5);
    expect(states('Failures').at(-1)).toEqual([190, 'ALARM']);
    expect(world.recorder.notifications).toEqual([]);
  });

  test('an action that is no topic is named when it would be taken', async () => {
    const action = 'arn:aws:automate:us-east-1:ec2:reboot';
    const { put, runUntil, world } = watch({ Failures: alarm({ AlarmActions: [action] }) });
    put(2, 3);
    await runUntil(3.5);
    expect([...world.notRehearsed]).toEqual([
      ['Shop/Failures action', `alarm action ${action}: only SNS topics are played`],
    ]);
  });
});
