import type { MetricId } from '../../lib/core/signal/metric';
import {
  type Definition,
  definedStack,
  readAlarmDefinition,
  readCompositeDefinition,
  readMuteDefinition,
} from '../../lib/rehearsal/definitions';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import { Words } from '../../lib/rehearsal/words';
import { messageOf } from './support';

const READERS = { alarm: readAlarmDefinition, composite: readCompositeDefinition, mute: readMuteDefinition };

function read(text: string): Definition {
  const words = new Words(text, (problem) => new Error(problem));
  const definition = words.oneOf(READERS)(words, 1);
  words.end();
  return definition;
}

/** `App/Errors` as it is without the templates that `@` would look into. */
function metric(reference: string): MetricId {
  const [namespace = '', name = ''] = reference.split('/');
  return { namespace, name, dimensions: { Service: 'shop' } };
}

function propertiesOf(text: string): Readonly<Record<string, unknown>> {
  return read(text).properties(metric);
}

const ERRORS = { Namespace: 'App', MetricName: 'Errors', Dimensions: [{ Name: 'Service', Value: 'shop' }] };

describe('an alarm', () => {
  test('is a resource as CloudFormation takes it', () => {
    expect(read('alarm Errors App/Errors Sum > 5 in 2 of 3 x 5m')).toMatchObject({
      line: 1,
      name: 'Errors',
      type: 'AWS::CloudWatch::Alarm',
    });
    expect(propertiesOf('alarm Errors App/Errors Sum > 5 in 2 of 3 x 5m')).toEqual({
      ...ERRORS,
      AlarmName: 'Errors',
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 5,
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      Period: 300,
    });
  });

  test.each([
    ['>', 'GreaterThanThreshold'],
    ['>=', 'GreaterThanOrEqualToThreshold'],
    ['<', 'LessThanThreshold'],
    ['<=', 'LessThanOrEqualToThreshold'],
  ])('compares with %s', (operator, comparison) => {
    expect(propertiesOf(`alarm A App/Errors Sum ${operator} -0.5 in 1 of 1 x 10s`)).toMatchObject({
      ComparisonOperator: comparison,
      Threshold: -0.5,
      Period: 10,
    });
  });

  test('takes every statistic, in the property that CloudFormation wants it in', () => {
    for (const statistic of ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'])
      expect(propertiesOf(`alarm A App/Errors ${statistic} > 5 in 1 of 1 x 1m`)).toMatchObject({
        Statistic: statistic,
      });
    for (const statistic of ['p99.9', 'tm90', 'TM(10%:90%)', 'PR(300:)', 'IQM']) {
      const properties = propertiesOf(`alarm A App/Errors ${statistic} > 5 in 1 of 1 x 1m`);
      expect(properties).toMatchObject({ ExtendedStatistic: statistic });
      expect(properties).not.toHaveProperty('Statistic');
    }
  });

  test('has a name in quotes where there are spaces in it', () => {
    expect(read('alarm "Place \\"an\\" order" App/Errors Sum > 5 in 1 of 1 x 1m').name).toBe('Place "an" order');
  });

  test.each([
    ['missing breaching', { TreatMissingData: 'breaching' }],
    ['missing notBreaching', { TreatMissingData: 'notBreaching' }],
    ['wall-clock Europe/Berlin', { EvaluationWindow: { WallClockWindow: { Timezone: 'Europe/Berlin' } } }],
    [
      'warm-up 30m',
      {
        WarmUpConfiguration: {
          WarmUpPeriodDurationInMinutes: 30,
          OnlyStartEvaluatingAfterWarmUpPeriodEnds: false,
        },
      },
    ],
    ['warm-up 1h only-after', { WarmUpConfiguration: { OnlyStartEvaluatingAfterWarmUpPeriodEnds: true } }],
    ['actions-disabled missing ignore', { ActionsEnabled: false, TreatMissingData: 'ignore' }],
  ])('takes the option %s', (option, expected) => {
    expect(propertiesOf(`alarm A App/Errors Sum > 5 in 1 of 1 x 5m ${option}`)).toMatchObject(expected);
  });

  test('keeps its state where a percentile stands on few samples', () => {
    expect(propertiesOf('alarm A App/Latency p99 > 500 in 1 of 1 x 5m low-samples ignore')).toMatchObject({
      EvaluateLowSampleCountPercentile: 'ignore',
    });
  });

  test('notifies a topic of every change of state', () => {
    const actions = ['arn:aws:sns:rehearsal:000000000000:oncall'];
    expect(propertiesOf('alarm A App/Errors Sum > 5 in 1 of 1 x 5m notify oncall')).toMatchObject({
      AlarmActions: actions,
      OKActions: actions,
      InsufficientDataActions: actions,
    });
  });
});

describe('an alarm on metric math', () => {
  test('reads its metrics, and returns the expression', () => {
    const text =
      'alarm Ratio math "100 * errors / slow" > 5 in 2 of 3 x 5m missing ignore with errors=Sum(App/Errors) slow=p99.9(App/Slow)';
    const stat = (Id: string, MetricName: string, Stat: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { ...ERRORS, MetricName }, Period: 300, Stat },
    });
    expect(propertiesOf(text)).toMatchObject({
      TreatMissingData: 'ignore',
      Metrics: [
        { Id: 'expression', Expression: '100 * errors / slow', ReturnData: true },
        stat('errors', 'Errors', 'Sum'),
        stat('slow', 'Slow', 'p99.9'),
      ],
    });
  });

  test('takes metrics in quotes, statistics with brackets, and options behind them', () => {
    const text =
      'alarm A math "a + b" > 5 in 1 of 1 x 5m with "a=Sum(My App/Errors)" b=TM(10%:90%)(App/Slow) missing breaching';
    expect(propertiesOf(text)).toMatchObject({
      TreatMissingData: 'breaching',
      Metrics: [{}, { MetricStat: { Metric: { Namespace: 'My App' } } }, { MetricStat: { Stat: 'TM(10%:90%)' } }],
    });
  });
});

describe('an alarm on an anomaly band', () => {
  test.each([
    ['outside', 'LessThanLowerOrGreaterThanUpperThreshold'],
    ['above', 'GreaterThanUpperThreshold'],
    ['below', 'LessThanLowerThreshold'],
  ])('judges values %s the band, which is so many deviations wide', (operator, comparison) => {
    expect(propertiesOf(`alarm A App/Errors Sum ${operator} 2.5 in 1 of 1 x 5m`)).toMatchObject({
      ComparisonOperator: comparison,
      ThresholdMetricId: 'band',
      Metrics: [
        { Id: 'm1', ReturnData: true, MetricStat: { Metric: ERRORS, Stat: 'Sum' } },
        { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m1, 2.5)' },
      ],
    });
  });
});

describe('a composite', () => {
  test('has a rule, and perhaps a suppressor and a topic', () => {
    const text =
      'composite Page "ALARM(a) AND NOT ALARM(\\"b c\\")" suppressor "b c" wait 2m extension 90s notify oncall';
    expect(read(text)).toMatchObject({ name: 'Page', type: 'AWS::CloudWatch::CompositeAlarm' });
    expect(propertiesOf(text)).toMatchObject({
      AlarmName: 'Page',
      AlarmRule: 'ALARM(a) AND NOT ALARM("b c")',
      ActionsSuppressor: 'b c',
      ActionsSuppressorWaitPeriod: 120,
      ActionsSuppressorExtensionPeriod: 90,
      AlarmActions: ['arn:aws:sns:rehearsal:000000000000:oncall'],
    });
  });
});

describe('a mute rule', () => {
  test('has a schedule, a length, a time zone and alarms', () => {
    const text = 'mute Night "cron(0 22 * * *)" for PT8H in Europe/Berlin Errors "Place order"';
    expect(read(text)).toMatchObject({ name: 'Night', type: 'AWS::CloudWatch::AlarmMuteRule' });
    expect(propertiesOf(text)).toEqual({
      Name: 'Night',
      Rule: { Schedule: { Expression: 'cron(0 22 * * *)', Duration: 'PT8H', Timezone: 'Europe/Berlin' } },
      MuteTargets: { AlarmNames: ['Errors', 'Place order'] },
    });
    expect(propertiesOf('mute Once "at(2026-01-05T09:30)" for PT1H Errors')).toMatchObject({
      Rule: { Schedule: { Timezone: 'UTC' } },
    });
  });
});

describe('what could not be played is refused', () => {
  test.each([
    ['alarm A App/E Sum => 5 in 1 of 1 x 1m', /^'=>' is not known here; did you mean/],
    ['alarm A App/E Summ > 5 in 1 of 1 x 1m', /^statistic 'Summ' is not known; allowed are Sum, Average/],
    ['alarm A App/E p101 > 5 in 1 of 1 x 1m', /^statistic 'p101' is not valid/],
    ['alarm A App/E Sum > five in 1 of 1 x 1m', /^a threshold such as 5 belongs here, got 'five'$/],
    ['alarm A App/E Sum > 5 in 5 of 3 x 1m', /^DatapointsToAlarm \(5\) is more than EvaluationPeriods \(3\)$/],
    ['alarm A App/E Sum > 5 in 0 of 3 x 1m', /^DatapointsToAlarm must be a whole number above 0, got 0$/],
    ['alarm A App/E Sum > 5 in 1 of 1 x 45s', /^Period must be 10, 20, 30 or a multiple of 60 seconds, got 45$/],
    ['alarm A App/E Sum > 5 in 1 of 8 x 1d', /^Period x EvaluationPeriods is 691200 s, CloudWatch allows 604800 s/],
    [
      'alarm A App/E Sum > 5 in 1 of 1 x 1m missing nothing',
      /^'nothing' is not known here\. Allowed are: missing, ignore/,
    ],
    ['alarm A App/E Sum > 5 in 1 of 1 x 1m low-samples ignore', /is for percentiles, the statistic is Sum$/],
    ['alarm A App/E Sum > 5 in 1 of 1 x 10m wall-clock UTC', /takes a period of 60, 300, 3600, 86400, 604800 seconds/],
    ['alarm A App/E Sum > 5 in 1 of 1 x 5m wall-clock Europe/Berlon', /did you mean 'Europe\/Berlin'\?/],
    ['alarm A App/E Sum > 5 in 1 of 1 x 1m warm-up 90s', /must be a whole number above 0, got 1\.5$/],
    ['alarm A App/E Sum > 5 in 1 of 1 x 1m mising ignore', /^'mising' is not known here; did you mean 'missing'\?/],
    ['alarm A math "e" > 5 in 1 of 1 x 1m', /^metric math needs its metrics/],
    ['alarm A math "e + r" > 5 in 1 of 1 x 1m with e=Sum(App/E)', /'r' is not defined; defined are expression, e$/],
    ['alarm A math "SUM(e)" > 5 in 1 of 1 x 1m with e=Sum(App/E)', /SUM/],
    ['alarm A math "e" > 5 in 1 of 1 x 1m with e=Summ(App/E)', /^statistic 'Summ' is not known/],
    ['alarm A math "e" > 5 in 1 of 1 x 1m with E=Sum(App/E)', /^'E=Sum\(App\/E\)' is not a metric; write one such as/],
    ['alarm A math "e" outside 2 in 1 of 1 x 5m with e=Sum(App/E)', /^'outside' is not known here/],
    ['alarm A App/E Sum outside -2 in 1 of 1 x 5m', /ANOMALY_DETECTION_BAND/],
    ['alarm "A App/E Sum > 5', /^a closing " is missing where the alarm's name belongs$/],
    ['composite C "ALARM(a"', /^Alarm rule 'ALARM\(a' is not valid at column 8/],
    ['composite C "ALARM(a)" suppressor b wait 2m', /^the line ends where 'extension' belongs$/],
    ['composite C "ALARM(a)" supressor b', /^'supressor' is not known here; did you mean 'suppressor'\?/],
    ['mute M "cron(0 22 * *)" for PT8H A', /has 4 fields; a mute rule has five/],
    ['mute M "rate(1 day)" for PT8H A', /'rate\(1 day\)' is not a schedule/],
    ['mute M "cron(0 22 * * *)" for 8h A', /'8h' is not a duration; write an ISO 8601 duration/],
    ['mute M "cron(0 22 * * *)" for PT8H in Berlin A', /there is no time zone 'Berlin'/],
    ['mute M "cron(0 22 * * *)" for PT8H', /^the line ends where the name of an alarm belongs$/],
  ])('%s', (text, message) => {
    expect(messageOf(() => read(text))).toMatch(message);
  });
});

describe('the stack of a scenario', () => {
  test('holds the definitions as resources, and looks their metrics up with the line they stand in', () => {
    const looked: [string, number][] = [];
    const definitions = [
      { ...read('alarm Errors App/Errors Sum > 5 in 1 of 1 x 1m'), line: 7 },
      { ...read('composite Page "ALARM(Errors)"'), line: 9 },
    ];
    const environment = { account: '111122223333', region: 'eu-west-1' };
    const stack = definedStack(definitions, environment, (reference, line) => {
      looked.push([reference, line]);
      return metric(reference);
    });
    expect(looked).toEqual([['App/Errors', 7]]);
    expect(stack).toMatchObject({ stackName: 'Scenario', environment });
    expect(stack.resources.map(({ logicalId, path, type }) => [logicalId, path, type])).toEqual([
      ['Errors', 'Scenario/Errors', 'AWS::CloudWatch::Alarm'],
      ['Page', 'Scenario/Page', 'AWS::CloudWatch::CompositeAlarm'],
    ]);
  });

  test('is played without any assembly', async () => {
    const text = 'scenario Alone\nalarm Errors App/Errors Sum > 5 in 1 of 1 x 1m\nseries App/Errors 0x3 9x3 0x3';
    const { alarms, verdict } = await rehearse().playText(text);
    expect(verdict).toBe('observed');
    expect(alarms.map(({ name, condition }) => [name, condition])).toEqual([
      ['Errors', 'Errors Sum > 5 in 1 of 1 x 1 min'],
    ]);
    expect(alarms[0]?.states.map(({ state }) => state)).toEqual(['INSUFFICIENT_DATA', 'OK', 'ALARM', 'OK']);
  });

  test('a metric that is none is told with file and line', async () => {
    const text = 'scenario Wrong\n\nalarm Errors Errors Sum > 5 in 1 of 1 x 1m';
    await expect(rehearse().playText(text)).rejects.toThrow(/^scenario:3: 'Errors' is not a metric; write/);
  });
});
