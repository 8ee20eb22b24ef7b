import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { EscalationMatrixOptions } from '../../../lib';
import { ensureBundles, newStack } from '../template';
import { configOf, newHub, templateWith } from './hub-template';

beforeAll(ensureBundles);

const RESPOND_WITHIN = {
  critical: { minutes: 15 },
  high: { minutes: 30 },
  medium: { minutes: 120 },
  low: { businessDays: 1 },
};

test('the matrix ends in the configuration as the functions read it', () => {
  const template = templateWith((hub) => {
    const alice = hub.addPerson('alice', { email: 'alice@example.com' });
    const primary = hub.addSchedule('primary', {
      timeZone: 'UTC',
      layers: [{ people: [alice], startsAt: '2026-01-05T09:00' }],
    });
    const answered = hub.addEscalation('default', {
      onCall: primary,
      backup: alice,
      lead: 'oncall',
      manager: [alice, 'oncall', alice],
      executive: alice,
    });
    expect(answered).toEqual({ escalationName: 'default' });
  });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/sightline/policy/default' });
  expect(configOf(template).policies).toEqual([
    {
      schemaVersion: 1,
      kind: 'policy',
      name: 'default',
      levels: [
        { name: 'on-call', afterMinutes: 0, targets: ['schedule:primary'] },
        { name: 'backup', afterMinutes: 5, targets: ['person:alice'] },
        { name: 'lead', afterMinutes: 10, targets: ['channel:oncall'] },
        { name: 'manager', afterMinutes: 15, targets: ['person:alice', 'channel:oncall'] },
        { name: 'executive', afterMinutes: 30, targets: ['person:alice'] },
      ],
      reach: { critical: 5, high: 3, medium: 2, low: 1 },
      respondWithin: RESPOND_WITHIN,
      acksNeeded: 1,
    },
  ]);
});

test('the matrix may say otherwise', () => {
  const template = templateWith((hub) =>
    hub.addEscalation('default', {
      onCall: 'oncall',
      lead: 'oncall',
      acksNeeded: 2,
      remindAfter: Duration.minutes(45),
      reach: { low: 'lead', high: 'on-call' },
      respondWithin: { critical: Duration.minutes(5), high: { businessDays: 2 } },
    }),
  );
  expect(configOf(template).policies).toMatchObject([
    {
      levels: [{ name: 'on-call' }, { name: 'lead', afterMinutes: 10 }],
      reach: { critical: 2, high: 1, medium: 1, low: 2 },
      respondWithin: { ...RESPOND_WITHIN, critical: { minutes: 5 }, high: { businessDays: 2 } },
      acksNeeded: 2,
      remindMinutes: 45,
    },
  ]);
});

test('levels of your own end in the configuration as the functions read it', () => {
  const level = (name: string, minutes: number) => ({ name, after: Duration.minutes(minutes), targets: 'oncall' });
  const template = templateWith((hub) => {
    hub.addEscalationLevels('default', [level('first', 0), level('second', 2), level('third', 20), level('last', 60)]);
    hub.addEscalationLevels('short', [level('only', 0)], { acksNeeded: 3 });
  });
  const [first, short] = configOf(template).policies;
  expect(first).toEqual({
    schemaVersion: 1,
    kind: 'policy',
    name: 'default',
    levels: [
      { name: 'first', afterMinutes: 0, targets: ['channel:oncall'] },
      { name: 'second', afterMinutes: 2, targets: ['channel:oncall'] },
      { name: 'third', afterMinutes: 20, targets: ['channel:oncall'] },
      { name: 'last', afterMinutes: 60, targets: ['channel:oncall'] },
    ],
    reach: { critical: 4, high: 3, medium: 2, low: 1 },
    respondWithin: RESPOND_WITHIN,
    acksNeeded: 1,
  });
  expect(short).toMatchObject({ reach: { critical: 1, high: 1, medium: 1, low: 1 }, acksNeeded: 3 });
});

test.each<[object, string]>([
  [{}, "addEscalation 'default': 'onCall' must name somebody to tell at once, got nothing"],
  [{ oncall: 'a' }, "there is no option 'oncall'; did you mean 'onCall'?"],
  [{ onCall: [] }, "'onCall' must name somebody, got an empty list"],
  [{ onCall: 'person:alice' }, 'for a person or a schedule pass what addPerson or addSchedule answered'],
  [{ onCall: 'a b' }, "'onCall' must be 1 to 64 letters"],
  [{ onCall: 7 }, "'onCall' must be the name of a channel, or what addPerson or addSchedule answered, got 7"],
  [{ onCall: { kind: 'team', name: 'a' } }, "'kind of onCall' must be one of person, schedule; got 'team'"],
  [{ onCall: 'oncall', acksNeeded: 0 }, "'acksNeeded' must be a whole number from 1 to 20, got 0"],
  [
    { onCall: 'oncall', remindAfter: Duration.seconds(90) },
    "'remindAfter' must be whole minutes, got 1 minute 30 seconds",
  ],
  [{ onCall: 'oncall', remindAfter: 30 }, "'remindAfter' must be a Duration"],
  [{ onCall: 'oncall', reach: { high: 'lead' } }, "'reach' must be one of on-call; got 'lead'"],
  [{ onCall: 'oncall', reach: { sev1: 'on-call' } }, "there is no option 'sev1'"],
  [{ onCall: 'oncall', respondWithin: { low: { businessDays: 0 } } }, "'businessDays' must be a whole number from 1"],
  [{ onCall: 'oncall', respondWithin: { low: 15 } }, "'low' must be a Duration"],
])('refuses the matrix %j', (options, message) => {
  expect(() => newHub().addEscalation('default', options as EscalationMatrixOptions)).toThrow(message);
});

test.each<[[string, number][], string]>([
  [[], "'levels' must have at least one, got none"],
  [[['first', 5]], "the first level must be told at once ('after' 0), got 5 minutes for 'first'"],
  [
    [
      ['first', 0],
      ['second', 10],
      ['third', 10],
    ],
    "each level must be later than the one before ('second', 10 minutes), got 10 minutes for 'third'",
  ],
  [
    [
      ['first', 0],
      ['first', 10],
    ],
    "two levels are named 'first'; give each its own name",
  ],
])('refuses the levels %j', (levels, message) => {
  const options = levels.map(([name, minutes]) => ({ name, after: Duration.minutes(minutes), targets: 'oncall' }));
  expect(() => newHub().addEscalationLevels('default', options)).toThrow(message);
});

test('refuses whom the hub does not have, at synth', () => {
  const stack = newStack('Hub');
  const other = newHub({ hub: 'other' }, newStack('Other'));
  const stranger = other.addPerson('stranger', { email: 'stranger@example.com' });
  const hub = newHub({}, stack);
  hub.addEscalation('default', { onCall: stranger, backup: 'no-such-channel' });
  expect(() => Template.fromStack(stack)).toThrow(/person 'stranger'[\s\S]*channel 'no-such-channel'/);
});

test('wants one for whatever no route says otherwise of, at synth', () => {
  const stack = newStack('Hub');
  newHub({}, stack).addEscalation('nights', { onCall: 'oncall' });
  expect(() => Template.fromStack(stack)).toThrow("no policy is named 'default'");
});
