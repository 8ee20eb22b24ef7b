import fc from 'fast-check';
import type { MaintenanceConfig, MaintenanceWindowConfig } from '../../../lib/core/config';
import { maintenanceOf, windowsOf } from '../../../lib/core/incident/maintenance';
import { at, factsOf, maintenanceOfName, text } from './hub-config';

const ONCE = maintenanceOfName('release');

function windows(maintenance: MaintenanceWindowConfig, from: string, to: string): string[] {
  return windowsOf(maintenance, { startMs: at(from), endMs: at(to) }).map(
    ({ startMs, endMs }) => `${text(startMs)}..${text(endMs)}`,
  );
}

function held(maintenance: readonly MaintenanceConfig[], atText: string, facts = factsOf()) {
  const found = maintenanceOf({ maintenance }, facts, at(atText));
  return found && `${found.by} until ${text(found.untilMs as number)}`;
}

describe('windows', () => {
  test('one that is planned, whole wherever the span meets it', () => {
    const whole = ['2026-12-01T21:00Z..2026-12-02T01:00Z'];
    expect(windows(ONCE, '2026-11-01T00:00Z', '2027-01-01T00:00Z')).toEqual(whole);
    expect(windows(ONCE, '2026-12-01T22:00Z', '2026-12-01T22:01Z')).toEqual(whole);
    expect(windows(ONCE, '2026-12-02T01:00Z', '2026-12-03T00:00Z')).toEqual([]);
    expect(windows(ONCE, '2026-12-01T00:00Z', '2026-12-01T21:00Z')).toEqual([]);
    expect(windows({ ...ONCE, until: '2027-01-01T00:00' }, '2026-11-01T00:00Z', '2027-01-01T00:00Z')).toEqual(whole);
  });

  test('each week at its wall-clock time, with its minutes over a change of the clock', () => {
    const weekly = maintenanceOfName('patches', {
      startsAt: '2026-03-21T23:00',
      repeats: { every: 1, unit: 'weeks' },
      until: '2026-04-04T23:00',
    });
    expect(windows(weekly, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toEqual([
      '2026-03-21T22:00Z..2026-03-22T02:00Z',
      '2026-03-28T22:00Z..2026-03-29T02:00Z',
      '2026-04-04T21:00Z..2026-04-05T01:00Z',
    ]);
  });

  test('none begins after until, which is a wall-clock time as well', () => {
    const daily = maintenanceOfName('backup', {
      startsAt: '2026-12-01T02:00',
      minutes: 30,
      repeats: { every: 2, unit: 'days' },
      until: '2026-12-05T01:59',
    });
    expect(windows(daily, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toEqual([
      '2026-12-01T01:00Z..2026-12-01T01:30Z',
      '2026-12-03T01:00Z..2026-12-03T01:30Z',
    ]);
  });

  test('on the day that loses an hour, the one before may still last when the next begins', () => {
    const long = maintenanceOfName('long', {
      startsAt: '2026-03-20T12:00',
      minutes: 24 * 60 - 10,
      repeats: { every: 1, unit: 'days' },
      until: '2026-04-20T00:00',
    });
    expect(windows(long, '2026-03-29T10:30Z', '2026-03-29T10:31Z')).toEqual([
      '2026-03-28T11:00Z..2026-03-29T10:50Z',
      '2026-03-29T10:00Z..2026-03-30T09:50Z',
    ]);
  });

  test('years later it is found as fast', () => {
    const daily = maintenanceOfName('backup', {
      startsAt: '2000-01-01T02:00',
      timeZone: 'UTC',
      minutes: 30,
      repeats: { every: 1, unit: 'days' },
      until: '9999-01-01T00:00',
    });
    expect(windows(daily, '9000-01-01T00:00Z', '9000-01-02T00:00Z')).toEqual(['9000-01-01T02:00Z..9000-01-01T02:30Z']);
  });

  test('a begin that clocks skip is moved on with them; of one they show twice it is the first', () => {
    const night = (startsAt: string) => maintenanceOfName('night', { startsAt, minutes: 60 });
    expect(windows(night('2026-03-29T02:30'), '2026-03-28T00:00Z', '2026-03-30T00:00Z')).toEqual([
      '2026-03-29T01:30Z..2026-03-29T02:30Z',
    ]);
    expect(windows(night('2026-10-25T02:30'), '2026-10-24T00:00Z', '2026-10-26T00:00Z')).toEqual([
      '2026-10-25T00:30Z..2026-10-25T01:30Z',
    ]);
  });

  test('those of a span are those of its parts', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 1, max: 1_400 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.integer({ min: 0, max: 40 * 24 * 60 }), { minLength: 2, maxLength: 6 }),
        (timeZone, minutes, every, cuts) => {
          const daily = maintenanceOfName('daily', {
            startsAt: '2026-03-05T02:15',
            timeZone,
            minutes,
            repeats: { every, unit: 'days' },
            until: '2026-04-10T00:00',
          });
          const moments = [...new Set(cuts)]
            .sort((a, b) => a - b)
            .map((minute) => at('2026-03-03T00:00Z') + minute * 60_000);
          const spans = moments.slice(1).map((endMs, index) => ({ startMs: moments[index] as number, endMs }));
          const parts = spans.flatMap((span) => windowsOf(daily, span).map(({ startMs }) => startMs));
          const [startMs = 0, endMs = 0] = [moments[0], moments.at(-1)];
          const all = windowsOf(daily, { startMs, endMs });
          expect([...new Set(parts)]).toEqual(all.map((window) => window.startMs));
          for (const [index, window] of all.entries()) {
            expect(window.endMs - window.startMs).toBe(minutes * 60_000);
            expect(all[index + 1]?.startMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(window.startMs);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('what is held back', () => {
  test('from the begin of a window to its end, which is outside', () => {
    expect(held([ONCE], '2026-12-01T20:59Z')).toBeUndefined();
    expect(held([ONCE], '2026-12-01T21:00Z')).toBe('maintenance release until 2026-12-02T01:00Z');
    expect(held([ONCE], '2026-12-02T00:59Z')).toBe('maintenance release until 2026-12-02T01:00Z');
    expect(held([ONCE], '2026-12-02T01:00Z')).toBeUndefined();
    expect(held([], '2026-12-01T22:00Z')).toBeUndefined();
  });

  test('only what the window matches', () => {
    const refunds = { ...ONCE, match: { service: ['refunds'] } };
    expect(held([refunds], '2026-12-01T22:00Z')).toBeUndefined();
    expect(held([refunds], '2026-12-01T22:00Z', factsOf({ service: 'refunds' }))).toMatch(/^maintenance release/);
  });

  test('overlapping and adjoining windows have one end, that of the last; it is called by that one', () => {
    const next = maintenanceOfName('database', { startsAt: '2026-12-02T01:00', minutes: 60 });
    const adjoining = maintenanceOfName('cache', { startsAt: '2026-12-02T02:00', minutes: 30 });
    const apart = maintenanceOfName('later', { startsAt: '2026-12-02T02:31', minutes: 60 });
    const shorter = maintenanceOfName('short', { startsAt: '2026-12-01T23:00', minutes: 10 });
    const all = [apart, adjoining, shorter, next, ONCE];
    expect(held(all, '2026-12-01T22:00Z')).toBe('maintenance cache until 2026-12-02T01:30Z');
    const staging = { ...adjoining, match: { environment: ['staging'] } };
    expect(held([staging, next, ONCE], '2026-12-01T22:00Z')).toBe('maintenance release until 2026-12-02T01:00Z');
  });

  test('windows of the same work that adjoin each other are followed for a month', () => {
    const half = (name: string, startsAt: string) =>
      maintenanceOfName(name, {
        startsAt,
        timeZone: 'UTC',
        minutes: 720,
        repeats: { every: 1, unit: 'days' },
        until: '2099-01-01T00:00',
      });
    const always = [half('night', '2026-01-01T00:00'), half('day', '2026-01-01T12:00')];
    expect(held(always, '2026-06-01T06:00Z')).toBe('maintenance night until 2026-07-02T12:00Z');
  });

  test('incidents severe enough page all the same', () => {
    const unless = { ...ONCE, unless: 'high' as const };
    const severities = ['critical', 'high', 'medium', 'low'] as const;
    expect(
      severities.map((severity) => held([unless], '2026-12-01T22:00Z', factsOf({ severity })) === undefined),
    ).toEqual([true, true, false, false]);
    expect(held([unless, ONCE], '2026-12-01T22:00Z')).toBe('maintenance release until 2026-12-02T01:00Z');
  });

  test('the emergency override pages through every window; only the very tag does', () => {
    const tagged = (tags: Record<string, string>) => held([ONCE], '2026-12-01T22:00Z', factsOf({ tags }));
    expect(tagged({ 'sightline:override': 'true' })).toBeUndefined();
    expect(tagged({ 'sightline:override': 'false' })).toMatch(/^maintenance release/);
    expect(tagged({ override: 'true' })).toMatch(/^maintenance release/);
    expect(tagged(Object.create({ 'sightline:override': 'true' }))).toMatch(/^maintenance release/);
  });
});
