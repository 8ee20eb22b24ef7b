import fc from 'fast-check';
import type { ScheduleConfig, ScheduleLayer } from '../../../lib/core/config';
import { gapsOf, onCall, onCallShifts, whoIsOnCall } from '../../../lib/core/incident/on-call';
import { timeZone, toLocal } from '../../../lib/core/time-zone';
import { at, scheduleOf, text } from './hub-config';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function span(from: string, to: string) {
  return { startMs: at(from), endMs: at(to) };
}

/** `from..to person`, in UTC. */
function shifts(schedule: ScheduleConfig, from: string, to: string): string[] {
  return onCallShifts(schedule, span(from, to)).map(
    ({ fromMs, toMs, person = '-' }) => `${text(fromMs)}..${text(toMs)} ${person}`,
  );
}

function gaps(schedule: ScheduleConfig, from: string, to: string): string[] {
  return gapsOf(schedule, span(from, to)).map(({ startMs, endMs }) => `${text(startMs)}..${text(endMs)}`);
}

function layer(more: Partial<ScheduleLayer> = {}): ScheduleLayer {
  return { people: ['ann', 'bob'], turn: { every: 1, unit: 'days' }, startsAt: '2026-01-05T09:00', ...more };
}

describe('rotations', () => {
  test('a week each, handed off on Monday at 09:00, the hand-off to the new one', () => {
    expect(shifts(scheduleOf(['ann', 'bob']), '2026-01-01T00:00Z', '2026-01-20T00:00Z')).toEqual([
      '2026-01-01T00:00Z..2026-01-05T08:00Z -',
      '2026-01-05T08:00Z..2026-01-12T08:00Z ann',
      '2026-01-12T08:00Z..2026-01-19T08:00Z bob',
      '2026-01-19T08:00Z..2026-01-20T00:00Z ann',
    ]);
    expect(whoIsOnCall(scheduleOf(['ann', 'bob']), at('2026-01-12T08:00Z') - 1)).toBe('ann');
    expect(whoIsOnCall(scheduleOf(['ann', 'bob']), at('2026-01-12T08:00Z'))).toBe('bob');
    expect(whoIsOnCall(scheduleOf(['ann', 'bob']), at('2026-01-05T08:00Z') - 1)).toBeUndefined();
  });

  test('a weekly 09:00 stays 09:00 when clocks go forward and back', () => {
    expect(shifts(scheduleOf(['ann', 'bob']), '2026-03-25T00:00Z', '2026-04-01T00:00Z')).toEqual([
      '2026-03-25T00:00Z..2026-03-30T07:00Z bob',
      '2026-03-30T07:00Z..2026-04-01T00:00Z ann',
    ]);
    expect(shifts(scheduleOf(['ann', 'bob']), '2026-10-20T00:00Z', '2026-10-27T00:00Z')).toEqual([
      '2026-10-20T00:00Z..2026-10-26T08:00Z bob',
      '2026-10-26T08:00Z..2026-10-27T00:00Z ann',
    ]);
  });

  test('twelve hours of the wall clock are eleven and thirteen where clocks change', () => {
    const halfDays = scheduleOf([], {
      layers: [layer({ turn: { every: 12, unit: 'hours' }, startsAt: '2026-01-05T20:00' })],
    });
    expect(shifts(halfDays, '2026-03-28T19:00Z', '2026-03-29T18:00Z')).toEqual([
      '2026-03-28T19:00Z..2026-03-29T06:00Z ann',
      '2026-03-29T06:00Z..2026-03-29T18:00Z bob',
    ]);
    expect(shifts(halfDays, '2026-10-24T18:00Z', '2026-10-25T19:00Z')).toEqual([
      '2026-10-24T18:00Z..2026-10-25T07:00Z ann',
      '2026-10-25T07:00Z..2026-10-25T19:00Z bob',
    ]);
  });

  test('a hand-off that clocks skip is where they jump, one they show twice is at the first', () => {
    const nightly = scheduleOf([], { layers: [layer({ startsAt: '2026-01-05T02:30' })] });
    expect(shifts(nightly, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([
      '2026-03-28T12:00Z..2026-03-29T01:00Z ann',
      '2026-03-29T01:00Z..2026-03-29T12:00Z bob',
    ]);
    expect(shifts(nightly, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([
      '2026-10-24T12:00Z..2026-10-25T00:30Z ann',
      '2026-10-25T00:30Z..2026-10-25T12:00Z bob',
    ]);
    // 02:10 comes again, but the turn that began at 02:30 goes on.
    expect(whoIsOnCall(nightly, at('2026-10-25T01:10Z'))).toBe('bob');
    expect(shifts(nightly, '2026-10-24T12:00Z', '2026-10-25T01:10Z')).toEqual([
      '2026-10-24T12:00Z..2026-10-25T00:30Z ann',
      '2026-10-25T00:30Z..2026-10-25T01:10Z bob',
    ]);
  });

  test('where clocks go back by two hours, hourly turns of that time are over at once', () => {
    const hourly = scheduleOf([], {
      timeZone: 'Antarctica/Troll',
      layers: [
        layer({ people: ['a', 'b', 'c', 'd', 'e'], turn: { every: 1, unit: 'hours' }, startsAt: '2026-10-25T00:30' }),
      ],
    });
    // 03:00 becomes 01:00 at 01:00 UTC; 03:30 comes two and a half hours later.
    expect(shifts(hourly, '2026-10-24T22:30Z', '2026-10-25T01:10Z')).toEqual([
      '2026-10-24T22:30Z..2026-10-24T23:30Z a',
      '2026-10-24T23:30Z..2026-10-25T00:30Z b',
      '2026-10-25T00:30Z..2026-10-25T01:10Z c',
    ]);
    expect(whoIsOnCall(hourly, at('2026-10-25T03:29Z'))).toBe('c');
    expect(whoIsOnCall(hourly, at('2026-10-25T03:30Z'))).toBe('d');
  });

  test('nobody before the first turn, however long before', () => {
    const early = [1, 2, 3, 4].map((turns) => at('2026-01-05T08:00Z') - turns * 7 * DAY);
    expect(early.map((ms) => whoIsOnCall(scheduleOf(['ann', 'bob']), ms))).toEqual(early.map(() => undefined));
  });

  test('somebody who follows themselves has one shift, and more than one unit is a turn', () => {
    const fortnights = scheduleOf([], {
      layers: [layer({ people: ['ann', 'ann', 'bob'], turn: { every: 2, unit: 'weeks' } })],
    });
    expect(shifts(fortnights, '2026-01-05T08:00Z', '2026-02-17T00:00Z')).toEqual([
      '2026-01-05T08:00Z..2026-02-02T08:00Z ann',
      '2026-02-02T08:00Z..2026-02-16T08:00Z bob',
      '2026-02-16T08:00Z..2026-02-17T00:00Z ann',
    ]);
  });
});

describe('restricted hours', () => {
  const office = layer({
    people: ['ann'],
    only: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' },
  });

  test('only on these days and hours; the rest is a gap', () => {
    const schedule = scheduleOf([], { layers: [office] });
    expect(gaps(schedule, '2026-01-08T00:00Z', '2026-01-12T12:00Z')).toEqual([
      '2026-01-08T00:00Z..2026-01-08T08:00Z',
      '2026-01-08T16:00Z..2026-01-09T08:00Z',
      '2026-01-09T16:00Z..2026-01-12T08:00Z',
    ]);
    expect(whoIsOnCall(schedule, at('2026-01-09T16:00Z') - 1)).toBe('ann');
    expect(whoIsOnCall(schedule, at('2026-01-09T16:00Z'))).toBeUndefined();
  });

  test('a range over midnight belongs to the day it begins on', () => {
    const fridayNight = layer({ people: ['ann'], only: { days: ['fri'], from: '22:00', to: '06:00' } });
    expect(shifts(scheduleOf([], { layers: [fridayNight] }), '2026-01-08T12:00Z', '2026-01-11T12:00Z')).toEqual([
      '2026-01-08T12:00Z..2026-01-09T21:00Z -',
      '2026-01-09T21:00Z..2026-01-10T05:00Z ann',
      '2026-01-10T05:00Z..2026-01-11T12:00Z -',
    ]);
  });

  test('the hours of a night are one more or less where clocks change in it', () => {
    const nights = layer({ people: ['ann'], only: { days: ['sat'], from: '22:00', to: '06:00' } });
    const hours = (from: string, to: string) =>
      onCallShifts(scheduleOf([], { layers: [nights] }), span(from, to))
        .filter(({ person }) => person === 'ann')
        .map(({ fromMs, toMs }) => (toMs - fromMs) / HOUR);
    expect(hours('2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([7]);
    expect(hours('2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([9]);
  });

  test('a whole day is from 00:00 to 24:00', () => {
    const weekend = layer({ people: ['ann'], only: { days: ['sat', 'sun'], from: '00:00', to: '24:00' } });
    expect(gaps(scheduleOf([], { layers: [weekend] }), '2026-01-09T00:00Z', '2026-01-13T00:00Z')).toEqual([
      '2026-01-09T00:00Z..2026-01-09T23:00Z',
      '2026-01-11T23:00Z..2026-01-13T00:00Z',
    ]);
  });
});

describe('layers and overrides', () => {
  const always = layer({ people: ['ann'] });
  const office = layer({ people: ['bob'], only: { days: ['mon'], from: '09:00', to: '17:00' } });

  test('the last layer with somebody wins', () => {
    expect(shifts(scheduleOf([], { layers: [always, office] }), '2026-01-12T00:00Z', '2026-01-13T00:00Z')).toEqual([
      '2026-01-12T00:00Z..2026-01-12T08:00Z ann',
      '2026-01-12T08:00Z..2026-01-12T16:00Z bob',
      '2026-01-12T16:00Z..2026-01-13T00:00Z ann',
    ]);
    expect(shifts(scheduleOf([], { layers: [office, always] }), '2026-01-12T00:00Z', '2026-01-13T00:00Z')).toEqual([
      '2026-01-12T00:00Z..2026-01-13T00:00Z ann',
    ]);
  });

  test('an override wins over every layer, the last one over those before, and its end is exclusive', () => {
    const overrides = [
      { person: 'eve', from: '2026-01-12T10:00', to: '2026-01-12T14:00' },
      { person: 'dan', from: '2026-01-12T12:00', to: '2026-01-12T13:00' },
    ];
    expect(
      shifts(scheduleOf([], { layers: [always, office], overrides }), '2026-01-12T08:00Z', '2026-01-12T16:00Z'),
    ).toEqual([
      '2026-01-12T08:00Z..2026-01-12T09:00Z bob',
      '2026-01-12T09:00Z..2026-01-12T11:00Z eve',
      '2026-01-12T11:00Z..2026-01-12T12:00Z dan',
      '2026-01-12T12:00Z..2026-01-12T13:00Z eve',
      '2026-01-12T13:00Z..2026-01-12T16:00Z bob',
    ]);
  });

  test('an override fills a gap', () => {
    const overrides = [{ person: 'eve', from: '2026-01-13T00:00', to: '2026-01-14T00:00' }];
    const schedule = scheduleOf([], { layers: [], overrides });
    expect(gaps(schedule, '2026-01-12T23:00Z', '2026-01-13T23:00Z')).toEqual([]);
    expect(gaps(schedule, '2026-01-12T22:00Z', '2026-01-13T23:00Z')).toEqual(['2026-01-12T22:00Z..2026-01-12T23:00Z']);
  });

  test('a schedule without layers has nobody, and an empty span no shift', () => {
    expect(whoIsOnCall(scheduleOf([], { layers: [] }), at('2026-01-12T00:00Z'))).toBeUndefined();
    expect(shifts(scheduleOf(['ann']), '2026-01-12T00:00Z', '2026-01-12T00:00Z')).toEqual([]);
  });
});

test('what cannot be read is told', () => {
  expect(() => whoIsOnCall(scheduleOf(['ann'], { timeZone: 'Europe/Berln' }), 0)).toThrow(
    /did you mean 'Europe\/Berlin'/,
  );
  const schedule = scheduleOf([], { layers: [layer({ startsAt: '2026-02-30T09:00' })] });
  expect(() => whoIsOnCall(schedule, 0)).toThrow(
    "'2026-02-30T09:00' is not a local date and time; write one such as 2026-01-05T09:00",
  );
});

/** Each with the two changes of 2026, or where it has none, the same weeks. */
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
];
const CHANGES = [
  '2026-03-08T12:00Z',
  '2026-03-29T01:00Z',
  '2026-04-04T14:00Z',
  '2026-09-26T14:00Z',
  '2026-10-25T01:00Z',
  '2026-11-01T06:00Z',
];
const anyChange = fc.constantFrom(...CHANGES).map(at);
const two = (value: number) => String(value).padStart(2, '0');
const anyTimeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
const anyLocal = fc
  .tuple(fc.integer({ min: 1, max: 28 }), anyTimeOfDay)
  .map(([day, time]) => `2026-02-${two(day)}T${time}`);
const anyLayer: fc.Arbitrary<ScheduleLayer> = fc
  .record({
    people: fc.array(fc.constantFrom('ann', 'bob', 'eve'), { minLength: 1, maxLength: 4 }),
    turn: fc.oneof(
      fc.record({ every: fc.integer({ min: 1, max: 30 }), unit: fc.constant('hours' as const) }),
      fc.record({ every: fc.integer({ min: 1, max: 3 }), unit: fc.constantFrom('days' as const, 'weeks' as const) }),
    ),
    startsAt: anyLocal,
    only: fc.option(
      fc.record({
        days: fc.subarray(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const, { minLength: 1 }),
        from: anyTimeOfDay,
        to: anyTimeOfDay,
      }),
      { nil: undefined },
    ),
  })
  .filter(({ only }) => only?.from !== only?.to || only === undefined);
const anySchedule: fc.Arbitrary<ScheduleConfig> = fc.record({
  schemaVersion: fc.constant(1),
  kind: fc.constant('schedule' as const),
  name: fc.constant('primary'),
  timeZone: fc.constantFrom(...ZONES),
  layers: fc.array(anyLayer, { maxLength: 3 }),
  overrides: fc.array(
    fc.tuple(anyLocal, anyLocal).map((times) => {
      const [from, to] = times.sort() as [string, string];
      return { person: 'dan', from, to };
    }),
    { maxLength: 2 },
  ),
});

test('shifts tile the span, neighbours differ, and each moment in a shift is its person or nobody', () => {
  fc.assert(
    fc.property(
      anySchedule,
      anyChange,
      fc.integer({ min: 1, max: 14 * 24 * 4 }),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 10, maxLength: 10 }),
      (schedule, change, quarters, moments) => {
        const [startMs, endMs] = [change - 2 * DAY, change - 2 * DAY + (quarters * HOUR) / 4];
        const found = onCallShifts(schedule, { startMs, endMs });
        const who = onCall(schedule);
        expect(found[0]?.fromMs).toBe(startMs);
        expect(found.at(-1)?.toMs).toBe(endMs);
        for (const [index, { fromMs, toMs, person }] of found.entries()) {
          const next = found[index + 1];
          expect(toMs).toBeGreaterThan(fromMs);
          if (next) expect([next.fromMs, next.person !== person]).toEqual([toMs, true]);
        }
        const probes = moments.map((part) => startMs + Math.floor(part * (endMs - startMs)));
        for (const ms of [...probes, ...found.map(({ toMs }) => toMs - 1)]) {
          const [shift, ...more] = found.filter(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
          expect([shift?.person, more]).toEqual([who(ms), []]);
        }
        expect(gapsOf(schedule, { startMs, endMs }).map(({ startMs: from }) => from)).toEqual(
          found.filter(({ person }) => person === undefined).map(({ fromMs }) => fromMs),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test.each(ZONES)('%s: each hand-off of days and weeks is at its wall-clock time, on the right day', (name) => {
  const zone = timeZone(name);
  fc.assert(
    fc.property(fc.constantFrom(1, 7), fc.integer({ min: 4, max: 23 }), anyChange, (days, hour, change) => {
      const startsAt = `2026-01-05T${two(hour)}:30`;
      const turn = days === 1 ? ({ every: 1, unit: 'days' } as const) : ({ every: 1, unit: 'weeks' } as const);
      const schedule = scheduleOf([], { timeZone: name, layers: [layer({ turn, startsAt })] });
      const found = onCallShifts(schedule, { startMs: change - 8 * DAY, endMs: change + 8 * DAY });
      const handOffs = found.slice(1).map(({ fromMs }) => toLocal(zone, fromMs) - at(`${startsAt}Z`));
      // No clock changes after 04:00.
      expect(handOffs).toEqual(handOffs.map((_, index) => (handOffs[0] as number) + index * days * DAY));
      expect((handOffs[0] as number) % (days * DAY)).toBe(0);
      expect(handOffs.length).toBeGreaterThanOrEqual(days === 1 ? 15 : 2);
    }),
    { numRuns: 40 },
  );
});
