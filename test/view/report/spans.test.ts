import fc from 'fast-check';
import { drawnSpans, type StateSpan, statesOf } from '../../../lib/view/report/spans';
import { at, checkoutReport, fullReport } from './fixture';

const range = { startMs: 0, endMs: 10_000 };

/** Alternating OK and ALARM from 0 on, changing at the given times. */
function spansOf(changes: readonly number[]): StateSpan[] {
  const edges = [0, ...[...new Set(changes)].sort((a, b) => a - b), range.endMs];
  return edges.slice(1).map((toMs, index) => ({
    state: index % 2 === 0 ? 'OK' : 'ALARM',
    fromMs: edges[index] ?? 0,
    toMs,
    reason: `from ${edges[index]}`,
  }));
}

test('keeps why the actions of a state were held back', () => {
  const depth = fullReport.alarms.find(({ label }) => label === 'Orders DLQ Depth');
  const spans = depth ? statesOf(depth, checkoutReport) : [];
  expect(spans.map(({ state, heldBack }) => [state, heldBack])).toEqual([
    ['INSUFFICIENT_DATA', undefined],
    ['OK', undefined],
    ['ALARM', 'muted by nightly-redrive until 09:26'],
    ['OK', undefined],
  ]);
  expect(spans[2]?.fromMs).toBe(at(17, 10));
});

test('draws few spans as they are', () => {
  const spans = spansOf([1000, 2000]);
  expect(drawnSpans(spans, range, 3)).toEqual(spans);
});

test('draws a fast flapping alarm in slices that cover the time, show every ALARM and say how often it changed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 30, maxLength: 300 }),
      fc.integer({ min: 2, max: 25 }),
      (changes, most) => {
        const spans = spansOf(changes);
        const drawn = drawnSpans(spans, range, most);
        if (spans.length <= most) return;
        expect(drawn.length).toBeLessThanOrEqual(most);
        expect(drawn[0]?.fromMs).toBe(0);
        expect(drawn.at(-1)?.toMs).toBeCloseTo(range.endMs, 6);
        drawn.slice(1).forEach((span, index) => {
          expect(span.fromMs).toBeCloseTo(drawn[index]?.toMs ?? -1, 6);
        });
        for (const { fromMs, toMs } of spans.filter(({ state }) => state === 'ALARM')) {
          const middle = (fromMs + toMs) / 2;
          expect(drawn.find((span) => span.fromMs <= middle && span.toMs > middle)?.state).toBe('ALARM');
        }
      },
    ),
  );
  const drawn = drawnSpans(spansOf([100, 200, 300, 9000]), range, 2);
  expect(drawn.map(({ state, reason }) => [state, reason])).toEqual([
    ['ALARM', '3 changes of state, too close to draw apart.'],
    ['ALARM', '1 change of state, too close to draw apart.'],
  ]);
});
