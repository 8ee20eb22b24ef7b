import { duration, offset, quantity } from '../../lib/view/format';
import { tickLabel, timeTicks } from '../../lib/view/report/time-axis';

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [250_000, '4 min 10 s'],
  [3_600_000, '1 h'],
  [3_900_000, '1 h 5 min'],
  [90_000_000, '1 d 1 h'],
  [-5, '0 s'],
])('writes %d ms as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [0, '+0:00'],
  [850_000, '+14:10'],
  [3_723_000, '+1:02:03'],
])('writes the offset of %d ms as %s', (ms, words) => {
  expect(offset(ms)).toBe(words);
});

test.each([
  [0, 'Milliseconds', '0'],
  [240.04, 'Milliseconds', '240 ms'],
  [1240, 'Milliseconds', '1.24 s'],
  [250, 'Seconds', '4 min 10 s'],
  [4.2, 'Percent', '4.2 %'],
  [48_200_000, 'Bytes', '48.2 MB'],
  [1204, 'Count', '1,204'],
  [1_250_000, 'Count', '1.25M'],
  [0.9812, 'None', '0.981'],
  [12, 'Count/Second', '12/s'],
  [Number.NaN, 'Count', '–'],
])('writes %d %s as %s', (value, unit, words) => {
  expect(quantity(value, unit)).toBe(words);
});

test('puts ticks on round times in UTC', () => {
  const ticks = timeTicks(Date.UTC(2026, 1, 3, 8, 57), Date.UTC(2026, 1, 3, 9, 47), 6);
  expect(ticks.map((tick) => tickLabel(tick, 600_000))).toEqual(['09:00', '09:10', '09:20', '09:30', '09:40']);
});
