import * as fc from 'fast-check';
import { adaptive, always, never, parentBased, rateLimited, ratio } from '../../lib/middleware/sampling';
import { span, trace } from './export/traces';

const withId = (traceId: string) => trace({ traceId });
const randomId = fc
  .array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 4, maxLength: 4 })
  .map((words) => words.map((word) => word.toString(16).padStart(8, '0')).join(''));

test('always and never are what they say', () => {
  expect(always(trace(), false)).toBe(true);
  expect(never(trace(), true)).toBe(false);
});

describe('ratio', () => {
  test('asks the last 56 bits of the trace id', () => {
    const half = ratio(0.5);
    expect(half(withId(`${'f'.repeat(18)}7fffffffffffff`), undefined)).toBe(false);
    expect(half(withId(`${'0'.repeat(18)}80000000000000`), undefined)).toBe(true);
  });

  test('keeps all with 1 and none with 0, at both ends of the ids', () => {
    for (const id of ['0'.repeat(32), 'f'.repeat(32)]) {
      expect(ratio(1)(withId(id), undefined)).toBe(true);
      expect(ratio(0)(withId(id), undefined)).toBe(false);
    }
  });

  test('keeps with a larger share all that a smaller one keeps, and about its share', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(randomId, share, share, (id, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const kept = ratio(less)(withId(id), undefined);
        expect(ratio(less)(withId(id), undefined)).toBe(kept);
        if (kept) expect(ratio(more)(withId(id), undefined)).toBe(true);
      }),
    );
    const ids = fc.sample(fc.noBias(randomId), { numRuns: 4_000, seed: 1 });
    const kept = ids.filter((id) => ratio(0.25)(withId(id), undefined)).length;
    expect(kept / ids.length).toBeGreaterThan(0.22);
    expect(kept / ids.length).toBeLessThan(0.28);
  });

  test('keeps none where the id is no number', () => {
    expect(ratio(1)(withId('nonsense'), undefined)).toBe(false);
  });
});

describe('rateLimited', () => {
  test('keeps so many a second, after one second at the start', () => {
    let nowMs = 5_000;
    const sampler = rateLimited(2, () => nowMs);
    const kept = (count: number) => Array.from({ length: count }, () => sampler(trace(), undefined));
    expect(kept(3)).toEqual([true, true, false]);
    nowMs += 499;
    expect(kept(1)).toEqual([false]);
    nowMs += 1;
    expect(kept(2)).toEqual([true, false]);
    nowMs += 3_600_000;
    expect(kept(3)).toEqual([true, true, false]);
  });

  test('keeps one in ten seconds with 0.1', () => {
    let nowMs = 0;
    const sampler = rateLimited(0.1, () => nowMs);
    const kept: number[] = [];
    for (; nowMs <= 30_000; nowMs += 500) if (sampler(trace(), undefined)) kept.push(nowMs);
    expect(kept).toEqual([0, 10_000, 20_000, 30_000]);
  });

  test('never keeps more than it may, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (moves, perSecond) => {
        let nowMs = 0;
        let forwardMs = 0;
        let kept = 0;
        const sampler = rateLimited(perSecond, () => nowMs);
        for (const move of [0, ...moves]) {
          nowMs += move;
          forwardMs += Math.max(move, 0);
          if (sampler(trace(), undefined)) kept += 1;
        }
        expect(kept).toBeLessThanOrEqual(perSecond + (forwardMs / 1000) * perSecond);
      }),
    );
  });

  test('goes on where the clock went back', () => {
    let nowMs = 3_600_000;
    const sampler = rateLimited(1, () => nowMs);
    expect([sampler(trace(), undefined), sampler(trace(), undefined)]).toEqual([true, false]);
    nowMs = 0;
    expect(sampler(trace(), undefined)).toBe(false);
    nowMs = 1_000;
    expect(sampler(trace(), undefined)).toBe(true);
  });

  test('has a clock of its own', () => {
    const sampler = rateLimited(1e-6);
    expect([sampler(trace(), undefined), sampler(trace(), undefined)]).toEqual([true, false]);
  });
});

test('parentBased follows the caller, and asks its root where the caller says nothing', () => {
  const root = jest.fn(() => false);
  expect(parentBased(root)(trace(), true)).toBe(true);
  expect(parentBased(always)(trace(), false)).toBe(false);
  expect(root).not.toHaveBeenCalled();
  expect(parentBased(root)(trace(), undefined)).toBe(false);
  expect(root).toHaveBeenCalledTimes(1);
});

describe('adaptive', () => {
  const sampler = adaptive({ share: 0, slowMs: 1_000 });

  test('keeps faults, refused calls and slow invocations with a share of 0', () => {
    expect(sampler(trace({ spans: [span({ fault: true })] }), false)).toBe(true);
    expect(sampler(trace({ spans: [span(), span({ fault: true })] }), undefined)).toBe(true);
    expect(sampler(trace({ spans: [span(), span({ throttled: true })] }), undefined)).toBe(true);
    expect(sampler(trace({ spans: [span({ durationMs: 1_000 })] }), undefined)).toBe(true);
  });

  test('leaves the rest to the share: client errors and slow parts of a fast whole are no trouble', () => {
    const spans = [span({ durationMs: 999, clientError: true }), span({ durationMs: 5_000 })] as const;
    expect(sampler(trace({ spans }), true)).toBe(false);
    expect(adaptive({ share: 1, slowMs: 1_000 })(trace({ spans }), false)).toBe(true);
  });

  test('limits the rest, not the faults', () => {
    const limited = adaptive({ share: 1, slowMs: 1_000, perSecond: 1e-6 });
    const faulty = trace({ spans: [span({ fault: true })] });
    expect([limited(trace(), undefined), limited(trace(), undefined)]).toEqual([true, false]);
    expect([limited(faulty, undefined), limited(faulty, undefined)]).toEqual([true, true]);
  });
});

test.each<[string, () => unknown, string]>([
  ['a share above 1', () => ratio(10), "ratio: share must be a number from 0 (none) to 1 (all), got '10'"],
  [
    'a share that is no number',
    () => ratio(Number.NaN),
    "ratio: share must be a number from 0 (none) to 1 (all), got 'NaN'",
  ],
  ['a share as a text', () => ratio('0.5' as never), "got '0.5'"],
  [
    'no share',
    () => adaptive({ slowMs: 1 } as never),
    "adaptive: share must be a number from 0 (none) to 1 (all), got 'undefined'",
  ],
  [
    'a rate of 0',
    () => rateLimited(0),
    "rateLimited: perSecond must be a number above 0; use never to keep none, got '0'",
  ],
  ['a rate without end', () => rateLimited(Infinity), "got 'Infinity'"],
  [
    'a negative time',
    () => adaptive({ share: 1, slowMs: -1 }),
    "adaptive: slowMs must be a number of milliseconds, 0 or more, got '-1'",
  ],
  [
    'a misspelt option',
    () => adaptive({ share: 1, slowMS: 1 } as never),
    "adaptive: an option must be one of share, slowMs, perSecond, got 'slowMS'",
  ],
  [
    'a root that is no sampler',
    () => parentBased(0.1 as never),
    "parentBased: root must be a sampler such as ratio(0.1), got '0.1'",
  ],
])('refuses %s', (_title, make, message) => {
  expect(make).toThrow(message);
});
