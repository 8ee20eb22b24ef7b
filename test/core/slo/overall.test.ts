import fc from 'fast-check';
import { SLO_STATUSES } from '../../../lib/core/slo/measurement';
import { overallCompliance } from '../../../lib/core/slo/overall';

test('counts objectives that are not violated, of those with data', () => {
  const statuses = [
    { status: 'compliant', tier: 1 },
    { status: 'at_risk', tier: 2 },
    { status: 'violated', tier: 3 },
    { status: 'violated', tier: 1 },
    { status: 'no_data', tier: 1 },
  ] as const;
  expect(overallCompliance(statuses, 300_000)).toEqual({
    schemaVersion: 1,
    atMs: 300_000,
    compliant: 2,
    withData: 4,
    noData: 1,
    lost: 2,
    share: 0.5,
    weightedShare: 5 / 9,
  });
});

test('tells objectives that are lost from those that the first failures of a window violate', () => {
  const lostOf = (usedOfProjected?: number) =>
    overallCompliance([{ status: 'violated', tier: 1, ...(usedOfProjected !== undefined && { usedOfProjected }) }], 0)
      .lost;
  expect([lostOf(0.2), lostOf(1), lostOf()]).toEqual([0, 1, 1]);
  expect(overallCompliance([{ status: 'at_risk', tier: 1, usedOfProjected: 2 }], 0).lost).toBe(0);
});

test('has no share where nothing has data', () => {
  const nothing = { schemaVersion: 1, atMs: 0, compliant: 0, withData: 0, lost: 0 };
  expect(overallCompliance([], 0)).toEqual({ ...nothing, noData: 0 });
  expect(overallCompliance([{ status: 'no_data', tier: 1 }], 0)).toEqual({ ...nothing, noData: 1 });
});

test('every objective is counted once, shares are between 0 and 1, and of equal tiers are the same', () => {
  const status = fc.constantFrom(...SLO_STATUSES);
  fc.assert(
    fc.property(fc.array(status), fc.constantFrom(1 as const, 2 as const, 3 as const), (statuses, tier) => {
      const overall = overallCompliance(
        statuses.map((one) => ({ status: one, tier })),
        0,
      );
      expect(overall.withData + overall.noData).toBe(statuses.length);
      expect(overall.share === undefined).toBe(overall.withData === 0);
      expect(overall.weightedShare ?? 0).toBeCloseTo(overall.share ?? 0, 12);
      expect(overall.share ?? 1).toBeLessThanOrEqual(1);
    }),
  );
});
