import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customMetricsUsd, priceOf, unitPrice } from '../../../lib/core/price/charge';
import { estimateCost } from '../../../lib/core/price/estimate';
import { PRICE_LIST, type PriceList } from '../../../lib/core/price/prices';
import { FUNCTION, largeApp, stack } from './samples';

/** The compiled list of us-east-1; it names the source of each price. */
const COMPILED: PriceList = JSON.parse(readFileSync(join(__dirname, 'prices.json'), 'utf8'));

test('the list of the package is the compiled one, price by price', () => {
  const { region, currency, asOf, prices } = COMPILED;
  expect(PRICE_LIST).toEqual({ region, currency, asOf, prices });
});

test('every price has an id of its own, a source and a price above zero', () => {
  expect(new Set(PRICE_LIST.prices.map(({ id }) => id)).size).toBe(PRICE_LIST.prices.length);
  for (const price of PRICE_LIST.prices) {
    expect(price.usd).toBeGreaterThan(0);
    expect(price.source).not.toBe('');
  }
});

// What one unit costs, worked out by hand from `usd` and `per`.
test.each([
  ['xray.recorded', 5e-6],
  ['sns.email', 2e-5],
  ['cw.api.GetMetricData', 1e-5],
  ['lambda.gbs.arm', 1.33334e-5],
  ['cw.alarm.standard', 0.1],
  ['cw.logs.ingest.standard', 0.5],
  ['scheduler.invocation', 1e-6],
  ['ddb.rru', 1.25e-7],
])('one unit of %s costs %d', (id, usd) => {
  const price = priceOf(PRICE_LIST, id);
  expect(price && unitPrice(price)).toBeCloseTo(usd, 12);
});

// 10,000 at 0.30, the next 240,000 at 0.10, the next 750,000 at 0.05, the rest at 0.02.
test.each([
  [0, 0],
  [1, 0.3],
  [10_000, 3_000],
  [10_001, 3_000.1],
  [250_000, 27_000],
  [1_000_000, 64_500],
  [1_000_010, 64_500.2],
])('%d custom metrics cost %d a month, tier by tier', (count, usd) => {
  expect(customMetricsUsd(PRICE_LIST, count)).toBeCloseTo(usd, 6);
});

describe('the figures follow the list', () => {
  const app = [...largeApp(40), ...stack({ Traced: [FUNCTION, { TracingConfig: { Mode: 'Active' } }] }, 'More')];
  const traffic = { requests: 10e6 };
  const before = estimateCost(app, { traffic, prices: COMPILED });
  const used = [...new Set(before.lines.map(({ priceId }) => priceId))];

  test('each line is its quantity times the price in the file', () => {
    expect(used).toEqual(
      expect.arrayContaining([
        'cw.alarm.standard',
        'cw.customMetric.tier1',
        'cw.dashboard',
        'cw.logs.archive',
        'xray.recorded',
      ]),
    );
    for (const { priceId, quantity, usdPerMonth } of before.lines) {
      const price = COMPILED.prices.find(({ id }) => id === priceId);
      expect(usdPerMonth).toBeCloseTo(quantity * (priceId === 'xray.recorded' ? 5e-6 : (price?.usd ?? 0)), 9);
    }
  });

  test.each(used)('a doubled %s doubles its lines and no others', (changed) => {
    const prices = COMPILED.prices.map((price) => (price.id === changed ? { ...price, usd: 2 * price.usd } : price));
    const after = estimateCost(app, { traffic, prices: { ...COMPILED, prices } });
    const of = (estimate: typeof before, mine: boolean) =>
      estimate.lines
        .filter(({ priceId }) => (priceId === changed) === mine)
        .reduce((sum, line) => sum + line.usdPerMonth, 0);
    expect(of(after, true)).toBeCloseTo(2 * of(before, true), 9);
    expect(of(after, false)).toBeCloseTo(of(before, false), 9);
    expect(after.usdPerMonth).toBeCloseTo(before.usdPerMonth + of(before, true), 9);
  });

  test('a price that is no longer in the list is reported as not known, not as nothing', () => {
    const prices = COMPILED.prices.filter(({ id }) => id !== 'cw.dashboard');
    const after = estimateCost(app, { traffic, prices: { ...COMPILED, prices } });
    expect(after.notPriced).toContainEqual({
      what: 'dashboards',
      count: 1,
      reason: 'price not known: it is not in the price list',
      stackName: 'Stack0',
    });
    expect(after.usdPerMonth).toBeCloseTo(before.usdPerMonth - 3, 9);
  });
});
