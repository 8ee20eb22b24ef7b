import fc from 'fast-check';
import type { SightlineConfig } from '../../../lib/core/config';
import { type MatrixTargets, matrixPolicy } from '../../../lib/core/incident/default-policy';
import { NOTIFICATION_KINDS } from '../../../lib/core/incident/notification';
import { responsesOf } from '../../../lib/core/incident/responses';
import { SEVERITIES, type Severity } from '../../../lib/core/incident/severity';
import { at, configOf, factsOf, personOf, routeOfName, scheduleOf, text } from './hub-config';

const MINUTE = 60_000;
/** A Wednesday afternoon in Berlin. */
const NOW = at('2026-01-14T13:30Z');
const MATRIX: MatrixTargets = {
  onCall: ['schedule:primary'],
  backup: ['schedule:backup'],
  lead: ['person:lea'],
  manager: ['person:max'],
  executive: ['person:eve', 'channel:war-room'],
};
const EVERY_CHANNEL = ['oncall', 'war-room'];

function plan(config: SightlineConfig, severity: Severity, nowMs = NOW) {
  return responsesOf(config).planFor(factsOf({ severity }), nowMs);
}

describe('the matrix', () => {
  const levels = (targets: MatrixTargets) =>
    matrixPolicy('default', targets).levels.map(({ name, afterMinutes }) => `${name}+${afterMinutes}`);
  const reach = (targets: MatrixTargets) => Object.values(matrixPolicy('default', targets).reach);
  const { onCall, backup, lead, manager, executive } = MATRIX;

  test('five levels, and how far each severity goes', () => {
    expect(matrixPolicy('default', MATRIX)).toEqual({
      schemaVersion: 1,
      kind: 'policy',
      name: 'default',
      levels: [
        { name: 'on-call', afterMinutes: 0, targets: ['schedule:primary'] },
        { name: 'backup', afterMinutes: 5, targets: ['schedule:backup'] },
        { name: 'lead', afterMinutes: 10, targets: ['person:lea'] },
        { name: 'manager', afterMinutes: 15, targets: ['person:max'] },
        { name: 'executive', afterMinutes: 30, targets: ['person:eve', 'channel:war-room'] },
      ],
      reach: { critical: 5, high: 3, medium: 2, low: 1 },
      respondWithin: {
        critical: { minutes: 15 },
        high: { minutes: 30 },
        medium: { minutes: 120 },
        low: { businessDays: 1 },
      },
      acksNeeded: 1,
    });
  });

  test.each<[MatrixTargets, string[], number[]]>([
    [{ onCall }, ['on-call+0'], [1, 1, 1, 1]],
    [{ onCall, lead }, ['on-call+0', 'lead+10'], [2, 2, 1, 1]],
    [{ onCall, backup, executive }, ['on-call+0', 'backup+5', 'executive+30'], [3, 2, 2, 1]],
    [{ onCall, manager }, ['on-call+0', 'manager+15'], [2, 1, 1, 1]],
    [{ onCall, lead, manager, backup: undefined }, ['on-call+0', 'lead+10', 'manager+15'], [3, 2, 1, 1]],
  ])('%j keeps the times of those that are given, and reach goes by their names', (targets, names, reached) => {
    expect([levels(targets), reach(targets)]).toEqual([names, reached]);
  });
});

describe('the plan', () => {
  const policy = matrixPolicy('default', MATRIX);

  test('without a policy: one level, all channels of the hub, no response time', () => {
    expect(plan(configOf(), 'critical')).toEqual({
      policy: '',
      levels: [{ name: 'on-call', afterMs: 0, targets: ['channel:oncall', 'channel:war-room'] }],
      acksNeeded: 1,
    });
  });

  test('without a policy, but with a route: one level, its targets', () => {
    const routes = [routeOfName('all', { targets: ['channel:oncall'] })];
    expect(plan(configOf({ routes }), 'low').levels).toEqual([
      { name: 'on-call', afterMs: 0, targets: ['channel:oncall'] },
    ]);
  });

  test.each<[Severity, string[], string]>([
    ['critical', ['on-call+0', 'backup+5', 'lead+10', 'manager+15', 'executive+30'], '2026-01-14T13:45Z'],
    ['high', ['on-call+0', 'backup+5', 'lead+10'], '2026-01-14T14:00Z'],
    ['medium', ['on-call+0', 'backup+5'], '2026-01-14T15:30Z'],
    ['low', ['on-call+0'], '2026-01-15T13:30Z'],
  ])('%s climbs as far as it reaches and is due in its time', (severity, levels, due) => {
    const made = plan(configOf({ policies: [policy] }), severity);
    expect(made.levels.map(({ name, afterMs }) => `${name}+${afterMs / MINUTE}`)).toEqual(levels);
    expect(text(made.ackDueMs as number)).toBe(due);
    expect([made.policy, made.acksNeeded, made.remindAfterMs]).toEqual(['default', 1, undefined]);
  });

  test('days of work are those of the hub', () => {
    const { hub } = configOf();
    const businessHours = {
      timeZone: 'Europe/Berlin',
      days: ['wed', 'fri'] as const,
      from: '10:00',
      to: '14:00',
      holidays: [],
    };
    const config = configOf({ hub: { ...hub, businessHours }, policies: [policy] });
    expect(text(plan(config, 'low').ackDueMs as number)).toBe('2026-01-21T09:00Z');
  });

  test("a route's targets take the place of the first level only; acks and reminders are the policy's", () => {
    const payments = { ...policy, name: 'payments', acksNeeded: 2, remindMinutes: 60 };
    const routes = [routeOfName('all', { policy: 'payments', targets: ['person:ann', 'channel:war-room'] })];
    const made = plan(configOf({ policies: [policy, payments], routes }), 'medium');
    expect(made).toEqual({
      policy: 'payments',
      levels: [
        { name: 'on-call', afterMs: 0, targets: ['person:ann', 'channel:war-room'] },
        { name: 'backup', afterMs: 5 * MINUTE, targets: ['schedule:backup'] },
      ],
      acksNeeded: 2,
      ackDueMs: NOW + 120 * MINUTE,
      remindAfterMs: 60 * MINUTE,
    });
  });
});

describe('recipients', () => {
  const config = configOf({
    people: [
      personOf('ann'),
      personOf('bob', { quietHours: { from: '22:00', to: '07:00', unless: 'high' } }),
      personOf('__proto__'),
    ],
    schedules: [scheduleOf(['ann', 'gone']), scheduleOf([], { name: 'empty', layers: [] })],
  });
  const told = (targets: readonly string[], severity: Severity = 'low', nowMs = NOW) =>
    responsesOf(config).recipients(targets, severity, nowMs);

  test.each<[string[], string[]]>([
    [['channel:war-room'], ['war-room']],
    [['person:ann'], ['@ann']],
    [['person:__proto__'], ['@__proto__']],
    [
      ['person:ann', 'channel:oncall', 'person:ann'],
      ['@ann', 'oncall'],
    ],
    [['person:gone'], EVERY_CHANNEL],
    [['channel:gone'], EVERY_CHANNEL],
    [['schedule:gone'], EVERY_CHANNEL],
    [['schedule:empty'], EVERY_CHANNEL],
    [['ann'], EVERY_CHANNEL],
    [['person:'], EVERY_CHANNEL],
    [['person:constructor'], EVERY_CHANNEL],
    [['team:ann'], EVERY_CHANNEL],
    [[], EVERY_CHANNEL],
    [
      ['channel:war-room', 'person:gone', 'person:ann'],
      ['war-room', 'oncall', '@ann'],
    ],
  ])('%j', (targets, names) => {
    expect(told(targets)).toEqual(names);
  });

  test('a schedule tells whoever is on call now; somebody without a document counts as nobody', () => {
    expect(told(['schedule:primary'], 'low', at('2026-01-12T07:59Z'))).toEqual(['@ann']);
    expect(told(['schedule:primary'], 'low', at('2026-01-12T08:00Z'))).toEqual(EVERY_CHANNEL);
    expect(told(['schedule:primary'], 'low', at('2026-01-19T08:00Z'))).toEqual(['@ann']);
    expect(told(['schedule:primary'], 'low', at('2026-01-01T00:00Z'))).toEqual(EVERY_CHANNEL);
  });

  test.each<[string, Severity, string[]]>([
    ['2026-01-14T20:59Z', 'low', ['@bob']],
    ['2026-01-14T21:00Z', 'low', EVERY_CHANNEL],
    ['2026-01-14T23:30Z', 'medium', EVERY_CHANNEL],
    ['2026-01-14T23:30Z', 'high', ['@bob']],
    ['2026-01-14T23:30Z', 'critical', ['@bob']],
    ['2026-01-15T05:59Z', 'medium', EVERY_CHANNEL],
    ['2026-01-15T06:00Z', 'medium', ['@bob']],
    ['2026-07-15T04:59Z', 'medium', EVERY_CHANNEL],
    ['2026-07-15T05:00Z', 'medium', ['@bob']],
  ])('quiet hours at %s: %s', (atText, severity, names) => {
    expect(told(['person:bob'], severity, at(atText))).toEqual(names);
  });

  test('nobody found is everybody, but for channels that only stand in for another', () => {
    const { hub } = configOf();
    const [oncall, room] = hub.channels;
    const channels = [{ ...oncall, failover: 'war-room' }, room] as typeof hub.channels;
    const config = configOf({ hub: { ...hub, channels } });
    expect(responsesOf(config).recipients(['person:nobody'], 'high', NOW)).toEqual(['oncall']);
    expect(responsesOf(config).planFor(factsOf(), NOW).levels[0]?.targets).toEqual(['channel:oncall']);
  });

  test('a hub without a channel owes it to one that is not there, which the fallback topic gets', () => {
    const responses = responsesOf(configOf({ hub: { ...config.hub, channels: [] } }));
    const { targets } = responses.planFor(factsOf(), NOW).levels[0] ?? { targets: ['none'] };
    expect(responses.recipients(targets, 'low', NOW)).toEqual(['fallback']);
  });

  test('whatever the targets, somebody is told, each once, and every name is a channel or a person', () => {
    const known = new Set([...EVERY_CHANNEL, '@ann', '@bob', '@__proto__']);
    const anyName = fc.oneof(fc.constantFrom('ann', 'bob', 'oncall', 'primary', 'empty', '__proto__'), fc.string());
    const anyTarget = fc
      .tuple(fc.constantFrom('channel:', 'person:', 'schedule:', ''), anyName)
      .map((parts) => parts.join(''));
    const responses = responsesOf(config);
    fc.assert(
      fc.property(
        fc.array(anyTarget, { maxLength: 6 }),
        fc.constantFrom(...SEVERITIES),
        fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') }),
        (targets, severity, nowMs) => {
          const names = responses.recipients(targets, severity, nowMs);
          expect(names.length).toBeGreaterThan(0);
          expect(new Set(names).size).toBe(names.length);
          expect(names.filter((name) => !known.has(name))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('only chat and providers hear that somebody acknowledged, a pager hears no updates, and all take the rest', () => {
  const { hub } = configOf();
  const chat = { kind: 'topic', name: 'chat', topicArn: hub.fallbackTopicArn, format: 'chat' } as const;
  const pager = { kind: 'pagerduty', name: 'pager', secretArn: 'arn' } as const;
  const responses = responsesOf(configOf({ hub: { ...hub, channels: [...hub.channels, chat, pager] } }));
  const refused = ['oncall', 'war-room', 'chat', 'pager', '@ann', 'gone', '__proto__'].flatMap((channel) =>
    NOTIFICATION_KINDS.filter((kind) => !responses.takes(channel, kind)).map((kind) => `${channel} ${kind}`),
  );
  const wakesAgain = [
    'oncall acknowledged',
    'pager update',
    'pager update-due',
    '@ann acknowledged',
    'gone acknowledged',
  ];
  expect(refused).toEqual([...wakesAgain, '__proto__ acknowledged']);
});
