import fc from 'fast-check';
import { criticalPath } from '../../../lib/core/trace/critical-path';
import { readTrace, type TraceNode } from '../../../lib/core/trace/trace';
import { type Given, T0, texts } from './documents';

/** `a 0-10, b 10-30`: from and to in ms. */
function told(given: Given): string {
  const [root] = readTrace('1-a', texts(given)).roots as [TraceNode];
  return criticalPath(root)
    .map(({ node, startMs, endMs }) => `${node.id} ${startMs - T0}-${endMs - T0}`)
    .join(', ');
}

describe('the critical path', () => {
  test('of work without calls is the work', () => {
    expect(told({ id: 'a', from: 0, to: 10 })).toBe('a 0-10');
  });

  test('goes through calls one after the other, with the work between them', () => {
    const inside = [
      { id: 'b', from: 10, to: 30 },
      { id: 'c', from: 40, to: 90, inside: [{ id: 'd', from: 50, to: 60 }] },
    ];
    expect(told({ id: 'a', from: 0, to: 100, inside })).toBe(
      'a 0-10, b 10-30, a 30-40, c 40-50, d 50-60, c 60-90, a 90-100',
    );
  });

  test('of calls at the same time takes the one that finished last', () => {
    const inside = [
      { id: 'fast', from: 10, to: 30 },
      { id: 'slow', from: 10, to: 80 },
      { id: 'middle', from: 15, to: 60 },
    ];
    expect(told({ id: 'a', from: 0, to: 100, inside })).toBe('a 0-10, slow 10-80, a 80-100');
  });

  test('before the one that finished last came what ended before it began', () => {
    const inside = [
      { id: 'first', from: 0, to: 20 },
      { id: 'beside', from: 10, to: 35 },
      { id: 'last', from: 30, to: 50 },
    ];
    expect(told({ id: 'a', from: 0, to: 50, inside })).toBe('first 0-20, a 20-30, last 30-50');
  });

  test('leaves out what ended after its parent, which did not wait for it', () => {
    expect(told({ id: 'a', from: 0, to: 50, inside: [{ id: 'async', from: 20, to: 500 }] })).toBe('a 0-50');
  });

  test('takes an end that is later by rounding for the end', () => {
    expect(told({ id: 'a', from: 0, to: 50, inside: [{ id: 'b', from: 20, to: 50.6 }] })).toBe('a 0-20, b 20-50');
  });

  test('of nothing is nothing', () => {
    expect(told({ id: 'a', from: 5, to: 5, inside: [{ id: 'b', from: 5, to: 5 }] })).toBe('');
  });

  test('its steps follow each other without gaps and last as long as the request, whatever ran beside what', () => {
    const part = fc.record({
      under: fc.nat(),
      from: fc.integer({ min: -5, max: 100 }),
      to: fc.integer({ min: -5, max: 110 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), fc.integer({ min: 0, max: 100 }), (parts, length) => {
        const all = parts.map(({ under, from, to }, index) => ({
          id: `n${index + 1}`,
          parent: `n${under % (index + 1)}`,
          from,
          to,
        }));
        const [root] = readTrace('1-a', texts({ id: 'n0', from: 0, to: length }, ...all)).roots as [TraceNode];
        let atMs = root.startMs;
        for (const { startMs, endMs } of criticalPath(root)) {
          expect(startMs).toBe(atMs);
          expect(endMs).toBeGreaterThan(startMs);
          atMs = endMs;
        }
        expect(atMs).toBe(root.endMs);
      }),
    );
  });
});
