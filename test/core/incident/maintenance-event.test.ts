import { calendarsFrom } from '../../../lib/core/incident/change-calendar';
import { maintenanceChanges, readMaintenanceEvent } from '../../../lib/core/incident/maintenance-event';
import { UnreadableEvent } from '../../../lib/core/signal/fields';
import { at, maintenanceOfName } from './hub-config';

/** From 21:00 to 01:00 UTC. */
const ONCE = maintenanceOfName('release', { match: { service: ['checkout'] }, unless: 'critical' });
const NOTHING = calendarsFrom([]);

function changes(maintenance: Parameters<typeof maintenanceChanges>[0]['maintenance'], atText: string) {
  return maintenanceChanges({ maintenance }, at(atText), NOTHING);
}

function ids(maintenance: Parameters<typeof maintenanceChanges>[0]['maintenance'], atText: string): string[] {
  return changes(maintenance, atText).map(({ eventId }) => eventId);
}

describe('what begins and ends', () => {
  const startMs = at('2026-12-01T21:00Z');

  test('is told of for ten minutes, by the same name', () => {
    const began = `maintenance|release|began|${startMs}`;
    expect(ids([ONCE], '2026-12-01T20:59Z')).toEqual([]);
    expect(ids([ONCE], '2026-12-01T21:00Z')).toEqual([began]);
    expect(ids([ONCE], '2026-12-01T21:09Z')).toEqual([began]);
    expect(ids([ONCE], '2026-12-01T21:10Z')).toEqual([]);
    const ended = `maintenance|release|ended|${startMs}`;
    expect(ids([ONCE], '2026-12-02T00:59Z')).toEqual([]);
    expect(ids([ONCE], '2026-12-02T01:00Z')).toEqual([ended]);
    expect(ids([ONCE], '2026-12-02T01:09Z')).toEqual([ended]);
    expect(ids([ONCE], '2026-12-02T01:10Z')).toEqual([]);
  });

  test('says what it is about, and reads as it was written', () => {
    const [event] = changes([ONCE], '2026-12-01T21:00Z');
    expect(event).toEqual({
      schemaVersion: 1,
      eventId: `maintenance|release|began|${startMs}`,
      maintenance: 'release',
      change: 'began',
      startMs,
      endMs: at('2026-12-02T01:00Z'),
      match: { service: ['checkout'] },
      unless: 'critical',
    });
    expect(readMaintenanceEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });

  test('of a window of some minutes both are told, in their order', () => {
    const short = maintenanceOfName('short', { minutes: 3 });
    const next = maintenanceOfName('next', { startsAt: '2026-12-01T22:02', minutes: 60 });
    expect(changes([next, short], '2026-12-01T21:05Z').map(({ maintenance, change }) => [maintenance, change])).toEqual(
      [
        ['short', 'began'],
        ['next', 'began'],
        ['short', 'ended'],
      ],
    );
  });

  test('the end of a window that repeats says when none begins any more, a week before', () => {
    const daily = maintenanceOfName('daily', {
      minutes: 60,
      repeats: { every: 1, unit: 'days' },
      until: '2026-12-20T22:00',
    });
    const until = at('2026-12-20T21:00Z');
    expect(changes([daily], '2026-12-12T22:00Z')[0]).not.toHaveProperty('lastStartMs');
    expect(changes([daily], '2026-12-13T21:00Z')[0]).not.toHaveProperty('lastStartMs');
    expect(changes([daily], '2026-12-13T22:00Z')[0]).toMatchObject({ change: 'ended', lastStartMs: until });
    expect(changes([daily], '2026-12-20T22:00Z')[0]).toMatchObject({ change: 'ended', lastStartMs: until });
  });

  test('of a calendar the announced end, or the earlier one', () => {
    const calendar = {
      schemaVersion: 1,
      kind: 'maintenance',
      name: 'changes',
      match: {},
      calendar: 'Changes',
      while: 'OPEN',
      mustEndWithinMinutes: 1_440,
    } as const;
    const memo = (name: string, since: string, until?: string) => ({
      topic: 'calendar Changes',
      name,
      atMs: at(since),
      storedMs: at(since),
      untilMs: at(since),
      value: until === undefined ? {} : { untilMs: at(until) },
    });
    const opened = memo('OPEN', '2026-12-01T21:00Z', '2026-12-01T23:00Z');
    const told = (atText: string, ...memos: Parameters<typeof calendarsFrom>[0]) =>
      maintenanceChanges({ maintenance: [calendar] }, at(atText), calendarsFrom(memos)).map(
        ({ change, endMs }) => `${change} ${new Date(endMs).toISOString().slice(11, 16)}`,
      );
    expect(told('2026-12-01T21:01Z', opened)).toEqual(['began 23:00']);
    expect(told('2026-12-01T22:01Z', opened, memo('CLOSED', '2026-12-01T22:00Z'))).toEqual(['ended 22:00']);
    expect(told('2026-12-01T23:01Z', opened, memo('CLOSED', '2026-12-01T23:00Z'))).toEqual(['ended 23:00']);
    expect(told('2026-12-01T23:01Z', opened)).toEqual(['ended 23:00']);
    // It was open for months: that was no maintenance, and its end is none.
    const months = memo('OPEN', '2026-09-01T21:00Z', '2026-12-01T23:00Z');
    expect(told('2026-12-01T23:01Z', months, memo('CLOSED', '2026-12-01T23:00Z'))).toEqual([]);
  });
});

describe('an event of the bus', () => {
  const [event] = changes([ONCE], '2026-12-01T21:00Z');

  test.each([
    [undefined, "'detail' must be an object, got nothing"],
    [[], "'detail' must be an object, got []"],
    [{ ...event, change: 'paused' }, `'detail.change' must be began or ended, got "paused"`],
    [{ ...event, eventId: '' }, `'eventId' must be a non-empty text, got ""`],
    [{ ...event, maintenance: 7 }, "'maintenance' must be a non-empty text, got 7"],
    [{ ...event, startMs: '1' }, `'startMs' must be an integer, got "1"`],
    [{ ...event, endMs: 8.64e15 }, "'endMs' must be milliseconds from 0 to 9999999999999, got 8640000000000000"],
    [{ ...event, endMs: -1 }, "'endMs' must be milliseconds from 0 to 9999999999999, got -1"],
    [{ ...event, match: 'all' }, `'match' must be an object, got "all"`],
    [{ ...event, held: 3 }, "'held' must be an object, got 3"],
    [{ ...event, held: { firing: 0 } }, "'count' must be an integer, got nothing"],
  ])('that is wrong is refused: %j', (detail, message) => {
    expect(() => readMaintenanceEvent(detail)).toThrow(new UnreadableEvent(message));
  });

  test('parts of a matcher that are no lists of texts, and members that are no alarms, are left out', () => {
    const odd = {
      ...event,
      unless: 'whenever',
      match: { service: 'checkout', team: ['a', 3], environment: ['prod'], tags: { a: ['1'], b: 2 } },
      held: { count: 2, firing: 1, alarms: ['x', null, { alarm: 'faults', service: 3, firing: 'yes' }] },
    };
    expect(readMaintenanceEvent(odd)).toMatchObject({
      match: { environment: ['prod'], tags: { a: ['1'] } },
      held: { count: 2, firing: 1, alarms: [{ alarm: 'faults', service: '', environment: '', firing: false }] },
    });
    expect(readMaintenanceEvent(odd)).not.toHaveProperty('unless');
    expect(readMaintenanceEvent(odd).match).not.toHaveProperty('service');
    expect(readMaintenanceEvent({ ...event, match: undefined }).match).toEqual({});
  });
});
