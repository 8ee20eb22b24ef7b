import { type ChannelConfig, checkConfig, type SightlineConfig } from '../../lib/core/config';
import { matrixPolicy } from '../../lib/core/incident/default-policy';
import { configOf, maintenanceOfName, personOf, routeOfName, scheduleOf } from './incident/hub-config';

const POLICY = matrixPolicy('default', {
  onCall: ['schedule:primary'],
  backup: ['person:bob'],
  lead: ['channel:oncall'],
});
const GOOD = configOf({
  people: [personOf('ann'), personOf('bob')],
  schedules: [
    scheduleOf(['ann', 'bob'], { overrides: [{ person: 'bob', from: '2026-12-24T18:00', to: '2026-12-25T18:00' }] }),
  ],
  policies: [POLICY],
  routes: [routeOfName('payments', { match: { service: ['pay*'] }, policy: 'default', targets: ['channel:war-room'] })],
  maintenance: [maintenanceOfName('release')],
});

function problems(parts: Partial<SightlineConfig>): string[] {
  return checkConfig({ ...GOOD, ...parts });
}

function failovers(pairs: Readonly<Record<string, string | undefined>>): string[] {
  const channels = Object.entries(pairs).map(
    ([name, failover]): ChannelConfig => ({ kind: 'slack', name, secretArn: 'arn', ...(failover ? { failover } : {}) }),
  );
  return checkConfig(configOf({ hub: { ...GOOD.hub, channels } }));
}

test('nothing is wrong with a hub alone, nor with one where all names lead somewhere', () => {
  expect(checkConfig(configOf())).toEqual([]);
  expect(checkConfig(GOOD)).toEqual([]);
});

test('a hub without a channel', () => {
  expect(checkConfig(configOf({ hub: { ...GOOD.hub, channels: [] } }))).toEqual([
    "the hub 'sightline' has no channel; add one",
  ]);
});

test('targets that are not there', () => {
  expect(
    problems({
      policies: [
        {
          ...POLICY,
          levels: [{ name: 'on-call', afterMinutes: 0, targets: ['person:eve', 'schedule:x', 'channel:y', 'ann'] }],
          reach: { critical: 1, high: 1, medium: 1, low: 1 },
        },
      ],
      routes: [routeOfName('all', { targets: ['person:'], policy: 'other' })],
    }),
  ).toEqual([
    "policy 'default', level 'on-call' tells the person 'eve', which is not there; there is 'ann', 'bob'",
    "policy 'default', level 'on-call' tells the schedule 'x', which is not there; there is 'primary'",
    "policy 'default', level 'on-call' tells the channel 'y', which is not there; there is 'oncall', 'war-room'",
    `policy 'default', level 'on-call': a target is channel:<name>, person:<name> or schedule:<name>, got "ann"`,
    `route 'all': a target is channel:<name>, person:<name> or schedule:<name>, got "person:"`,
    "route 'all' leads to the policy 'other', which is not there; there is 'default'",
  ]);
});

test('people in schedules that are not there, each once', () => {
  const overrides = [{ person: 'dan', from: '2026-12-24T18:00', to: '2026-12-25T18:00' }];
  expect(
    problems({ people: [personOf('bob')], schedules: [scheduleOf(['ann', 'bob', 'ann'], { overrides })] }),
  ).toEqual([
    "schedule 'primary' names the person 'ann', which is not there; there is 'bob'",
    "schedule 'primary' names the person 'dan', which is not there; there is 'bob'",
  ]);
});

test('a reach beyond the levels', () => {
  expect(problems({ policies: [{ ...POLICY, reach: { ...POLICY.reach, critical: 4 } }] })).toEqual([
    "policy 'default': reach of critical must be 1 to 3, the levels it has, got 4",
  ]);
});

test('incidents that no policy is for', () => {
  const other = { ...POLICY, name: 'other' };
  expect(
    problems({ policies: [other], routes: [routeOfName('a', { match: { service: ['a'] }, policy: 'other' })] }),
  ).toEqual([
    "no policy is named 'default' and no route that matches everything names one: incidents that no route matches would " +
      "not escalate; name a policy 'default'",
  ]);
  expect(problems({ policies: [other], routes: [routeOfName('all', { policy: 'other' })] })).toEqual([]);
});

describe('failover', () => {
  test('in a chain is well', () => {
    expect(failovers({ a: 'b', b: 'c', c: undefined, d: 'b' })).toEqual([]);
  });

  test('in a circle is told once, without those that lead into it', () => {
    expect(failovers({ a: 'b', b: 'c', c: 'b' })).toEqual([
      "channels fail over in a circle (b -> c -> b): leave 'failover' out of one of them",
    ]);
    expect(failovers({ c: 'b', b: 'a', a: 'c' })).toEqual([
      "channels fail over in a circle (a -> c -> b -> a): leave 'failover' out of one of them",
    ]);
    expect(failovers({ a: 'a' })).toEqual([
      "channels fail over in a circle (a -> a): leave 'failover' out of one of them",
    ]);
  });

  test('to a channel that is not there is told of the channel that does', () => {
    expect(failovers({ a: 'b', b: 'pager' })).toEqual([
      "channel 'b' fails over to the channel 'pager', which is not there; there is 'a', 'b'",
    ]);
  });

  test('a channel that is named as a person is', () => {
    expect(failovers({ '@ann': undefined })).toEqual([
      "channel '@ann': its name must not begin with '@', which stands for a person",
    ]);
  });
});

test('what could not be read back is told, of the hub as well', () => {
  expect(problems({ maintenance: [maintenanceOfName('release', { minutes: 0 })] })).toEqual([
    "Sightline configuration 'maintenance release': 'minutes' must be an integer from 1 to 21600, got 0",
  ]);
  expect(problems({ people: [personOf('ann'), personOf('bob'), personOf('ann')] })).toEqual([
    "Sightline configuration has two documents of the person 'ann', the first is used",
  ]);
  expect(problems({ hub: { ...GOOD.hub, reopenWindowSeconds: -1 } })).toEqual([
    "Sightline configuration 'hub sightline': 'reopenWindowSeconds' must be an integer of at least 0, got -1",
  ]);
});
