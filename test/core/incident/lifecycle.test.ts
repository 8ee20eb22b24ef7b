import fc from 'fast-check';
import { SCHEMA_VERSION } from '../../../lib/core/conventions';
import type {
  AlarmState,
  Incident,
  Lock,
  OutboxItem,
  Signal,
  TimelineEntry,
} from '../../../lib/core/incident/incident';
import {
  type Decision,
  decide,
  type GroupState,
  groupKeyOf,
  incidentId,
  type LifecycleSettings,
  newLock,
} from '../../../lib/core/incident/lifecycle';
import { ALARM_ROLES, pages, SEVERITIES } from '../../../lib/core/incident/severity';

const T0 = Date.UTC(2026, 0, 15, 8);
const NOW = T0 + 3_600_000;
const WINDOW_MS = 300_000;
const SETTINGS: LifecycleSettings = { channels: ['oncall', 'team'], reopenWindowMs: WINDOW_MS };
const GROUP = groupKeyOf({ service: 'checkout', environment: 'prod' });

/** A signal of the group; `atMs` is counted from T0. */
function signal(state: AlarmState, atMs: number, changes: Partial<Signal> = {}): Signal {
  return {
    member: 'arn:faults',
    alarmName: 'checkout-faults',
    state,
    timestampMs: T0 + atMs,
    reason: 'because',
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    role: 'page',
    summary: 'Orders fail.',
    region: 'eu-west-1',
    account: '111122223333',
    ...changes,
  };
}

const latency = { member: 'arn:latency', alarmName: 'checkout-latency', summary: 'Orders are slow.' };

interface Played {
  readonly state: GroupState;
  readonly decisions: readonly Decision[];
  readonly outbox: readonly OutboxItem[];
  readonly timeline: readonly TimelineEntry[];
}

/** Decides one signal after the other, each on what the one before left. */
function play(...signals: readonly Signal[]): Played {
  let lock: Lock = newLock(GROUP);
  const incidents = new Map<string, Incident>();
  const decisions: Decision[] = [];
  const stateNow = (): GroupState => {
    const id = lock.openId ?? lock.lastId;
    return { lock, incident: id === undefined ? undefined : incidents.get(id) };
  };
  for (const each of signals) {
    const decision = decide(stateNow(), each, SETTINGS, NOW);
    decisions.push(decision);
    if (decision.action !== 'write') continue;
    expect(decision.lock.version).toBe(lock.version + 1);
    if (decision.incident) {
      expect(decision.incident.version).toBe((incidents.get(decision.incident.id)?.version ?? 0) + 1);
      incidents.set(decision.incident.id, decision.incident);
    }
    lock = decision.lock;
  }
  const written = decisions.filter((decision) => decision.action === 'write');
  return {
    state: stateNow(),
    decisions,
    outbox: written.flatMap(({ outbox }) => outbox),
    timeline: written.flatMap(({ timeline }) => timeline),
  };
}

/** In one word what a decision comes to. */
function verdict(decision: Decision | undefined): string {
  if (decision?.action === 'ignore') return decision.why;
  return decision?.action === 'write' ? decision.outcome : (decision?.action ?? 'nothing');
}

function told(outbox: readonly OutboxItem[]): string[] {
  return outbox.map(({ kind, channel, generation }) => `${kind} ${generation} ${channel}`);
}

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
    ['again, while open', open, 0, { ALARM: 'repeated', OK: 'repeated', INSUFFICIENT_DATA: 'repeated' }],
    [
      'again, after the resolve',
      resolved,
      60_000,
      { ALARM: 'repeated', OK: 'repeated', INSUFFICIENT_DATA: 'repeated' },
    ],
  ])('%s', (_, before, atMs, expected) => {
    const verdicts = (['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const).map((state) => [
      state,
      verdict(play(...before, signal(state, atMs)).decisions.at(-1)),
    ]);
    expect(Object.fromEntries(verdicts)).toEqual(expected);
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
      schemaVersion: SCHEMA_VERSION,
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
      openedMs: T0,
      alarms: ['checkout-faults'],
    });
    expect(state.lock).toEqual({
      ...newLock(GROUP),
      version: 1,
      openId: state.incident?.id,
      lastId: state.incident?.id,
      generation: 1,
      members: { 'arn:faults': { ms: T0, state: 'ALARM' } },
      count: 1,
    });
  });

  test('each channel is owed one page, due now, with the time it was caused', () => {
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(outbox[0]).toEqual({
      schemaVersion: SCHEMA_VERSION,
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
      text: 'Opened by checkout-faults: because',
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
      signal('ALARM', 1, { ...latency, severity: 'high' }),
      signal('ALARM', 2, { member: 'arn:third', alarmName: 'third', severity: 'critical' }),
      signal('ALARM', 3, { member: 'arn:fourth', alarmName: 'fourth', severity: 'critical' }),
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

  test('severity is raised and never lowered while the incident is open, and the timeline says so', () => {
    const { state, timeline } = play(
      signal('ALARM', 0, { severity: 'medium' }),
      signal('ALARM', 1, { ...latency, severity: 'critical' }),
      signal('ALARM', 2, { member: 'arn:third', alarmName: 'third', severity: 'low' }),
    );
    expect(state.incident?.severity).toBe('critical');
    expect(timeline.map(({ text }) => text)).toEqual([
      'Opened by checkout-faults: because',
      'checkout-latency joined; severity raised from medium to critical: because',
      'third joined: because',
    ]);
  });

  test('a reopen owes its own page, and the resolve of each round its own end', () => {
    const { outbox } = play(signal('ALARM', 0), signal('OK', 1), signal('ALARM', 2), signal('OK', 3));
    expect(told(outbox.filter(({ channel }) => channel === 'oncall'))).toEqual([
      'page 1 oncall',
      'resolved 1 oncall',
      'page 2 oncall',
      'resolved 2 oncall',
    ]);
  });

  test('without channels nobody is, and the incident opens all the same', () => {
    const decision = decide({ lock: newLock(GROUP) }, signal('ALARM', 0), { ...SETTINGS, channels: [] }, NOW);
    expect(decision).toMatchObject({ action: 'write', outcome: 'opened', outbox: [] });
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
    expect(state.lock.members).toEqual({ 'arn:faults': { ms: T0 + 10, state: 'OK' } });
    expect(outbox).toEqual([]);
  });

  test('a late ALARM of another member reopens what its elders had resolved', () => {
    const { decisions, state } = play(signal('ALARM', 0), signal('OK', 60_000), signal('ALARM', 30_000, latency));
    expect(decisions.map(verdict)).toEqual(['opened', 'resolved', 'reopened']);
    expect(state.incident).toMatchObject({ status: 'triggered', generation: 2 });
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
      version: 3,
      generation: 2,
      paged: false,
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
    const decision = decide(closed, signal('ALARM', 2), SETTINGS, NOW);
    expect(verdict(decision)).toBe('opened');
  });

  test('an incident that is gone from the table does not stop the next one', () => {
    for (const before of [play(signal('ALARM', 0)).state, play(signal('ALARM', 0), signal('OK', 1)).state]) {
      expect(verdict(decide({ lock: before.lock }, signal('ALARM', 5, latency), SETTINGS, NOW))).toBe('opened');
    }
  });
});

describe('signals that tell nobody', () => {
  const muted = { heldBackBy: 'mute rule m until noon' };

  test('a held back ALARM opens nothing, and is a line in an open incident', () => {
    expect(verdict(play(signal('ALARM', 0, muted)).decisions[0])).toBe('held back');
    const { decisions, outbox, state } = play(signal('ALARM', 0), signal('ALARM', 5, { ...latency, ...muted }));
    expect(decisions[1]).toMatchObject({
      action: 'note',
      entry: { kind: 'noted', text: 'checkout-latency is in ALARM but held back by mute rule m until noon' },
    });
    expect(told(outbox)).toEqual(['page 1 oncall', 'page 1 team']);
    expect(state.incident?.alarms).toEqual(['checkout-faults']);
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
      heldBackBy: fc.option(fc.constant('mute rule m'), { nil: undefined, freq: 5 }),
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
          if (decision.action !== 'write' || !decision.incident) continue;
          const began = decision.outcome === 'opened' || decision.outcome === 'reopened';
          if (began) expect(decision.outbox).toHaveLength(SETTINGS.channels.length);
        }
      }),
    );
  });

  test('an incident is open exactly while the lock says so', () => {
    fc.assert(
      fc.property(signals, (given) => {
        const { lock, incident } = play(...given).state;
        expect(lock.openId !== undefined).toBe(incident?.status === 'triggered');
        expect(lock.openId !== undefined).toBe(Object.values(lock.members).some(({ state }) => state === 'ALARM'));
        if (lock.openId !== undefined) expect(lock.openId).toBe(lock.lastId);
        else if (incident) expect(incident.resolvedMs).toBe(lock.resolvedMs);
      }),
    );
  });

  test('a second delivery of everything changes nothing', () => {
    fc.assert(
      fc.property(signals, (given) => {
        const counted = given.filter(
          ({ state, role, heldBackBy }) =>
            role !== 'signal' && (state === 'OK' || (state === 'ALARM' && heldBackBy === undefined)),
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
        decide(frozen, Object.freeze(next), SETTINGS, NOW);
        expect(frozen).toEqual(state);
      }),
    );
  });

  test('the same question has the same answer', () => {
    fc.assert(
      fc.property(signals, anySignal, (given, next) => {
        const { state } = play(...given);
        expect(decide(state, next, SETTINGS, NOW)).toEqual(decide(structuredClone(state), { ...next }, SETTINGS, NOW));
      }),
    );
  });
});

describe('names', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  const group = fc.string({ unit: 'binary' });

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
