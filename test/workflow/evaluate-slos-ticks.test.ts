import { parseSloWindow } from '../../lib/core/slo/window';
import { earliestTick, oldestDataMs, tickAt, ticksDue } from '../../lib/workflow/evaluate-slos/ticks';
import { DAY, HOUR, MINUTE, SETTLED, T0, TICK } from './evaluate-slos-world';

const stateAt = (lastAtMs: number) => ({ schemaVersion: 1, slo: 'a/b/c', version: 1, lastAtMs, raised: {} });

test('a tick is due three minutes after it, when data have settled', () => {
  expect(tickAt(T0 + SETTLED - 1)).toBe(T0 - TICK);
  expect(tickAt(T0 + SETTLED)).toBe(T0);
});

test('the first run has one tick, a run in time has one, a second run in the same tick none', () => {
  expect(ticksDue(undefined, T0, 0)).toEqual([T0]);
  expect(ticksDue(stateAt(T0 - TICK), T0, 0)).toEqual([T0]);
  expect(ticksDue(stateAt(T0), T0, 0)).toEqual([]);
  expect(ticksDue(stateAt(T0 + HOUR), T0, 0)).toEqual([]);
});

test('a state that is more than an hour ahead is refused', () => {
  expect(() => ticksDue(stateAt(T0 + HOUR + TICK), T0, 0)).toThrow('in the future');
});

test('missed ticks are due oldest first, 288 at a time', () => {
  expect(ticksDue(stateAt(T0 - 3 * TICK), T0, 0)).toEqual([T0 - 2 * TICK, T0 - TICK, T0]);
  const long = ticksDue(stateAt(T0 - 10 * DAY), T0, 0);
  expect([long.length, long[0], long.at(-1)]).toEqual([288, T0 - 10 * DAY + TICK, T0 - 9 * DAY]);
});

test('a tick that was stored off the grid of five minutes does not move those after it', () => {
  expect(ticksDue(stateAt(T0 - TICK + 1_234), T0, 0)).toEqual([T0]);
});

test('ticks whose window has lost data are not due', () => {
  expect(ticksDue(stateAt(T0 - 10 * DAY), T0, T0 - TICK)).toEqual([T0 - TICK, T0]);
});

test('rolling windows can be measured as long as CloudWatch has their first day, calendar ones their start', () => {
  const now = T0 + 2 * MINUTE;
  expect(oldestDataMs(now)).toBe(T0 - 63 * DAY + TICK);
  expect(earliestTick(parseSloWindow('x', '62d'), now)).toBe(T0 - DAY + TICK);
  expect(earliestTick(parseSloWindow('x', '7d'), now)).toBe(T0 - 56 * DAY + TICK);
  // Data go back to Monday, 3 November 2025, 00:05.
  expect(earliestTick(parseSloWindow('x', 'calendar week'), now)).toBe(Date.UTC(2025, 10, 10) + TICK);
  expect(earliestTick(parseSloWindow('x', 'calendar month'), now)).toBe(Date.UTC(2025, 11, 1) + TICK);
});
