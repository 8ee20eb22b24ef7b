import type { CommandAction } from '../../../lib/core/incident/command';
import { INCIDENT_STATUSES, type IncidentStatus } from '../../../lib/core/incident/incident';
import { mayBecome } from '../../../lib/core/incident/transitions';
import {
  Group,
  type Happening,
  latency,
  MINUTE,
  NOW,
  play,
  responsesWith,
  SETTINGS,
  signal,
  T0,
  told,
  verdict,
} from './played';

const opened = signal('ALARM', 0);
const over = signal('OK', MINUTE);
const ack = { action: 'acknowledge' } as const;

/** An incident in each status. */
const BEFORE: Readonly<Record<IncidentStatus, readonly Happening[]>> = {
  triggered: [opened],
  acknowledged: [opened, ack],
  investigating: [opened, { action: 'assign', to: 'bob' }],
  resolved: [opened, over],
  closed: [opened, over, { action: 'close' }],
};

describe('statuses', () => {
  test.each(INCIDENT_STATUSES)('an incident can be %s', (status) => {
    expect(play(...BEFORE[status]).state.incident?.status).toBe(status);
  });

  /** How each status is reached on purpose. */
  const WAYS: Readonly<Record<IncidentStatus, Happening>> = {
    triggered: signal('ALARM', 2 * MINUTE),
    acknowledged: { action: 'acknowledge', by: 'carol' },
    investigating: { action: 'assign', to: 'carol' },
    resolved: { action: 'resolve', force: true },
    closed: { action: 'close' },
  };
  const pairs = INCIDENT_STATUSES.flatMap((from) => INCIDENT_STATUSES.map((to) => [from, to] as const));
  test.each(pairs)('from %s to %s only as the table of transitions says', (from, to) => {
    const before = play(...BEFORE[from]).state.incident;
    const after = play(...BEFORE[from], WAYS[to]).state.incident;
    // A closed incident is left behind: the ALARM opens another one.
    const same = after?.id === before?.id;
    const moved = same && after?.status !== before?.status;
    expect(moved).toBe(from !== to && mayBecome(from, to));
    if (moved) expect(after?.status).toBe(to);
  });
});

describe('acknowledging', () => {
  test('stops the escalation, and says who did it when', () => {
    const { state, timeline, decisions } = play(opened, { ...ack, by: 'alice', atMs: NOW + 5 });
    expect(verdict(decisions.at(-1))).toBe('acknowledged');
    expect(state.incident).toMatchObject({
      status: 'acknowledged',
      acknowledgements: [{ by: 'alice', atMs: NOW + 5 }],
      version: 2,
    });
    expect(timeline.at(-1)).toMatchObject({
      kind: 'acknowledged',
      actor: { type: 'user', id: 'alice' },
      text: 'Acknowledged by alice',
      atMs: NOW + 5,
    });
  });

  test('twice by one is once, and by another is another name', () => {
    const { state, decisions } = play(opened, ack, ack, { ...ack, by: 'bob' });
    expect(decisions.slice(2).map(verdict)).toEqual(['already acknowledged', 'acknowledged']);
    expect(state.incident?.acknowledgements.map(({ by }) => by)).toEqual(['alice', 'bob']);
  });

  test('by fewer than the plan asks for leaves it triggered', () => {
    const settings = { ...SETTINGS, responses: responsesWith([], { acksNeeded: 2 }) };
    const group = new Group(settings).play(opened, ack, ack);
    expect(group.state().incident).toMatchObject({ status: 'triggered' });
    expect(group.played().timeline.at(-1)?.text).toBe('Acknowledged by alice; 1 more needed');
    expect(group.play({ ...ack, by: 'bob' }).state().incident?.status).toBe('acknowledged');
  });

  test('is told to channels that keep a state of their own', () => {
    const settings = { ...SETTINGS, responses: responsesWith([], { deaf: [] }) };
    const { outbox } = new Group(settings).play(opened, ack, { ...ack, by: 'bob' }).played();
    expect(told(outbox.filter(({ kind }) => kind === 'acknowledged'))).toEqual([
      'acknowledged 1 oncall',
      'acknowledged 1 team',
    ]);
  });

  test('after the resolve changes nothing and never reopens', () => {
    const { state, decisions } = play(opened, over, ack);
    expect(verdict(decisions.at(-1))).toBe('already resolved');
    expect(state).toEqual(play(opened, over).state);
  });

  test('asks again later, where the plan says so', () => {
    const settings = { ...SETTINGS, responses: responsesWith([], { remindAfterMs: 30 * MINUTE }) };
    const group = new Group(settings).play(opened, { ...ack, atMs: NOW });
    expect(group.played().timers).toMatchObject([{ kind: 'remind', level: 1, dueMs: NOW + 30 * MINUTE }]);
    const { outbox, timers } = group.play({ fires: 'remind' }).played();
    expect(told(outbox).at(-1)).toBe('reminder level 1 1 @alice');
    expect(timers).toMatchObject([{ kind: 'remind', level: 2, dueMs: NOW + 60 * MINUTE }]);
    expect(told(group.play(over, { fires: 'remind' }).played().outbox).at(-1)).toBe('resolved 1 team');
  });
});

describe('resolving by hand', () => {
  test('is refused while an alarm is in ALARM, with what to do', () => {
    const { decisions, state } = play(opened, signal('ALARM', 1, latency), { action: 'resolve' });
    expect(decisions.at(-1)).toEqual({
      action: 'refuse',
      why: '2 of its alarms are still in ALARM; mend them and it resolves by itself, or force it',
    });
    expect(state.incident?.status).toBe('triggered');
  });

  test('by force resolves; the OK then changes nothing, and the next ALARM within the window reopens', () => {
    const forced = { action: 'resolve', force: true, resolution: 'rolled back', rootCause: 'a bad index' } as const;
    const { decisions, state, outbox } = play(
      opened,
      { ...forced, atMs: T0 + MINUTE },
      signal('OK', 2 * MINUTE),
      signal('ALARM', 3 * MINUTE),
    );
    expect(decisions.map(verdict)).toEqual(['opened', 'resolved', 'recorded', 'reopened']);
    expect(state.incident).toMatchObject({ generation: 2, rootCause: 'a bad index' });
    expect(state.incident).not.toHaveProperty('resolution');
    expect(told(outbox.filter(({ channel, generation }) => channel === 'oncall' && generation === 1))).toEqual([
      'page 1 oncall',
      'resolved 1 oncall',
    ]);
  });

  test('keeps who, what and why', () => {
    const { state, timeline } = play(opened, {
      action: 'resolve',
      force: true,
      resolution: 'rolled back',
      by: 'bob',
      atMs: NOW,
    });
    expect(state.incident).toMatchObject({
      status: 'resolved',
      resolvedMs: NOW,
      resolvedBy: { type: 'user', id: 'bob' },
      autoResolved: false,
      resolution: 'rolled back',
    });
    expect(state.lock).toMatchObject({ resolvedMs: NOW, alarming: 1 });
    expect(state.lock.openId).toBeUndefined();
    expect(timeline.at(-1)?.text).toBe('Resolved by bob: rolled back');
  });

  test('an alarm that was forced over still counts: another one cannot resolve for it', () => {
    const { decisions } = play(
      opened,
      { action: 'resolve', force: true, atMs: T0 + MINUTE },
      signal('ALARM', 2 * MINUTE, latency),
      signal('OK', 3 * MINUTE, latency),
      signal('OK', 4 * MINUTE),
    );
    expect(decisions.map(verdict)).toEqual(['opened', 'resolved', 'reopened', 'cleared', 'resolved']);
  });
});

describe('other commands', () => {
  test('a note moves what somebody took on to investigating, and is only a line otherwise', () => {
    const note = { action: 'note', text: 'looking at the database', id: 'n1' } as const;
    expect(play(opened, ack, note).state.incident?.status).toBe('investigating');
    const { state, notes } = play(opened, note, note);
    expect(state).toEqual(play(opened).state);
    expect(notes.map(({ eventId, text }) => [eventId, text])).toEqual([
      ['noted|n1', 'looking at the database'],
      ['noted|n1', 'looking at the database'],
    ]);
    expect(verdict(play(opened, over, { action: 'close' }, note).decisions.at(-1))).toBe('note');
  });

  test('assigning names who is at work', () => {
    expect(play(opened, { action: 'assign', to: 'bob' }).state.incident).toMatchObject({
      status: 'investigating',
      assignee: 'bob',
    });
  });

  test('affected systems add up, each once', () => {
    const { state, timeline } = play(
      opened,
      { action: 'affected', systems: ['orders', 'billing'] },
      { action: 'affected', systems: ['billing', 'mail'] },
    );
    expect(state.incident?.affected).toEqual(['orders', 'billing', 'mail']);
    expect(timeline.at(-1)?.text).toBe('Affected: billing, mail');
  });

  test('nothing but notes is done to a closed incident', () => {
    const commands: CommandAction[] = [
      { action: 'acknowledge' },
      { action: 'assign', to: 'bob' },
      { action: 'severity', severity: 'low' },
      { action: 'affected', systems: ['orders'] },
      { action: 'resolve' },
      { action: 'close' },
    ];
    for (const command of commands) {
      expect(verdict(play(opened, over, { action: 'close' }, command).decisions.at(-1))).toBe('the incident is closed');
    }
  });

  test('an open incident is not closed', () => {
    expect(verdict(play(opened, { action: 'close' }).decisions.at(-1))).toBe('it is still open; resolve it first');
  });
});

describe('severity', () => {
  const backup = { name: 'backup', afterMs: 5 * MINUTE, targets: ['person:bob'] };
  const settings = { ...SETTINGS, responses: responsesWith([backup]) };
  const ticket = signal('ALARM', 0, { role: 'ticket', severity: 'medium' });

  test('raised to one that pages wakes people, and the escalation begins now', () => {
    const { outbox, timers, state } = new Group(settings)
      .play(ticket, { action: 'severity', severity: 'critical', atMs: NOW + 10 * MINUTE })
      .played();
    expect(told(outbox)).toEqual(['notice 1 oncall', 'notice 1 team', 'page 1 oncall', 'page 1 team']);
    expect(state.incident).toMatchObject({ severity: 'critical', paged: true, level: 0, plan: { policy: 'critical' } });
    expect(timers).toMatchObject([{ kind: 'escalate', level: 1, dueMs: NOW + 15 * MINUTE }]);
  });

  test('raised while a level is pending keeps its time', () => {
    const group = new Group(settings).play(signal('ALARM', 0), {
      action: 'severity',
      severity: 'critical',
      atMs: NOW + MINUTE,
    });
    expect(group.played().timers).toMatchObject([{ kind: 'escalate', level: 1, dueMs: NOW + 5 * MINUTE }]);
    expect(told(group.play({ fires: 'escalate' }).played().outbox).at(-1)).toBe('page level 1 1 @bob');
  });

  test('lowered tells by notices from then on', () => {
    const { outbox } = new Group(settings)
      .play(signal('ALARM', 0), { action: 'severity', severity: 'low' }, { fires: 'escalate' })
      .played();
    expect(told(outbox).at(-1)).toBe('notice level 1 1 @bob');
  });

  test('changed to what it is changes nothing', () => {
    const { decisions, state } = play(opened, { action: 'severity', severity: 'high' });
    expect(verdict(decisions.at(-1))).toBe('already high');
    expect(state).toEqual(play(opened).state);
  });

  test('a ticket that somebody took pages once it is raised to what pages, until somebody takes that', () => {
    const { outbox, state } = new Group(settings)
      .play(ticket, ack, { action: 'severity', severity: 'critical' })
      .played();
    expect(told(outbox).filter((line) => line.startsWith('page'))).toEqual(['page 2 oncall', 'page 2 team']);
    expect(state.incident).toMatchObject({ status: 'triggered', paged: true, acknowledgements: [], generation: 2 });
    expect(state.lock.generation).toBe(2);
  });

  test('a pager closes the alert that somebody acknowledged before it gets the page', () => {
    const pager = { ...SETTINGS.responses, takes: () => true };
    const { outbox } = new Group({ ...SETTINGS, responses: pager })
      .play(ticket, ack, { action: 'severity', severity: 'critical' })
      .played();
    const later = outbox.filter(({ kind }) => kind !== 'notice' && kind !== 'acknowledged');
    expect(later.map(({ kind, generation, channel }) => `${kind} ${generation} ${channel}`)).toEqual([
      'resolved 1 oncall',
      'resolved 1 team',
      'page 2 oncall',
      'page 2 team',
    ]);
  });

  test('a page that somebody took pages nobody again when it is raised, nor a ticket that is lowered', () => {
    const raised = new Group(settings).play(opened, ack, { action: 'severity', severity: 'critical' }).played();
    expect(told(raised.outbox).filter((line) => line.startsWith('page'))).toHaveLength(2);
    const lowered = new Group(settings).play(ticket, ack, { action: 'severity', severity: 'low' }).played();
    expect(told(lowered.outbox).filter((line) => line.startsWith('page'))).toEqual([]);
  });
});
