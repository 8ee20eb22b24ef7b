import fc from 'fast-check';
import { instantOf, timeZone, toLocal, toUtc } from '../../lib/core/time-zone';

const HOUR = 3_600_000;
const utc = (text: string) => Date.parse(`${text}Z`);
const BERLIN = timeZone('Europe/Berlin');

test.each([
  ['UTC', 0],
  ['gmt', 0],
  ['Z', 0],
  ['+05:30', 5.5 * HOUR],
  ['+0530', 5.5 * HOUR],
  ['UTC-3', -3 * HOUR],
  ['GMT+14', 14 * HOUR],
  ['-14:00', -14 * HOUR],
])('%s is %d ms from UTC, summer and winter', (name, offset) => {
  expect(timeZone(name).offsetMs(utc('2026-01-05T12:00'))).toBe(offset);
  expect(timeZone(name).offsetMs(utc('2026-07-05T12:00'))).toBe(offset);
});

test.each([
  ['+14:01', 'at most 14 hours'],
  ['-15', 'at most 14 hours'],
  ['+05:60', 'is not an offset from UTC'],
  ['Europe/Berlni', "did you mean 'Europe/Berlin'?"],
  ['the moon, somewhere', "Write an IANA name such as 'Europe/Berlin'"],
  ['', "there is no time zone ''"],
])('%j is refused', (name, message) => {
  expect(() => timeZone(name)).toThrow(message);
});

test.each([
  ['2026-01-05T12:00', 1],
  ['2026-03-29T00:59:59', 1],
  ['2026-03-29T01:00', 2],
  ['2026-10-25T00:59:59', 2],
  ['2026-10-25T01:00', 1],
])('Berlin at %s UTC is %d hours ahead', (at, hours) => {
  expect(toLocal(BERLIN, utc(at)) - utc(at)).toBe(hours * HOUR);
});

test('an offset that is no whole hour is exact, and so is a moment before 1970', () => {
  expect(timeZone('Asia/Kathmandu').offsetMs(utc('2026-01-05T00:00'))).toBe(5.75 * HOUR);
  expect(BERLIN.offsetMs(utc('1960-07-01T00:00'))).toBe(HOUR);
});

test('a time that daylight saving skips is moved on, and is no instant', () => {
  expect(instantOf(BERLIN, utc('2026-03-29T02:30'))).toBeUndefined();
  expect(toUtc(BERLIN, utc('2026-03-29T02:30'))).toBe(utc('2026-03-29T01:30'));
  expect(toLocal(BERLIN, utc('2026-03-29T01:30'))).toBe(utc('2026-03-29T03:30'));
});

test('of a time that comes twice, the first is taken', () => {
  expect(toUtc(BERLIN, utc('2026-10-25T02:30'))).toBe(utc('2026-10-25T00:30'));
});

test('there and back is the same moment, but for the hour that comes twice', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', '+05:30').map(timeZone);
  const minutes = fc.integer({ min: utc('2020-01-01T00:00') / 60_000, max: utc('2030-01-01T00:00') / 60_000 });
  fc.assert(
    fc.property(zones, minutes, (zone, minute) => {
      const at = minute * 60_000;
      const local = toLocal(zone, at);
      const back = toUtc(zone, local);
      expect(toLocal(zone, back)).toBe(local);
      expect([0, 0.5 * HOUR, HOUR]).toContain(at - back);
    }),
  );
});
