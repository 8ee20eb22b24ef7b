import fc from 'fast-check';
import { evaluateAlarmRule } from '../../../lib/core/alarm/composite';
import { type RuleNode, ruleText } from '../../../lib/core/alarm/composite/rule-text';
import type { AlarmState } from '../../../lib/core/incident/incident';

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const NAMES = ['a', 'b c', 'd"e', 'f\\', 'g(h),'] as const;

const test_ = fc.record({
  kind: fc.constant('state' as const),
  state: fc.constantFrom(...STATES),
  negated: fc.boolean(),
  alarm: fc.constantFrom(...NAMES),
});
const node: fc.Arbitrary<RuleNode> = fc.letrec<{ node: RuleNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    test_,
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      operands: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
    atLeast(),
  ),
})).node;

function atLeast(): fc.Arbitrary<RuleNode> {
  const alarms = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 });
  return fc
    .tuple(alarms, fc.constantFrom(...STATES), fc.boolean(), fc.nat())
    .map(([listed, state, negated, number]) => ({
      kind: 'atLeast',
      amount: String((number % listed.length) + 1),
      tests: listed.map((alarm) => ({ kind: 'state', state, negated, alarm })),
    }));
}

/** What a rule means, by its structure alone. */
function holds(rule: RuleNode, states: Readonly<Record<string, AlarmState>>): boolean {
  if (rule.kind === 'state') return (states[rule.alarm] === rule.state) !== rule.negated;
  if (rule.kind === 'not') return !holds(rule.operand, states);
  if (rule.kind === 'atLeast') return rule.tests.filter((one) => holds(one, states)).length >= Number(rule.amount);
  const held = rule.operands.map((operand) => holds(operand, states));
  return rule.kind === 'all' ? !held.includes(false) : held.includes(true);
}

test('the text of a rule means what the rule does, whatever it is made of', () => {
  const states = fc.tuple(...NAMES.map(() => fc.constantFrom(...STATES)));
  fc.assert(
    fc.property(node, states, (rule, values) => {
      const known = Object.fromEntries(NAMES.map((name, index) => [name, values[index] as AlarmState]));
      expect(evaluateAlarmRule(ruleText(rule), known)).toBe(holds(rule, known));
    }),
  );
});
