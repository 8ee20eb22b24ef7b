import { estimateCost } from '../../../lib/core/price/estimate';
import { amount, costSummary, dollars } from '../../../lib/core/price/summary';
import { ALARM, estimate, FUNCTION, handler, largeApp } from './samples';

test('a summary says what each part costs, the biggest lines, what is not known, and whose prices they are', () => {
  expect(costSummary(estimateCost(largeApp(20), { traffic: { requests: 1e6 } })).split('\n')).toEqual([
    'About $46.02 a month: alarms $10.40, metrics $31.50, dashboards $3.00, logs $1.12, traces none',
    expect.stringMatching(
      /^Biggest: 100 x handler metrics of operations of shop \(prod\) \$30\.00, 104 x alarms \$10\.40, /,
    ),
    'List prices of us-east-1 in USD, compiled 2026-11-21; prices: $14.52 verified, $31.50 secondary',
  ]);
});

test('what is not known is not told as nothing', () => {
  const app = { A: [ALARM, {}], F: handler('shop', { TracingConfig: { Mode: 'Active' } }) } as const;
  const summary = costSummary(estimate(app));
  expect(summary).toContain('logs not known, traces not known');
  expect(summary).toContain('\nNot priced: logs, traces\n');
});

test('an app without observability has a summary too', () => {
  expect(costSummary(estimate({ F: [FUNCTION] }))).toContain('About $0.00 a month: alarms none');
});

test.each([
  [0, '$0.00'],
  [0.004, '<$0.01'],
  [0.005, '$0.01'],
  [1204.5, '$1,204.50'],
  [-3, '-$3.00'],
  [-0.001, '$0.00'],
])('%d US dollars are written %s', (usd, written) => {
  expect(dollars(usd)).toBe(written);
});

test.each([
  [5, '5'],
  [0.05694, '0.0569'],
  [31.2, '31.2'],
  [43800, '43,800'],
  [1095.4, '1,095'],
])('%d of something are written %s', (quantity, written) => {
  expect(amount(quantity)).toBe(written);
});
