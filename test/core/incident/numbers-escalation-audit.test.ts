import fc from 'fast-check';
import { ESCALATION_GRACE_MS, escalationAudit } from '../../../lib/core/incident/escalation-audit';
import { LASTING_MS } from '../../../lib/core/incident/generations';
import type { Incident } from '../../../lib/core/incident/incident';
import type { OutboxItem } from '../../../lib/core/incident/notification';
import type { Storm } from '../../../lib/core/incident/storm';
import { Group, type Happening, latency, MINUTE, NOW, responsesWith, SETTINGS, signal } from './played';

const LEVELS = [
  { name: 'backup', afterMs: 5 * MINUTE, targets: ['person:bob'] },
  { name: 'lead', afterMs: 10 * MINUTE, targets: ['person:carol'] },
];
const settings = { ...SETTINGS, responses: responsesWith(LEVELS) };
const LATE = NOW + 60 * MINUTE;
const opened = signal('ALARM', 0);
const next = { fires: 'escalate' } as const;

function auditOf(happenings: readonly Happening[], atMs: number, change?: (item: OutboxItem) => OutboxItem[]) {
  const { state, outbox, timeline, notes } = new Group(settings).play(...happenings).played();
  const sent = outbox.map((item): OutboxItem => ({ ...item, status: 'sent' })).flatMap(change ?? ((item) => [item]));
  return escalationAudit([state.incident as Incident], sent, [...timeline, ...notes], atMs).map(
    ({ level, problem, dueMs }) => [level, problem, dueMs - NOW],
  );
}

test('an escalation that ran has no violations', () => {
  expect(auditOf([opened, next, next], LATE)).toEqual([]);
});

test('each level that was due and not told is named, with its due time', () => {
  expect(auditOf([opened, next], LATE)).toEqual([[2, 'not told', 10 * MINUTE]]);
  expect(auditOf([opened], LATE)).toEqual([
    [1, 'not told', 5 * MINUTE],
    [2, 'not told', 10 * MINUTE],
  ]);
});

test('what was owed and taken by nobody was not told', () => {
  const dead = (item: OutboxItem) => [{ ...item, status: item.level === 1 ? ('dead' as const) : item.status }];
  expect(auditOf([opened, next, next], LATE, dead)).toEqual([[1, 'not delivered', 5 * MINUTE]]);
  expect(auditOf([opened, next, next], LATE, (item) => (item.level === 0 ? [] : [item]))).toEqual([[0, 'not told', 0]]);
  const oneOfTwo = (item: OutboxItem) => [
    { ...item, status: item.channel === 'oncall' ? ('pending' as const) : item.status },
  ];
  expect(auditOf([opened, next, next], LATE, oneOfTwo)).toEqual([]);
});

test('a level is late once its grace is over, and not before', () => {
  const atMs = NOW + 5 * MINUTE + ESCALATION_GRACE_MS;
  expect(auditOf([opened], atMs)).toEqual([]);
  expect(auditOf([opened], atMs + 1)).toEqual([[1, 'not told', 5 * MINUTE]]);
});

test.each<[string, Happening]>([
  ['an acknowledgement', { action: 'acknowledge', atMs: NOW + MINUTE }],
  ['an assignment', { action: 'assign', to: 'bob', atMs: NOW + MINUTE }],
  ['a resolve', { action: 'resolve', force: true, atMs: NOW + MINUTE }],
])('%s stops it', (_, happening) => {
  expect(auditOf([opened, happening], LATE)).toEqual([]);
  expect(auditOf([opened, { ...happening, atMs: NOW + 8 * MINUTE } as Happening], LATE)).toEqual([
    [1, 'not told', 5 * MINUTE],
  ]);
});

test('one of two acknowledgements that are needed does not', () => {
  const two = { ...SETTINGS, responses: responsesWith(LEVELS, { acksNeeded: 2 }) };
  const group = new Group(two).play(opened, { action: 'acknowledge', atMs: NOW + MINUTE });
  const audit = () => {
    const { state, timeline } = group.played();
    return escalationAudit([state.incident as Incident], [], timeline, LATE).map(({ level }) => level);
  };
  expect(audit()).toEqual([0, 1, 2]);
  group.play({ action: 'acknowledge', by: 'bob', atMs: NOW + 2 * MINUTE });
  expect(audit()).toEqual([0]);
});

test('levels that a change of severity brings are due from then on', () => {
  const ticket = signal('ALARM', 0, { role: 'ticket', severity: 'medium' });
  const raised: Happening = { action: 'severity', severity: 'low', atMs: NOW + 30 * MINUTE };
  expect(auditOf([ticket, raised], NOW + 31 * MINUTE)).toEqual([]);
  expect(auditOf([ticket, raised], LATE).map(([level, , due]) => [level, due])).toEqual([
    [1, 30 * MINUTE],
    [2, 30 * MINUTE],
  ]);
});

test('so are those that a more severe alarm brings, and not those after one that changes nothing', () => {
  const joined = (severity: 'critical' | 'low') =>
    signal('ALARM', 90 * MINUTE, { ...latency, role: 'ticket', severity });
  expect(auditOf([opened, joined('critical')], LATE).map(([, , due]) => due)).toEqual([30 * MINUTE, 30 * MINUTE]);
  expect(auditOf([opened, joined('low')], LATE).map(([, , due]) => due)).toEqual([5 * MINUTE, 10 * MINUTE]);
});

test('a page is owed where people are woken: a notice of the same level is none', () => {
  const asNotice = (item: OutboxItem): OutboxItem[] => [{ ...item, kind: 'notice' }];
  expect(auditOf([opened, next, next], LATE, asNotice).map(([level]) => level)).toEqual([0, 1, 2]);
  const ticket = signal('ALARM', 0, { role: 'ticket', severity: 'medium' });
  expect(auditOf([ticket, next, next], LATE)).toEqual([]);
});

test('a level that was told while the severity was lowered was told', () => {
  const changed = (severity: 'low' | 'critical', minutes: number): Happening => ({
    action: 'severity',
    severity,
    atMs: NOW + minutes * MINUTE,
  });
  const told = [opened, changed('low', 1), next, changed('critical', 6), next];
  expect(auditOf(told, LATE)).toEqual([]);
});

test('a flapping incident owes its first level once it has stayed', () => {
  const flapping = [opened, signal('OK', MINUTE), signal('ALARM', 2 * MINUTE)];
  expect(auditOf(flapping, NOW + LASTING_MS)).toEqual([]);
  expect(auditOf(flapping, LATE)).toEqual([[0, 'not told', LASTING_MS]]);
  const stayed: Happening[] = [...flapping, { fires: 'lasting' }];
  expect(auditOf(stayed, NOW + LASTING_MS + MINUTE)).toEqual([]);
});

describe('an incident that a storm speaks for', () => {
  const storm: Storm = { id: 'storm-1', open: true, unanswered: true, told: ['oncall', 'team'], severity: 'high' };
  const stormIncident = { ...(new Group().play(opened).state().incident as Incident), id: storm.id, generation: 2 };
  const pageOf = (more: Partial<OutboxItem> = {}): OutboxItem => ({
    ...(new Group().play(opened).played().outbox[0] as OutboxItem),
    ...{ incidentId: storm.id, generation: 2, status: 'sent', causedMs: NOW - MINUTE },
    ...more,
  });

  function audited(pages: readonly OutboxItem[] | 'unknown', atMs: number, ...happenings: readonly Happening[]) {
    const { state, outbox, timeline } = new Group({ ...settings, storm }).play(opened, ...happenings).played();
    const incident = state.incident as Incident;
    const sent = outbox.map((item): OutboxItem => ({ ...item, status: 'sent' }));
    const known = pages === 'unknown' ? [incident] : [incident, { ...stormIncident, resolvedMs: NOW }];
    const all = pages === 'unknown' ? sent : [...sent, ...pages];
    return escalationAudit(known, all, timeline, atMs)
      .filter(({ incidentId }) => incidentId === incident.id)
      .map(({ level, levelName, problem, dueMs }) => [level, levelName, problem, dueMs - NOW]);
  }
  const soon = NOW + 5 * MINUTE;
  const look = { fires: 'storm' } as const;

  test('owes the page of the storm, at once', () => {
    expect(audited([pageOf()], soon)).toEqual([]);
    expect(audited([pageOf({ status: 'dead' }), pageOf({ channel: 'team' })], soon)).toEqual([]);
    expect(audited([pageOf({ status: 'dead' })], soon)).toEqual([[0, 'on-call', 'not delivered', 0]]);
    expect(audited([], soon)).toEqual([[0, 'on-call', 'not told', 0]]);
    expect(audited([], NOW + ESCALATION_GRACE_MS)).toEqual([]);
  });

  test('is proven by the round of the storm that it began in', () => {
    const first = pageOf({ generation: 1, causedMs: NOW - 60 * MINUTE });
    expect(audited([first, pageOf({ status: 'pending' })], soon)).toEqual([[0, 'on-call', 'not delivered', 0]]);
    expect(audited([pageOf({ causedMs: NOW + MINUTE })], soon)).toEqual([[0, 'on-call', 'not told', 0]]);
    expect(audited([pageOf({ kind: 'resolved' })], soon)).toEqual([[0, 'on-call', 'not told', 0]]);
  });

  test('owes a page of its own after ten minutes, and its levels from then on', () => {
    expect(audited([pageOf()], LATE, look)).toEqual([[0, 'on-call', 'not told', 10 * MINUTE]]);
    expect(audited('unknown', LATE, look)).toEqual([[0, 'on-call', 'not told', 10 * MINUTE]]);
    expect(audited([pageOf()], LATE, look, look, next, next)).toEqual([]);
    expect(audited([pageOf()], LATE, look, look, next)).toEqual([[2, 'lead', 'not told', 20 * MINUTE]]);
  });

  test('owes nothing more once somebody took it, or where the storm is not known', () => {
    expect(audited([pageOf()], LATE, { action: 'acknowledge', atMs: NOW + MINUTE })).toEqual([]);
    expect(audited('unknown', soon)).toEqual([]);
  });
});

test('items and entries of other incidents prove nothing', () => {
  const { state, outbox, timeline } = new Group(settings).play(opened).played();
  const incident = { ...(state.incident as Incident), id: '__proto__' };
  expect(escalationAudit([incident], outbox, timeline, NOW + 3 * MINUTE)).toMatchObject([
    { incidentId: '__proto__', generation: 1, level: 0, levelName: 'on-call', problem: 'not told' },
  ]);
});

test('whatever people and alarms do, an escalation whose timers fire in time is proven', () => {
  const minute = fc.integer({ min: 0, max: 60 });
  const anything = fc.oneof(
    fc.tuple(minute, fc.constantFrom(signal('ALARM', 1, latency), signal('OK', 2, latency))),
    minute.chain((m) => {
      const atMs = NOW + m * MINUTE;
      return fc.tuple(
        fc.constant(m),
        fc.constantFrom<Happening>(
          { action: 'acknowledge', atMs },
          { action: 'note', text: 'looking', atMs },
          { action: 'severity', severity: 'critical', atMs },
          { action: 'severity', severity: 'low', atMs },
        ),
      );
    }),
  );
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 6 }), (happenings) => {
      const group = new Group(settings).play(opened);
      const fireUpTo = (ms: number) => {
        const due = () => group.played().timers.some(({ kind, dueMs }) => kind === 'escalate' && dueMs <= ms);
        while (due()) group.play(next);
      };
      for (const [minutes, happening] of [...happenings].sort(([a], [b]) => a - b)) {
        fireUpTo(NOW + minutes * MINUTE);
        group.play(happening);
      }
      fireUpTo(Number.POSITIVE_INFINITY);
      const { state, outbox, timeline } = group.played();
      const sent = outbox.map((item): OutboxItem => ({ ...item, status: 'sent' }));
      expect(escalationAudit([state.incident as Incident], sent, timeline, LATE + 60 * MINUTE)).toEqual([]);
    }),
  );
});
