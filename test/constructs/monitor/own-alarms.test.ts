import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmCondition, AlarmRule, MuteWindow, Observability, type ObservabilityProps } from '../../../lib';
import { newFunction, newStack, resources } from '../template';

function observe(stack: Stack, props: Partial<ObservabilityProps> = {}): Observability {
  return new Observability(stack, 'Observability', { service: 'checkout', environment: 'prod', ...props });
}

function busy(stack: Stack): AlarmCondition {
  const fn = stack.node.tryFindChild('Fn') ?? newFunction(stack, 'Fn');
  const metric = (fn as ReturnType<typeof newFunction>).metricInvocations();
  return AlarmCondition.threshold({ metric, comparison: 'GreaterThanThreshold', threshold: 5 });
}

describe('alarms of the user', () => {
  test('are among the created ones, with names, tags and actions of the service', () => {
    const stack = newStack();
    const obs = observe(stack, { notify: new Topic(stack, 'Topic') });
    const made = obs.addAlarm('Busy', busy(stack), { severity: 'high', summary: 'Busy.' });
    expect(obs.createdAlarms()).toEqual([made]);
    expect(made).toMatchObject({ id: 'Busy', severity: 'high', role: 'page', resource: 'Checkout/Observability' });
    const [alarm] = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    expect(alarm).toMatchObject({ AlarmName: made.name, AlarmActions: [{ Ref: expect.stringMatching(/^Topic/) }] });
    expect(alarm.Tags).toContainEqual({ Key: 'sightline:service', Value: 'checkout' });
    expect(JSON.stringify(alarm.AlarmDescription)).toContain(`#dashboards/dashboard/${obs.dashboardName}`);
  });

  test('with an id that is taken are refused', () => {
    const stack = newStack();
    const obs = observe(stack);
    obs.addAlarm('Busy', busy(stack), { severity: 'high', summary: 'Busy.' });
    expect(() => obs.addAlarm('Busy', busy(stack), { severity: 'high', summary: 'Busy.' })).toThrow(/'Busy'/);
  });

  test('may be called like those of the catalog and like our own parts', () => {
    const stack = newStack();
    const obs = observe(stack);
    for (const id of ['FaultRate', 'Own', 'Alarms', 'Config']) {
      obs.addAlarm(id, busy(stack), { severity: 'low', summary: 'Busy.' });
    }
    obs.monitorScope(stack);
    const names = obs.createdAlarms().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', names.length);
  });
});

test('composites and mutes follow alarms that are not in the template yet', () => {
  const stack = newStack();
  const obs = observe(stack).monitor(newFunction(stack, 'Fn'));
  const rule = AlarmRule.any(...obs.createdAlarms().slice(3));
  obs.addCompositeAlarm('Any', rule, { severity: 'high', summary: 'Any.' });
  obs.muteAlarms('Night', { window: MuteWindow.cron('0 22 * * *', { duration: Duration.hours(8) }) });
  const template = Template.fromStack(stack);
  const [composite] = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm'));
  const [mute] = Object.values(template.findResources('AWS::CloudWatch::AlarmMuteRule'));
  expect(composite?.DependsOn).toHaveLength(3);
  expect(mute?.DependsOn).toHaveLength(7);
  expect(mute?.Properties.MuteTargets.AlarmNames).toHaveLength(7);
});

test('an alarm is customized last, and a naming strategy names it', () => {
  const stack = newStack();
  const seen: string[] = [];
  const obs = observe(stack, {
    alarmNames: ({ resource, alarm, hash }) => `${resource}_${alarm}_${hash}`,
    customizeAlarm: (alarm, { id }) => {
      seen.push(id);
      alarm.threshold = 42;
    },
  }).monitor(newFunction(stack, 'Fn'));
  const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
  expect(alarms.map(({ Threshold }) => Threshold)).toEqual(alarms.map(() => 42));
  expect(seen).toEqual(obs.createdAlarms().map(({ id }) => id));
  expect(obs.createdAlarms().at(-1)?.name).toMatch(/^Fn_DurationNearTimeout_[0-9a-f]{8}$/);
});

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/cloudwatch/'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/cloudwatch/'],
])('an alarm of %s links to the dashboard in the console there', (region, url) => {
  const stack = newStack('Checkout', { env: { account: '111111111111', region } });
  observe(stack, { notify: new Topic(stack, 'Topic') }).monitor(newFunction(stack, 'Fn'));
  const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
  expect(alarms.map(({ AlarmDescription }) => AlarmDescription.includes(url))).toEqual(alarms.map(() => true));
});

test.each<[string, (alarm: CfnAlarm) => void, string]>([
  ['the property', (alarm) => Object.assign(alarm, { alarmName: 'checkout' }), "'checkout'"],
  ['an override', (alarm) => alarm.addPropertyOverride('AlarmName', 'checkout'), "'checkout'"],
  ['its deletion', (alarm) => alarm.addPropertyDeletionOverride('AlarmName'), 'one that CloudFormation makes up'],
])('names are not for customizeAlarm, by %s: two alarms could get the same one', (_, customizeAlarm, name) => {
  const stack = newStack();
  observe(stack, { customizeAlarm }).monitor(newFunction(stack, 'Fn'));
  expect(() => Template.fromStack(stack)).toThrow(
    new RegExp(
      `'customizeAlarm' has renamed the alarm 'checkout-prod-.*' \\('Checkout/.*'\\) to ${name}; name alarms by 'alarmNames'`,
    ),
  );
});

test.each<[string, (stack: Stack) => unknown, RegExp]>([
  ['the same for two', () => 'same', /would share the name 'same'/],
  ['a token', (stack) => new CfnParameter(stack, 'P').valueAsString, /must give the alarm .* a plain name/],
  ['too long', () => 'x'.repeat(256), /of 1 to 255 characters/],
  ['nothing', () => '', /of 1 to 255 characters/],
])('a naming strategy that gives %s is refused', (_, name, message) => {
  const stack = newStack();
  const given = name(stack) as string;
  const obs = observe(stack, { alarmNames: () => given }).monitor(newFunction(stack, 'Fn'));
  expect(() => {
    obs.createdAlarms();
    Template.fromStack(stack);
  }).toThrow(message);
});
