import { estimateCost } from '../../lib/core/price/estimate';
import { tellCost } from '../../lib/view/cost';
import { ALARM, largeApp, stack } from '../core/price/samples';

const paint = (_style: string, text: string) => text;
const told = (resources: Parameters<typeof estimateCost>[0], more: { width?: number; maxUsd?: number } = {}) =>
  tellCost(estimateCost(resources), { paint, width: 100, ...more });

test('lines come biggest first, between what the prices are and the total', () => {
  const text = told(stack({ A: [ALARM, { MetricName: 'x' }], D: ['AWS::CloudWatch::Dashboard'] }));
  expect(text.split('\n')).toEqual([
    'What this observability costs a month',
    'List prices of us-east-1 in USD for a month of 730 hours, compiled 2026-11-21.',
    'By trust in the price: $3.10 verified (read at AWS or in its price list), $0.00 secondary',
    "    (somebody else's text), $0.00 unverified.",
    '',
    '    a month  what                                how much             trust      stack',
    '      $3.00  dashboards                          1 dashboard          verified   Shop',
    '      $0.10  alarms                              1 alarm metric       verified   Shop',
    '',
    'Total: $3.10 a month in USD, beside what is not priced',
    '',
  ]);
});

test('no line is wider than 100 columns, however many stacks and whatever the names', () => {
  const longNames = largeApp(200).map((resource) => ({
    ...resource,
    stackName: `Production${resource.stackName.repeat(9)}`,
  }));
  const lines = told(longNames, { width: 240 }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines.some((line) => line.startsWith('By stack'))).toBe(true);
});

test('more than thirty lines are one line together, and the total stays', () => {
  const many = Array.from({ length: 40 }, (_, index) => stack({ A: [ALARM] }, `Stack${index}`)).flat();
  const text = told(many);
  expect(text).toContain('      $1.00  10 smaller ones\n');
  expect(text).toContain('28 more\n');
  expect(text).toContain('Total: $4.00 a month');
});

test('the maximum is told, kept or not', () => {
  const app = stack({ D: ['AWS::CloudWatch::Dashboard'] });
  expect(told(app, { maxUsd: 3 })).toContain('; within the maximum of $3.00\n');
  expect(told(app, { maxUsd: 2.5 })).toContain('; $0.50 over the maximum of $2.50\n');
});

test('what is not priced, what is assumed and what is cheaper is told', () => {
  const text = told([...largeApp(80), ...stack({ L: ['AWS::CloudWatch::LogAlarm'] }, 'Extra')]);
  expect(text).toContain('Not priced (2)\n  log alarms: price not known: it is not in the price list (Extra)\n');
  expect(text).toMatch(/\nCheaper equivalents, each by itself\n {2}\$118\.50 less: 80 operations of shop \(prod\) → /);
  expect(text).toMatch(/\nAssumed\n {2}metrics are billed in hours/);
});

test('names that steer a terminal are made plain', () => {
  const evil = '\u001b[31mRed\u001b[0m\u202e';
  const text = told([
    ...stack({ D: ['AWS::CloudWatch::Dashboard'] }, evil),
    ...stack({ A: [ALARM, { Namespace: evil }] }),
  ]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested.
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('an app without anything to price says so', () => {
  expect(told([])).toContain('\nNothing here has a price\n');
});
