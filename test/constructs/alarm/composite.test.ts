import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmCondition } from '../../../lib/constructs/alarm/condition';
import { type CompositeOptions, renderComposite } from '../../../lib/constructs/alarm/render-composite';
import { renderCondition } from '../../../lib/constructs/alarm/render-condition';
import { AlarmRule } from '../../../lib/constructs/alarm/rule';
import { newApp, newStack } from '../template';
import { contextOf, messageOf, metric, OPTIONS, only } from './support';

const [a, b, c, d] = ['a', 'b', 'c', 'd e'].map((name) => ({ name })) as [Named, Named, Named, Named];
type Named = { readonly name: string };

function composite(rule: AlarmRule, more: Partial<CompositeOptions> = {}, scope = newStack()) {
  return renderComposite(scope, 'Page', rule, { ...OPTIONS, ...more }, contextOf());
}

function textOf(rule: AlarmRule): string {
  const stack = newStack();
  composite(rule, {}, stack);
  return only(stack, 'AWS::CloudWatch::CompositeAlarm').AlarmRule;
}

/** An alarm of Sightline's, of so many one-minute datapoints. */
function child(scope: Stack, id: string, evaluationPeriods = 1) {
  const period = Duration.minutes(1);
  const condition = AlarmCondition.threshold({
    ...{ metric: metric(id), comparison: 'GreaterThanThreshold', threshold: 5, period, evaluationPeriods },
  });
  return renderCondition(scope, id, condition, OPTIONS, contextOf());
}

test.each([
  [AlarmRule.all(a, b), 'ALARM("a") AND ALARM("b")'],
  [AlarmRule.any(a, AlarmRule.all(b, c)), 'ALARM("a") OR (ALARM("b") AND ALARM("c"))'],
  [AlarmRule.all(AlarmRule.all(AlarmRule.any(a, b)), c), '(ALARM("a") OR ALARM("b")) AND ALARM("c")'],
  [AlarmRule.all(a, AlarmRule.not(b)), 'ALARM("a") AND (NOT ALARM("b"))'],
  [AlarmRule.not(AlarmRule.not(a)), 'ALARM("a")'],
  [AlarmRule.not(AlarmRule.any(a, AlarmRule.ok(b))), 'NOT (ALARM("a") OR OK("b"))'],
  [AlarmRule.any(AlarmRule.insufficientData(d)), 'INSUFFICIENT_DATA("d e")'],
  [AlarmRule.atLeast(2, a, b, c), 'AT_LEAST(2, ALARM, ("a", "b", "c"))'],
  [
    AlarmRule.atLeast('50%', AlarmRule.not(AlarmRule.ok(a)), AlarmRule.not(AlarmRule.ok(b))),
    'AT_LEAST(50%, NOT OK, ("a", "b"))',
  ],
  [AlarmRule.all(AlarmRule.atLeast(1, a), b), 'AT_LEAST(1, ALARM, ("a")) AND ALARM("b")'],
  [AlarmRule.all({ name: 'say "hi" \\' }), 'ALARM("say \\"hi\\" \\\\")'],
])('a rule is written as CloudWatch reads it (%#)', (rule, text) => {
  expect(textOf(rule)).toBe(text);
});

test('a composite has tags, description and actions as every alarm, and comes after its children', () => {
  const stack = newStack();
  const children = [child(stack, 'Errors', 3), child(stack, 'Latency', 1)] as const;
  const made = renderComposite(
    stack,
    'Page',
    AlarmRule.all(...children),
    OPTIONS,
    contextOf({ actionsFor: () => ({ alarm: ['arn:pager'], ok: ['arn:pager'] }) }),
  );
  Template.fromStack(stack).hasResource('AWS::CloudWatch::CompositeAlarm', {
    DependsOn: ['Errors', 'Latency'],
    Properties: {
      AlarmName: 'shop-test-Page',
      AlarmActions: ['arn:pager'],
      OKActions: ['arn:pager'],
      ActionConfiguration: { AlarmTagsPropagation: { Enabled: true } },
      Tags: Match.arrayWith([{ Key: 'sightline:role', Value: 'page' }]),
      AlarmDescription: Match.stringLikeRegexp('Time to detect: 3 min at best'),
    },
  });
  expect(made.timeToDetectSeconds).toBe(180);
  expect(messageOf(() => composite(AlarmRule.any(...children), {}, newStack()))).toMatch(
    /alarm 'shop-test-Errors' is of another app or stage; name alarms of the same one/,
  );
});

test('the time to detect is that of the alarm that decides', () => {
  const timed = [300, 60, 180].map((timeToDetectSeconds, index) => ({ name: `t${index}`, timeToDetectSeconds }));
  const seconds = (rule: AlarmRule) => composite(rule).timeToDetectSeconds;
  expect(seconds(AlarmRule.atLeast(2, ...timed))).toBe(180);
  expect(seconds(AlarmRule.atLeast('100%', ...timed))).toBe(300);
  expect(seconds(AlarmRule.any(...timed))).toBe(60);
});

test('alarms of CDK are children too, by the name that CloudFormation gives them', () => {
  const stack = newStack();
  const alarm = new Alarm(stack, 'Own', { metric: metric('Own'), threshold: 1, evaluationPeriods: 2 });
  expect(composite(AlarmRule.any(alarm), {}, stack).timeToDetectSeconds).toBe(600);
  const { AlarmRule: text } = only(stack, 'AWS::CloudWatch::CompositeAlarm');
  expect(text).toEqual({ 'Fn::Join': ['', ['ALARM("', { Ref: expect.stringMatching(/^Own/) }, '")']] });
});

test('a suppressor holds the actions back', () => {
  const stack = newStack();
  const suppressor = { alarm: a, waitPeriod: Duration.minutes(2), extensionPeriod: Duration.minutes(3) };
  composite(AlarmRule.any(b), { suppressor }, stack);
  expect(only(stack, 'AWS::CloudWatch::CompositeAlarm')).toMatchObject({
    ActionsSuppressor: 'a',
    ActionsSuppressorWaitPeriod: 120,
    ActionsSuppressorExtensionPeriod: 180,
  });
  const half = { alarm: a, waitPeriod: Duration.minutes(2) } as never;
  expect(messageOf(() => composite(AlarmRule.any(b), { suppressor: half }))).toMatch(
    /'suppressor': 'extensionPeriod' must be a Duration/,
  );
  const misspelt = { ...suppressor, waitperiod: 1 } as never;
  expect(messageOf(() => composite(AlarmRule.any(b), { suppressor: misspelt }))).toMatch(/did you mean 'waitPeriod'/);
});

test('a suppressor without which the composite is never in ALARM is refused: nobody would be told', () => {
  const suppressor = { alarm: a, waitPeriod: Duration.minutes(2), extensionPeriod: Duration.minutes(3) };
  const suppressed = (rule: AlarmRule) => () => composite(rule, { suppressor });
  for (const rule of [AlarmRule.any(a), AlarmRule.all(a, b), AlarmRule.atLeast(1, a)]) {
    expect(messageOf(suppressed(rule))).toMatch(/in ALARM only while 'a' is, and as its 'suppressor'/);
  }
  const fine = [
    AlarmRule.any(a, b),
    AlarmRule.not(a),
    AlarmRule.ok(a),
    AlarmRule.not(AlarmRule.all(a)),
    AlarmRule.atLeast(1, a, b),
  ];
  for (const rule of fine) expect(suppressed(rule)).not.toThrow();
});

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `alarm-${index}` }));

test.each([
  ['no operand', () => AlarmRule.all(), /AlarmRule.all: pass at least one alarm or rule, got none/],
  ['a list', () => AlarmRule.any([a] as never), /got a list; write \.\.\.alarms/],
  ['something else', () => AlarmRule.any('a' as never), /pass alarms, such as .*, got 'a'/],
  ['an alarm without a name', () => AlarmRule.any({ name: '' }), /pass alarms/],
  ['more than there are', () => AlarmRule.atLeast(3, a, b), /'count' must be a whole number from 1 to 2, got 3/],
  ['no count', () => AlarmRule.atLeast(0, a, b), /'count' must be a whole number from 1 to 2, got 0/],
  ['a percentage above 100', () => AlarmRule.atLeast('101%', a), /a percentage from '1%' to '100%', got '101%'/],
  ['a rule in atLeast', () => AlarmRule.atLeast(1, AlarmRule.all(a, b)), /make it a composite alarm/],
  ['two states in atLeast', () => AlarmRule.atLeast(1, a, AlarmRule.ok(b)), /asked for one state, got ALARM and OK/],
  ['an alarm twice in atLeast', () => composite(AlarmRule.atLeast(1, a, a)), /'a' is listed twice/],
  [
    'more than 100 children',
    () => composite(AlarmRule.any(...many(101))),
    /^Composite alarm 'Page' in 'Checkout': .*more than 100 child alarms/,
  ],
  [
    'more than 10,240 characters',
    () => composite(AlarmRule.any(...many(90).map(({ name }) => ({ name: name.padEnd(120, 'x') })))),
    /10240 characters are allowed/,
  ],
  ['no rule', () => composite('ALARM(a)' as never), /'rule' must be made by AlarmRule, got 'ALARM\(a\)'/],
  [
    'a warm-up',
    () => composite(AlarmRule.any(a), { warmUp: Duration.hours(1) } as never),
    /there is no option 'warmUp'/,
  ],
])('refuses %s', (_, work, message) => {
  expect(messageOf(work)).toMatch(message);
});

test('takes 100 children', () => {
  expect(textOf(AlarmRule.any(...many(100)))).toContain('ALARM("alarm-99")');
});

test('refuses alarms of another Region or account', () => {
  const app = newApp();
  const stackIn = (id: string, region: string) => new Stack(app, id, { env: { account: '111122223333', region } });
  const near = stackIn('Near', 'eu-west-1');
  const far = child(stackIn('Far', 'us-east-1'), 'Errors');
  expect(messageOf(() => composite(AlarmRule.any(far), {}, near))).toMatch(
    /alarm 'shop-test-Errors' is of the Region 'us-east-1', the alarm of 'eu-west-1'; name alarms of one account and Region/,
  );
  const arn = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:theirs';
  const imported = Alarm.fromAlarmArn(near, 'Imported', arn);
  expect(messageOf(() => composite(AlarmRule.any(imported), {}, stackIn('Next', 'eu-west-1')))).toMatch(
    /alarm 'theirs' is of the Region 'us-east-1'/,
  );
});
