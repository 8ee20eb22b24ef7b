import fc from 'fast-check';
import { advance, newSeriesState } from '../../../../lib/core/anomaly/watch/advance';
import type { SeriesState } from '../../../../lib/core/anomaly/watch/state';
import { raisedSignal } from '../../../../lib/core/anomaly/watch/told';
import { buildSignalEvent, readSignalEvent } from '../../../../lib/core/signal/signal-event';
import { seriesOf } from '../../../workflow/detect-anomalies-world';

const TICK = 300_000;
const T0 = Date.UTC(2026, 0, 5);
const SERIES = seriesOf();

/** Feeds values in runs of so many periods, each with what is known by its end. */
function feed(values: readonly number[], runs: readonly number[], before = newSeriesState(SERIES, T0)): SeriesState {
  let state = before;
  let end = 0;
  for (const length of [...runs, values.length]) {
    end = Math.min(end + length, values.length);
    const read = { startMs: T0, values: Float64Array.from(values.slice(0, end)) };
    state = advance(SERIES, state, read, [], T0 + end * TICK).state;
  }
  return state;
}

test('it makes no difference in which portions datapoints come, and how much is read twice', () => {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 80 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 }),
      (values, runs) => {
        expect(feed(values, runs)).toEqual(feed(values, []));
      },
    ),
    { numRuns: 60 },
  );
});

test('a gap is waited for while it is one of the newest three periods', () => {
  const until = (values: readonly number[]) => (feed(values, []).untilMs - T0) / TICK;
  const _ = Number.NaN;
  expect([
    until([1, _]),
    until([1, _, _, _]),
    until([1, _, _, _, _]),
    until([1, _, 3, 4, 5]),
    until([1, _, 3, 4]),
  ]).toEqual([1, 1, 2, 5, 1]);
});

test('values that are no numbers change nothing but the time', () => {
  const state = feed([1, Number.POSITIVE_INFINITY, 2], []);
  expect(state).toMatchObject({ untilMs: T0 + 3 * TICK, lastPointMs: T0 + 3 * TICK });
});

test('a damaged state is said to be one, and left as it is', () => {
  const before = { ...newSeriesState(SERIES, T0), detector: new Uint8Array([1, 2, 3]) };
  const { afresh, state, scores } = advance(SERIES, before, { startMs: T0, values: Float64Array.of(1) }, [], T0 + TICK);
  expect(afresh).toEqual(expect.any(String));
  expect([state, scores]).toEqual([before, []]);
});

test.each([
  ['metric', { metric: { namespace: 'Test', name: 'other', dimensions: {} } }],
  ['statistic', { statistic: 'p50' }],
  ['period', { periodSeconds: 60 as const }],
])('what was learned of another %s is not gone on from', (_, change) => {
  const before = feed([1, 2, 3], []);
  const now = seriesOf(change);
  const read = { startMs: before.untilMs, values: Float64Array.of(1) };
  const { afresh, state } = advance(now, before, read, [], before.untilMs + TICK);
  expect([afresh, state]).toEqual(['it was learned of another metric, statistic or period', before]);
  const { source: _source, ...older } = before;
  expect(advance(SERIES, older, read, [], before.untilMs + TICK)).toEqual(
    advance(SERIES, before, read, [], before.untilMs + TICK),
  );
});

test('a deploy is told once, before the first datapoint after it', () => {
  const read = (periods: number) => ({ startMs: T0, values: new Float64Array(periods).fill(1) });
  const first = advance(SERIES, newSeriesState(SERIES, T0), read(2), [T0 + TICK, T0 + 5 * TICK], T0 + 2 * TICK);
  expect(first.state.deployMs).toBe(T0 + TICK);
  const second = advance(SERIES, first.state, read(9), [T0 + TICK, T0 + 5 * TICK], T0 + 9 * TICK);
  expect(second.state.deployMs).toBe(T0 + 5 * TICK);
});

test('its signal is one that a hub reads', () => {
  const episode = { sinceMs: T0, score: 1 / 3, value: 912.34567, expected: 340, why: ['a', 'b', 'c', 'd'] };
  const read = readSignalEvent({ detail: buildSignalEvent(raisedSignal(SERIES, episode)) });
  expect(read).toMatchObject({
    member: 'detect-anomalies#anomaly/checkout/prod/latency',
    state: 'ALARM',
    role: 'signal',
    reason: 'p99 Test/latency was 912.3, usual at this hour is 340 (score 0.3333): a; b; c',
  });
});
