import type { Statistic } from '../signal/metric';
import { parseExpression } from '../signal/metric-math';
import type { Node } from '../signal/metric-math/syntax';
import { parseStatistic } from '../signal/statistic/parse';

/**
 * Whether the values of shorter periods add up to that of a longer one. Burn rates and budgets are about windows of many
 * lengths, so what they count has to: an average of averages, or of percentiles, is neither.
 */
export function isAdditive(statistic: Statistic): boolean {
  const parsed = parseStatistic(statistic);
  if (parsed.kind === 'simple') return parsed.name === 'Sum' || parsed.name === 'SampleCount';
  // Between percentages the bounds differ from period to period.
  return parsed.kind === 'range' && ['TC', 'TS'].includes(parsed.name) && parsed.bounds.unit === 'value';
}

/** `ratio`: divides one series by another, which never is a count. `other`: may be one, or not. */
export type MathKind = 'additive' | 'ratio' | 'other';

/** What an expression over counts is. */
export function mathKindOf(expression: string): MathKind {
  const { root } = parseExpression(expression);
  if (isRatio(root)) return 'ratio';
  return addsUp(root) ? 'additive' : 'other';
}

function isRatio(node: Node): boolean {
  if (node.kind === 'binary') {
    return (node.operator === '/' && !isConstant(node.right)) || isRatio(node.left) || isRatio(node.right);
  }
  if (node.kind === 'negation') return isRatio(node.operand);
  return (node.kind === 'call' ? node.args : node.kind === 'array' ? node.items : []).some(isRatio);
}

function addsUp(node: Node): boolean {
  if (node.kind === 'id') return true;
  if (node.kind === 'negation') return addsUp(node.operand);
  if (node.kind === 'array') return node.items.every(addsUp);
  if (node.kind === 'call') return callAddsUp(node.name, node.args);
  if (node.kind !== 'binary') return false;
  const { operator, left, right } = node;
  if (operator === '+' || operator === '-') return addsUp(left) && addsUp(right);
  if (operator === '*' && isConstant(left)) return addsUp(right);
  return (operator === '*' || operator === '/') && isConstant(right) && addsUp(left);
}

/** SUM of one series is a number that differs with how far back CloudWatch reads. */
function callAddsUp(name: string, [first, second]: readonly Node[]): boolean {
  if (!first) return false;
  if (name === 'SUM') return first.kind === 'array' && addsUp(first);
  return name === 'FILL' && second?.kind === 'number' && second.value === 0 && addsUp(first);
}

function isConstant(node: Node): boolean {
  if (node.kind === 'negation') return isConstant(node.operand);
  if (node.kind === 'binary') return isConstant(node.left) && isConstant(node.right);
  return node.kind === 'number';
}
