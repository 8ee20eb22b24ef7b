import fc from 'fast-check';
import { decideSignal } from '../../../lib/core/incident/decide-signal';
import { groupKeyOf, newLock } from '../../../lib/core/incident/group';
import type { AlarmState, Incident, Signal } from '../../../lib/core/incident/incident';
import { incidentId } from '../../../lib/core/incident/incident-id';
import type { OutboxItem } from '../../../lib/core/incident/notification';
import { INCIDENT_SCHEMA_VERSION } from '../../../lib/core/incident/schema-version';
import { ALARM_ROLES, pages, SEVERITIES } from '../../../lib/core/incident/severity';
import { anyCharacter } from '../../any-character';
import {
  GROUP,
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
  WINDOW_MS,
} from './played';

describe('what one signal does', () => {
  const nothing: Signal[] = [];
  const open = [signal('ALARM', 0)];
  // Resolved at T0 + 60 s.
  const resolved = [signal('ALARM', 0), signal('OK', 60_000)];
  const again = 60_000 + WINDOW_MS;

  test.each<[string, Signal[], number, Record<AlarmState, string>]>([
    ['in a group never seen', nothing, 0, { ALARM: 'opened', OK: 'recorded', INSUFFICIENT_DATA: 'no incident' }],
    ['while the incident is open', open, 1_000, { ALARM: 'joined', OK: 'resolved', INSUFFICIENT_DATA: 'note' }],
    [
      'right after the resolve',
      resolved,
      60_001,
      { ALARM: 'reopened', OK: 'recorded', INSUFFICIENT_DATA: 'no incident' },
    ],
    [
      '300.000 s after the resolve',
      resolved,
      again,
      { ALARM: 'reopened', OK: 'recorded', INSUFFICIENT_DATA: 'no incident' },
    ],
    [
      '300.001 s after the resolve',
      resolved,
      again + 1,
      { ALARM: 'opened', OK: 'recorded', INSUFFICIENT_DATA: 'no incident' },
    ],
    ['late, while open', open, -1, { ALARM: 'note', OK: 'note', INSUFFICIENT_DATA: 'note' }],
    ['late, after the resolve', resolved, 59_999, { ALARM: 'stale', OK: 'stale', INSUFFICIENT_DATA: 'stale' }],
    ['again, while open', open, 0, { ALARM: 'repeated', OK: 'resolved', INSUFFICIENT_DATA: 'repeated' }],
    [
      'again, after the resolve',
      resolved,
      60_000,
      { ALARM: 'reopened', OK: 'repeated', INSUFFICIENT_DATA: 'repeated' },
    ],
    [
      'again, after both states of the same time',
      [signal('ALARM', 0), signal('OK', 0)],
      0,
      { ALARM: 'repeated', OK: 'repeated', INSUFFICIENT_DATA: 'repeated' },
    ],
    [
      'after both states of the same time',
      [signal('OK', 0), signal('ALARM', 0)],
      1,
      { ALARM: 'joined', OK: 'resolved', INSUFFICIENT_DATA: 'note' },
    ],
  ])('%s', (_, before, atMs, expected) => {
    const verdicts = (['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const).map((state) => [
      state,
      verdict(play(...before, signal(state, atMs)).decisions.at(-1)),
    ]);
    expect(Object.fromEntries(verdicts)).toEqual(expected);
  });

  test('two states of the same time count as they come, each once; a newer one makes room for two again', () => {
    const both = play(...open, signal('OK', 0), signal('ALARM', 0), signal('OK', 0));
    expect(both.decisions.map(verdict)).toEqual(['opened', 'resolved', 'repeated', 'repeated']);
    expect(both.state.lock).toMatchObject({ alarming: 0, paging: 0 });
    const later = play(signal('OK', 0), signal('ALARM', 0), signal('OK', 9), signal('ALARM', 9), signal('OK', 9));
    expect(later.decisions.map(verdict)).toEqual(['recorded', 'opened', 'resolved', 'reopened', 'repeated']);
  });

  test('nothing but a write changes what is stored', () => {
    const before = play(...open).state;
    for (const quiet of [signal('INSUFFICIENT_DATA', 5), signal('OK', -1), signal('ALARM', 0)]) {
      expect(play(...open, quiet).state).toEqual(before);
    }
  });
});

describe('opening', () => {
  const { state, outbox, timeline } = play(signal('ALARM', 0));

  test('the incident is as the signal says', () => {
    expect(state.incident).toEqual({
      schemaVersion: INCIDENT_SCHEMA_VERSION,
      id: incidentId(GROUP, T0),
      groupKey: GROUP,
      status: 'triggered',
      severity: 'high',
      service: 'checkout',
      environment: 'prod',
      title: 'Orders fail.',
      version: 1,
      generation: 1,
      paged: true,
      urgent: true,
      flapping: false,
      openedMs: T0,
      beganMs: T0,
      startedMs: NOW,
      plan: SETTINGS.responses.planFor(signal('ALARM', 0), NOW),
      level: 0,
      told: ['oncall', 'team'],
      acknowledgements: [],
      alarms: ['checkout-faults'],
      affected: [],
    });
    expect(state.lock).toEqual({
      ...newLock(GROUP),
      version: 1,
      openId: state.incident?.id,
      lastId: state.incident?.id,
      generation: 1,
      alarming: 1,
      paging: 1,
      severities: { high: 1 },
      newestMs: T0,
      count: 1,
    });
    expect([...state.members]).toEqual([['arn:faults', { ms: T0, state: 'ALARM', pages: true, severity: 'high' }]]);
  });

  test('each channel is owed one page, due now, with the time it was caused', () => {
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(outbox[0]).toEqual({
      schemaVersion: INCIDENT_SCHEMA_VERSION,
      incidentId: state.incident?.id,
      generation: 1,
      kind: 'page',
      level: 0,
      channel: 'oncall',
      status: 'pending',
      attempts: 0,
      dueMs: NOW,
      leaseUntilMs: 0,
      causedMs: T0,
    });
  });

  test('the timeline says by which alarm and why', () => {
    expect(timeline).toHaveLength(1);
    expect(timeline[0]).toMatchObject({
      incidentId: state.incident?.id,
      atMs: T0,
      kind: 'opened',
      actor: { type: 'alarm', id: 'arn:faults' },
      text: 'Opened by checkout-faults: because (received at 09:00:00 UTC)',
    });
  });
});

describe('who is told', () => {
  const roles = ALARM_ROLES.filter((role) => role !== 'signal');
  test.each(roles.flatMap((role) => SEVERITIES.map((severity) => [role, severity] as const)))(
    'a %s of severity %s',
    (role, severity) => {
      const { outbox, state } = play(signal('ALARM', 0, { role, severity }));
      const wakes = role === 'page' && pages(severity);
      expect(new Set(outbox.map(({ kind }) => kind))).toEqual(new Set([wakes ? 'page' : 'notice']));
      expect(state.incident?.paged).toBe(wakes);
    },
  );

  test('a page after a ticket pages once, however many follow', () => {
    const { outbox, state } = play(
      signal('ALARM', 0, { role: 'ticket', severity: 'medium' }),
      signal('ALARM', 1, { ...latency, severity: 'critical' }),
      signal('ALARM', 2, { member: 'arn:third', alarmName: 'third', severity: 'critical' }),
      signal('ALARM', 3, { member: 'arn:fourth', alarmName: 'fourth', severity: 'high' }),
    );
    expect(told(outbox)).toEqual(['notice 1 oncall', 'notice 1 team', 'page 1 oncall', 'page 1 team']);
    expect(state.incident).toMatchObject({ severity: 'critical', paged: true, generation: 1 });
  });

  test('a second ticket, or a low page, tells nobody again', () => {
    const { outbox } = play(
      signal('ALARM', 0, { role: 'ticket', severity: 'medium' }),
      signal('ALARM', 1, { ...latency, role: 'ticket', severity: 'high' }),
      signal('ALARM', 2, { member: 'arn:third', role: 'page', severity: 'low' }),
    );
    expect(told(outbox)).toEqual(['notice 1 oncall', 'notice 1 team']);
  });

  test('severity is raised, and not lowered by a lesser alarm that joins, and the timeline says so', () => {
    const { state, timeline } = play(
      signal('ALARM', 0, { severity: 'medium' }),
      signal('ALARM', 1, { ...latency, severity: 'critical' }),
      signal('ALARM', 2, { member: 'arn:third', alarmName: 'third', severity: 'low' }),
    );
    expect(state.incident?.severity).toBe('critical');
    expect(timeline.map(({ text }) => text)).toEqual([
      'Opened by checkout-faults: because (received at 09:00:00 UTC)',
      'checkout-latency joined; severity raised from medium to critical: because',
      'third joined: because',
    ]);
  });

  test('a reopen owes its own page, and the resolve of each round its own end', () => {
    const { outbox } = play(
      signal('ALARM', 0),
      signal('OK', 10 * MINUTE - 1),
      signal('ALARM', 10 * MINUTE),
      signal('OK', 11 * MINUTE),
    );
    expect(told(outbox.filter(({ channel }) => channel === 'oncall'))).toEqual([
      'page 1 oncall',
      'resolved 1 oncall',
      'page 2 oncall',
      'resolved 2 oncall',
    ]);
  });
});

describe('resolving', () => {
  test('takes the OK of every member', () => {
    const { decisions, state, outbox } = play(
      signal('ALARM', 0),
      signal('ALARM', 10, latency),
      signal('OK', 20),
      signal('OK', 30, latency),
    );
    expect(decisions.map(verdict)).toEqual(['opened', 'joined', 'cleared', 'resolved']);
    expect(state.incident).toMatchObject({
      status: 'resolved',
      resolvedMs: T0 + 30,
      resolvedBy: { type: 'alarm', id: 'arn:latency' },
      autoResolved: true,
      alarms: ['checkout-faults', 'checkout-latency'],
    });
    expect(state.lock.openId).toBeUndefined();
    expect(state.lock.lastId).toBe(state.incident?.id);
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team', 'resolved 1 oncall', 'resolved 1 team']);
  });

  test('happens at the newest time of any member, not at that of the OK that came last', () => {
    const { state, timeline } = play(
      signal('ALARM', 0),
      signal('ALARM', 10, latency),
      signal('OK', 90_000),
      signal('OK', 40_000, latency),
    );
    expect(state.incident?.resolvedMs).toBe(T0 + 90_000);
    expect(state.lock.resolvedMs).toBe(T0 + 90_000);
    expect(timeline.at(-1)).toMatchObject({ kind: 'resolved', atMs: T0 + 90_000 });
  });

  test('does not come from missing data', () => {
    const { decisions, state } = play(
      signal('ALARM', 0),
      signal('INSUFFICIENT_DATA', 10),
      signal('INSUFFICIENT_DATA', 20, latency),
    );
    expect(decisions.map(verdict)).toEqual(['opened', 'note', 'note']);
    expect(state.incident?.status).toBe('triggered');
    expect(play(signal('ALARM', 0), signal('INSUFFICIENT_DATA', 10), signal('OK', 20)).state.incident?.status).toBe(
      'resolved',
    );
  });

  test('an ALARM older than the missing data it met on the way still counts', () => {
    const { decisions } = play(signal('INSUFFICIENT_DATA', 10), signal('ALARM', 5));
    expect(decisions.map(verdict)).toEqual(['no incident', 'opened']);
  });

  test('an OK that came before its ALARM leaves a mark, and the ALARM opens nothing', () => {
    const { decisions, state, outbox } = play(signal('OK', 10), signal('ALARM', 5));
    expect(decisions.map(verdict)).toEqual(['recorded', 'stale']);
    expect([...state.members]).toEqual([['arn:faults', { ms: T0 + 10, state: 'OK' }]]);
    expect(outbox).toEqual([]);
  });

  test('a late ALARM of another member reopens what its elders had resolved, while that was a moment ago', () => {
    const { state } = play(signal('ALARM', 0), signal('OK', 60_000));
    const lateAt = (nowMs: number) => decideSignal(state, signal('ALARM', 30_000, latency), SETTINGS, nowMs);
    expect(lateAt(T0 + 61_000)).toMatchObject({ outcome: 'reopened', next: { incident: { generation: 2 } } });
    const another = lateAt(T0 + 60_000 + SETTINGS.reopenWindowMs + 1);
    expect(another).toMatchObject({ outcome: 'opened', next: { incident: { generation: 1, paged: true } } });
    // Even of the millisecond in which the one before opened: it is another one.
    const same = decideSignal(state, signal('ALARM', 0, latency), SETTINGS, NOW);
    expect(same.action === 'write' && same.next.incident?.id).not.toBe(state.incident?.id);
  });
});

describe('alarms whose role changed while they were in ALARM', () => {
  test('resolve the incident with their OK all the same', () => {
    const { state } = play(signal('ALARM', 0), signal('OK', 60_000, { role: 'signal' }));
    expect(state.incident?.status).toBe('resolved');
  });
});

describe('a page that joins the incident of a ticket', () => {
  test('gives the incident its own title', () => {
    const { state } = play(
      signal('ALARM', 0, { ...latency, role: 'ticket', severity: 'medium' }),
      signal('ALARM', 60_000),
    );
    expect(state.incident).toMatchObject({ title: 'Orders fail.', severity: 'high', paged: true });
  });
});

describe('reopening', () => {
  const { state } = play(
    signal('ALARM', 0, { severity: 'critical' }),
    signal('OK', 60_000),
    signal('ALARM', 120_000, { ...latency, severity: 'medium', role: 'ticket' }),
  );

  test('is the same incident in its next round, and no more resolved', () => {
    expect(state.incident).toEqual({
      ...play(signal('ALARM', 0)).state.incident,
      severity: 'medium',
      title: 'Orders are slow.',
      version: 3,
      generation: 2,
      paged: false,
      urgent: false,
      flapping: true,
      beganMs: T0 + 120_000,
      plan: SETTINGS.responses.planFor(signal('ALARM', 0, { severity: 'medium' }), NOW),
      alarms: ['checkout-faults', 'checkout-latency'],
    });
    expect(state.lock).toMatchObject({ openId: state.incident?.id, generation: 2, flapCount: 1, count: 2 });
  });

  test('counts its rounds until a new incident opens', () => {
    const flapping = Array.from({ length: 10 }, (_, round) => [
      signal('ALARM', round * 20_000),
      signal('OK', round * 20_000 + 10_000),
    ]).flat();
    const after = play(...flapping);
    expect(after.state.lock).toMatchObject({ flapCount: 9, generation: 10, count: 10 });
    const fresh = play(...flapping, signal('ALARM', 10_000_000));
    expect(fresh.state.lock).toMatchObject({ flapCount: 0, generation: 1, count: 11 });
    expect(fresh.state.incident?.id).not.toBe(after.state.incident?.id);
    expect(fresh.state.incident).toMatchObject({ generation: 1, version: 1 });
  });

  test('a closed incident stays closed: the next ALARM opens another', () => {
    const before = play(signal('ALARM', 0), signal('OK', 1)).state;
    const closed = { ...before, incident: { ...(before.incident as Incident), status: 'closed' as const } };
    const decision = decideSignal(closed, signal('ALARM', 2), SETTINGS, NOW);
    expect(verdict(decision)).toBe('opened');
  });

  test('an incident that is gone from the table does not stop the next one', () => {
    for (const before of [play(signal('ALARM', 0)).state, play(signal('ALARM', 0), signal('OK', 1)).state]) {
      const orphaned = { ...before, incident: undefined };
      expect(verdict(decideSignal(orphaned, signal('ALARM', 5, latency), SETTINGS, NOW))).toBe('opened');
    }
  });
});

describe('flapping', () => {
  const flap = (rounds: number, everyMs: number) =>
    Array.from({ length: rounds }, (_, round) => [
      signal('ALARM', round * everyMs),
      signal('OK', round * everyMs + everyMs / 2),
    ]).flat();
  const toOncall = (outbox: readonly OutboxItem[]) => told(outbox.filter(({ channel }) => channel === 'oncall'));

  test('ten times pages once, and one notice says so', () => {
    const { outbox, state, timeline } = play(...flap(10, 2 * MINUTE));
    expect(toOncall(outbox)).toEqual(['page 1 oncall', 'resolved 1 oncall', 'notice 2 oncall', 'resolved 2 oncall']);
    expect(state.lock.flapCount).toBe(9);
    expect(timeline.filter(({ text }) => text.includes('flapping'))).toHaveLength(9);
  });

  test('that stays pages after five minutes', () => {
    const played = play(...flap(3, 2 * MINUTE), signal('ALARM', 6 * MINUTE), { fires: 'lasting', generation: 4 });
    expect(toOncall(played.outbox).at(-1)).toBe('page 4 oncall');
    expect(played.state.incident).toMatchObject({ paged: true, flapping: false, generation: 4 });
    expect(played.timeline.at(-1)).toMatchObject({ kind: 'escalated', atMs: NOW + 5 * MINUTE });
  });

  test('that went away before does not', () => {
    const played = play(...flap(2, 2 * MINUTE), { fires: 'lasting' });
    expect(toOncall(played.outbox).at(-1)).toBe('resolved 2 oncall');
  });

  test.each([
    [10 * MINUTE - 1, 'notice 2 oncall'],
    [10 * MINUTE, 'page 2 oncall'],
  ])('is what began again %i ms after it began', (atMs, last) => {
    expect(toOncall(play(signal('ALARM', 0), signal('OK', 9 * MINUTE), signal('ALARM', atMs)).outbox).at(-1)).toBe(
      last,
    );
  });

  test('its own alarm coming again does not page, another one does', () => {
    const before = [...flap(1, 2 * MINUTE), signal('ALARM', 2 * MINUTE)];
    const same = signal('ALARM', 3 * MINUTE, { member: 'arn:faults#other' });
    expect(toOncall(play(...before, same).outbox).at(-1)).toBe('notice 2 oncall');
    const other = signal('ALARM', 3 * MINUTE, latency);
    expect(toOncall(play(...before, other).outbox).at(-1)).toBe('page 2 oncall');
  });
});

describe('a page while a ticket keeps the incident open', () => {
  const ticket = signal('ALARM', 0, { ...latency, role: 'ticket', severity: 'medium' });
  const hour = 60 * MINUTE;

  test('after the last one ended pages anew, whoever took that', () => {
    const { outbox, state, timeline } = play(
      ticket,
      signal('ALARM', MINUTE),
      { action: 'acknowledge' },
      signal('OK', hour),
      signal('ALARM', 3 * hour),
    );
    expect(told(outbox.filter(({ channel }) => channel === 'oncall'))).toEqual([
      'notice 1 oncall',
      'page 1 oncall',
      'page 2 oncall',
    ]);
    expect(state.incident).toMatchObject({
      status: 'triggered',
      generation: 2,
      acknowledgements: [],
      severity: 'high',
    });
    expect(timeline.at(-1)?.text).toBe('Reopened by checkout-faults: because');
  });

  test('while another one lasts pages nobody', () => {
    const third = { member: 'arn:third', alarmName: 'third' };
    const { outbox } = play(ticket, signal('ALARM', MINUTE), signal('ALARM', 3 * hour, third));
    expect(told(outbox).filter((line) => line.startsWith('page'))).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('soon after the last one ended waits whether it stays', () => {
    const again = [ticket, signal('ALARM', MINUTE), signal('OK', 2 * MINUTE), signal('ALARM', 3 * MINUTE)];
    expect(told(play(...again).outbox).slice(-2)).toEqual(['notice 2 oncall', 'notice 2 team']);
    expect(told(play(...again, { fires: 'lasting' }).outbox).at(-1)).toBe('page 2 team');
    const gone = play(...again, signal('OK', 4 * MINUTE), { fires: 'lasting' }, signal('ALARM', hour));
    expect(told(gone.outbox).at(-1)).toBe('page 2 team');
  });

  test('more severe than the one before pages anew at once', () => {
    const critical = signal('ALARM', 2 * MINUTE, { ...latency, severity: 'critical' });
    const { outbox, state } = play(signal('ALARM', 0), { action: 'acknowledge' }, critical);
    expect(told(outbox).slice(-2)).toEqual(['page 2 oncall', 'page 2 team']);
    expect(state.incident).toMatchObject({ severity: 'critical', title: 'Orders are slow.', generation: 2 });
  });

  test('ends at channels with a state of their own what they have open', () => {
    const settings = { ...SETTINGS, responses: responsesWith([], { deaf: [] }) };
    const { outbox } = new Group(settings)
      .play(ticket, signal('ALARM', MINUTE), signal('OK', hour), signal('ALARM', 3 * hour))
      .played();
    expect(told(outbox).slice(-4)).toEqual(['resolved 1 oncall', 'resolved 1 team', 'page 2 oncall', 'page 2 team']);
  });
});

describe('signals that tell nobody', () => {
  const muted = { heldBack: { by: 'mute rule m until noon', untilMs: T0 + 30 * MINUTE } };

  test('a held back ALARM opens nothing, and is a line in an open incident', () => {
    expect(play(signal('ALARM', 0, muted))).toMatchObject({ outbox: [], timeline: [], notes: [] });
    const { outbox, state, notes } = play(signal('ALARM', 0), signal('ALARM', 5, { ...latency, ...muted }));
    expect(notes).toMatchObject([
      { kind: 'noted', text: 'checkout-latency is in ALARM but held back by mute rule m until noon' },
    ]);
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(state.incident?.alarms).toEqual(['checkout-faults']);
  });

  test('at the end of what held it back it pages once, if it is still in ALARM', () => {
    const still = play(signal('ALARM', 0, muted), { fires: 'held' });
    expect(told(still.outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(still.timers).toEqual([]);
    const released = play(signal('ALARM', 0, muted), signal('ALARM', 0), { fires: 'held' });
    expect(told(released.outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    const over = play(signal('ALARM', 0, muted), signal('OK', MINUTE, muted), { fires: 'held' });
    expect(over.outbox).toEqual([]);
    expect(over.notes).toEqual([]);
    const solvedAtOnce = play(signal('ALARM', 0, muted), signal('OK', 0), { fires: 'held' });
    expect(solvedAtOnce).toMatchObject({ outbox: [], timers: [] });
    const failedAtOnce = play(signal('OK', 0), signal('ALARM', 0, muted), { fires: 'held' });
    expect(told(failedAtOnce.outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('held back for longer in another way it waits for the event that says so', () => {
    const waits = signal('ALARM', 0, { heldBack: { by: 'actions suppressor (WaitPeriod)', untilMs: T0 + MINUTE } });
    const suppressed = signal('ALARM', 0, { heldBack: { by: 'actions suppressor (Alarm)' } });
    expect(play(waits).timers).toHaveLength(1);
    expect(play(waits, suppressed).timers).toEqual([]);
    expect(told(play(waits, suppressed, signal('ALARM', 0)).outbox)).toEqual(['page 1 oncall', 'page 1 team']);
  });

  test('the OK of a muted alarm still resolves', () => {
    expect(play(signal('ALARM', 0), signal('OK', 5, muted)).state.incident?.status).toBe('resolved');
  });

  test.each(['ALARM', 'OK'] as const)('%s of an alarm with the role signal is only evidence', (state) => {
    const evidence = signal(state, 5, { ...latency, role: 'signal', severity: 'critical' });
    expect(verdict(play(evidence).decisions[0])).toBe('no incident');
    const { decisions, state: after } = play(signal('ALARM', 0), evidence);
    expect(decisions[1]).toMatchObject({
      action: 'note',
      entry: { kind: 'noted', text: `checkout-latency is ${state}: because` },
    });
    expect(after).toEqual(play(signal('ALARM', 0)).state);
  });

  test('noting one twice is one entry', () => {
    const late = signal('OK', -5);
    const { decisions } = play(signal('ALARM', 0), late, signal('ALARM', 9, latency), late);
    const ids = decisions.map((decision) => (decision.action === 'note' ? decision.entry.eventId : undefined));
    expect(ids[1]).toBeDefined();
    expect(ids[3]).toBe(ids[1]);
  });
});

describe('whatever arrives in whatever order', () => {
  const anySignal = fc
    .record({
      member: fc.constantFrom('a', 'b', '__proto__', 'constructor'),
      state: fc.constantFrom<AlarmState>('OK', 'ALARM', 'INSUFFICIENT_DATA'),
      atMs: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1_000_000 })),
      severity: fc.constantFrom(...SEVERITIES),
      role: fc.constantFrom(...ALARM_ROLES),
      heldBack: fc.option(fc.constant({ by: 'mute rule m' }), { nil: undefined, freq: 5 }),
    })
    .map(({ state, atMs, ...changes }) => signal(state, atMs, { ...changes, alarmName: changes.member }));
  const signals = fc.array(anySignal, { maxLength: 25 });

  test('each outbox item is owed once, and each round owes each channel one page at most', () => {
    fc.assert(
      fc.property(signals, (given) => {
        const { outbox, decisions } = play(...given);
        const keys = outbox.map(({ incidentId, ...item }) => `${incidentId} ${told([item as OutboxItem])}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const decision of decisions) {
          if (decision.action !== 'write') continue;
          if (decision.outcome === 'opened') expect(decision.outbox).toHaveLength(2);
          if (decision.outcome === 'reopened')
            expect(decision.outbox.length + decision.timers.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('an incident is open exactly while the lock says so', () => {
    fc.assert(
      fc.property(signals, (given) => {
        const { lock, incident, members } = play(...given).state;
        expect(lock.openId !== undefined).toBe(incident?.status === 'triggered');
        const alarming = [...members.values()].filter(({ state }) => state === 'ALARM').length;
        expect(lock.alarming).toBe(alarming);
        expect(lock.openId !== undefined).toBe(alarming > 0);
        if (lock.openId !== undefined) expect(lock.openId).toBe(lock.lastId);
        else if (incident) expect(incident.resolvedMs).toBe(lock.resolvedMs);
      }),
    );
  });

  test('a second delivery of everything changes nothing', () => {
    fc.assert(
      fc.property(signals, (given) => {
        const counted = given.filter(
          ({ state, role, heldBack }) =>
            role !== 'signal' && (state === 'OK' || (state === 'ALARM' && heldBack === undefined)),
        );
        const once = play(...counted);
        const twice = play(...counted, ...counted);
        expect(twice.state).toEqual(once.state);
        expect(twice.outbox).toEqual(once.outbox);
      }),
    );
  });

  test('deciding leaves what it was given as it was', () => {
    fc.assert(
      fc.property(signals, anySignal, (given, next) => {
        const { state } = play(...given);
        const frozen = deepFreeze(structuredClone(state));
        decideSignal(frozen, Object.freeze(next), SETTINGS, NOW);
        expect(frozen).toEqual(state);
      }),
    );
  });

  test('the same question has the same answer', () => {
    fc.assert(
      fc.property(signals, anySignal, (given, next) => {
        const { state } = play(...given);
        expect(decideSignal(state, next, SETTINGS, NOW)).toEqual(
          decideSignal(structuredClone(state), { ...next }, SETTINGS, NOW),
        );
      }),
    );
  });
});

describe('names', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  const group = fc.string({ unit: anyCharacter });

  test('an incident id is 26 Crockford characters, the same for the same opening', () => {
    fc.assert(
      fc.property(group, time, (key, ms) => {
        expect(incidentId(key, ms)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
        expect(incidentId(key, ms)).toBe(incidentId(key, ms));
      }),
    );
  });

  test('ids sort by their time, whatever the groups', () => {
    fc.assert(
      fc.property(group, group, time, time, (one, other, a, b) => {
        fc.pre(a < b);
        expect(incidentId(one, a) < incidentId(other, b)).toBe(true);
      }),
    );
  });

  test('an opening that is not after the last one of its group has the next id', () => {
    fc.assert(
      fc.property(group, time, time, (key, last, opened) => {
        const lastId = incidentId(key, last);
        expect(incidentId(key, opened, lastId)).toBe(incidentId(key, Math.max(opened, last + 1)));
      }),
    );
  });

  test('the time part is that of a ULID', () => {
    // The example of the ULID specification.
    expect(incidentId('x', 1469918176385).slice(0, 10)).toBe('01ARYZ6S41');
  });

  test('groups that differ have ids that differ', () => {
    fc.assert(
      fc.property(group, group, time, (one, other, ms) => {
        fc.pre(one !== other);
        expect(incidentId(one, ms)).not.toBe(incidentId(other, ms));
      }),
      { numRuns: 1_000 },
    );
    const ids = Array.from({ length: 20_000 }, (_, n) =>
      incidentId(groupKeyOf({ service: `s${n}`, environment: '' }), T0),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('service and environment make the group, and cannot be shifted into each other', () => {
    fc.assert(
      fc.property(fc.tuple(group, group), fc.tuple(group, group), (one, other) => {
        const key = ([service, environment]: [string, string]) => groupKeyOf({ service, environment });
        expect(key(one) === key(other)).toBe(one[0] === other[0] && one[1] === other[1]);
      }),
    );
    expect(groupKeyOf({ service: 'a","b', environment: 'c' })).not.toBe(
      groupKeyOf({ service: 'a', environment: 'b","c' }),
    );
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

describe('a page that joins a ticket', () => {
  const ticket = signal('ALARM', 0, { ...latency, role: 'ticket', severity: 'medium' });
  const page = signal('ALARM', MINUTE);

  test('of which nobody heard that it was taken pages in the same round', () => {
    const { state, outbox } = play(ticket, page);
    expect(told(outbox).slice(2)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(state.incident).toMatchObject({ generation: 1, status: 'triggered', paged: true });
  });

  test.each<[string, Happening]>([
    ['acknowledged', { action: 'acknowledge' }],
    ['assigned', { action: 'assign', to: 'bob' }],
  ])('that somebody was %s begins a round of its own, however soon', (_, taken) => {
    const settings = { ...SETTINGS, responses: responsesWith([], { deaf: [] }) };
    const { state, outbox } = new Group(settings).play(ticket, taken, page).played();
    expect(told(outbox).slice(-4)).toEqual(['resolved 1 oncall', 'resolved 1 team', 'page 2 oncall', 'page 2 team']);
    expect(state.incident).toMatchObject({
      ...{ generation: 2, status: 'triggered', severity: 'high', paged: true, flapping: false, acknowledgements: [] },
      ...{ title: 'Orders fail.', alarms: ['checkout-latency', 'checkout-faults'] },
    });
  });

  test('and was taken can be acknowledged again, which is told again', () => {
    const settings = { ...SETTINGS, responses: responsesWith([], { deaf: [] }) };
    const { outbox } = new Group(settings)
      .play(ticket, { action: 'acknowledge' }, page, { action: 'acknowledge' })
      .played();
    expect(told(outbox).filter((line) => line.startsWith('acknowledged'))).toEqual([
      'acknowledged 1 oncall',
      'acknowledged 1 team',
      'acknowledged 2 oncall',
      'acknowledged 2 team',
    ]);
  });
});
