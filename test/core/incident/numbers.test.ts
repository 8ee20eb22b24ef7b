import fc from 'fast-check';
import type { Incident, TimelineEntry } from '../../../lib/core/incident/incident';
import { type IncidentRecord, numbersOf, ownNumbersOf } from '../../../lib/core/incident/numbers';
import { durationsOf } from '../../../lib/core/incident/numbers/durations';
import { weekOf } from '../../../lib/core/incident/numbers/pages';
import { roundsOf } from '../../../lib/core/incident/numbers/rounds';
import { entryOf, incidentOf, outboxOf } from '../../adapters/samples';
import { Group, type Happening, latency, MINUTE, NOW, SETTINGS, signal, T0 } from './played';

const DAY = 86_400_000;
const ALWAYS = { startMs: 0, endMs: 9_000_000_000_000 };
const alice = { type: 'user', id: 'alice' } as const;

/** What is stored of an incident after all this. */
function recordOf(...happenings: readonly Happening[]): IncidentRecord {
  const { state, timeline, notes, outbox } = new Group(SETTINGS).play(...happenings).played();
  return { incident: state.incident as Incident, timeline: [...timeline, ...notes], outbox };
}

/** An incident of one round. Times from T0, in milliseconds. */
function oneRound(given: {
  readonly id?: string;
  readonly alarms?: readonly string[];
  readonly acknowledged?: number;
  readonly resolved?: number;
  readonly by?: Incident['resolvedBy'];
  readonly generation?: number;
}): IncidentRecord {
  const { id = 'i-1', acknowledged, resolved, by = { type: 'alarm', id: 'a' }, generation = 1 } = given;
  const at = (ms: number) => T0 + ms;
  const entries: (TimelineEntry | undefined)[] = [
    entryOf({ atMs: T0, eventId: '000001.00|opened' }),
    acknowledged === undefined
      ? undefined
      : entryOf({ kind: 'acknowledged', actor: alice, atMs: at(acknowledged), eventId: '000002.00|acknowledged' }),
    resolved === undefined
      ? undefined
      : entryOf({ kind: 'resolved', atMs: at(resolved), eventId: '000003.00|resolved' }),
  ];
  return {
    incident: incidentOf({
      id,
      openedMs: T0,
      generation,
      alarms: given.alarms ?? ['faults'],
      ...(resolved !== undefined && { status: 'resolved', resolvedMs: at(resolved), resolvedBy: by }),
    }),
    timeline: entries.filter((entry) => entry !== undefined),
    outbox: [],
  };
}

describe('durations', () => {
  test.each([
    [[], { count: 0, skewed: 0 }],
    [[7], { count: 1, skewed: 0, medianMs: 7, p90Ms: 7 }],
    [[4, 1], { count: 2, skewed: 0, medianMs: 2.5, p90Ms: 4 }],
    [[-5, 10, 2], { count: 3, skewed: 1, medianMs: 2, p90Ms: 10 }],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], { count: 10, skewed: 0, medianMs: 5.5, p90Ms: 9 }],
  ])('of %j', (given, expected) => {
    expect(durationsOf(given)).toEqual(expected);
  });

  test('hold what their names say, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 1_000 }), { minLength: 1 }), (given) => {
        const { count, skewed, medianMs = -1, p90Ms = -1 } = durationsOf(given);
        const clamped = given.map((ms) => Math.max(0, ms));
        expect(count - skewed).toBe(given.filter((ms) => ms >= 0).length);
        expect(clamped.filter((ms) => ms <= medianMs).length * 2).toBeGreaterThanOrEqual(count);
        expect(clamped.filter((ms) => ms >= medianMs).length * 2).toBeGreaterThanOrEqual(count);
        expect(clamped.filter((ms) => ms <= p90Ms).length * 10).toBeGreaterThanOrEqual(count * 9);
        expect(clamped.filter((ms) => ms < p90Ms).length * 10).toBeLessThan(count * 9);
        expect(medianMs).toBeLessThanOrEqual(p90Ms);
        expect(durationsOf([...given].reverse())).toEqual(durationsOf(given));
      }),
    );
  });
});

describe('rounds', () => {
  test('are told by decisions, whatever the clocks of people say', () => {
    const { timeline } = recordOf(
      signal('ALARM', 0),
      { action: 'acknowledge', atMs: T0 - 5 * MINUTE },
      { action: 'acknowledge', by: 'bob', atMs: T0 + MINUTE },
      signal('OK', 20 * MINUTE),
      signal('ALARM', 21 * MINUTE),
      { action: 'assign', to: 'bob', atMs: T0 + 22 * MINUTE },
    );
    const expected = [
      { beganMs: T0, acknowledgedMs: T0 - 5 * MINUTE, attended: true, resolvedMs: T0 + 20 * MINUTE },
      { beganMs: T0 + 21 * MINUTE, attended: true },
    ];
    expect(roundsOf(timeline)).toEqual(expected);
    expect(roundsOf([...timeline].reverse())).toEqual(expected);
  });

  test('of version 1, whose entries have no place, are told by time', () => {
    const entries = [
      entryOf({ atMs: T0, eventId: 'opened|a' }),
      entryOf({ kind: 'resolved', atMs: T0 + 9, eventId: 'resolved|b' }),
    ];
    expect(roundsOf([...entries].reverse())).toEqual([{ beganMs: T0, attended: false, resolvedMs: T0 + 9 }]);
  });

  test('what a timeline tells before its begin is of no round, and a runbook is nobody', () => {
    const runbook = { type: 'runbook', id: 'restart' } as const;
    expect(roundsOf([entryOf({ kind: 'acknowledged', actor: alice })])).toEqual([]);
    const taken = entryOf({ kind: 'acknowledged', actor: runbook, atMs: T0 + 1, eventId: 'b' });
    expect(roundsOf([entryOf({ atMs: T0 }), taken])).toEqual([{ beganMs: T0, attended: false }]);
  });
});

describe('numbers', () => {
  const of = (records: readonly IncidentRecord[], span = ALWAYS) => numbersOf(records, { span });

  test('of nothing are counts of nothing, and no shares', () => {
    expect(of([], { startMs: T0, endMs: T0 })).toEqual({
      timeToAcknowledge: { count: 0, skewed: 0 },
      timeToResolve: { count: 0, skewed: 0 },
      timeToResolveByPeople: { count: 0, skewed: 0 },
      timeToResolveByAlarms: { count: 0, skewed: 0 },
      noise: { count: 0, of: 0 },
      reopened: { count: 0, of: 0 },
      falsePositives: [],
      pages: [],
      days: [],
    });
  });

  test('of a reopened incident: each round is acknowledged, the whole is resolved once', () => {
    const record = recordOf(
      signal('ALARM', 0),
      { action: 'acknowledge', atMs: T0 + 2 * MINUTE },
      signal('OK', 20 * MINUTE),
      signal('ALARM', 22 * MINUTE),
      { action: 'acknowledge', by: 'bob', atMs: T0 + 26 * MINUTE },
      { action: 'resolve', force: true, atMs: T0 + 50 * MINUTE },
    );
    const span = { startMs: Math.floor(T0 / DAY) * DAY, endMs: T0 + DAY };
    const numbers = of([record], span);
    expect(numbers).toMatchObject({
      timeToAcknowledge: { count: 2, skewed: 0, medianMs: 3 * MINUTE, p90Ms: 4 * MINUTE },
      timeToResolve: { count: 1, medianMs: 50 * MINUTE },
      timeToResolveByPeople: { count: 1 },
      timeToResolveByAlarms: { count: 0 },
      noise: { count: 0, of: 1, share: 0 },
      reopened: { count: 1, of: 1, share: 1 },
      falsePositives: [{ alarm: 'checkout-faults', count: 0, of: 1, share: 0 }],
    });
    expect(numbers.days).toEqual([
      {
        dayMs: span.startMs,
        incidentsOpened: 1,
        incidentsReopened: 1,
        incidentsResolved: 2,
        alertsRaised: 2,
        alertsCleared: 1,
      },
      expect.objectContaining({ dayMs: span.startMs + DAY, incidentsOpened: 0 }),
    ]);
  });

  test('clamps what clocks that differ make negative, and counts it', () => {
    const { timeToAcknowledge, timeToResolve } = of([oneRound({ acknowledged: -10, resolved: -5 })]);
    expect(timeToAcknowledge).toEqual({ count: 1, skewed: 1, medianMs: 0, p90Ms: 0 });
    expect(timeToResolve).toEqual({ count: 1, skewed: 1, medianMs: 0, p90Ms: 0 });
  });

  test('noise is what alarms ended and nobody attended to', () => {
    const records = [
      oneRound({ id: 'noise', resolved: MINUTE }),
      oneRound({ id: 'taken', acknowledged: 1, resolved: MINUTE }),
      oneRound({ id: 'by hand', resolved: MINUTE, by: alice }),
      oneRound({ id: 'by runbook', resolved: MINUTE, by: { type: 'runbook', id: 'restart' } }),
      oneRound({ id: 'open' }),
    ];
    expect(of(records).noise).toEqual({ count: 2, of: 4, share: 0.5 });
    expect(of(records).timeToResolveByAlarms.count).toBe(3);
  });

  test('attention in the first round is attention, though the last one had none', () => {
    const record = recordOf(
      signal('ALARM', 0),
      { action: 'acknowledge', atMs: T0 + MINUTE },
      signal('OK', 11 * MINUTE),
      signal('ALARM', 12 * MINUTE),
      signal('OK', 30 * MINUTE),
    );
    expect(record.incident.acknowledgements).toEqual([]);
    expect(of([record]).noise).toEqual({ count: 0, of: 1, share: 0 });
  });

  test('an alarm is accused only of what it did alone, briefly, and to no purpose', () => {
    const records = [
      oneRound({ id: '1', resolved: 5 * MINUTE }),
      oneRound({ id: '2', resolved: 5 * MINUTE + 1 }),
      oneRound({ id: '3', resolved: MINUTE, acknowledged: 1 }),
      oneRound({ id: '4', resolved: MINUTE, generation: 2 }),
      oneRound({ id: '5', resolved: MINUTE, alarms: ['faults', 'latency'] }),
      oneRound({ id: '6', resolved: MINUTE, alarms: ['__proto__'] }),
      oneRound({ id: '7', resolved: MINUTE, alarms: [] }),
      oneRound({ id: '8' }),
    ];
    expect(of(records).falsePositives).toEqual([
      { alarm: '__proto__', count: 1, of: 1, share: 1 },
      { alarm: 'faults', count: 1, of: 4, share: 0.25 },
    ]);
    expect(numbersOf(records, { span: ALWAYS, falsePositiveWithinMs: 0 }).falsePositives).toEqual([
      { alarm: '__proto__', count: 0, of: 1, share: 0 },
      { alarm: 'faults', count: 0, of: 4, share: 0 },
    ]);
  });

  test('pages count for whom they reached, by weeks that begin on Monday', () => {
    // 2026-01-18 is a Sunday.
    const sunday = Date.UTC(2026, 0, 18, 23, 59, 59, 999);
    const page = (channel: string, dueMs: number, more = {}) => outboxOf({ channel, dueMs, status: 'sent', ...more });
    const outbox = [
      page('@alice', sunday),
      page('@alice', sunday + 1),
      page('@bob', sunday + 1),
      page('@alice', sunday + 2, { level: 2 }),
      page('@__proto__', sunday + 2),
      page('oncall', sunday),
      page('@alice', sunday, { kind: 'notice' }),
      page('@alice', sunday, { status: 'dead' }),
      page('@alice', sunday, { via: 'chat' }),
    ];
    const { incident, timeline } = oneRound({});
    expect(of([{ incident, timeline, outbox }]).pages).toEqual([
      { person: 'alice', weekMs: Date.UTC(2026, 0, 12), pages: 1 },
      { person: 'alice', weekMs: Date.UTC(2026, 0, 19), pages: 2 },
      { person: '__proto__', weekMs: Date.UTC(2026, 0, 19), pages: 1 },
      { person: 'bob', weekMs: Date.UTC(2026, 0, 19), pages: 1 },
    ]);
    expect(weekOf(Date.UTC(1969, 11, 31))).toBe(Date.UTC(1969, 11, 29));
  });

  test('count where it happened: the parts of a span add up to it', () => {
    const anyRecord = fc
      .record({
        acknowledged: fc.option(fc.integer({ min: -MINUTE, max: 3 * DAY }), { nil: undefined }),
        resolved: fc.option(fc.integer({ min: -MINUTE, max: 3 * DAY }), { nil: undefined }),
        by: fc.constantFrom<Incident['resolvedBy']>(alice, { type: 'alarm', id: 'a' }),
      })
      .map(oneRound);
    fc.assert(
      fc.property(fc.array(anyRecord), fc.integer({ min: 0, max: 2 * DAY }), (records, cut) => {
        const [startMs, endMs] = [T0 - DAY, T0 + 4 * DAY];
        const parts = [of(records, { startMs, endMs: T0 + cut }), of(records, { startMs: T0 + cut, endMs })];
        const whole = of(records, { startMs, endMs });
        const sum = (count: (numbers: typeof whole) => number) => parts.reduce((all, part) => all + count(part), 0);
        expect(sum(({ timeToAcknowledge }) => timeToAcknowledge.count)).toBe(whole.timeToAcknowledge.count);
        expect(sum(({ timeToResolve }) => timeToResolve.count)).toBe(whole.timeToResolve.count);
        expect(sum(({ noise }) => noise.count)).toBe(whole.noise.count);
        const resolved = (numbers: typeof whole) => numbers.days.reduce((all, day) => all + day.incidentsResolved, 0);
        expect(sum(resolved)).toBe(resolved(whole));
        const { count, skewed } = whole.timeToResolve;
        expect(whole.timeToResolveByPeople.count + whole.timeToResolveByAlarms.count).toBe(count);
        expect(skewed).toBeLessThanOrEqual(count);
        expect(of([...records].reverse(), { startMs, endMs })).toEqual(whole);
      }),
    );
  });
});

describe('numbers of one incident', () => {
  test('are those that have come', () => {
    const open = recordOf(signal('ALARM', 0), signal('ALARM', 1, latency));
    expect(ownNumbersOf(open)).toEqual({ rounds: 1, pages: 2, pagesDead: 0 });
    const over = recordOf(
      signal('ALARM', 0),
      { action: 'acknowledge', atMs: T0 + 7 },
      { action: 'resolve', force: true, atMs: NOW },
    );
    const dead = over.outbox.map((item, index) => ({ ...item, status: index === 0 ? ('dead' as const) : item.status }));
    expect(ownNumbersOf({ ...over, outbox: dead })).toEqual({
      acknowledgedAfterMs: 7,
      resolvedAfterMs: NOW - T0,
      rounds: 1,
      pages: 2,
      pagesDead: 1,
    });
  });
});
