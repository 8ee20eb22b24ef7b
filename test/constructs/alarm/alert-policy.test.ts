import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MathExpression, Metric, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmAction } from '../../../lib/constructs/alarm/action';
import type { AlertPolicyOptions } from '../../../lib/constructs/alarm/alert-policy';
import { Observability } from '../../../lib/constructs/observability';
import type { ObservabilityProps } from '../../../lib/constructs/observability-props';
import { Sli } from '../../../lib/constructs/slo/sli';
import { Slo } from '../../../lib/constructs/slo/slo';
import { readAlarmDescription } from '../../../lib/core/alarm/description';
import { rehearse } from '../../../lib/rehearsal';
import { ensureBundles, newFunction, newStack, type Properties, resources } from '../template';
import { messageOf, metric } from './support';

jest.setTimeout(60_000);

const period = Duration.minutes(1);
const cpu = metric('Cpu', { statistic: 'Average', period, unit: Unit.PERCENT });
const errors = metric('Errors', { period });

/** Its Region is known, so that descriptions are plain texts. */
function newObservability(props: Partial<ObservabilityProps> = {}): Observability {
  const stack = newStack('Checkout', { env: { account: '123456789012', region: 'eu-west-1' } });
  return new Observability(stack, 'Obs', { service: 'shop', environment: 'test', actions: {}, ...props });
}

function add(options: Partial<AlertPolicyOptions> & { readonly condition: string }, obs = newObservability()) {
  return obs.addPolicy('Policy', { metrics: { cpu, errors }, severity: 'high', ...options });
}

/** Of the policy's own alarm: its properties in the template. */
function alarmOf(options: Partial<AlertPolicyOptions> & { readonly condition: string }): Properties {
  const obs = newObservability();
  const { name } = add(options, obs);
  return alarmsOf(obs).find(({ AlarmName }) => AlarmName === name);
}

function alarmsOf(obs: Observability): Properties[] {
  const template = Template.fromStack(Stack.of(obs));
  const types = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];
  return types.flatMap((type) => Object.values(resources(template, type)));
}

test('a threshold is an alarm with the name, tags and description of all others', () => {
  const obs = newObservability();
  const made = add({ condition: 'cpu>80 % for 3 of 5x60s' }, obs);
  expect(obs.createdAlarms()).toContain(made);
  expect(made).toMatchObject({ id: 'Policy', severity: 'high', role: 'page', timeToDetectSeconds: 180 });
  const [alarm] = alarmsOf(obs);
  expect(alarm).toMatchObject({
    ...{ Namespace: 'Shop', MetricName: 'Cpu', Statistic: 'Average', Unit: 'Percent', Period: 60 },
    ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 80, EvaluationPeriods: 5, DatapointsToAlarm: 3 },
    ...{ TreatMissingData: 'notBreaching', AlarmName: made.name },
    ActionConfiguration: { AlarmTagsPropagation: { Enabled: true } },
  });
  expect(alarm).not.toHaveProperty('ActionsEnabled');
  expect(tagsOf(alarm)).toEqual({
    ...{ 'sightline:service': 'shop', 'sightline:environment': 'test' },
    ...{ 'sightline:severity': 'high', 'sightline:role': 'page' },
  });
  expect(alarm.AlarmDescription.split('\n').slice(0, 2)).toEqual([
    'Policy: cpu > 80% for 3 of 5 x 1m',
    'Cpu Average > 80 in 3 of 5 x 1 min.',
  ]);
});

test('the description names the condition, with what it left out, behind a summary of its own', () => {
  const { AlarmDescription } = alarmOf({
    condition: 'errors > 5',
    summary: 'Orders fail.',
    runbook: 'Look at the log.',
  });
  expect(readAlarmDescription(AlarmDescription).summary).toBe('Orders fail.');
  expect(AlarmDescription.split('\n').slice(1, 3)).toEqual([
    'Condition: errors > 5 for 1 x 1m',
    'First: Look at the log.',
  ]);
});

test('a time is counted in datapoints of the metric, a statistic of its own wins', () => {
  expect(alarmOf({ condition: 'errors count >= 1 for 15m' })).toMatchObject({
    ...{ Statistic: 'SampleCount', Period: 60, EvaluationPeriods: 15, DatapointsToAlarm: 15 },
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
  expect(alarmOf({ condition: 'errors p99.9 < 3 for 2 x 5m' })).toMatchObject({
    ...{ ExtendedStatistic: 'p99.9', Period: 300, TreatMissingData: 'missing' },
  });
});

describe('units', () => {
  test('are those of the catalog for its metrics, of the metric, or as given', () => {
    const obs = newObservability();
    const fn = newFunction(Stack.of(obs), 'PlaceOrder');
    const metrics = {
      duration: fn.metricDuration(),
      calls: fn.metricInvocations(),
      share: new MathExpression({ expression: 'a + 0', usingMetrics: { a: cpu } }),
    };
    const conditions = { Slow: 'duration p99 > 1.5s for 1 x 1m', Busy: 'calls > 10/s for 1 x 5m', Share: 'share > 5%' };
    for (const [id, condition] of Object.entries(conditions)) {
      obs.addPolicy(id, { condition, metrics, severity: 'low', units: { share: 'Percent' } });
    }
    const alarms = alarmsOf(obs);
    const thresholdOf = (id: string) => alarms.find(({ AlarmName }) => AlarmName.includes(`-${id}-`))?.Threshold;
    expect(Object.keys(conditions).map(thresholdOf)).toEqual([1_500, 3_000, 5]);
  });

  test('that nobody knows are asked for', () => {
    expect(messageOf(() => add({ condition: 'errors > 80%' }))).toBe(
      "Policy 'Policy' in 'Checkout/Obs': '80%' needs the unit that 'errors' is counted in, which nothing says; pass it, " +
        "such as units: { errors: 'Percent' }, or write the number without a unit",
    );
  });
});

test('a change is metric math on datapoints as long as it is measured over', () => {
  const alarm = alarmOf({ condition: 'errors max change > 50% over 1h for 2h' });
  expect(alarm).toMatchObject({ Threshold: 50, EvaluationPeriods: 2, DatapointsToAlarm: 2 });
  expect(alarm.AlarmDescription).toMatch(/^Policy: errors max change > 50% over 1h for 2 x 1h\n/);
  expect(alarm.Metrics).toEqual([
    { Id: 'result', Expression: '100 * DIFF(value) / ABS(value - DIFF(value))', ReturnData: true },
    {
      Id: 'value',
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Errors' }, Stat: 'Maximum', Period: 3_600 },
    },
  ]);
  expect(alarmOf({ condition: 'cpu change < -20 over 5m' })).toMatchObject({
    ...{ Threshold: -20, ComparisonOperator: 'LessThanThreshold' },
    Metrics: [{ Expression: 'DIFF(value)' }, { MetricStat: { Stat: 'Average', Period: 300 } }],
  });
});

test('an anomaly is outside the band that CloudWatch learns', () => {
  expect(alarmOf({ condition: 'errors anomaly above 2.5 for 3 x 5m' })).toMatchObject({
    ...{ ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'band', EvaluationPeriods: 3 },
    Metrics: [{ MetricStat: { Period: 300 } }, { Expression: 'ANOMALY_DETECTION_BAND(m1, 2.5)' }],
  });
  expect(alarmOf({ condition: 'errors anomaly outside 2' }).ComparisonOperator).toBe(
    'LessThanLowerOrGreaterThanUpperThreshold',
  );
});

describe('an objective', () => {
  const slo = () =>
    Slo.custom(Sli.events({ total: metric('Requests', { period }), bad: errors }), {
      ...{ objective: '99.9', rules: [], noTelemetry: false },
    });

  test('burns over a window and a twelfth of it', () => {
    const obs = newObservability({ slos: false });
    obs.slo('Orders', slo());
    const made = add({ condition: 'slo Orders burn > 14.4', metrics: {}, severity: 'critical' }, obs);
    const alarms = alarmsOf(obs);
    const find = (id: string) => alarms.find(({ AlarmName }) => AlarmName.includes(id));
    expect(made).toMatchObject({ severity: 'critical', role: 'page' });
    expect(find('Policy-long').Threshold).toBe(0.0144);
    expect(periodsOf(find('Policy-long'))).toEqual([3_600]);
    expect(periodsOf(find('Policy-short'))).toEqual([300]);
    expect(tagsOf(find('Policy-short'))).toMatchObject({
      'sightline:role': 'signal',
      'sightline:severity': 'critical',
    });
    const composite = alarms.find(({ AlarmName }) => AlarmName === made.name);
    expect(composite.AlarmRule).toMatch(/^ALARM\(.*Policy-long.*\) AND ALARM\(.*Policy-short.*\)$/);
    expect(composite.AlarmDescription).toMatch(/^Policy: slo Orders burn > 14.4 over 1h\n/);
    expect(obs.createdAlarms().map(({ id }) => id)).toEqual(['Policy-long', 'Policy-short', 'Policy']);
  });

  test('that is unknown, made of others, or never burns as fast is refused', () => {
    ensureBundles();
    const obs = newObservability();
    const orders = obs.slo('Orders', slo());
    obs.slo('Worst', Slo.worst([orders]));
    const refused = (condition: string) => messageOf(() => add({ condition }, obs));
    expect(refused('slo Order burn > 2')).toBe(
      "Policy 'Policy' in 'Checkout/Obs': Condition 'slo Order burn > 2' is not valid at column 5: there is no objective " +
        "'Order'; did you mean 'Orders'? There are Orders, Worst",
    );
    expect(refused('slo Worst burn > 2')).toMatch(
      /the objective 'Worst' is made of others and has no burn-rate alarms/,
    );
    expect(refused('slo Orders burn > 1001')).toMatch(/can never fire/);
  });
});

test('team and tags are on the alarm, where routes find them', () => {
  const alarm = alarmOf({ condition: 'errors > 5', team: 'orders', tags: { domain: 'checkout' } });
  expect(tagsOf(alarm)).toMatchObject({ 'sightline:team': 'orders', domain: 'checkout', 'sightline:role': 'page' });
});

test('a policy that is not enabled is judged and tells nobody', () => {
  const obs = newObservability();
  expect(add({ condition: 'errors > 5', enabled: false, role: 'page' }, obs).role).toBe('signal');
  const [alarm] = alarmsOf(obs);
  expect(alarm.ActionsEnabled).toBe(false);
  expect(tagsOf(alarm)['sightline:role']).toBe('signal');
  expect(readAlarmDescription(alarm.AlarmDescription).role).toBe('signal');
});

describe('hours', () => {
  const rulesOf = (evaluationWindow: AlertPolicyOptions['evaluationWindow']) => {
    const obs = newObservability();
    const { name } = add({ condition: 'errors > 5', ...(evaluationWindow && { evaluationWindow }) }, obs);
    const rules = resources(Template.fromStack(Stack.of(obs)), 'AWS::CloudWatch::AlarmMuteRule');
    return Object.values(rules).map(({ MuteTargets, Rule: { Schedule } }) => {
      expect(MuteTargets).toEqual({ AlarmNames: [name] });
      return Object.values(Schedule).join(' ');
    });
  };

  test.each<[string, AlertPolicyOptions['evaluationWindow'], readonly string[]]>([
    [
      'office hours',
      { from: '08:00', to: '18:30', days: ['fri', 'mon', 'tue', 'wed', 'thu', 'mon'], timeZone: 'Europe/Berlin' },
      ['PT13H30M cron(30 18 * * MON,TUE,WED,THU) Europe/Berlin', 'P2DT13H30M cron(30 18 * * FRI) Europe/Berlin'],
    ],
    ['every day', { from: '06:00', to: '22:00' }, ['PT8H cron(0 22 * * *) UTC']],
    [
      'nights',
      { from: '22:00', to: '06:00', days: ['sat', 'sun'] },
      ['PT16H cron(0 6 * * SUN) UTC', 'P5DT16H cron(0 6 * * MON) UTC'],
    ],
    ['up to midnight', { from: '00:00', to: '24:00', days: ['mon', 'tue'] }, ['P5D cron(0 0 * * WED) UTC']],
  ])('%s are muted outside', (_, hours, expected) => {
    const durations = rulesOf(hours).map((rule) => rule.split(' ').sort().join(' '));
    expect(durations).toEqual(expected.map((rule) => rule.split(' ').sort().join(' ')));
  });

  test.each<[AlertPolicyOptions['evaluationWindow'], RegExp]>([
    [{ from: '00:00', to: '24:00' }, /'evaluationWindow': the hours are the whole week/],
    [{ from: '8', to: '18:00' }, /'from': '8' is not a time of day/],
    [{ from: '08:00', to: '08:00' }, /does not end where it begins/],
    [{ from: '08:00', to: '18:00', days: [] }, /'days' must be a list such as \['mon', 'tue'\], got an empty list/],
    [{ from: '08:00', to: '18:00', days: ['mno' as 'mon'] }, /'days' must be one of mon.*did you mean 'mon'/],
    [{ from: '08:00', to: '18:00', timeZone: 'Mars/Base' }, /'timeZone'/],
  ])('%j are refused', (hours, message) => {
    const obs = newObservability();
    expect(() => add({ condition: 'errors > 5', ...(hours && { evaluationWindow: hours }) }, obs)).toThrow(message);
    expect(obs.createdAlarms()).toEqual([]);
  });
});

test.each<[string, object, string | RegExp]>([
  [
    'a condition that is none',
    { condition: 'cpu > ' },
    /^Policy 'Policy' in 'Checkout\/Obs': Condition 'cpu >' is not valid at column 7: /,
  ],
  ['no condition', { condition: undefined }, /'condition' must be a text/],
  [
    'a metric that is not given',
    { condition: 'cpuu > 5' },
    /there is no metric 'cpuu'; did you mean 'cpu'\? There are cpu, errors$/,
  ],
  ['a name of every object', { condition: 'constructor > 5' }, /there is no metric 'constructor'/],
  ['what is no metric', { condition: 'cpu > 5', metrics: { cpu: 'Cpu' } }, /'metric' must be a CDK metric .*got 'Cpu'/],
  ['a list of metrics', { condition: 'cpu > 5', metrics: [cpu] }, /'metrics' must be an object such as/],
  [
    'a unit of nothing',
    { condition: 'cpu > 5', units: { cpo: 'Percent' } },
    /'name in 'units' must be one of cpu, errors; got 'cpo', did you mean 'cpu'/,
  ],
  [
    'a unit that is none',
    { condition: 'cpu > 5', units: { cpu: 'Percents' } },
    /'units.cpu' must be one of .*did you mean 'Percent'/,
  ],
  ['an option that is none', { condition: 'cpu > 5', chanels: [] }, /there is no option 'chanels'/],
  ['a severity that is none', { condition: 'cpu > 5', severity: 'urgent' }, /'severity' must be one of critical/],
  ['a flag that is none', { condition: 'cpu > 5', enabled: 'no' }, /'enabled' must be true or false, got 'no'/],
  [
    'a tag of Sightline',
    { condition: 'cpu > 5', tags: { 'Sightline:role': 'page' } },
    /tags that begin with 'sightline:'/,
  ],
  ['a tag with a line break', { condition: 'cpu > 5', tags: { domain: 'a\nb' } }, /'tags.domain' may have letters/],
  [
    'too many tags',
    { condition: 'cpu > 5', tags: Object.fromEntries(Array.from({ length: 46 }, (_, i) => [`t${i}`, 'x'])) },
    /'tags' may be 45, got 46/,
  ],
  [
    'a statistic of metric math',
    {
      condition: 'sum max > 5',
      metrics: { sum: new MathExpression({ expression: 'a * 2', usingMetrics: { a: cpu } }) },
    },
    /'statistic' is for one metric, got a math expression/,
  ],
  [
    'a band of a long period',
    { condition: 'cpu anomaly above 2 for 1 x 1d' },
    /an anomaly band takes a 'period' of 1 minute to 1 hour/,
  ],
  [
    'a time that its period does not divide',
    { condition: 'x > 1 for 3m', metrics: { x: new Metric({ namespace: 'Shop', metricName: 'X' }) } },
    /'for 3m' must be a multiple of the period of 'x', 5m/,
  ],
])('%s is refused, and nothing is left behind', (_, options, message) => {
  const obs = newObservability();
  expect(() => add(options as AlertPolicyOptions, obs)).toThrow(message);
  expect(alarmsOf(obs)).toEqual([]);
});

describe('rehearsed', () => {
  const FIVE = 'errors > 5 for 3 of 5 x 1m';

  async function play(options: Partial<AlertPolicyOptions> & { readonly condition: string }, ...lines: string[]) {
    const obs = newObservability();
    const topic = new Topic(Stack.of(obs), 'Pager');
    add({ actions: [AlarmAction.topic(topic)], ...options }, obs);
    const report = await rehearse(Stack.of(obs)).playText(['scenario Any night', ...lines].join('\n'));
    return report.expectations.filter(({ passed }) => !passed);
  }

  test('a threshold in 3 of 5 minutes', async () => {
    const fault = ['series Shop/Errors 0x10 9 0 9 0 9 0x10', 'expect alarm Policy by 16m', 'expect action Pager 3'];
    expect(await play({ condition: FIVE }, ...fault)).toEqual([]);
    const calm = ['series Shop/Errors 0x10 9 0 9 0 5 9 0x10', 'expect quiet Policy', 'expect action Pager 1'];
    expect(await play({ condition: FIVE }, ...calm)).toEqual([]);
  });

  test('a change against the hour before', async () => {
    const condition = 'errors avg change > 50% over 1h';
    const fault = ['series Shop/Errors 10x150 16x90', 'expect alarm Policy by 4h', 'expect action Pager 3'];
    expect(await play({ condition }, ...fault)).toEqual([]);
    const calm = ['series Shop/Errors 10x150 15x120 22x60', 'expect quiet Policy', 'expect action Pager 1'];
    expect(await play({ condition }, ...calm)).toEqual([]);
  });

  test('a sum is compared with the start of a metric that is new', async () => {
    const steady = ['series Shop/Errors 10x150', 'expect alarm Policy by 62m', 'expect action Pager 3'];
    expect(await play({ condition: 'errors change > 50% over 1h' }, ...steady)).toEqual([]);
  });

  test('outside its hours nobody is told', async () => {
    const fault = ['series Shop/Errors 0x10 9x10 0x10', 'expect alarm Policy by 14m'];
    const options = { condition: FIVE, evaluationWindow: { from: '08:00', to: '18:00' } };
    expect(await play(options, 'start 2026-03-02T20:00:00Z', ...fault, 'expect action Pager 0')).toEqual([]);
    expect(await play(options, 'start 2026-03-02T12:00:00Z', ...fault, 'expect action Pager 3')).toEqual([]);
  });

  test('who is not enabled tells nobody', async () => {
    const fault = ['series Shop/Errors 0x10 9x10 0x10', 'expect alarm Policy by 14m', 'expect action Pager 0'];
    expect(await play({ condition: FIVE, enabled: false }, ...fault)).toEqual([]);
  });
});

function tagsOf({ Tags }: Properties): Record<string, string> {
  return Object.fromEntries(Tags.map(({ Key, Value }: Record<string, string>) => [Key, Value]));
}

function periodsOf({ Metrics }: Properties): number[] {
  const periods = Metrics.flatMap(({ MetricStat }: Properties) => MetricStat?.Period ?? []);
  return [...new Set<number>(periods)];
}
