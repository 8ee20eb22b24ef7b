import fc from 'fast-check';
import { measureComposite } from '../../../lib/core/slo/composite';
import { EventCounts } from '../../../lib/core/slo/counts';
import type { CompositeSloDefinition } from '../../../lib/core/slo/definition';
import { measureSlo } from '../../../lib/core/slo/measure';
import { compositeOf, definitionOf, T0, TICK } from '../../workflow/evaluate-slos-world';

/** A part with so many bad of 100 events a step for a week. */
function partOf(bad: number, weight = 1, objective = '99', total = 100) {
  const definition = definitionOf({ name: `Bad${bad}`, objective });
  const steps = 7 * 288;
  const series = {
    startMs: T0 - steps * TICK,
    stepSeconds: 300,
    total: Array(steps).fill(total),
    bad: Array(steps).fill(bad),
  };
  return { definition, weight, measurement: measureSlo(definition, EventCounts.of(series), T0) };
}

const worst = compositeOf([]);
const weighted = compositeOf([], { combine: 'weighted' });

test('the worst has the events of the part with the largest bad share', () => {
  const measured = measureComposite(worst, [partOf(1), partOf(3), partOf(2)], T0);
  expect(measured).toMatchObject({
    slo: 'shop/prod/Shop',
    atMs: T0,
    total: 201_600,
    bad: 6_048,
    sli: 0.97,
    status: 'violated',
  });
  expect(measured).toMatchObject({ budgetRemaining: -2, firing: [], violations24h: 0 });
});

describe('the worst of parts that are held to their own objectives', () => {
  const own = compositeOf([], { objective: '99', ownObjectives: true });
  const strict = partOf(1, 1, '99.9');
  const lax = partOf(3, 1, '95');

  test('is the one that has used most of its own budget, not the one with most bad events', () => {
    const measured = measureComposite(own, [lax, strict], T0);
    // 1 % bad is 10 budgets of 0.1 %; 3 % are 0.6 of one of 5 %.
    expect(measured).toMatchObject({ total: 201_600, bad: 2_016, status: 'violated', budgetRemaining: -9 });
    expect(measured.burnRates).toMatchObject({ '5m': 10, '3d': 10 });
    expect(measureComposite(worst, [lax, strict], T0)).toMatchObject({ bad: 6_048, budgetRemaining: -2 });
  });

  test('is kept where each is, at whatever objective', () => {
    expect(measureComposite(own, [lax], T0)).toMatchObject({ status: 'compliant', budgetRemaining: 0.4, sli: 0.97 });
    expect(measureComposite(own, [], T0)).toMatchObject({ status: 'no_data' });
  });
});

describe('of the budget of the whole projected windows is used', () => {
  const young = (bad: number, usedOfProjected: number, objective = '99') => {
    const part = partOf(bad, 1, objective);
    const projection = { minutesLeft: 1, total: 1, bad: 1, sli: 1, budgetRemaining: 0, usedOfProjected };
    return { ...part, measurement: { ...part.measurement, projection } };
  };
  const usedOf = (definition: CompositeSloDefinition, ...parts: ReturnType<typeof young>[]) =>
    measureComposite(definition, parts, T0).usedOfProjected;

  test('what its parts have used of theirs, in terms of its own budget', () => {
    const parts = [young(5, 0.05), young(3, 0.4, '99.9')];
    expect(usedOf(compositeOf([], { ownObjectives: true }), ...parts)).toBe(0.4);
    expect(usedOf(worst, ...parts)).toBe(0.05);
    expect(usedOf(weighted, ...parts)).toBe(0.045);
  });

  test('what the window so far says of a part without a pace, and nothing without parts', () => {
    const { definition, weight, measurement } = partOf(3);
    const { projection, ...old } = measurement;
    expect(measureComposite(worst, [{ definition, weight, measurement: old }], T0).usedOfProjected).toBe(3);
    expect(measureComposite(worst, [], T0)).not.toHaveProperty('usedOfProjected');
  });

  test('as much as of the window so far once the parts are full', () => {
    const full = [partOf(3), partOf(1)];
    expect(measureComposite(worst, full, T0)).toMatchObject({ usedOfProjected: 3, budgetRemaining: -2 });
    expect(measureComposite(weighted, full, T0)).toMatchObject({ usedOfProjected: 2, budgetRemaining: -1 });
  });
});

test('the mean is weighted by weight, not by traffic', () => {
  const measured = measureComposite(weighted, [partOf(0, 3), partOf(4, 1, '99', 400)], T0);
  expect(measured).toMatchObject({ sli: 0.9975, total: 201_600 * 5, budgetRemaining: 0.75, status: 'compliant' });
  expect(measured.burnRates).toMatchObject({ '5m': 0.25, '3d': 0.25 });
});

test('burn rates are in terms of its own budget', () => {
  // 1 % bad is 10 x of a budget of 0.1 %, and 1 x of the composite's of 1 %.
  const strict = partOf(1, 1, '99.9');
  expect(strict.measurement.burnRates['1h']).toBe(10);
  expect(measureComposite(worst, [strict, partOf(0)], T0).burnRates).toMatchObject({ '1h': 1, '1d': 1 });
});

test('the budget that is left lasts as long as the burn rate of the last hour allows', () => {
  const halfUsed = measureComposite(weighted, [partOf(1), partOf(0)], T0);
  expect(halfUsed).toMatchObject({ budgetRemaining: 0.5, burnRates: { '1h': 0.5 } });
  // Half of the budget of 7 days, at half the rate that uses all of it in 7 days.
  expect(halfUsed.hoursToExhaustion).toBe(168);
  expect(measureComposite(weighted, [partOf(0)], T0)).not.toHaveProperty('hoursToExhaustion');
});

test('exactly at its objective it is at risk', () => {
  expect(measureComposite(worst, [partOf(1)], T0).status).toBe('at_risk');
  expect(measureComposite(weighted, [partOf(2), partOf(0)], T0).status).toBe('at_risk');
});

test('parts without data say nothing, and without any there is no data', () => {
  const silent = partOf(0, 1, '99', 0);
  expect(measureComposite(weighted, [silent, partOf(2)], T0)).toMatchObject({ sli: 0.98 });
  for (const definition of [worst, weighted]) {
    expect(measureComposite(definition, [silent], T0)).toMatchObject({ status: 'no_data', total: 0, burnRates: {} });
    expect(measureComposite(definition, [], T0)).toMatchObject({ status: 'no_data', total: 0 });
  }
});

test('is never better than its best part, never worse than its worst', () => {
  const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(parts, (given) => {
      const measured = given.map(([bad, weight]) => partOf(bad, weight));
      const slis = measured.map(({ measurement }) => measurement.sli as number);
      const mean = measureComposite(weighted, measured, T0).sli as number;
      expect(measureComposite(worst, measured, T0).sli).toBe(Math.min(...slis));
      expect(mean).toBeGreaterThanOrEqual(Math.min(...slis) - 1e-9);
      expect(mean).toBeLessThanOrEqual(Math.max(...slis) + 1e-9);
    }),
    { numRuns: 20 },
  );
});
