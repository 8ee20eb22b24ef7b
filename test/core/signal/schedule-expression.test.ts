import * as fc from 'fast-check';
import { parseSchedule, type ScheduleOptions } from '../../../lib/core/signal/schedule-expression';

const MINUTE_MS = 60_000;
const START = '2026-01-05T09:00:00Z';

/** The next times of a schedule after a time, as ISO texts without seconds. */
function times(text: string, count: number, after = START, options: ScheduleOptions = {}): string[] {
  const schedule = parseSchedule(text, options);
  const found: string[] = [];
  for (let ms = schedule.next(Date.parse(after)); ms !== undefined && found.length < count; ms = schedule.next(ms)) {
    found.push(new Date(ms).toISOString().slice(0, 16));
  }
  return found;
}

describe('rate', () => {
  test.each([
    ['rate(1 minute)', 1],
    ['rate(5 minutes)', 5],
    ['rate(1 hour)', 60],
    ['rate(2 days)', 2_880],
  ])('%s comes %d minutes after the time before', (text, minutes) => {
    const ms = Date.parse(START);
    expect(parseSchedule(text).next(ms)).toBe(ms + minutes * MINUTE_MS);
    expect(parseSchedule(text, { service: 'rule' }).next(ms + 1)).toBe(ms + 1 + minutes * MINUTE_MS);
  });

  test('a rule wants the unit in the right number, Scheduler does not care', () => {
    expect(() => parseSchedule('rate(1 hours)', { service: 'rule' })).toThrow(
      "a rule refuses 'hours' here; write rate(1 hour)",
    );
    expect(() => parseSchedule('rate(5 minute)', { service: 'rule' })).toThrow('write rate(5 minutes)');
    expect(times('rate(1 days)', 1)).toEqual(['2026-01-06T09:00']);
  });

  test('a day of a rate is 24 hours, also where daylight saving makes it shorter', () => {
    expect(times('rate(1 day)', 1, '2026-03-28T12:00:00Z', { timezone: 'Europe/Berlin' })).toEqual([
      '2026-03-29T12:00',
    ]);
  });
});

describe('cron', () => {
  test.each<[string, string[]]>([
    ['cron(0 12 * * ? *)', ['2026-01-05T12:00', '2026-01-06T12:00']],
    ['cron(* * * * ? *)', ['2026-01-05T09:01', '2026-01-05T09:02']],
    ['cron(0/15 * * * ? *)', ['2026-01-05T09:15', '2026-01-05T09:30', '2026-01-05T09:45', '2026-01-05T10:00']],
    ['cron(1/10 9 * * ? *)', ['2026-01-05T09:01', '2026-01-05T09:11']],
    ['cron(0 8-17/4 ? * MON-FRI *)', ['2026-01-05T12:00', '2026-01-05T16:00', '2026-01-06T08:00']],
    ['cron(0,30 9 ? * 2-6 *)', ['2026-01-05T09:30', '2026-01-06T09:00']],
    ['cron(0 0 1 JAN,jul ? *)', ['2026-07-01T00:00', '2027-01-01T00:00']],
    ['cron(0 0 L * ? *)', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
    ['cron(0 0 LW * ? *)', ['2026-01-30T00:00', '2026-02-27T00:00']],
    // 1 February and 15 March 2026 are Sundays, 15 August a Saturday; 1 August is a Saturday.
    ['cron(0 0 1W 2,8 ? *)', ['2026-02-02T00:00', '2026-08-03T00:00']],
    ['cron(0 0 15W 3,8 ? *)', ['2026-03-16T00:00', '2026-08-14T00:00']],
    ['cron(0 0 31W 5 ? *)', ['2026-05-29T00:00']],
    ['cron(0 0 31 * ? *)', ['2026-01-31T00:00', '2026-03-31T00:00']],
    ['cron(0 0 30W 2,3 ? *)', ['2026-03-30T00:00', '2027-03-30T00:00']],
    ['cron(15 10 ? * 6L 2026-2027)', ['2026-01-30T10:15', '2026-02-27T10:15']],
    ['cron(0 0 ? * L *)', ['2026-01-10T00:00', '2026-01-17T00:00']],
    ['cron(0 0 ? * 3#2 *)', ['2026-01-13T00:00', '2026-02-10T00:00']],
    ['cron(0 0 ? * TUE#5 *)', ['2026-03-31T00:00', '2026-06-30T00:00']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 * * ? 2030/5)', ['2030-01-01T00:00', '2030-01-02T00:00']],
  ])('%s', (text, expected) => {
    expect(times(text, expected.length)).toEqual(expected);
  });

  test('the year may be left out for Scheduler only', () => {
    expect(times('cron(0 12 * * ?)', 1)).toEqual(['2026-01-05T12:00']);
    expect(() => parseSchedule('cron(0 12 * * ?)', { service: 'rule' })).toThrow('it has 5 fields; write six');
  });

  test('ends with its years', () => {
    expect(times('cron(0 0 31 12 ? 2025-2026)', 9)).toEqual(['2026-12-31T00:00']);
    expect(times('cron(0 0 1 1 ? 1999)', 1)).toEqual([]);
  });

  test('in a time zone, follows its daylight saving', () => {
    expect(times('cron(30 8 * * ? *)', 2, '2026-03-07T00:00:00Z', { timezone: 'America/New_York' })).toEqual([
      '2026-03-07T13:30',
      '2026-03-08T12:30',
    ]);
  });

  // The example of the user guide, in 2026.
  test('skips a time that daylight saving skips', () => {
    expect(times('cron(30 2 * * ? *)', 3, '2026-03-07T00:00:00Z', { timezone: 'America/Los_Angeles' })).toEqual([
      '2026-03-07T10:30',
      '2026-03-09T09:30',
      '2026-03-10T09:30',
    ]);
  });

  test('a time that comes twice counts once, the first time', () => {
    expect(times('cron(30 1 * * ? *)', 2, '2026-11-01T00:00:00Z', { timezone: 'America/Los_Angeles' })).toEqual([
      '2026-11-01T08:30',
      '2026-11-02T09:30',
    ]);
    expect(times('cron(0/30 * * * ? *)', 5, '2026-11-01T08:00:00Z', { timezone: 'America/Los_Angeles' })).toEqual([
      '2026-11-01T08:30',
      '2026-11-01T10:00',
      '2026-11-01T10:30',
      '2026-11-01T11:00',
      '2026-11-01T11:30',
    ]);
  });

  test('asked within the hour that comes again, it answers what is after it', () => {
    // 09:15 UTC is 01:15 in Los Angeles for the second time.
    expect(times('cron(0/30 * * * ? *)', 1, '2026-11-01T09:15:00Z', { timezone: 'America/Los_Angeles' })).toEqual([
      '2026-11-01T10:00',
    ]);
  });

  test.each([
    ['cron(0 12 * * *)', "day-of-month is '*' and day-of-week is '*'; exactly one of the two must be '?'"],
    ['cron(0 12 ? * ? *)', "exactly one of the two must be '?'"],
    ['cron(0 12 1 * MON *)', "day-of-month is '1' and day-of-week is 'MON'"],
    ['cron(0 12 * *)', 'it has 4 fields; write six'],
    ['cron(60 12 * * ? *)', "'60' cannot be minutes; 0 to 59 is allowed"],
    ['cron(0 24 * * ? *)', "'24' cannot be hours"],
    ['cron(0 0 0 * ? *)', "'0' cannot be day-of-month; 1 to 31"],
    ['cron(0 0 * 13 ? *)', "'13' cannot be month; 1 to 12 or JAN to DEC"],
    ['cron(0 0 ? * SUNDAY *)', "'SUNDAY' cannot be day-of-week; 1 to 7 or SUN to SAT"],
    ['cron(0 0 ? * SAT-SUN *)', 'a range goes from low to high; write two with a comma: SAT,SUN'],
    ['cron(0/0 * * * ? *)', 'a step is written start/step'],
    ['cron(0/1/2 * * * ? *)', 'a step is written start/step'],
    ['cron(1-2-3 * * * ? *)', 'a range goes from low to high'],
    ['cron(0 0 ? * 3#6 *)', "'3#6' cannot be day-of-week"],
    ['cron(0 0 ? * 3#1,6#3 *)', 'stands alone'],
    ['cron(0 0 32W * ? *)', "'32' cannot be day-of-month"],
    ['cron(0 0 * * ? 2200)', "'2200' cannot be year; 1970 to 2199"],
    ['cron(0 0 31 2,4 ? *)', 'there is no such day in any year; change day, month or year'],
    ['cron(0 0 29 2 ? 2027)', 'there is no such day in any year'],
    ['cron()', 'it has 1 fields'],
  ])('%s is refused with the reason', (text, reason) => {
    expect(() => parseSchedule(text)).toThrow(reason);
    expect(() => parseSchedule(text)).toThrow(`schedule '${text}' is not valid: `);
  });

  test('an unknown time zone is refused with the closest one', () => {
    expect(() => parseSchedule('cron(0 0 * * ? *)', { timezone: 'Europe/Berln' })).toThrow(
      "there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
    );
  });

  const number = (min: number, max: number) => fc.integer({ min, max });
  test('every time matches its fields, comes after the one asked for, and none between does', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(
        number(0, 59),
        fc.uniqueArray(number(0, 23), { minLength: 1, maxLength: 3 }),
        number(1, 28),
        zones,
        number(0, 2 * 365 * 24 * 60),
        (minute, hours, day, timezone, offset) => {
          const schedule = parseSchedule(`cron(${minute} ${hours.join(',')} ${day} * ? *)`, { timezone });
          const afterMs = Date.parse(START) + offset * MINUTE_MS;
          const next = schedule.next(afterMs) as number;
          expect(next).toBeGreaterThan(afterMs);
          const local = new Intl.DateTimeFormat('en-GB', {
            timeZone: timezone,
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
            hourCycle: 'h23',
          });
          const parts = Object.fromEntries(local.formatToParts(next).map(({ type, value }) => [type, Number(value)]));
          expect([parts.minute, parts.day, hours.includes(parts.hour as number)]).toEqual([minute, day, true]);
          expect(schedule.next(next - 1)).toBe(next);
          expect(schedule.next(Math.floor((afterMs + next) / 2))).toBe(next);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('at', () => {
  test('comes once, in its time zone', () => {
    expect(times('at(2026-02-03T04:05:06)', 5)).toEqual(['2026-02-03T04:05']);
    expect(times('at(2026-07-03T13:00:00)', 5, START, { timezone: 'America/Los_Angeles' })).toEqual([
      '2026-07-03T20:00',
    ]);
    expect(times('at(2026-01-05T09:00:00)', 5)).toEqual([]);
  });

  test.each(['at(2026-02-30T00:00:00)', 'at(2026-02-03)', 'at(2026-02-03T04:05:06Z)', 'at(2026-13-01T00:00:00)'])(
    '%s is refused',
    (text) => {
      expect(() => parseSchedule(text)).toThrow('is no date and time; write at(yyyy-mm-ddThh:mm:ss), without zone');
    },
  );

  test('is not of rules', () => {
    expect(() => parseSchedule('at(2026-02-03T04:05:06)', { service: 'rule' })).toThrow(
      'a rule has no one-time schedule',
    );
  });
});

test.each([
  '',
  'every day',
  'rate(0 minutes)',
  'rate(1.5 hours)',
  'rate(5 weeks)',
  'rate(minutes)',
  'rate(99999999999999999 days)',
  'cron',
])("'%s' is refused", (text) => {
  expect(() => parseSchedule(text)).toThrow(/^schedule '/);
});
