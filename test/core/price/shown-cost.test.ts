import fc from 'fast-check';
import type { CostEstimate } from '../../../lib/core/price/estimate';
import { readShownCost, shownCost } from '../../../lib/core/price/shown-cost';

const estimate = {
  usdPerMonth: 12.3456,
  region: 'us-east-1',
  asOf: 'compiled 2026-11-21; verified=true means much',
  lines: Array.from({ length: 9 }, (_, index) => ({
    ...{ what: `line ${index}`, quantity: 1.005 + index, usdPerMonth: 9 - index },
  })),
  notPriced: ['a', 'a', 'b', 'c', 'd', 'e', 'f'].map((what) => ({ what })),
} as unknown as CostEstimate;

test('keeps the biggest lines, each name once, and cents', () => {
  const shown = shownCost(estimate);
  expect(shown).toMatchObject({
    usdPerMonth: 12.35,
    asOf: 'compiled 2026-11-21',
    notPriced: ['a', 'b', 'c', 'd', 'e'],
  });
  expect(shown.lines.map(({ what }) => what)).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4', 'line 5']);
  expect(readShownCost(JSON.parse(JSON.stringify(shown)))).toEqual(shown);
});

test('what somebody wrote into a dashboard is no estimate, or one of the known form', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const read = readShownCost(value);
      expect(read === undefined || readShownCost(read) !== undefined).toBe(true);
    }),
  );
  expect(readShownCost({ ...shownCost(estimate), usdPerMonth: Number.NaN })).toBeUndefined();
  expect(readShownCost({ ...shownCost(estimate), lines: 'none' })).toBeUndefined();
  expect(readShownCost({ ...shownCost(estimate), lines: [null, { what: 1 }], notPriced: [1] })).toMatchObject({
    ...{ lines: [], notPriced: [] },
  });
});
