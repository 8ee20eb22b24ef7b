import fc from 'fast-check';
import type { MaintenanceCalendarConfig } from '../../../lib/core/config';
import {
  type Calendars,
  calendarMemos,
  calendarRefs,
  calendarSpan,
  calendarsFrom,
} from '../../../lib/core/incident/change-calendar';
import { maintenanceOf } from '../../../lib/core/incident/maintenance';
import type { Memo } from '../../../lib/core/incident/memo';
import type { CalendarState } from '../../../lib/core/signal/calendar-event';
import { at, factsOf, maintenanceOfName, text } from './hub-config';

const ARN = 'arn:aws:ssm:eu-west-1:111122223333:document/Changes';
const CHANGES: MaintenanceCalendarConfig = {
  schemaVersion: 1,
  kind: 'maintenance',
  name: 'changes',
  match: {},
  calendar: ARN,
  while: 'OPEN',
  mustEndWithinMinutes: 24 * 60,
};

function stateOf(state: CalendarState['state'], since: string, until?: string): CalendarState {
  return { calendar: ARN, state, sinceMs: at(since), ...(until === undefined ? {} : { untilMs: at(until) }) };
}

/** As the store keeps them: of each name the one of the latest time. */
function known(...states: readonly CalendarState[]): Calendars {
  const kept = new Map<string, Memo>();
  for (const memo of states.flatMap(calendarMemos)) {
    const key = JSON.stringify([memo.topic, memo.name]);
    const before = kept.get(key);
    if (!before || before.atMs <= memo.atMs) kept.set(key, { ...memo, storedMs: memo.atMs + 7_000 });
  }
  return calendarsFrom([...kept.values()]);
}

function spanOf(calendars: Calendars, more: Partial<MaintenanceCalendarConfig> = {}) {
  const span = calendarSpan({ ...CHANGES, ...more }, calendars);
  return span && `${text(span.startMs)}..${text(span.endMs)}`;
}

const OPENED = stateOf('OPEN', '2026-12-01T22:00Z', '2026-12-02T02:00Z');

describe('a change calendar', () => {
  test('holds back from the begin of its state to its announced end', () => {
    expect(spanOf(known(OPENED))).toBe('2026-12-01T22:00Z..2026-12-02T02:00Z');
    expect(spanOf(known(OPENED), { while: 'CLOSED' })).toBeUndefined();
    expect(spanOf(known())).toBeUndefined();
    expect(spanOf(known(stateOf('CLOSED', '2026-12-01T20:00Z', '2026-12-01T22:00Z')))).toBeUndefined();
  });

  test('is known by its ARN and by its name', () => {
    expect(spanOf(known(OPENED), { calendar: 'Changes' })).toBe('2026-12-01T22:00Z..2026-12-02T02:00Z');
    expect(spanOf(known(OPENED), { calendar: 'changes' })).toBeUndefined();
    expect(spanOf(known(OPENED), { calendar: '__proto__' })).toBeUndefined();
    const plain = calendarMemos({ ...OPENED, calendar: '__proto__' });
    expect(plain).toHaveLength(1);
    expect(spanOf(known({ ...OPENED, calendar: '__proto__' }), { calendar: '__proto__' })).toBeDefined();
  });

  test('that does not say that it ends in time holds nothing back', () => {
    expect(spanOf(known(stateOf('OPEN', '2026-12-01T22:00Z')))).toBeUndefined();
    expect(spanOf(known(OPENED), { mustEndWithinMinutes: 240 })).toBeDefined();
    expect(spanOf(known(OPENED), { mustEndWithinMinutes: 239 })).toBeUndefined();
    expect(spanOf(known(stateOf('OPEN', '2026-12-01T22:00Z', '2026-12-01T22:00Z')))).toBeUndefined();
    expect(spanOf(known(stateOf('OPEN', '2026-12-01T22:00Z', '2026-12-01T21:00Z')))).toBeUndefined();
  });

  test('that changes earlier than it said ends then; what was before says nothing', () => {
    const early = stateOf('CLOSED', '2026-12-01T23:00Z', '2026-12-08T22:00Z');
    expect(spanOf(known(OPENED, early))).toBe('2026-12-01T22:00Z..2026-12-01T23:00Z');
    const before = stateOf('CLOSED', '2026-12-01T10:00Z', '2026-12-01T22:00Z');
    expect(spanOf(known(before, OPENED))).toBe('2026-12-01T22:00Z..2026-12-02T02:00Z');
    const after = stateOf('CLOSED', '2026-12-02T02:00Z');
    expect(spanOf(known(OPENED, after))).toBe('2026-12-01T22:00Z..2026-12-02T02:00Z');
  });

  test('says the same in whatever order its events came, and however often', () => {
    const day = (hours: number) => at('2026-12-01T00:00Z') + hours * 3_600_000;
    const anyState = fc
      .record({ state: fc.constantFrom('OPEN', 'CLOSED'), since: fc.integer({ min: 0, max: 40 }), hours: fc.nat(30) })
      .map(({ state, since, hours }): CalendarState => {
        return { calendar: ARN, state, sinceMs: day(since), untilMs: day(since + hours) };
      });
    const states = fc.uniqueArray(anyState, { selector: ({ sinceMs }) => sinceMs, maxLength: 8 });
    fc.assert(
      fc.property(states, fc.infiniteStream(fc.nat()), (told, order) => {
        const shuffled = [...told, ...told]
          .map((state) => ({ state, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ state }) => state);
        const inOrder = [...told].sort((a, b) => a.sinceMs - b.sinceMs);
        expect(spanOf(known(...shuffled))).toEqual(spanOf(known(...inOrder)));
      }),
    );
  });

  test('is asked for once, in both states', () => {
    const config = { maintenance: [CHANGES, { ...CHANGES, name: 'other' }, maintenanceOfName('window')] };
    expect(calendarRefs(config)).toEqual([
      { topic: `calendar ${ARN}`, name: 'OPEN' },
      { topic: `calendar ${ARN}`, name: 'CLOSED' },
    ]);
    expect(calendarRefs({ maintenance: [maintenanceOfName('window')] })).toEqual([]);
  });
});

describe('what it holds back', () => {
  const held = (atText: string, calendars: Calendars, maintenance: MaintenanceCalendarConfig = CHANGES) => {
    const found = maintenanceOf({ maintenance: [maintenance] }, factsOf(), at(atText), calendars);
    return found && `${found.by} until ${text(found.untilMs as number)}`;
  };

  test('is what it matches, from its begin to just before its end', () => {
    expect(held('2026-12-01T21:59Z', known(OPENED))).toBeUndefined();
    expect(held('2026-12-01T22:00Z', known(OPENED))).toBe('maintenance changes until 2026-12-02T02:00Z');
    expect(held('2026-12-02T01:59Z', known(OPENED))).toBe('maintenance changes until 2026-12-02T02:00Z');
    expect(held('2026-12-02T02:00Z', known(OPENED))).toBeUndefined();
    expect(held('2026-12-01T23:00Z', known(OPENED), { ...CHANGES, unless: 'high' })).toBeUndefined();
    expect(held('2026-12-01T23:00Z', known(OPENED), { ...CHANGES, match: { service: ['search'] } })).toBeUndefined();
  });

  test('nothing where nothing is known of it', () => {
    expect(maintenanceOf({ maintenance: [CHANGES] }, factsOf(), at('2026-12-01T23:00Z'))).toBeUndefined();
  });

  test('joins a window of the hub that begins before it ends', () => {
    const window = maintenanceOfName('night', { startsAt: '2026-12-02T02:30', minutes: 60 });
    const found = maintenanceOf({ maintenance: [CHANGES, window] }, factsOf(), at('2026-12-01T23:00Z'), known(OPENED));
    expect(found).toEqual({ by: 'maintenance night', untilMs: at('2026-12-02T02:30Z') });
  });
});
