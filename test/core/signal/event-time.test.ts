import fc from 'fast-check';
import { readTime } from '../../../lib/core/signal/event-time';

const AT = Date.UTC(2026, 3, 8, 7, 2);

test.each<[unknown, number]>([
  ['Wed, 08 Apr 2026 07:02:00 GMT', AT],
  ['Wed, 8 Apr 2026 07:02:00 GMT', AT],
  ['Wed, 08 Apr 2026 09:02:00 +0200', AT],
  ['2026-04-08T07:02:00Z', AT],
  ['2026-04-08T07:02:00.120Z', AT + 120],
  ['2026-04-08T09:02:00.120+0200', AT + 120],
  ['2026-04-08T07:02', AT],
  [AT / 1000, AT],
  [AT / 1000 + 0.5, AT + 500],
  [AT, AT],
  [0, 0],
])('%j is a time', (value, ms) => {
  expect(readTime(value)).toBe(ms);
});

const NO_TIMES: readonly unknown[] = [
  ...['', '0', '1', 'Friday', '2026', '2026-04-08', '2026-13-08T07:02:00Z', 'Apr 8, 2026', '1960-01-01T00:00:00Z'],
  ...['+012026-04-08T07:02:00Z', '2026-04-08T07:02:00Z\n'],
  ...[-1, Number.NaN, Number.POSITIVE_INFINITY, 1e13, 9_999_999_999_999.6],
  ...[null, undefined, true, [], {}, { toString: 1 }],
];

test.each(NO_TIMES.map((value) => [value]))('%j is none', (value) => {
  expect(readTime(value)).toBeUndefined();
});

test('any time that is written comes back', () => {
  const ms = fc.integer({ min: 0, max: Date.UTC(2286, 0) });
  fc.assert(fc.property(ms, (time) => readTime(new Date(time).toISOString()) === time));
  const seconds = fc.integer({ min: 0, max: 9_999_999_999 });
  fc.assert(fc.property(seconds, (time) => readTime(new Date(time * 1000).toUTCString()) === time * 1000));
});
