import type { Compiled } from './compiled';
import type { Operator } from './syntax';
import { finite, isMissing, MISSING, type Points } from './values';

type PointOperation = (left: number, right: number) => number;

const OPERATIONS: Readonly<Record<Operator, PointOperation>> = {
  '+': (left, right) => finite(left + right),
  '-': (left, right) => finite(left - right),
  '*': (left, right) => finite(left * right),
  '/': (left, right) => finite(left / right),
  '^': (left, right) => finite(left ** right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

const ARITHMETIC: readonly Operator[] = ['+', '-', '*', '/', '^'];

/** What an operator takes, for messages. */
export function operandsOf(operator: Operator): string {
  if (!ARITHMETIC.includes(operator)) return `${operator} takes scalars and time series, not lists`;
  return `${operator} takes two scalars or time series, or a list with one of these`;
}

/**
 * Applies an operator; `undefined` where it does not take these types. Comparisons and AND, OR take no lists.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-arithmetic
 */
export function applyOperator(operator: Operator, left: Compiled, right: Compiled): Compiled | undefined {
  const operation = OPERATIONS[operator];
  const single = applyToSingles(operation, left, right);
  if (single || !ARITHMETIC.includes(operator)) return single;
  if (left.type === 'TS[]' && right.type !== 'TS[]') {
    return {
      type: 'TS[]',
      run: (context) => {
        const other = right.run(context);
        return left.run(context).map(({ label, points }) => ({ label, points: combine(operation, points, other) }));
      },
    };
  }
  if (right.type === 'TS[]' && left.type !== 'TS[]') {
    return {
      type: 'TS[]',
      run: (context) => {
        const other = left.run(context);
        return right.run(context).map(({ label, points }) => ({ label, points: combine(operation, other, points) }));
      },
    };
  }
  return undefined;
}

function applyToSingles(operation: PointOperation, left: Compiled, right: Compiled): Compiled | undefined {
  if (left.type === 'TS[]' || right.type === 'TS[]') return undefined;
  if (left.type === 'S' && right.type === 'S') {
    return { type: 'S', run: (context) => whereBoth(operation, left.run(context), right.run(context)) };
  }
  return { type: 'TS', run: (context) => combine(operation, left.run(context), right.run(context)) };
}

/** At least one is a time series. */
function combine(operation: PointOperation, left: number | Points, right: number | Points): Points {
  if (typeof left === 'number') {
    return (right as Points).map((value) => whereBoth(operation, left, value));
  }
  if (typeof right === 'number') return left.map((value) => whereBoth(operation, value, right));
  return left.map((value, index) => whereOne(operation, value, right[index] as number));
}

/** With a scalar, a missing datapoint stays missing. */
function whereBoth(operation: PointOperation, left: number, right: number): number {
  return isMissing(left) || isMissing(right) ? MISSING : operation(left, right);
}

/** "Missing values in a time series are treated as 0", where at least one of the two has a datapoint. */
function whereOne(operation: PointOperation, left: number, right: number): number {
  if (isMissing(left)) return isMissing(right) ? MISSING : operation(0, right);
  return operation(left, isMissing(right) ? 0 : right);
}
