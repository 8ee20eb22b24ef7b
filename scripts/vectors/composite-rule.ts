import { AlarmRuleError, evaluateAlarmRule } from '../../lib/core/alarm/composite';
import type { AlarmState } from '../../lib/core/incident/incident';
import { toState } from './alarm-state';
import {
  type CaseKind,
  type Cells,
  expectsInvalid,
  INVALID,
  isCells,
  isUndocumented,
  textCell,
  UNDOCUMENTED,
} from './case-kind';

/** A composite alarm's rule over the states that the file (or the case) gives its children. */
export const compositeRule: CaseKind = {
  name: 'composite rule',
  cells: ['rule', 'expect', 'invalid', 'states'],
  fits: (vector, file) => 'rule' in vector && (isCells(file.states) || isCells(vector.states)),
  subject: ({ rule }) => shorten(String(rule)),
  assertionOf(vector, file) {
    const invalid = expectsInvalid(vector);
    if (!invalid && isUndocumented(vector.expect)) return UNDOCUMENTED;
    return {
      expected: invalid ? INVALID : vector.expect,
      actual: () => evaluateAlarmRule(textCell(vector, 'rule'), statesOf(vector, file)),
      refusal: AlarmRuleError,
    };
  },
};

function statesOf(vector: Cells, file: Cells): Record<string, AlarmState> {
  const states = { ...(file.states as Cells | undefined), ...(vector.states as Cells | undefined) };
  return Object.fromEntries(Object.entries(states).map(([alarm, state]) => [alarm, toState(state)]));
}

/** A rule may have 10,240 characters. */
function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
