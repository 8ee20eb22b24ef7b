import { type AdoptionRule, adopt } from '../../../lib/core/incident/adopt';
import type { AlarmStateChange } from '../../../lib/core/signal/alarm-event';

const CHANGE: AlarmStateChange = {
  alarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-cpu',
  alarmName: 'orders-cpu',
  contributorId: 'c1',
  state: 'ALARM',
  reason: 'too hot',
  timestampMs: 1_800_000_000_000,
  description: 'CPU is high',
  tags: { owner: 'shop' },
  heldBack: { by: 'mute rule m' },
  account: '111122223333',
  region: 'eu-west-1',
};
const RULE: AdoptionRule = {
  alarmName: 'orders-*',
  service: 'orders',
  environment: 'prod',
  severity: 'low',
  role: 'ticket',
};

test('an alarm that a rule takes on is a signal as the rule says', () => {
  expect(adopt(CHANGE, [RULE])).toEqual({
    member: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-cpu#c1',
    alarmName: 'orders-cpu',
    state: 'ALARM',
    reason: 'too hot',
    timestampMs: 1_800_000_000_000,
    service: 'orders',
    environment: 'prod',
    severity: 'low',
    role: 'ticket',
    summary: 'CPU is high',
    tags: { owner: 'shop' },
    heldBack: { by: 'mute rule m' },
    account: '111122223333',
    region: 'eu-west-1',
  });
});

test('nothing is taken on without a rule that fits, and the first that fits decides', () => {
  expect(adopt(CHANGE, [])).toBeUndefined();
  expect(adopt(CHANGE, [{ ...RULE, alarmName: 'orders' }])).toBeUndefined();
  expect(adopt(CHANGE, [{ ...RULE, alarmName: 'x*' }, RULE, { ...RULE, service: 'other' }])?.service).toBe('orders');
});

test('a rule without a service makes each alarm a service of its own', () => {
  expect(adopt(CHANGE, [{ alarmName: '*', severity: 'high', role: 'page' }])).toMatchObject({
    service: 'orders-cpu',
    environment: '',
  });
});

test('severity and runbook of a description in JSON are taken', () => {
  const description = '{"slo":"checkout-availability","severity":"SEV2","runbook":"checkout-slo"}';
  expect(adopt({ ...CHANGE, description }, [RULE])).toMatchObject({
    severity: 'high',
    firstStep: 'checkout-slo',
    summary: 'orders-cpu',
  });
});

test.each([
  '{"severity":"worst","runbook":5}',
  '{"__proto__":{"severity":"SEV1"}}',
  '["SEV1"]',
  '{"severity":"SEV1"',
  `{"severity":"SEV1","more":"${'x'.repeat(80_000)}"}`,
])('a description such as %.40s says nothing more than the rule', (description) => {
  const signal = adopt({ ...CHANGE, description }, [RULE]);
  expect(signal).toMatchObject({ severity: 'low', role: 'ticket' });
  expect(signal?.firstStep).toBeUndefined();
});

test('a tag of the alarm says more than the rule', () => {
  const tags = { 'sightline:severity': 'critical' };
  expect(adopt({ ...CHANGE, tags }, [RULE])?.severity).toBe('critical');
});

test.each([
  ['orders-cpu', true],
  ['orders', false],
  ['*', true],
  ['*-cpu', true],
  ['o*-*u', true],
  ['orders.cpu', false],
  ['', false],
])('the name orders-cpu fits %j: %j', (alarmName, fits) => {
  expect(adopt(CHANGE, [{ ...RULE, alarmName }]) !== undefined).toBe(fits);
});
