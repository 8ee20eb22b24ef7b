import type { AlarmState } from '../incident/incident';
import { oneOf } from './check-settings';
import { closeNames } from './composite/close-names';
import { AlarmRuleError } from './composite/error';
import { holds, type StateOf } from './composite/expression';
import { alarmNameOf } from './composite/graph';
import { parseRule } from './composite/parser';

export { AlarmRuleError } from './composite/error';
export type { StateOf } from './composite/expression';
export { alarmNameOf, evaluationOrder, findAlarmRuleCycles } from './composite/graph';

const NAME_AN_ALARM = 'name an alarm of this account and region';

/** A composite alarm's rule, parsed: the alarm is in ALARM while `evaluate` answers true, else in OK. */
export interface AlarmRule {
  readonly text: string;
  /** The alarms it names, as written (name or ARN) without quotes, each once, in the order of their first mention. */
  readonly children: readonly string[];
  /** @throws AlarmRuleError if `stateOf` knows nothing of a child, even one that could not change the answer */
  evaluate(stateOf: StateOf): boolean;
}

/**
 * Parses a rule: `ALARM|OK|INSUFFICIENT_DATA(name or ARN)`, `AT_LEAST(M or M%, [NOT] STATE, (names))`, TRUE, FALSE,
 * AND, OR, NOT and brackets. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
 *
 * Where AWS is silent: NOT binds tighter than AND, AND tighter than OR; keywords are in capitals, but TRUE and FALSE
 * may be written in any way (AWS's own advice on cycles writes `False`); `\\` in quotes is one backslash; a percentage
 * is a whole number, and needs as many whole alarms as reach it (50% of three: two); AT_LEAST lists each alarm once.
 *
 * @throws AlarmRuleError with the place and what belongs there
 */
export function parseAlarmRule(text: string): AlarmRule {
  const { expression, children } = parseRule(text);
  return {
    text,
    children: [...children.keys()],
    evaluate(stateOf) {
      for (const [child, position] of children) {
        if (stateOf(child) === undefined) throw new AlarmRuleError(text, position, unknown(child), NAME_AN_ALARM);
      }
      return holds(expression, stateOf);
    },
  };
}

/**
 * Whether a composite alarm with this rule is in ALARM. `states` is keyed by alarm name or ARN; a rule that names an
 * ARN also finds the alarm of that name.
 *
 * An alarm without a state is an error, as for PutCompositeAlarm: counting it as "in no state" would hide a typo.
 */
export function evaluateAlarmRule(rule: string, states: Readonly<Record<string, AlarmState>>): boolean {
  const { expression, children } = parseRule(rule);
  for (const [alarm, state] of Object.entries(states))
    oneOf(`states['${alarm}']`, state, ['OK', 'ALARM', 'INSUFFICIENT_DATA']);
  const stateOf = (alarm: string) => own(states, alarm) ?? own(states, alarmNameOf(alarm));
  for (const [child, position] of children) {
    if (stateOf(child)) continue;
    throw new AlarmRuleError(rule, position, unknown(child), didYouMean(child, Object.keys(states)));
  }
  return holds(expression, stateOf);
}

function own(states: Readonly<Record<string, AlarmState>>, name: string): AlarmState | undefined {
  return Object.hasOwn(states, name) ? states[name] : undefined;
}

function unknown(alarm: string): string {
  return `there is no alarm '${alarm}'`;
}

function didYouMean(alarm: string, known: readonly string[]): string {
  const close = closeNames(alarmNameOf(alarm), known).map((name) => `'${name}'`);
  return close.length > 0 ? `did you mean ${close.join(' or ')}?` : NAME_AN_ALARM;
}
