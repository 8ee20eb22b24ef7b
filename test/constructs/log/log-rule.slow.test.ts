import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { LogRule, type LogRuleOptions } from '../../../lib/constructs/log/log-rule';
import { Observability } from '../../../lib/constructs/observability';
import { rehearse } from '../../../lib/rehearsal/rehearsal';
import { ensureBundles, newFunction, newStack, resources } from '../template';

jest.setTimeout(60_000);
beforeAll(ensureBundles);

const FIVE_MINUTES = Duration.minutes(5);

function withRule(rule: LogRule, options: Partial<LogRuleOptions> = {}) {
  const stack = newStack('Shop');
  const fn = newFunction(stack, 'Charge');
  const obs = new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod' });
  obs.addLogRule('Rule', rule, { logGroups: [fn.logGroup], severity: 'medium', summary: 'It is bad.', ...options });
  return stack;
}

function rendered(rule: LogRule, options: Partial<LogRuleOptions> = {}) {
  const template = Template.fromStack(withRule(rule, options));
  const filters = Object.values(resources(template, 'AWS::Logs::MetricFilter')).map(
    ({ FilterPattern, MetricTransformations: [made] }) => [FilterPattern, made.MetricNamespace, made.MetricName],
  );
  return { filters, alarm: Object.values(resources(template, 'AWS::CloudWatch::Alarm'))[0] };
}

test('a count is a metric filter and an alarm on its sum', () => {
  const { filters, alarm } = rendered(LogRule.count('"card declined"', { atLeast: 20, within: FIVE_MINUTES }));
  expect(filters).toEqual([['"card declined"', 'Sightline', 'checkout-prod-Rule-Lines']]);
  expect(alarm).toMatchObject({
    Namespace: 'Sightline',
    MetricName: 'checkout-prod-Rule-Lines',
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 20,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
  expect(alarm.AlarmDescription).toContain('It is bad.');
});

test('several log groups write one metric', () => {
  const stack = newStack();
  const logGroups = ['A', 'B'].map((id) => new LogGroup(stack, id));
  const obs = new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod', namespace: 'Shop' });
  const rule = LogRule.count('ERROR', { atLeast: 1, within: FIVE_MINUTES });
  obs.addLogRule('Rule', rule, { logGroups, severity: 'low', role: 'signal', summary: 'x' });
  const template = Template.fromStack(stack);
  const names = Object.values(resources(template, 'AWS::Logs::MetricFilter')).map(
    ({ MetricTransformations: [made] }) => made,
  );
  expect(names).toHaveLength(2);
  for (const made of names)
    expect(made).toMatchObject({ MetricNamespace: 'Shop', MetricName: 'checkout-prod-Rule-Lines' });
});

test('a ratio is two metric filters, and judged where there are lines enough', () => {
  const { filters, alarm } = rendered(
    LogRule.ratio('declined', { of: 'charged', atLeast: 0.05, within: FIVE_MINUTES }),
  );
  expect(filters.map(([pattern]) => pattern)).toEqual(['declined', 'charged']);
  expect(alarm.Metrics[0]).toMatchObject({ Expression: 'IF(per >= 20, of / per)' });
  expect(alarm.Threshold).toBe(0.05);
  const strict = rendered(
    LogRule.ratio('declined', { of: 'charged', atLeast: 0.05, within: FIVE_MINUTES, minLines: 3 }),
  );
  expect(strict.alarm.Metrics[0].Expression).toBe('IF(per >= 3, of / per)');
});

test.each<[Duration, number, number]>([
  [Duration.minutes(1), 60, 1],
  [Duration.hours(1), 60, 60],
  [Duration.minutes(65), 300, 13],
  [Duration.hours(6), 900, 24],
  [Duration.hours(26), 3_600, 26],
  [Duration.hours(60), 3_600, 60],
])('an absence of %s is silence in periods of %d seconds', (time, period, periods) => {
  const { alarm } = rendered(LogRule.absence('"backup done"', { for: time }));
  expect(alarm).toMatchObject({
    Period: period,
    EvaluationPeriods: periods,
    Statistic: 'SampleCount',
    TreatMissingData: 'breaching',
  });
});

test.each<[() => LogRule, string]>([
  [() => LogRule.count('', { atLeast: 1, within: FIVE_MINUTES }), "LogRule.count: 'pattern'"],
  [() => LogRule.count('{ $.level = }', { atLeast: 1, within: FIVE_MINUTES }), "LogRule.count: 'pattern'"],
  [() => LogRule.count('x', { atLeast: 0, within: FIVE_MINUTES }), "'atLeast'"],
  [() => LogRule.count('x', { atLeast: 1.5, within: FIVE_MINUTES }), "'atLeast'"],
  [() => LogRule.count('x', { atLeast: 1, within: Duration.seconds(90) }), "'within' must be whole minutes"],
  [() => LogRule.count('x', { atLeast: 1, within: Duration.days(2) }), "'within' must be whole minutes"],
  [() => LogRule.count('x', { atMost: 1, within: FIVE_MINUTES } as never), "there is no option 'atMost'"],
  [() => LogRule.ratio('x', { of: '', atLeast: 0.5, within: FIVE_MINUTES }), "'of'"],
  [() => LogRule.ratio('x', { of: 'y', atLeast: 5, within: FIVE_MINUTES }), "'atLeast'"],
  [() => LogRule.ratio('x', { of: 'y', atLeast: 0, within: FIVE_MINUTES }), "'atLeast'"],
  [() => LogRule.ratio('x', { of: 'y', atLeast: 0.5, within: FIVE_MINUTES, minLines: 0 }), "'minLines'"],
  [() => LogRule.absence('x', { for: Duration.seconds(30) }), "'for' must be whole minutes"],
  [() => LogRule.absence('x', { for: Duration.minutes(67) }), "'for' must be whole minutes"],
  [() => LogRule.absence('x', { for: Duration.days(3) }), "'for' must be whole minutes"],
])('wrong options are refused: %#', (make, message) => {
  expect(make).toThrow(message);
});

test('a rule needs log groups, a name, and to be one', () => {
  const rule = LogRule.count('x', { atLeast: 1, within: FIVE_MINUTES });
  expect(() => withRule(rule, { logGroups: [] })).toThrow("'logGroups' must be a list such as [fn.logGroup]");
  expect(() => withRule({} as LogRule)).toThrow('it must be made by LogRule');
});

test('rules are rehearsed: metrics of their filters fire the alarms', async () => {
  const stack = withRule(LogRule.absence('"backup done"', { for: Duration.minutes(10) }));
  const night = await rehearse(stack).playText(
    ['scenario A backup stops', 'series Sightline/checkout-prod-Rule-Lines 1x30 _x60', 'end 1h30m'].join('\n'),
  );
  const states = night.alarms[0]?.states.map(({ state }) => state);
  expect(states).toContain('ALARM');
  expect(states?.indexOf('OK')).toBeLessThan(states?.indexOf('ALARM') as number);
});
