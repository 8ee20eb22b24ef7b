import { createMeanDeviationBaseline } from '../../../../lib/core/anomaly/baseline';
import { forecastCapacity } from '../../../../lib/core/anomaly/forecast/capacity';
import { forecastSeasonal } from '../../../../lib/core/anomaly/forecast/seasonal';
import { trendReport } from '../../../../lib/core/anomaly/forecast/trend-report';
import { willCross } from '../../../../lib/core/anomaly/forecast/will-cross';
import { NOW } from './support';

/** What JavaScript lets through. */
type Call = (...args: readonly unknown[]) => unknown;
const CALLS = Object.entries({ forecastCapacity, forecastSeasonal, trendReport, willCross }) as [string, Call][];

describe.each(CALLS)('%s', (name, call) => {
  test.each<[string, readonly unknown[], string]>([
    ['without anything', [], `${name}: points must be a list of pairs [epoch milliseconds, value], got undefined`],
    [
      'with values alone',
      [[1, 2, 3], { nowMs: NOW }],
      `${name}: points must be a list of pairs [epoch milliseconds, value], got 1 in it`,
    ],
    ['with objects', [[{ timestampMs: 1, value: 2 }], { nowMs: NOW }], 'got an object in it'],
    ['without options', [[]], `${name}: pass an object of options, got undefined`],
    ['with a misspelt option', [[], { nwoMs: NOW }], `${name}: there is no option 'nwoMs'; did you mean 'nowMs'?`],
  ])('%s says what is wrong', (_, args, message) => {
    expect(() => call(...args)).toThrow(message);
  });
});

test('a text in place of a number is shown as one', () => {
  const call = forecastCapacity as Call;
  expect(() => call([], { capacity: '100', nowMs: NOW })).toThrow("'capacity' must be a number, got '100'");
  expect(() => call([], { capacity: 100, nowMs: '2026-01-05' })).toThrow(
    "'nowMs' must be a time in epoch milliseconds, got '2026-01-05'",
  );
});

test('the baseline refuses what it does not know', () => {
  expect(() => (createMeanDeviationBaseline as Call)({ sensitivty: 4 })).toThrow("did you mean 'sensitivity'?");
});
