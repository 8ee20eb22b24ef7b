import fc from 'fast-check';
import { EventCounts } from '../../../lib/core/slo/counts';
import { fraction } from '../../../lib/core/slo/fraction';
import { compareShare, readShare } from '../../../lib/core/slo/share';
import { judgeStretch } from '../../../lib/core/slo/window-test';

describe('a share', () => {
  test('is compared as integers of any size are', () => {
    const shares = fc.constantFrom(
      fraction(7n, 750_000n),
      fraction(9n, 625n),
      fraction(1n, 3n),
      fraction(999n, 1_000n),
    );
    fc.assert(
      fc.property(shares, fc.maxSafeNat(), fc.integer({ min: -2, max: 2 }), (share, bad, off) => {
        // The total at which `bad` is the share, and its neighbours.
        const total = Number((BigInt(bad) * share.denominator) / share.numerator) + off;
        fc.pre(total > 0 && total <= Number.MAX_SAFE_INTEGER);
        const exact = BigInt(bad) * share.denominator - BigInt(total) * share.numerator;
        const sign = exact > 0n ? 1 : exact < 0n ? -1 : 0;
        expect(Math.sign(compareShare(bad, total, readShare(share)))).toBe(sign);
      }),
      { numRuns: 1_000 },
    );
  });

  test('of fractions is equal where doubles cannot tell', () => {
    const third = readShare(fraction(1n, 3n));
    expect([0.1, 0.1 * (1 + 1e-13), 0.1 * (1 + 1e-11)].map((bad) => Math.sign(compareShare(bad, 0.3, third)))).toEqual([
      0, 0, 1,
    ]);
  });
});

describe('a stretch', () => {
  const step = fc.tuple(fc.constantFrom(0, 1, 2, 10), fc.constantFrom(0, 0.1, 0.5, 1));
  const steps = fc.array(fc.tuple(fc.nat(6), step), { minLength: 1, maxLength: 8 });

  test('has an answer only if each of its moments has the same', () => {
    let answered = 0;
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(0, 1, 3, 12),
        fc.constantFrom(0, 1, 3, 12),
        fc.boolean(),
        (parts, length, minTotal, minBad, hourly) => {
          const spread = parts.flatMap(([n, pair]) => Array.from({ length: n * n + 1 }, () => pair));
          const total = spread.map(([events]) => events);
          const bad = spread.map(([events, share]) => Math.floor(events * share));
          const counts = EventCounts.of({ startMs: 0, stepSeconds: 60, total, bad });
          const share = readShare(fraction(1n, 10n));
          const judge = (first: number, last: number) =>
            judgeStretch(counts, { length, share, minTotal, minBad, hourly }, first, last);
          const moments = Array.from({ length: counts.steps }, (_, index) => judge(index + 1, index + 1));
          expect(moments).not.toContain('unsure');
          for (let first = 1; first <= counts.steps; first++) {
            for (let width = 2; first + width - 1 <= counts.steps; width *= 2) {
              const verdict = judge(first, first + width - 1);
              if (verdict === 'unsure') continue;
              answered++;
              const [start, end] = [first - 1, first - 1 + width];
              if (moments.slice(start, end).some((moment) => moment !== verdict)) {
                throw new Error(`${verdict} from ${first} for ${width}, but ${moments.slice(start, end).join(' ')}`);
              }
            }
          }
        },
      ),
      { numRuns: 300 },
    );
    // A stretch that is always unsure would be right, too, and of no use.
    expect(answered).toBeGreaterThan(300);
  });
});
