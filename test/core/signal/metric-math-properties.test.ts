import fc from 'fast-check';
import { evaluateExpression, MetricMathError, parseExpression } from '../../../lib/core/signal/metric-math';
import { anyCharacter } from '../../any-character';

const LENGTH = 6;
const point = fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined, freq: 3 });
const points = fc.array(point, { minLength: LENGTH, maxLength: LENGTH });
const axis = { startMs: 0, periodSeconds: 60, length: LENGTH };

function series(text: string, inputs: Record<string, (number | undefined)[]>): readonly (number | undefined)[] {
  const result = evaluateExpression(text, axis, inputs);
  if (result.kind !== 'series') throw new Error('a list');
  return result.values;
}

const leaf = fc.constantFrom('m1', 'm2', '[m1, m2]', 'METRICS()', '2', '-1', 'REPEAT', '"m"', 'AVG', 'DESC', 'unknown');
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/', '^', '<', '==', '>=', 'AND', '||'), tie('tree'))
      .map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(
        fc.constantFrom(
          'AVG',
          'SUM',
          'ABS',
          'FILL',
          'IF',
          'SORT',
          'FIRST',
          'SLICE',
          'DIFF',
          'TIME_SERIES',
          'HOUR',
          'PERIOD',
          'Nope',
        ),
        fc.array(tie('tree'), { maxLength: 3 }),
      )
      .map(([name, args]) => `${name}(${args.join(', ')})`),
  ),
}));

test('any text is an expression or an error that says where', () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          'm1',
          'M',
          '(',
          ')',
          '[',
          ']',
          ',',
          '-',
          '^',
          '<',
          '=',
          'AND',
          '"',
          "'",
          '\\',
          '1',
          '.',
          'e',
          ' ',
          '\n',
          'AVG(',
          'IF(',
        ),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      try {
        expect(parseExpression(given).text).toBe(given);
      } catch (error) {
        if (!(error instanceof MetricMathError)) throw error;
        const line = given.split('\n')[(error.line as number) - 1];
        expect(error.column).toBeGreaterThanOrEqual(1);
        expect(error.column).toBeLessThanOrEqual((line as string).length + 1);
      }
    }),
    { numRuns: 2000 },
  );
});

test('any well-formed expression has finite values on the whole axis, or a type error', () => {
  let evaluated = 0;
  fc.assert(
    fc.property(tree, points, points, (text, m1, m2) => {
      try {
        const result = evaluateExpression(text, axis, { m1, m2 });
        evaluated += 1;
        for (const values of result.kind === 'series' ? [result.values] : result.series.map((one) => one.values)) {
          expect(values).toHaveLength(LENGTH);
          expect(values.every((value) => value === undefined || Number.isFinite(value))).toBe(true);
        }
      } catch (error) {
        if (!(error instanceof MetricMathError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
  expect(evaluated).toBeGreaterThan(100);
});

test.each([
  ['m1 + 0', 'm1'],
  ['m1 + FILL(m2, 0) * 0', 'FILL(m1, 0)'],
  ['FILL(m1, 0) + FILL(m2, 0)', 'FILL(m1 + m2, 0)'],
  ['m1 + m2', 'SUM([m1, m2])'],
  ['m1 + m2', 'm2 + m1'],
  ['(m1 + m2) / 2', 'AVG([m1, m2])'],
  ['-(m1 - m2)', 'm2 - m1'],
  ['--m1', 'm1'],
  ['ABS(m1)', 'ABS(-m1)'],
  ['-MAX([m1, m2])', 'MIN(-[m1, m2])'],
  ['m1 >= m2', '1 - (m1 < m2)'],
  ['m1 != m2', '1 - (m1 == m2)'],
  ['m1 AND m2', 'm1 != 0 && m2 != 0'],
  ['IF(1, m1, m2)', 'm1'],
  ['FILL(m1, m2)', 'IF(FILL(m1 * 0 + 1, 0), m1, m2)'],
  ['FIRST(SORT([m1, m2], SUM, ASC, 1))', 'FIRST(SORT([m1, m2], SUM, ASC))'],
  ['RATE(m1)', 'DIFF(m1) / DIFF_TIME(m1)'],
  ['FIRST(SLICE([m1, m2], 1))', 'LAST([m1, m2])'],
  ['TIME_SERIES(SUM(m1))', 'TIME_SERIES(AVG(m1) * METRIC_COUNT([m1, m1, m1, m1, m1, m1]))'],
])('%s is %s', (left, right) => {
  fc.assert(
    fc.property(points, points, (m1, m2) => {
      const [actual, expected] = [left, right].map((text) => series(text, { m1, m2 }));
      for (const [index, value] of (actual ?? []).entries()) {
        const other = expected?.[index];
        if (other === undefined || value === undefined) expect(value).toBe(other);
        else expect(value).toBeCloseTo(other, 9);
      }
    }),
  );
});

test('IF follows its truth table at every time', () => {
  fc.assert(
    fc.property(points, points, points, (condition, yes, no) => {
      const inputs = { condition, yes, no };
      const table = (
        whenTrue: (index: number) => number | undefined,
        whenFalse: (index: number) => number | undefined,
      ) =>
        condition.map((value, index) => {
          if (value === undefined) return undefined;
          return value === 0 ? whenFalse(index) : (whenTrue(index) ?? 0);
        });
      const [fromYes, fromNo] = [yes, no].map((values) => (index: number) => values[index]);
      const nothing = () => undefined;
      expect(series('IF(condition, yes, no)', inputs)).toEqual(table(fromYes ?? nothing, fromNo ?? nothing));
      expect(series('IF(condition, yes)', inputs)).toEqual(table(fromYes ?? nothing, nothing));
      expect(series('IF(condition, 5, no)', inputs)).toEqual(table(() => 5, fromNo ?? nothing));
      expect(series('IF(condition, yes, 7)', inputs)).toEqual(table(fromYes ?? nothing, () => 7));
    }),
  );
});

test('a filled line has no gap between its datapoints and stays within its neighbours', () => {
  fc.assert(
    fc.property(points, (m1) => {
      const filled = series('FILL(m1, LINEAR)', { m1 });
      const known = [...m1.keys()].filter((index) => m1[index] !== undefined);
      const [first = LENGTH, last = -1] = [known[0], known.at(-1)];
      for (const [index, value] of filled.entries()) {
        expect(value !== undefined).toBe(index >= first && index <= last);
        if (m1[index] !== undefined) expect(value).toBe(m1[index]);
      }
    }),
  );
});
