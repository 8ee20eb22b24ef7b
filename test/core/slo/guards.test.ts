import fc from 'fast-check';
import { planSloAlarms } from '../../../lib/core/slo/alarm-plan';
import { WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import type { SloDefinition } from '../../../lib/core/slo/definition';
import { type GuardedSlo, unmetGuards } from '../../../lib/core/slo/guards';
import { sloLints } from '../../../lib/core/slo/slo-lints';
import { explainSlo } from '../../../lib/view/slo/explanation';
import { SLICES, sloOf } from './report-support';

const slices = (sliceSeconds: number) => ({ ...SLICES, sliceSeconds }) as SloDefinition['indicator'];

function guarded(more: Partial<SloDefinition> = {}): GuardedSlo {
  return sloOf({ rules: WORKBOOK_RULES, indicator: slices(300), ...more });
}

test('a guard of more slices than a window holds can never be met: each such rule is told with what it holds', () => {
  expect(unmetGuards("Objective 'Fresh'", guarded({ minTotal: 100 }))).toBe(
    "Objective 'Fresh': 'minTotal' asks for 100 slices of 5 min, more than the windows of these rules can hold, so that " +
      "they can never fire: 'page_fast' (12 slices in 1 h), 'page_slow' (72 slices in 6 h); lower 'minTotal' to 12 or " +
      "less, or leave these rules out by 'rules'",
  );
  expect(unmetGuards('', guarded({ minTotal: 2, minBad: 13 }))).toContain("'minBad' asks for 13 slices");
  expect(unmetGuards('', guarded({ minTotal: 12, minBad: 12 }))).toBeUndefined();
  expect(unmetGuards('', guarded({ minTotal: 100, rules: [] }))).toBeUndefined();
  expect(unmetGuards('', guarded({ minTotal: 100, rules: WORKBOOK_RULES.slice(2) }))).toBeUndefined();
});

test('of events nobody knows how many a window holds', () => {
  expect(unmetGuards('', guarded({ minTotal: 1e12, indicator: sloOf().indicator }))).toBeUndefined();
});

test('a published burn rate has no guards that could be unmet', () => {
  const definition = guarded({ minTotal: 10_000, rules: WORKBOOK_RULES.slice(3) });
  expect(unmetGuards('', definition)).toContain("'ticket_slow' (864 slices in 3 days)");
  expect(unmetGuards('', definition, 'published')).toBeUndefined();
});

test('whatever passes can be met by a window full of slices, and whatever is refused cannot', () => {
  const divisors = [1, 2, 5, 10, 15, 30, 60, 360, 1_440];
  fc.assert(
    fc.property(fc.constantFrom(...divisors), fc.integer({ min: 1, max: 5_000 }), (sliceMinutes, least) => {
      const refused = unmetGuards('', guarded({ indicator: slices(sliceMinutes * 60), minBad: least }));
      for (const [index, longMinutes] of [60, 360, 1_440, 4_320].entries()) {
        // The most that a sliding window can hold of points that lie so far apart.
        let most = 0;
        for (let start = 0; start < sliceMinutes; start += 1) {
          const first = Math.ceil(start / sliceMinutes) * sliceMinutes;
          most = Math.max(
            most,
            first < start + longMinutes ? Math.floor((start + longMinutes - 1 - first) / sliceMinutes) + 1 : 0,
          );
        }
        const told = refused?.includes(`'${WORKBOOK_RULES[index]?.id}'`) ?? false;
        expect(told).toBe(most < least);
      }
    }),
  );
});

test('rules of tickets have a guard of their own where the objective has one', () => {
  const definition = sloOf({ rules: WORKBOOK_RULES, minBad: 1, minBadOfTickets: 5 });
  const { parts, composites } = planSloAlarms(definition);
  const guarded = parts.filter(
    ({ queries: [share] }) => share && 'expression' in share && share.expression.includes('>= 5'),
  );
  expect(guarded.map(({ id }) => id)).toEqual(['ticket_fast_long', 'ticket_slow_long']);
  const told = composites.map(({ id, reason }) => [id, reason.includes('at least 5 bad ones in the long window')]);
  expect(told).toEqual([
    ['Page', false],
    ['Ticket', true],
  ]);
});

test('of events a guard beyond a thousand million is a slip: a lint', () => {
  const lintsOf = (more: Partial<SloDefinition>) => sloLints(sloOf({ rules: WORKBOOK_RULES, ...more }));
  expect(lintsOf({ minTotal: 1e9, minBad: 1e9 })).toEqual([]);
  expect(lintsOf({ minTotal: 1e9 + 1 })).toEqual([expect.stringContaining("'minTotal' is 1,000,000,001")]);
  expect(lintsOf({ minBad: 2e9 })).toEqual([expect.stringContaining("'minBad' is 2,000,000,000")]);
  expect(lintsOf({ minBad: 2e9, rules: [] })).toEqual([]);
});

describe('an explanation', () => {
  const detections = (more: Partial<SloDefinition>, trafficPerMinute?: number) => {
    const { rules } = explainSlo(sloOf({ rules: WORKBOOK_RULES.slice(0, 1), ...more }), { trafficPerMinute });
    return rules[0]?.detectionMinutes;
  };

  test('promises nothing where guards can never be met', () => {
    expect(() => explainSlo(sloOf({ indicator: slices(300), minTotal: 13, rules: WORKBOOK_RULES }))).toThrow(
      /'minTotal' asks for 13 slices of 5 min.*'page_fast' \(12 slices in 1 h\)/,
    );
  });

  test('counts whole slices, as many as must be bad', () => {
    expect(detections({ indicator: slices(300) })).toMatchObject({ '100 %': 5 });
    expect(detections({ indicator: slices(300), minBad: 3 })).toMatchObject({ '100 %': 15 });
    expect(detections({ indicator: slices(300), minBad: 12 })).toMatchObject({ '100 %': 60, '10 %': null });
  });

  test('waits for as many bad events as the guard asks for, at the traffic that is given', () => {
    expect(detections({ minBad: 30 }, 1)).toEqual({ '100 %': 30, '10 %': null, '1 %': null, 'just above': null });
    expect(detections({ minBad: 30 }, 10)).toMatchObject({ '100 %': 3, '10 %': 30 });
    expect(detections({ minTotal: 61 }, 1)).toMatchObject({ '100 %': null });
    expect(detections({ minTotal: 60 }, 1)).toMatchObject({ '100 %': 1 });
    expect(detections({}, 0.001)).toMatchObject({ '100 %': 1 });
  });
});

test('the alarms of slices are told to wait for as many bad ones as the guard asks for', () => {
  const best = (minBad: number) => {
    const { parts } = planSloAlarms(sloOf({ rules: WORKBOOK_RULES.slice(0, 1), indicator: slices(60), minBad }));
    return parts.map(({ detection }) => detection.bestMinutes);
  };
  expect(best(1)).toEqual([1, 1]);
  expect(best(20)).toEqual([20, 1]);
});
