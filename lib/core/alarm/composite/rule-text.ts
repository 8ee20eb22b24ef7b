import type { AlarmState } from '../../incident/incident';

/** An alarm in a state; or, negated, in any other. */
export interface StateTest {
  readonly kind: 'state';
  readonly state: AlarmState;
  readonly negated: boolean;
  readonly alarm: string;
}

/** What a composite alarm's rule says, before it is text. */
export type RuleNode =
  | StateTest
  | { readonly kind: 'all' | 'any'; readonly operands: readonly RuleNode[] }
  | { readonly kind: 'not'; readonly operand: RuleNode }
  | { readonly kind: 'atLeast'; readonly amount: string; readonly tests: readonly StateTest[] };

/**
 * The rule as CloudWatch reads it. Brackets stand wherever AND, OR and NOT meet, since AWS does not say which binds
 * tighter.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
 */
export function ruleText(node: RuleNode): string {
  switch (node.kind) {
    case 'state':
      return `${node.negated ? 'NOT ' : ''}${node.state}(${quoteName(node.alarm)})`;
    case 'all':
      return node.operands.map(operandText).join(' AND ');
    case 'any':
      return node.operands.map(operandText).join(' OR ');
    case 'not':
      return `NOT (${ruleText(node.operand)})`;
    case 'atLeast':
      return atLeastText(node.amount, node.tests);
  }
}

function operandText(node: RuleNode): string {
  if ('operands' in node && node.operands.length === 1) return operandText(node.operands[0] as RuleNode);
  const plain = node.kind === 'atLeast' || (node.kind === 'state' && !node.negated);
  return plain ? ruleText(node) : `(${ruleText(node)})`;
}

/** All tests ask for the same state. */
function atLeastText(amount: string, tests: readonly StateTest[]): string {
  const [{ state, negated }] = tests as readonly [StateTest];
  const names = tests.map(({ alarm }) => quoteName(alarm)).join(', ');
  return `AT_LEAST(${amount}, ${negated ? 'NOT ' : ''}${state}, (${names}))`;
}

/** In quotes always: names may have spaces, brackets and commas. */
function quoteName(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}
