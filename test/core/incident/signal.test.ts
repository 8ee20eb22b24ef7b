import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeAlarm } from '../../../lib/core/alarm/description';
import { signalId } from '../../../lib/core/incident/incident';
import { toSignal } from '../../../lib/core/incident/signal';
import { type AlarmStateChange, readAlarmStateChange } from '../../../lib/core/signal/alarm-event';

const TAGS = {
  'sightline:service': 'checkout',
  'sightline:environment': 'prod',
  'sightline:severity': 'SEV1',
  'sightline:role': 'page',
};
const DESCRIPTION = describeAlarm({
  summary: 'Orders fail.',
  reason: 'Three of five.',
  timeToDetectSeconds: 180,
  service: 'described',
  environment: 'test',
  severity: 'low',
  role: 'ticket',
});

function changeOf(changes: Partial<AlarmStateChange> = {}): AlarmStateChange {
  return {
    alarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-faults',
    alarmName: 'checkout-faults',
    state: 'ALARM',
    previousState: 'OK',
    reason: 'too many',
    timestampMs: 1_800_000_000_000,
    description: '',
    tags: TAGS,
    account: '111122223333',
    region: 'eu-west-1',
    ...changes,
  };
}

test('an alarm with Sightline tags is a signal of its service', () => {
  expect(toSignal(changeOf({ description: 'Orders fail.\nBecause.' }))).toEqual({
    member: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-faults',
    alarmName: 'checkout-faults',
    state: 'ALARM',
    timestampMs: 1_800_000_000_000,
    reason: 'too many',
    service: 'checkout',
    environment: 'prod',
    severity: 'critical',
    role: 'page',
    summary: 'Orders fail.',
    region: 'eu-west-1',
    account: '111122223333',
  });
});

test('without tags the description says the same', () => {
  expect(toSignal(changeOf({ tags: {}, description: DESCRIPTION }))).toMatchObject({
    service: 'described',
    environment: 'test',
    severity: 'low',
    role: 'ticket',
    summary: 'Orders fail.',
  });
});

test('tags win over the description, each for itself', () => {
  expect(toSignal(changeOf({ description: DESCRIPTION }))).toMatchObject({
    service: 'checkout',
    environment: 'prod',
    severity: 'critical',
    role: 'page',
  });
  const tags = { 'sightline:severity': 'urgent', 'sightline:role': 'page' };
  expect(toSignal(changeOf({ tags, description: DESCRIPTION }))).toMatchObject({
    service: 'described',
    severity: 'low',
    role: 'page',
  });
});

test.each<[string, Partial<AlarmStateChange>]>([
  ['neither tags nor a description of ours', { tags: {} }],
  ['a description of another tool', { tags: {}, description: 'CPU high\n{"service":"x","role":"page"}' }],
  ['no role', { tags: { 'sightline:service': 'checkout' } }],
  ['a role that is none', { tags: { ...TAGS, 'sightline:role': 'shout' } }],
  ['no service', { tags: { 'sightline:role': 'page' } }],
  ['an empty service', { tags: { ...TAGS, 'sightline:service': '' } }],
])('an alarm with %s is not ours', (_, changes) => {
  expect(toSignal(changeOf(changes))).toBeUndefined();
});

test.each([
  ['page', 'high'],
  ['ticket', 'medium'],
  ['signal', 'medium'],
])('the severity of a %s without one is %s', (role, severity) => {
  const tags = { 'sightline:service': 'checkout', 'sightline:role': role };
  expect(toSignal(changeOf({ tags }))).toMatchObject({ role, severity, environment: '' });
});

test('without a description the alarm name has to do', () => {
  expect(toSignal(changeOf())?.summary).toBe('checkout-faults');
});

test('each contributor of an alarm is a member of its own', () => {
  const member = toSignal(changeOf({ contributorId: '6d44' }))?.member;
  expect(member).toBe('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-faults#6d44');
  expect(toSignal(changeOf({ contributorId: '77' }))?.member).not.toBe(member);
});

test('what holds an alarm back is kept', () => {
  const heldBack = { by: 'mute rule m', untilMs: 1_800_000_600_000 };
  expect(toSignal(changeOf({ heldBack }))?.heldBack).toEqual(heldBack);
  expect(toSignal(changeOf())).not.toHaveProperty('heldBack');
});

test("whose it is and what it is tagged with is kept, Sightline's own tags are not", () => {
  const own = { 'sightline:team': 'shop', 'sightline:other': 'x' };
  const others = { 'cost-center': '42', 'aws:cloudformation:stack-name': 'Shop' };
  expect(toSignal(changeOf({ tags: { ...TAGS, ...own, ...others } }))).toMatchObject({ team: 'shop', tags: others });
  const plain = toSignal(changeOf({ tags: { ...TAGS, 'sightline:team': '' } }));
  expect(plain).not.toHaveProperty('team');
  expect(plain).not.toHaveProperty('tags');
});

test('what to do first is what the description says', () => {
  const described = { summary: 'Orders fail.', timeToDetectSeconds: 60, service: 's', environment: 'e' } as const;
  const description = describeAlarm({ ...described, severity: 'high', role: 'page', runbook: 'https://example.com/r' });
  expect(toSignal(changeOf({ description }))?.firstStep).toBe('https://example.com/r');
  expect(toSignal(changeOf())).not.toHaveProperty('firstStep');
});

test("the documentation's own samples carry no role, so none of them pages", () => {
  const file = join(__dirname, '..', '..', 'events', '01-metric-alarm-ALARM.json');
  expect(toSignal(readAlarmStateChange(JSON.parse(readFileSync(file, 'utf8'))))).toBeUndefined();
});

test('the identity of a signal is its member, state and time, and nothing else', () => {
  const signal = { member: 'm', state: 'ALARM', timestampMs: 5 } as const;
  const other = { ...signal, reason: 'over another transport' };
  expect(signalId(other)).toBe(signalId(signal));
  const changed = [
    { ...signal, member: 'n' },
    { ...signal, state: 'OK' as const },
    { ...signal, timestampMs: 6 },
  ];
  expect(new Set([signal, ...changed].map(signalId)).size).toBe(4);
});

test('the page of an objective says its burn rate in place of the ARN of a window', () => {
  const signal = toSignal(
    changeOf({
      reason:
        'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-prod-Orders-page_slow_long-1a2b3c4d transitioned to ALARM ' +
        'at Monday 05 January, 2026 09:11:10 UTC',
      description:
        'The error budget of Orders burns fast: act now.\n' +
        'Rule page_slow, 5 % of the 30-day budget in 6 h: bad share above 3 % (6 x 0.5 %) over 6 h and over 30 min.',
    }),
  );
  expect(signal?.reason).toBe(
    'burn rate above 6 x: more than 3 % bad over 6 h and over 30 min; 5 % of the 30-day budget goes in 6 h (rule page_slow)',
  );
});
