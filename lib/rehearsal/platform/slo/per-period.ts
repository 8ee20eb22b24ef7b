import { parseExpression } from '../../../core/signal/metric-math';
import { walk } from '../../../core/signal/metric-math/expression';
import type { Node } from '../../../core/signal/metric-math/syntax';

const PER_PERIOD: ReadonlySet<string> = new Set([
  ...['ABS', 'CEIL', 'FLOOR', 'LOG', 'LOG10', 'IF', 'TIME_SERIES', 'PERIOD', 'METRICS'],
  ...['MINUTE', 'HOUR', 'DAY', 'DATE', 'MONTH', 'YEAR', 'EPOCH'],
]);
const OF_LISTS: ReadonlySet<string> = new Set(['AVG', 'MAX', 'MIN', 'SUM']);

/** Whether the result in a period depends on that period alone, and not on how far back the metrics are read. */
export function isPerPeriod(expression: string): boolean {
  return [...walk(parseExpression(expression).root)].every((node) => node.kind !== 'call' || isCallPerPeriod(node));
}

function isCallPerPeriod({ name, args: [first, second] }: Extract<Node, { kind: 'call' }>): boolean {
  if (name === 'FILL') return second?.kind !== 'word';
  // Of one series they are a number over all periods.
  if (OF_LISTS.has(name)) return first?.kind === 'array' || (first?.kind === 'call' && first.name === 'METRICS');
  return PER_PERIOD.has(name);
}
