import fc from 'fast-check';
import { describeMetric, type MetricId, metricKey } from '../../../lib/core/signal/metric';

const metric = fc.record({
  namespace: fc.constantFrom('AWS/Lambda', 'Sightline', 'a"b'),
  name: fc.constantFrom('Errors', 'Errors"],["', ''),
  dimensions: fc.dictionary(fc.constantFrom('a', 'b', 'c,d', '__proto__'), fc.constantFrom('1', '2', '","'), {
    maxKeys: 3,
  }),
});

test('the order of dimensions does not matter', () => {
  const one = { namespace: 'Sightline', name: 'Faults', dimensions: { service: 'checkout', environment: 'prod' } };
  const other = { ...one, dimensions: { environment: 'prod', service: 'checkout' } };
  expect(metricKey(one)).toBe(metricKey(other));
});

test('keys are equal for equal metrics only', () => {
  const sorted = ({ namespace, name, dimensions }: MetricId) => [
    namespace,
    name,
    Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  fc.assert(
    fc.property(metric, metric, (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect(metricKey(a) === metricKey(b)).toBe(same);
    }),
    { numRuns: 1_000 },
  );
});

test('a subset of the dimensions is another metric', () => {
  const dimensions = { service: 'checkout', environment: 'prod' };
  const whole = { namespace: 'Sightline', name: 'Faults', dimensions };
  expect(metricKey(whole)).not.toBe(metricKey({ ...whole, dimensions: { service: 'checkout' } }));
});

test('people are shown namespace, name and dimensions', () => {
  expect(
    describeMetric({ namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'pay', Resource: 'x' } }),
  ).toBe('AWS/Lambda/Errors{FunctionName=pay, Resource=x}');
  expect(describeMetric({ namespace: 'AWS/Lambda', name: 'Errors', dimensions: {} })).toBe('AWS/Lambda/Errors');
});
