import type { AlarmState } from '../../incident/incident';

/** What a rule says, parsed. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | AtLeast;

/** At least `needed` of `alarms` are (`negated`: are not) in `state`. */
export interface AtLeast {
  readonly kind: 'atLeast';
  readonly needed: number;
  readonly negated: boolean;
  readonly state: AlarmState;
  readonly alarms: readonly string[];
}

export type StateOf = (nameOrArn: string) => AlarmState | undefined;

export function holds(expression: Expression, stateOf: StateOf): boolean {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'state':
      return stateOf(expression.alarm) === expression.state;
    case 'not':
      return !holds(expression.operand, stateOf);
    case 'and':
      return expression.operands.every((operand) => holds(operand, stateOf));
    case 'or':
      return expression.operands.some((operand) => holds(operand, stateOf));
    case 'atLeast':
      return countOf(expression, stateOf) >= expression.needed;
  }
}

function countOf({ alarms, state, negated }: AtLeast, stateOf: StateOf): number {
  return alarms.filter((alarm) => (stateOf(alarm) === state) !== negated).length;
}
