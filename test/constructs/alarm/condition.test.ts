import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmCondition } from '../../../lib/constructs/alarm/condition';
import { Threshold } from '../../../lib/constructs/alarm/threshold';
import { AlarmWindow } from '../../../lib/constructs/alarm/window';
import { newApp, newFunction, newStack, type Properties } from '../template';
import { messageOf, metric, only, propertiesOf, render } from './support';

const ABOVE_5 = { comparison: 'GreaterThanThreshold', threshold: 5 } as const;
const stackIn = (region: string) => newStack('Checkout', { env: { account: '111122223333', region } });
const errors = (more = {}) => AlarmCondition.threshold({ metric: metric('Errors'), ...ABOVE_5, ...more });

describe('a threshold', () => {
  test('is one metric in the plain form, with M of N and what missing data is', () => {
    const condition = AlarmCondition.threshold({
      metric: metric('Errors', { dimensionsMap: { Route: '/orders' } }),
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 5,
      period: Duration.minutes(1),
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
    const properties = propertiesOf(condition);
    expect(properties).toMatchObject({
      Namespace: 'Shop',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Route', Value: '/orders' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 5,
      TreatMissingData: 'notBreaching',
    });
    expect(properties.Metrics).toBeUndefined();
  });

  test('takes period and statistic of the metric where nothing else is said, and one datapoint', () => {
    const properties = propertiesOf(
      errors({ metric: metric('Errors', { period: Duration.hours(1), statistic: 'p99' }) }),
    );
    expect(properties).toMatchObject({
      Period: 3600,
      ExtendedStatistic: 'p99',
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
    expect(properties.Statistic).toBeUndefined();
  });

  test('counts missing data as missing below a threshold, and takes the words of CDK', () => {
    const below = propertiesOf(errors({ comparison: ComparisonOperator.LESS_THAN_THRESHOLD }));
    expect(below).toMatchObject({ ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'missing' });
    expect(propertiesOf(errors({ treatMissingData: TreatMissingData.IGNORE })).TreatMissingData).toBe('ignore');
  });

  test('has the long form where the metric has a label or is an expression, whose metrics all get the period', () => {
    const labelled = propertiesOf(errors({ metric: metric('Errors', { label: 'Bad orders' }) }));
    expect(labelled.Metrics).toEqual([
      {
        Id: 'm1',
        Label: 'Bad orders',
        ReturnData: true,
        MetricStat: expect.objectContaining({ Stat: 'Sum', Period: 300 }),
      },
    ]);
    const expression = new MathExpression({
      expression: 'a + inner',
      usingMetrics: {
        a: metric('A'),
        inner: new MathExpression({ expression: 'b * 2', usingMetrics: { b: metric('B') } }),
      },
    });
    const { Metrics } = propertiesOf(errors({ metric: expression, period: Duration.minutes(1) }));
    expect(
      Metrics.map(({ Id, ReturnData, Expression, MetricStat }: Properties) => [
        Id,
        ReturnData,
        Expression ?? MetricStat.Period,
      ]),
    ).toEqual([
      ['m1', true, 'a + inner'],
      ['a', false, 60],
      ['inner', false, 'b * 2'],
      ['b', false, 60],
    ]);
  });

  test('takes the metrics of CDK constructs, in their own stack and in another of the same place', () => {
    const app = newApp();
    const env = { account: '111122223333', region: 'eu-west-1' };
    const fn = newFunction(new Stack(app, 'Functions', { env }), 'PlaceOrder');
    const stack = new Stack(app, 'Alarms', { env });
    render(AlarmCondition.threshold({ metric: fn.metricErrors(), ...ABOVE_5 }), {}, stack);
    expect(only(stack, 'AWS::CloudWatch::Alarm')).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: 'Errors' });
  });

  test('has a window of the clock and a warm-up', () => {
    const options = { warmUp: Duration.hours(1), window: AlarmWindow.wallClock({ timezone: 'Europe/Berlin' }) };
    expect(propertiesOf(errors({ period: Duration.days(1) }), options)).toMatchObject({
      EvaluationWindow: { WallClockWindow: { Timezone: 'Europe/Berlin' } },
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 60 },
    });
    expect(propertiesOf(errors(), { window: AlarmWindow.sliding() }).EvaluationWindow).toBeUndefined();
  });

  test('allows a day of short periods and a week of long ones, to the period', () => {
    expect(propertiesOf(errors({ period: Duration.minutes(5), evaluationPeriods: 288 })).EvaluationPeriods).toBe(288);
    expect(propertiesOf(errors({ period: Duration.hours(1), evaluationPeriods: 168 })).EvaluationPeriods).toBe(168);
    expect(propertiesOf(errors({ period: Duration.days(7) })).Period).toBe(604_800);
  });
});

describe('a percentile', () => {
  const p99 = (more = {}) =>
    AlarmCondition.percentile({ metric: metric('Latency'), percentile: 99, threshold: 800, ...more });

  test('is the extended statistic of the metric, and may ignore few samples', () => {
    expect(propertiesOf(p99({ lowSamples: 'ignore' }))).toMatchObject({
      ExtendedStatistic: 'p99',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluateLowSampleCountPercentile: 'ignore',
    });
    expect(propertiesOf(p99({ percentile: 99.9 })).ExtendedStatistic).toBe('p99.9');
  });

  test('with minSamples has no datapoint for fewer', () => {
    const { Metrics } = propertiesOf(p99({ minSamples: 50 }));
    expect(Metrics.map(({ Expression, MetricStat }: Properties) => Expression ?? MetricStat.Stat)).toEqual([
      'IF(samples >= 50, m1)',
      'p99',
      'SampleCount',
    ]);
  });

  test.each([
    [{ percentile: 101 }, /'percentile' must be a number.* to 100, got 101; write 99 for p99/],
    [{ percentile: 0.99 }, /'percentile' must be a number from 1 to 100, got 0.99; write 99 for p99/],
    [{ percentile: Number.NaN }, /'percentile' must be a number.*, got NaN/],
    [{ minSamples: 5, lowSamples: 'ignore' }, /got both 'minSamples' and 'lowSamples'.*; pass one/],
    [{ percentile: 100, lowSamples: 'ignore' }, /would keep the state for ever at p100; use 'minSamples'/],
    [{ lowSamples: 'ignored' }, /'lowSamples' must be one of evaluate, ignore; got 'ignored', did you mean 'ignore'\?/],
    [{ minSamples: 0 }, /'minSamples' must be a whole number from 1, got 0/],
    [
      { metric: new MathExpression({ expression: 'a', usingMetrics: { a: metric('A') } }) },
      /'statistic' is for one metric/,
    ],
  ])('refuses %#', (more, message) => {
    expect(messageOf(() => p99(more))).toMatch(message);
  });
});

describe('a rate', () => {
  const rate = (more = {}) =>
    AlarmCondition.rate({ of: metric('Errors'), per: metric('Requests'), threshold: 0.05, ...more });
  const expressionOf = (more = {}) => propertiesOf(rate(more)).Metrics[0].Expression;

  test('divides two counts where there is traffic enough for its threshold', () => {
    expect(propertiesOf(rate())).toMatchObject({ Threshold: 0.05, TreatMissingData: 'notBreaching' });
    const below = rate({ threshold: 0.95, comparison: 'LessThanThreshold' });
    expect(propertiesOf(below).TreatMissingData).toBe('missing');
    expect(expressionOf()).toBe('IF(per >= 20, of / per)');
    expect(expressionOf({ threshold: 0.95, comparison: 'LessThanThreshold' })).toBe('IF(per >= 20, of / per)');
    expect(expressionOf({ threshold: 0 })).toBe('IF(per >= 1, of / per)');
    expect(expressionOf({ minSamples: 7 })).toBe('IF(per >= 7, of / per)');
  });

  test.each([
    [
      { of: metric('Errors', { statistic: 'Average' }) },
      /'of' must be a count, .* got Average of 'Errors'; pass it with statistic 'Sum'/,
    ],
    [{ per: metric('Requests', { statistic: 'p99' }) }, /'per' must be a count, .* got p99 of 'Requests'/],
    [
      { of: new MathExpression({ expression: 'a', usingMetrics: { a: metric('A') } }) },
      /'of' must be one metric, got a math expression; use AlarmCondition.math/,
    ],
    [{ threshold: 5 }, /'threshold' must be a number from 0 to 1, got 5; a rate is a share: write 0.05 for 5 %/],
    [{ threshold: -0.1 }, /'threshold' must be a number from 0 to 1, got -0.1/],
    [{ per: metric('Requests', { period: Duration.minutes(1) }) }, /the periods differ/],
  ])('refuses what makes no sense: %#', (more, message) => {
    expect(messageOf(() => rate(more))).toMatch(message);
  });
});

describe('metric math', () => {
  const math = (more = {}) =>
    AlarmCondition.math({ expression: 'a / b', metrics: { a: metric('A'), b: metric('B') }, ...ABOVE_5, ...more });

  test('is the expression over its metrics, the expression alone returning data', () => {
    const { Metrics } = propertiesOf(math({ label: 'Share' }));
    expect(Metrics.map(({ Id, Label, ReturnData }: Record<string, never>) => [Id, Label, ReturnData])).toEqual([
      ['result', 'Share', true],
      ['a', undefined, false],
      ['b', undefined, false],
    ]);
  });

  test('takes a Metrics Insights query with a period', () => {
    const expression = 'SELECT MAX(Latency) FROM "Shop" GROUP BY Route';
    expect(propertiesOf(math({ expression, metrics: {}, period: Duration.minutes(1) })).Metrics).toEqual([
      { Id: 'result', Expression: expression, ReturnData: true, Period: 60 },
    ]);
    expect(messageOf(() => math({ expression, metrics: {} }))).toMatch(/it needs a 'period'; set it/);
  });

  test('warns of what works and surprises', () => {
    const stack = newStack();
    render(math({ expression: 'RATE(a) / b' }), {}, stack);
    Annotations.fromStack(stack).hasWarning('/Checkout/Orders', Match.stringLikeRegexp('RATE .*sightline:alarmMath'));
  });

  const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`m${index}`, metric(`M${index}`)]));
  test.each([
    [{ expression: 'SUM(METRICS())', metrics: many }, /there are 11 metrics; an alarm may use 10/],
    [{ expression: 'a / c' }, /CloudWatch refuses its metric math: .*'c' is not defined/],
    [{ expression: '[a, b]' }, /an alarm watches a single time series/],
    [{ expression: "SEARCH('{Shop} Errors', 'Sum')" }, /uses SEARCH, which alarms refuse/],
    [{ metrics: { A: metric('A') } }, /id 'A' is not valid/],
    [{ metrics: { a: metric('A'), b: metric('B', { period: Duration.minutes(1) }) } }, /the periods differ/],
    [{ expression: '' }, /'expression' must be a text/],
    [{ expression: Token.asString({ Ref: 'X' }) }, /'expression' must be known at synth, got a token/],
    [{ metrics: undefined }, /'metrics' must be an object from id to metric, got undefined/],
    [{ metrics: { a: 'Errors', b: metric('B') } }, /must be a CDK metric such as fn.metricErrors\(\).*, got 'Errors'/],
  ])('refuses what CloudWatch refuses: %#', (more, message) => {
    expect(messageOf(() => math(more))).toMatch(message);
  });
});

describe('an anomaly band', () => {
  const band = (more = {}) => AlarmCondition.anomalyBand({ metric: metric('Orders'), ...more });
  const detector = {
    timezone: 'Europe/Berlin',
    excludedRanges: [{ start: '2026-12-24T00:00:00', end: '2026-12-27T00:00:00' }],
  };

  test('judges the metric by a band around it', () => {
    expect(propertiesOf(band({ deviations: 3, direction: 'below' }))).toMatchObject({
      ComparisonOperator: 'LessThanLowerThreshold',
      ThresholdMetricId: 'band',
      TreatMissingData: 'missing',
      Metrics: [
        { Id: 'm1', ReturnData: true },
        { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m1, 3)', ReturnData: true },
      ],
    });
    expect(propertiesOf(band()).ComparisonOperator).toBe('LessThanLowerOrGreaterThanUpperThreshold');
    expect(propertiesOf(band()).Threshold).toBeUndefined();
  });

  test('with settings of the model makes a detector, one for all alarms on that metric and statistic', () => {
    const stack = newStack();
    render(band({ detector: { ...detector, periodicSpikes: true } }), {}, stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::AnomalyDetector', {
      SingleMetricAnomalyDetector: { Namespace: 'Shop', MetricName: 'Orders', Stat: 'Sum' },
      Configuration: {
        MetricTimeZone: 'Europe/Berlin',
        ExcludedTimeRanges: [{ StartTime: '2026-12-24T00:00:00', EndTime: '2026-12-27T00:00:00' }],
      },
      MetricCharacteristics: { PeriodicSpikes: true },
    });
    template.hasResource('AWS::CloudWatch::Alarm', { DependsOn: [Match.stringLikeRegexp('Detector')] });
  });

  test('shares a detector of the same settings and refuses other ones', () => {
    const app = newApp();
    const stacks = ['A', 'B', 'C'].map((id) => new Stack(app, id)) as [Stack, Stack, Stack];
    new Topic(stacks[2], 'Topic');
    const named = (id: string) => ({
      service: 's',
      environment: 'e',
      actionsFor: () => ({ alarm: [], ok: [] }),
      nameOf: () => id,
    });
    render(band({ detector }), {}, stacks[0], named('a'));
    render(band({ detector }), {}, stacks[1], named('b'));
    expect(Object.keys(Template.fromStack(stacks[1]).findResources('AWS::CloudWatch::AnomalyDetector'))).toEqual([]);
    expect(messageOf(() => render(band({ detector: { timezone: 'UTC' } }), {}, stacks[2], named('c')))).toMatch(
      /has other settings at 'A\/Orders\/Detector', .*; give both the same/,
    );
  });

  test('is what a learned threshold comes to, on the side of the comparison', () => {
    expect(propertiesOf(errors({ threshold: Threshold.learned({ deviations: 4 }) }))).toMatchObject({
      ComparisonOperator: 'GreaterThanUpperThreshold',
      ThresholdMetricId: 'band',
    });
    const below = errors({ threshold: Threshold.learned(), comparison: 'LessThanThreshold' });
    expect(propertiesOf(below).ComparisonOperator).toBe('LessThanLowerThreshold');
  });

  test.each([
    [{ deviations: 0 }, /'deviations' must be a number/],
    [{ deviations: Number.NaN }, /'deviations' must be a number.*, got NaN/],
    [{ direction: 'over' }, /'direction' must be one of above, below, either; got 'over'/],
    [{ period: Duration.hours(2) }, /takes a 'period' of 1 minute to 1 hour, got 2 h/],
    [{ period: Duration.seconds(30) }, /takes a 'period' of 1 minute to 1 hour, got 30 s/],
    [
      { detector: { timezone: 'Europe/Berlim' } },
      /'timezone': there is no time zone 'Europe\/Berlim'; did you mean 'Europe\/Berlin'\?/,
    ],
    [
      { detector: { excludedRanges: [{ start: '2026-12-24', end: '2026-12-27' }] } },
      /'start' must be a time in UTC such as .*, got '2026-12-24'/,
    ],
    [
      { detector: { excludedRanges: [{ start: '2026-12-24T00:00:00', end: '2026-12-23T00:00:00' }] } },
      /must end after its start/,
    ],
    [{ detector: { excludedRange: [] } }, /there is no option 'excludedRange'; did you mean 'excludedRanges'\?/],
    [
      { detector: {}, metric: new MathExpression({ expression: 'a', usingMetrics: { a: metric('A') } }) },
      /'detector' is for the model of one metric/,
    ],
  ])('refuses %#', (more, message) => {
    expect(messageOf(() => band(more))).toMatch(message);
  });
});

test('no telemetry is no sample, where silence breaches', () => {
  const condition = AlarmCondition.noTelemetry({ metric: metric('Heartbeat'), period: Duration.minutes(1) });
  expect(propertiesOf(condition)).toMatchObject({
    Statistic: 'SampleCount',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    TreatMissingData: 'breaching',
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 3 },
  });
  // Three periods, and the two that CloudWatch looks further back.
  expect(render(condition).timeToDetectSeconds).toBe(300);
  const contradictory = { metric: metric('Heartbeat'), treatMissingData: 'ignore' } as never;
  expect(messageOf(() => AlarmCondition.noTelemetry(contradictory))).toMatch(/there is no option 'treatMissingData'/);
});

test.each<[string, Duration, number, number]>([
  ['as long as its window is', Duration.minutes(5), 4, 20],
  ['a minute at least', Duration.seconds(10), 2, 1],
  ['whole minutes', Duration.seconds(30), 5, 3],
  ['two days at most', Duration.days(1), 3, 2_880],
])('a new alarm on silence waits %s', (_, period, evaluationPeriods, minutes) => {
  const condition = AlarmCondition.noTelemetry({ metric: metric('Heartbeat'), period, evaluationPeriods });
  const warmUp = (options = {}) => propertiesOf(condition, options).WarmUpConfiguration;
  expect(warmUp()).toEqual({ WarmUpPeriodDurationInMinutes: minutes });
  expect(warmUp({ warmUp: Duration.minutes(7) })).toEqual({ WarmUpPeriodDurationInMinutes: 7 });
});

test('only alarms for which missing data breach wait by default', () => {
  expect(propertiesOf(errors()).WarmUpConfiguration).toBeUndefined();
  const breaching = errors({ treatMissingData: 'breaching', evaluationPeriods: 2 });
  expect(propertiesOf(breaching).WarmUpConfiguration).toEqual({ WarmUpPeriodDurationInMinutes: 10 });
});

describe('a Metrics Insights query', () => {
  const FROM_SHOP = 'SELECT MAX(Latency) FROM "Shop"';
  const insights = (more: object = {}) =>
    AlarmCondition.math({ expression: FROM_SHOP, metrics: {}, period: Duration.minutes(5), ...ABOVE_5, ...more });

  test('reads three hours at most, and one period less on a window of the clock', () => {
    expect(propertiesOf(insights({ evaluationPeriods: 36 })).EvaluationPeriods).toBe(36);
    expect(messageOf(() => insights({ evaluationPeriods: 37 }))).toBe(
      'AlarmCondition.math: a Metrics Insights query reads the last 3 h, got 37 x 5 min; use at most 36 periods',
    );
    const window = AlarmWindow.wallClock();
    expect(propertiesOf(insights({ evaluationPeriods: 35 }), { window }).EvaluationPeriods).toBe(35);
    expect(messageOf(() => render(insights({ evaluationPeriods: 36 }), { window }))).toMatch(
      /^Alarm 'Orders' .* less one period, got 36 x 5 min; use at most 35 periods/,
    );
    const sliding = { window: AlarmWindow.sliding() };
    expect(propertiesOf(insights({ evaluationPeriods: 36 }), sliding).EvaluationPeriods).toBe(36);
  });

  test.each<[object, RegExp]>([
    [{ period: Duration.seconds(30) }, /takes a 'period' of a minute at least, got 30 s; set 'period'/],
    [{ period: Duration.hours(4) }, /reads the last 3 h, got 1 x 4 h; shorten 'period'/],
    [{ expression: 'SELECT MAX(Latency)' }, /names where it reads from, got .*; write SELECT \.\.\. FROM/],
    [{ expression: `SELECT MAX("a from b")` }, /names where it reads from/],
    [{ metrics: { other: metric('Errors') } }, /stands alone in an alarm, got the metric 'other' beside it/],
  ])('refuses %#', (more, message) => {
    expect(messageOf(() => insights(more))).toMatch(message);
  });

  test('binds nothing else', () => {
    expect(propertiesOf(errors({ period: Duration.minutes(5), evaluationPeriods: 37 })).EvaluationPeriods).toBe(37);
  });
});

describe('a log alarm', () => {
  const stack = newStack();
  const logGroup = new LogGroup(stack, 'Log');
  const log = (more = {}) =>
    AlarmCondition.log({
      logGroups: [logGroup],
      query: 'filter level = "ERROR"',
      comparison: 'GreaterThanThreshold',
      threshold: 10,
      ...more,
    });

  test('runs a scheduled query as a role that may read these log groups', () => {
    render(
      log({ schedule: 'rate(10 minutes)', delay: Duration.minutes(2), evaluationPeriods: 3, datapointsToAlarm: 2 }),
      {},
      stack,
    );
    expect(only(stack, 'AWS::CloudWatch::LogAlarm')).toMatchObject({
      AlarmName: 'shop-test-Orders',
      QueryResultsToEvaluate: 3,
      QueryResultsToAlarm: 2,
      TreatMissingData: 'missing',
      ScheduledQueryConfiguration: {
        AggregationExpression: 'count(*)',
        QueryString: 'filter level = "ERROR"',
        ScheduleConfiguration: { ScheduleExpression: 'rate(10 minutes)', StartTimeOffset: 720, EndTimeOffset: 120 },
      },
    });
    const { PolicyDocument } = only(stack, 'AWS::IAM::Policy');
    expect(PolicyDocument.Statement).toMatchObject([
      { Action: 'logs:StartQuery', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Log/), 'Arn'] } },
      { Action: ['logs:GetQueryResults', 'logs:StopQuery'], Resource: '*' },
    ]);
  });

  test.each([
    [{ logGroups: [] }, /'logGroups' must be a list of 1 to 50 log groups, got 0/],
    [{ schedule: 'at(2026-01-01T00:00:00)' }, /'schedule': .*a rule has no one-time schedule/],
    [{ schedule: 'every 5 minutes' }, /'schedule': .*it has none of the known forms/],
    [{ query: '' }, /'query' must be a text of 1 to 10000 characters, got ''/],
    [{ aggregation: 'x'.repeat(257) }, /'aggregation' must be a text of 1 to 256 characters, got 257 characters/],
    [
      { lookBack: Duration.days(30), delay: Duration.days(1) },
      /'lookBack' and 'delay' together must be 30 days at most/,
    ],
    [{ threshold: Threshold.learned() }, /logs have no anomaly band; use AlarmCondition.anomalyBand/],
    [{ period: Duration.minutes(5) }, /there is no option 'period'/],
    [{ evaluationPeriods: 2, datapointsToAlarm: 3 }, /'datapointsToAlarm' must be a whole number from 1 to 2, got 3/],
  ])('refuses %#', (more, message) => {
    expect(messageOf(() => log(more))).toMatch(message);
  });

  test('has no evaluation window', () => {
    const window = AlarmWindow.wallClock();
    expect(messageOf(() => render(log(), { window }))).toMatch(/'window' is for alarms on metrics/);
  });
});

describe('a PromQL alarm', () => {
  const promQl = (more = {}) => AlarmCondition.promQl({ query: 'up == 0', ...more });

  test('has a query with its pending and recovery time', () => {
    const properties = propertiesOf(
      promQl({ pendingPeriod: Duration.minutes(5), recoveryPeriod: Duration.minutes(10) }),
    );
    expect(properties).toMatchObject({
      EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0', PendingPeriod: 300, RecoveryPeriod: 600 } },
      EvaluationInterval: 60,
    });
    expect(properties.ComparisonOperator).toBeUndefined();
  });

  test('refuses what it does not have', () => {
    expect(messageOf(() => promQl({ interval: Duration.seconds(45) }))).toMatch(
      /'interval' must be 10, 20 or 30 seconds/,
    );
    expect(messageOf(() => promQl({ pendingPeriod: Duration.days(2) }))).toMatch(
      /'pendingPeriod' must be whole seconds.* to 24 h/,
    );
    expect(messageOf(() => promQl({ threshold: 5 }))).toMatch(/there is no option 'threshold'/);
    expect(messageOf(() => render(promQl(), { warmUp: Duration.hours(1) }))).toMatch(/use 'pendingPeriod'/);
    expect(messageOf(() => render(promQl(), { window: AlarmWindow.sliding() }))).toMatch(
      /'window' is for alarms on metrics/,
    );
  });
});

const DIMENSIONS = Array.from({ length: 31 }, (_, index) => ({ name: `d${index}`, value: 'x' }));
const CROWDED = {
  toMetricConfig: () => ({ metricStat: { ...metric('Errors').toMetricConfig().metricStat, dimensions: DIMENSIONS } }),
};

describe('every condition refuses', () => {
  test.each([
    [
      'an unknown option, with the closest name',
      { evaluationPeriod: 3 },
      /AlarmCondition.threshold: there is no option 'evaluationPeriod'; did you mean 'evaluationPeriods'\? Options are /,
    ],
    [
      'more datapoints than periods',
      { evaluationPeriods: 3, datapointsToAlarm: 5 },
      /'datapointsToAlarm' must be a whole number from 1 to 3, got 5; lower it or raise evaluationPeriods \(3\)/,
    ],
    ['no periods', { evaluationPeriods: 0 }, /'evaluationPeriods' must be a whole number from 1, got 0/],
    ['half a period', { evaluationPeriods: 1.5 }, /'evaluationPeriods' must be a whole number from 1, got 1.5/],
    [
      'more than a day of short periods',
      { period: Duration.minutes(5), evaluationPeriods: 289 },
      /'evaluationPeriods' x period must be 24 h at most for a period of 5 min, got 289 x 5 min; use at most 288 periods/,
    ],
    [
      'more than a week of long ones',
      { period: Duration.days(1), evaluationPeriods: 8 },
      /'evaluationPeriods' x period must be 168 h at most/,
    ],
    [
      'a period CloudWatch does not take',
      { period: Duration.seconds(90) },
      /'period' must be 10, 20 or 30 seconds, or whole minutes up to 7 days, got 90 s/,
    ],
    ['a period in numbers', { period: 60 }, /'period' must be a Duration such as Duration.minutes\(5\), got 60/],
    [
      'a period that is a token',
      { period: Duration.seconds(Token.asNumber({ Ref: 'X' })) },
      /'period' must be known when the app is synthesized, got a token/,
    ],
    [
      'a token as threshold',
      { threshold: Token.asNumber({ Ref: 'X' }) },
      /'threshold' must be a number, got a token; it must be known when the app is synthesized/,
    ],
    ['NaN', { threshold: Number.NaN }, /'threshold' must be a number, got NaN/],
    ['a text as threshold', { threshold: '5' }, /'threshold' must be a number or a Threshold, got '5'/],
    [
      'an unknown comparison',
      { comparison: 'GreaterThanTreshold' },
      /'comparison' must be one of .*, did you mean 'GreaterThanThreshold'\?/,
    ],
    [
      'a band comparison',
      { comparison: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD },
      /'comparison' must be one of/,
    ],
    [
      'an unknown way with missing data',
      { treatMissingData: 'notbreaching' },
      /'treatMissingData' must be one of missing, ignore, breaching, notBreaching; got 'notbreaching', did you mean 'notBreaching'\?/,
    ],
    ['no metric', { metric: undefined }, /'metric' must be a CDK metric/],
    ['an unknown statistic', { statistic: 'P99th' }, /statistic 'P99th' is not known/],
    ['more than 30 dimensions', { metric: CROWDED }, /metric 'Errors' has 31 dimensions, CloudWatch allows 30/],
    ['a key of a prototype', JSON.parse('{"__proto__": 1}'), /there is no option '__proto__'/],
  ])('%s', (_, more, message) => {
    expect(messageOf(() => errors(more))).toMatch(message);
  });

  test('no options at all', () => {
    expect(messageOf(() => AlarmCondition.threshold(undefined as never))).toMatch(
      /pass an object of options, got undefined/,
    );
    expect(messageOf(() => AlarmCondition.promQl([] as never))).toMatch(/pass an object of options/);
  });

  test('metrics of another Region, as far as that is known', () => {
    const foreign = errors({ metric: metric('Errors', { region: 'us-east-1' }) });
    expect(messageOf(() => render(foreign, {}, stackIn('eu-west-1')))).toMatch(
      /^Alarm 'Orders' in 'Checkout': metric 'Errors' is of the Region 'us-east-1', the alarm of 'eu-west-1'; make the alarm in a stack/,
    );
    expect(render(foreign).name).toBe('shop-test-Orders');
  });
});

describe('metrics of another place', () => {
  test('of another account are read from there', () => {
    const other = errors({ metric: metric('Errors', { account: '999988887777' }) });
    const stack = stackIn('eu-west-1');
    render(other, {}, stack);
    const properties = only(stack, 'AWS::CloudWatch::Alarm');
    expect(properties).toMatchObject({ Metrics: [{ AccountId: '999988887777', MetricStat: { Stat: 'Sum' } }] });
    expect(properties.MetricName).toBeUndefined();
  });

  test('of the own account are what they always were', () => {
    const own = errors({ metric: metric('Errors', { account: '111122223333', region: 'eu-west-1' }) });
    const stack = stackIn('eu-west-1');
    render(own, {}, stack);
    expect(only(stack, 'AWS::CloudWatch::Alarm')).toMatchObject({ MetricName: 'Errors' });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('of a Region, where the own is not known, are a warning', () => {
    const stack = newStack('Checkout');
    render(errors({ metric: metric('Errors', { region: 'us-east-1' }) }), {}, stack);
    const message = "metric 'Errors' is of the Region us-east-1, and where the stack 'Checkout' goes is not known";
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(message));
  });
});

describe('a wall-clock window', () => {
  test('takes the periods of the clock only', () => {
    const options = { window: AlarmWindow.wallClock() };
    for (const seconds of [60, 300, 3600, 86_400, 604_800]) {
      expect(propertiesOf(errors({ period: Duration.seconds(seconds) }), options).Period).toBe(seconds);
    }
    for (const seconds of [10, 120, 7200, 172_800]) {
      const condition = errors({ period: Duration.seconds(seconds) });
      expect(messageOf(() => propertiesOf(condition, options))).toMatch(
        /a wall-clock window takes a period of 1 or 5 minutes/,
      );
    }
  });

  test('takes time zones there are', () => {
    expect(messageOf(() => AlarmWindow.wallClock({ timezone: 'Europe/Paris2' }))).toMatch(
      /did you mean 'Europe\/Paris'/,
    );
    expect(messageOf(() => AlarmWindow.wallClock({ timezone: '+05:31' }))).toMatch(/multiple of 5 minutes/);
    expect(messageOf(() => AlarmWindow.wallClock({ zone: 'UTC' } as never))).toMatch(/there is no option 'zone'/);
  });
});
