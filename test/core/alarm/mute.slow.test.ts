import * as fc from 'fast-check';
import { MuteRuleError, type MuteRuleSettings, parseMuteRule } from '../../../lib/core/alarm/mute';
import corpus from './mute-cases.json';

const MINUTE = 60_000;
const DAILY = { expression: 'cron(0 2 * * *)', duration: 'PT1H' };
const ms = (text: string) => Date.parse(text);

describe('schedules', () => {
  test.each(corpus.windows)('$name', ({ name, after, window, ...settings }) => {
    const schedule = parseMuteRule(settings);
    const [startMs, endMs] = window.map(ms) as [number, number];
    expect(new Date(schedule.nextStart(ms(after)) as number)).toEqual(new Date(startMs));
    expect(schedule.windowAt(startMs)).toEqual({ startMs, endMs });
    expect(schedule.windowAt(endMs - 1)?.endMs).toBeGreaterThanOrEqual(endMs);
    expect(schedule.windowAt(startMs - 1)?.startMs).not.toBe(startMs);
  });

  test('an at() rule mutes once and is expired after', () => {
    const schedule = parseMuteRule({ expression: 'at(2026-05-10T14:00)', duration: 'PT4H' });
    expect(schedule.status(ms('2026-05-10T13:59Z'))).toBe('SCHEDULED');
    expect(schedule.status(ms('2026-05-10T14:00Z'))).toBe('ACTIVE');
    expect(schedule.status(ms('2026-05-10T18:00Z'))).toBe('EXPIRED');
    expect(schedule.windowAt(ms('2026-05-10T18:00Z'))).toBeUndefined();
    expect(schedule.nextStart(ms('2026-05-10T14:00Z'))).toBeUndefined();
  });

  test('seconds of a duration count', () => {
    const schedule = parseMuteRule({ expression: 'at(2026-05-10T14:00)', duration: 'P1DT1H1M30S' });
    expect(schedule.windowAt(ms('2026-05-10T14:00Z'))?.endMs).toBe(ms('2026-05-11T15:01:30Z'));
  });

  test('no window begins before the start date, none lasts beyond the expiry', () => {
    const bounds = { startDate: '2026-05-10T03:00', expireDate: '2026-05-12T02:30', timezone: 'Europe/Berlin' };
    const schedule = parseMuteRule({ ...DAILY, ...bounds });
    expect(schedule.windowAt(ms('2026-05-10T00:30Z'))).toBeUndefined();
    expect(schedule.status(ms('2026-05-10T00:30Z'))).toBe('SCHEDULED');
    expect(schedule.nextStart(0)).toBe(ms('2026-05-11T00:00Z'));
    const [startMs, endMs] = [ms('2026-05-12T00:00Z'), ms('2026-05-12T00:30Z')];
    expect(schedule.windowAt(startMs)).toEqual({ startMs, endMs });
    expect(schedule.status(endMs)).toBe('EXPIRED');
    expect(schedule.nextStart(startMs)).toBeUndefined();
  });

  test('a window that begins at the start date counts', () => {
    const startMs = ms('2026-05-10T02:00Z');
    const schedule = parseMuteRule({ ...DAILY, startMs, expireMs: startMs + 1 });
    expect(schedule.nextStart(0)).toBe(startMs);
    expect(schedule.windowAt(startMs)).toEqual({ startMs, endMs: startMs + 1 });
  });

  test('of overlapping windows of one rule the one that ends last counts', () => {
    const schedule = parseMuteRule({ expression: 'cron(0,30 2 * * *)', duration: 'PT1H' });
    const startMs = ms('2026-05-10T02:30Z');
    expect(schedule.windowAt(startMs - 1)?.endMs).toBe(startMs + 30 * MINUTE);
    expect(schedule.windowAt(startMs)).toEqual({ startMs, endMs: startMs + 60 * MINUTE });
  });

  test('the rule keeps its name', () => {
    expect(parseMuteRule({ ...DAILY, name: 'nightly' }).name).toBe('nightly');
  });
});

describe('what CloudWatch would refuse', () => {
  test.each(corpus.invalid)('$property: $value', ({ property, value, timezone, says }) => {
    const rule = { ...DAILY, ...(timezone === undefined ? {} : { timezone }), [property]: value };
    const error = refusal({ ...rule, name: 'nightly' });
    expect(error.property).toBe(property);
    expect(error.message).toContain(`Mute rule 'nightly': '${property}' is not valid: `);
    expect(error.message).toContain(says);
  });

  test('an expiry that is not after the start, and an expression of more than 256 characters', () => {
    expect(refusal({ ...DAILY, startMs: 5, expireMs: 5 }).message).toContain('it is not after the start date');
    expect(refusal({ ...DAILY, expression: `cron(${'0,'.repeat(130)}0 2 * * *)` }).message).toContain(
      '256 are allowed',
    );
  });

  test('random text is refused as a mute rule, never by another error', () => {
    const piece = fc.constantFrom(
      'cron(',
      'at(',
      ')',
      '*',
      '-',
      ',',
      ' ',
      '0',
      '7',
      'MON',
      '2026-03-29T02:30',
      'P',
      'T',
      '1M',
      'UTC',
      '/',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
    );
    const property = fc.property(
      fc.constantFrom('expression', 'duration', 'timezone', 'startDate'),
      text,
      (name, value) => {
        try {
          parseMuteRule({ ...DAILY, [name]: value }).status(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MuteRuleError);
        }
      },
    );
    fc.assert(property, { numRuns: 1_000 });
  });

  function refusal(rule: MuteRuleSettings): MuteRuleError {
    try {
      parseMuteRule(rule);
    } catch (error) {
      if (error instanceof MuteRuleError) return error;
      throw error;
    }
    throw new Error(`${JSON.stringify(rule)} was accepted`);
  }
});

describe('any cron expression over days in which clocks change', () => {
  // Lord Howe changes by half an hour, Santiago at midnight, Casablanca back and forth within weeks.
  const places = [
    ['Europe/Berlin', '2026-03-27T00:00Z'],
    ['Europe/Berlin', '2026-10-23T00:00Z'],
    ['Australia/Lord_Howe', '2026-04-03T00:00Z'],
    ['America/Santiago', '2026-09-04T00:00Z'],
    ['Africa/Casablanca', '2026-02-13T00:00Z'],
    ['UTC', '2026-12-30T00:00Z'],
  ] as const;
  const DAYS = 5;

  const subset = (values: string[], length: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: length }).map(String),
    );
  const days = Array.from({ length: 31 }, (_, index) => `${index + 1}`);
  const fields = fc.tuple(
    fc.uniqueArray(fc.constantFrom('0', '15', '30', '59'), { minLength: 1 }).map(String),
    subset(['0', '1', '2', '3', '23'], 3),
    subset(days, 6),
    fc.constantFrom('*', '1-6', '7-12'),
    subset(['SUN', '1', '2', 'WED', '4', '5', '6'], 2),
  );

  test('windows and next starts are those of a minute-by-minute search', () => {
    const duration = fc.constantFrom(1, 45, 200, 2880);
    fc.assert(
      fc.property(fields, fc.constantFrom(...places), duration, (words, [timezone, from], minutes) => {
        const schedule = parseMuteRule({ expression: `cron(${words.join(' ')})`, duration: `PT${minutes}M`, timezone });
        const starts = startsByMinute(words, timezone, ms(from));
        const untilMs = ms(from) + DAYS * 1440 * MINUTE;
        for (let atMs = ms(from) + 2 * 1440 * MINUTE; atMs < untilMs; atMs += 17 * MINUTE) {
          const startMs = starts.filter((start) => start <= atMs && start > atMs - minutes * MINUTE).at(-1);
          const window = startMs === undefined ? undefined : { startMs, endMs: startMs + minutes * MINUTE };
          expect(schedule.windowAt(atMs)).toEqual(window);
          const next = starts.find((start) => start > atMs);
          if (next !== undefined) expect(schedule.nextStart(atMs)).toBe(next);
          else expect(schedule.nextStart(atMs) ?? untilMs).toBeGreaterThanOrEqual(untilMs);
        }
      }),
      { numRuns: 60 },
    );
  });

  /** Starts in the days from `fromMs`: the first minutes whose clock, as Intl prints it, fits the fields. */
  function startsByMinute([minute, hour, dom, month, dow]: string[], timezone: string, fromMs: number): number[] {
    const clocks = clocksOf(timezone, fromMs);
    const fits = (field: string | undefined, value: number) =>
      field === '*' || `${field}`.split(',').some((item) => item === String(value));
    const inHalf = (value: number) => month === '*' || (month === '1-6') === value <= 6;
    const names: Record<string, string> = { SUN: '0', WED: '3' };
    const weekdays = `${dow}`.replace(/SUN|WED/g, (name) => names[name] as string);
    const fitsDay = (ofMonth: number, ofWeek: number) => {
      const [a, b] = [fits(dom, ofMonth), fits(weekdays, ofWeek)];
      return dom === '*' || dow === '*' ? a && b : a || b;
    };
    const seen = new Set<string>();
    return clocks.flatMap(({ atMs, clock, parts: [year, mon, day, hh, mm] }) => {
      const first = !seen.has(clock);
      seen.add(clock);
      const ofWeek = new Date(Date.UTC(year as number, (mon as number) - 1, day)).getUTCDay();
      const fitting = fits(minute, mm as number) && fits(hour, hh as number) && inHalf(mon as number);
      return first && fitting && fitsDay(day as number, ofWeek) ? [atMs] : [];
    });
  }

  const cache = new Map<string, { atMs: number; clock: string; parts: number[] }[]>();

  function clocksOf(timezone: string, fromMs: number) {
    const key = `${timezone} ${fromMs}`;
    const known = cache.get(key);
    if (known) return known;
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
    const clocks = Array.from({ length: DAYS * 1440 }, (_, index) => {
      const atMs = fromMs + index * MINUTE;
      const clock = format.format(atMs);
      return { atMs, clock, parts: clock.split(/[-: ]/).map(Number) };
    });
    cache.set(key, clocks);
    return clocks;
  }
});
