import { Duration, Stack } from 'aws-cdk-lib';
import { AlarmCondition } from '../../../lib/constructs/alarm/condition';
import { claimAlarmName, DEFAULT_ALARM_NAMING, nameAlarm } from '../../../lib/constructs/alarm/naming';
import type { AlarmOptions } from '../../../lib/constructs/alarm/options';
import { readAlarmDescription } from '../../../lib/core/alarm/description';
import { newApp, newStack } from '../template';
import { contextOf, messageOf, metric, only, propertiesOf, render } from './support';

const CONDITION = AlarmCondition.threshold({
  metric: metric('Errors'),
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  period: Duration.minutes(1),
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
});

test('an alarm says service, environment, severity and role in propagated tags', () => {
  const properties = propertiesOf(CONDITION, { severity: 'medium' });
  expect(Object.fromEntries(properties.Tags.map(({ Key, Value }: Record<string, string>) => [Key, Value]))).toEqual({
    'sightline:service': 'shop',
    'sightline:environment': 'test',
    'sightline:severity': 'medium',
    'sightline:role': 'ticket',
  });
  expect(properties.ActionConfiguration).toEqual({ AlarmTagsPropagation: { Enabled: true } });
});

test.each([
  ['critical', 'page'],
  ['high', 'page'],
  ['medium', 'ticket'],
  ['low', 'ticket'],
] as const)('%s is a %s unless it is said to be something else', (severity, role) => {
  const roleOf = (more: Partial<AlarmOptions>) =>
    readAlarmDescription(propertiesOf(CONDITION, { severity, ...more }).AlarmDescription).role;
  expect(roleOf({})).toBe(role);
  expect(roleOf({ role: 'signal' })).toBe('signal');
});

test('the description is summary, condition, time to detect and links, then the identity', () => {
  const stack = newStack();
  const links = { dashboard: 'https://example.com/dashboard', runbook: 'https://example.com/runbook' };
  const alarm = render(CONDITION, {}, stack, contextOf({ links }));
  expect(only(stack, 'AWS::CloudWatch::Alarm').AlarmDescription.split('\n')).toEqual([
    'Orders fail.',
    'Errors Sum > 5 in 2 of 3 x 1 min.',
    'Runbook: https://example.com/runbook Dashboard: https://example.com/dashboard',
    'Time to detect: 2 min at best.',
    '{"sightline":{"v":1,"service":"shop","env":"test","sev":"high","role":"page"}}',
  ]);
  expect(alarm).toMatchObject({ name: 'shop-test-Orders', timeToDetectSeconds: 120 });
  expect(stack.resolve(alarm.alarmArn)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
});

test('an own reason and runbook take the place of the condition and of the service runbook', () => {
  const { AlarmDescription } = propertiesOf(CONDITION, { reason: 'Five is too many.', runbook: 'Look at the queue.' });
  expect(AlarmDescription.split('\n').slice(1, 3)).toEqual(['Five is too many.', 'First: Look at the queue.']);
});

test('it tells whom its severity tells, or its own actions', () => {
  const stack = newStack();
  const actionsFor = (severity: string) => ({ alarm: [`arn:${severity}`], ok: [] });
  render(CONDITION, { severity: 'critical' }, stack, contextOf({ actionsFor }));
  const properties = only(stack, 'AWS::CloudWatch::Alarm');
  expect(properties.AlarmActions).toEqual(['arn:critical']);
  expect(properties.OKActions).toBeUndefined();
});

test.each([
  [
    { severity: 'hgh' },
    /^Alarm 'Orders' in 'Checkout': 'severity' must be one of .*; got 'hgh', did you mean 'high'\?/,
  ],
  [{ summary: ' ' }, /'summary' must be a text/],
  [{ role: 'pager' }, /'role' must be one of page, ticket, signal; got 'pager', did you mean 'page'\?/],
  [{ runbook: 5 }, /'runbook' must be a text .*, got 5/],
  [{ warmup: Duration.minutes(5) }, /there is no option 'warmup'; did you mean 'warmUp'\?/],
  [{ warmUp: Duration.days(3) }, /'warmUp' must be whole seconds from 1 min to 48 h, got 3 days/],
  [{ warmUp: Duration.seconds(90) }, /'warmUp' must be whole minutes, got 90 s/],
  [{ window: 'UTC' }, /'window' must be made by AlarmWindow, got 'UTC'/],
  [{ actions: 'topic' }, /'actions' must be a list such as \[AlarmAction.topic\(topic\)\], got 'topic'/],
])('refuses %o', (options, message) => {
  expect(messageOf(() => render(CONDITION, options as never))).toMatch(message);
});

test('refuses what is no condition', () => {
  expect(messageOf(() => render({ threshold: 5 } as never))).toMatch(
    /'condition' must be made by AlarmCondition, got an object/,
  );
});

describe('names', () => {
  const parts = { service: 'shop', environment: 'test', resource: 'PlaceOrder', alarm: 'Errors', hash: '12345678' };

  test('are made of service, environment, resource, alarm and hash', () => {
    expect(nameAlarm(DEFAULT_ALARM_NAMING, parts)).toBe('shop-test-PlaceOrder-Errors-12345678');
  });

  test('of a strategy are checked', () => {
    const shape = /must give the alarm 'Errors' of 'PlaceOrder' a plain name of 1 to 255 characters/;
    for (const name of ['', 'x'.repeat(256), 'a\nb', undefined, 5, newStack().region]) {
      expect(messageOf(() => nameAlarm(() => name as string, parts))).toMatch(shape);
    }
    expect(nameAlarm(() => 'x'.repeat(255), parts)).toHaveLength(255);
  });

  test('are taken once in a Region of an app; the error names both alarms', () => {
    const app = newApp();
    const stackIn = (id: string, region: string) => new Stack(app, id, { env: { account: '111122223333', region } });
    render(CONDITION, {}, stackIn('A', 'eu-west-1'));
    render(CONDITION, {}, stackIn('B', 'us-east-1'));
    expect(messageOf(() => render(CONDITION, {}, stackIn('C', 'eu-west-1')))).toMatch(
      /^The alarms 'A\/Orders' and 'C\/Orders' would share the name 'shop-test-Orders' in one Region/,
    );
    render(CONDITION, {}, newStack());
  });

  test('may be taken again by the same alarm', () => {
    const stack = newStack();
    claimAlarmName(stack, 'a');
    expect(() => claimAlarmName(stack, 'a')).not.toThrow();
  });
});
