import fc from 'fast-check';
import { COMPARISONS, type Comparison, describeSeconds, describeThreshold } from '../../../lib/core/alarm/threshold';

test.each<[Comparison, boolean, boolean, boolean]>([
  ['GreaterThanThreshold', false, false, true],
  ['GreaterThanOrEqualToThreshold', false, true, true],
  ['LessThanThreshold', true, false, false],
  ['LessThanOrEqualToThreshold', true, true, false],
])('%s: below %s, equal %s, above %s', (comparison, below, equal, above) => {
  const { breaches } = COMPARISONS[comparison];
  expect([breaches(0.9, 1), breaches(1, 1), breaches(1.1, 1)]).toEqual([below, equal, above]);
});

test('a comparison breaches exactly where its opposite does not', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (value, threshold) => {
      const breaches = (comparison: Comparison) => COMPARISONS[comparison].breaches(value, threshold);
      expect(breaches('GreaterThanThreshold')).toBe(!breaches('LessThanOrEqualToThreshold'));
      expect(breaches('LessThanThreshold')).toBe(!breaches('GreaterThanOrEqualToThreshold'));
    }),
  );
});

test('a condition reads as people say it', () => {
  const settings = {
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 0.05,
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: 'notBreaching',
  } as const;
  expect(describeThreshold(settings)).toBe('>= 0.05 in 3 of 5 x 1 min');
  expect(describeThreshold({ ...settings, comparison: 'LessThanThreshold', periodSeconds: 10 })).toBe(
    '< 0.05 in 3 of 5 x 10 s',
  );
});

test.each([
  [0, '0 s'],
  [10, '10 s'],
  [60, '1 min'],
  [90, '90 s'],
  [300, '5 min'],
  [3600, '1 h'],
  [5400, '90 min'],
  [86400, '24 h'],
])('%i seconds are %s', (seconds, text) => {
  expect(describeSeconds(seconds)).toBe(text);
});
