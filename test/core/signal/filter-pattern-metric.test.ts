import {
  checkMetricTransformation,
  compileFilterPattern,
  evaluateMetricFilter,
  type MetricTransformation,
} from '../../../lib/core/signal/filter-pattern';

const count: MetricTransformation = { metricName: 'Errors', metricNamespace: 'Shop', metricValue: '1' };

function published(pattern: string, transformation: MetricTransformation, messages: string[]): unknown[] {
  return evaluateMetricFilter({ pattern: compileFilterPattern(pattern), transformation }, messages).map(
    ({ metric, value }) => [metric.dimensions, value],
  );
}

describe('a metric filter', () => {
  test('publishes its number for each match', () => {
    expect(
      evaluateMetricFilter({ pattern: compileFilterPattern('ERROR'), transformation: count }, [
        'ERROR',
        'fine',
        'ERROR',
      ]),
    ).toEqual([
      { metric: { namespace: 'Shop', name: 'Errors', dimensions: {} }, value: 1, unit: 'None' },
      { metric: { namespace: 'Shop', name: 'Errors', dimensions: {} }, value: 1, unit: 'None' },
    ]);
  });

  test('publishes the number that a selector or field points to, and nothing where it is none', () => {
    const json = { ...count, metricValue: '$.latency' };
    const messages = [
      '{"latency":50}',
      '{"latency":"12.5"}',
      '{"latency":"slow"}',
      '{"latency":[1]}',
      '{"latency":true}',
      '{}',
    ];
    expect(published('{ $.x NOT EXISTS }', json, messages)).toEqual([
      [{}, 50],
      [{}, 12.5],
    ]);
    expect(published('[..., bytes]', { ...count, metricValue: '$bytes' }, ['a 7', 'a b', ''])).toEqual([[{}, 7]]);
    expect(published('[..., bytes]', { ...count, metricValue: '$1' }, ['3 7'])).toEqual([[{}, 3]]);
  });

  test('publishes on the dimensions of the message, and nothing where one is missing', () => {
    const transformation = { ...count, dimensions: { route: '$.route', code: '$.code' } };
    const messages = ['{"route":"/pay","code":500}', '{"route":"/pay"}', '{"route":"","code":1}'];
    expect(published('{ $.x NOT EXISTS }', transformation, messages)).toEqual([[{ route: '/pay', code: '500' }, 1]]);
    expect(published('[level, code, rest]', { ...count, dimensions: { code: '$code' } }, ['E 7 x'])).toEqual([
      [{ code: '7' }, 1],
    ]);
  });

  test('publishes the default value for a minute with messages but no match', () => {
    const transformation = { ...count, defaultValue: 0 };
    expect(published('ERROR', transformation, ['fine', 'fine'])).toEqual([[{}, 0]]);
    expect(published('ERROR', transformation, ['fine', 'ERROR'])).toEqual([[{}, 1]]);
    expect(published('ERROR', transformation, [])).toEqual([]);
    expect(published('ERROR', count, ['fine'])).toEqual([]);
    expect(published('{ $.a = 1 }', { ...transformation, metricValue: '$.b' }, ['{"a":1}'])).toEqual([]);
  });

  test('keeps a dimension that is called like an inherited member', () => {
    const dimensions = JSON.parse('{"__proto__":"$.a"}') as Record<string, string>;
    const [observation] = evaluateMetricFilter(
      { pattern: compileFilterPattern('{ $.a = "*" }'), transformation: { ...count, dimensions } },
      ['{"a":"x"}'],
    );
    expect(Object.keys(observation?.metric.dimensions ?? {})).toEqual(['__proto__']);
  });

  test.each<[string, Partial<MetricTransformation>, string]>([
    ['ERROR', { dimensions: { a: '$.a' } }, "'dimensions.a' needs a JSON or space-delimited pattern"],
    ['ERROR', { metricValue: '$.a' }, "'metricValue' must be a number for a pattern of terms"],
    ['{ $.a = 1 }', { metricValue: '$a' }, "'metricValue' must be a number, a selector"],
    ['{ $.a = 1 }', { metricValue: 'many' }, "'metricValue' must be"],
    ['[a, b]', { metricValue: '$c' }, 'a field of the pattern ($a, $b)'],
    ['{ $.a = 1 }', { dimensions: { a: '$.a', b: '$.b', c: '$.c', d: '$.d' } }, "'dimensions' may be 3 at most"],
    ['{ $.a = 1 }', { dimensions: { a: '$.a' }, defaultValue: 0 }, "'defaultValue' is not allowed with dimensions"],
    ['{ $.a = 1 }', { dimensions: { a: 'fixed' } }, "'dimensions.a' must be a selector"],
    ['ERROR', { metricName: 'a:b' }, "'metricName' must have"],
    ['ERROR', { metricNamespace: '' }, "'metricNamespace' must have"],
    ['ERROR', { unit: 'Bananas' }, "'unit' must be one of"],
    ['ERROR', { defaultValue: Number.NaN }, "'defaultValue' must be a number"],
  ])('%s with %j is refused', (pattern, change, message) => {
    expect(() => checkMetricTransformation(compileFilterPattern(pattern), { ...count, ...change })).toThrow(message);
  });
});
