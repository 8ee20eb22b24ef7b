import type { RuleNode, StateTest } from '../../core/alarm/composite/rule-text';
import type { AlarmState } from '../../core/incident/incident';
import { checkNumber, shown } from '../check';
import { type AlarmReference, type ReferredAlarm, referTo } from './alarm-reference';

/** An alarm stands for itself in ALARM. */
export type RuleOperand = AlarmRule | AlarmReference;

/**
 * When a composite alarm is in ALARM.
 *
 * ```ts
 * AlarmRule.all(AlarmRule.any(errors, latency), AlarmRule.not(deploying));
 * ```
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
 */
export class AlarmRule {
  private constructor(
    /** @internal */
    readonly root: RuleNode,
    /** @internal */
    readonly alarms: readonly ReferredAlarm[],
    /** From the start of a fault, at best. @internal */
    readonly timeToDetectSeconds: number,
  ) {}

  /** Every one holds. */
  static all(...operands: readonly RuleOperand[]): AlarmRule {
    const rules = rulesOf('AlarmRule.all', operands);
    return AlarmRule.over({ kind: 'all', operands: rules.map(({ root }) => root) }, rules, Math.max);
  }

  /** One at least holds. */
  static any(...operands: readonly RuleOperand[]): AlarmRule {
    const rules = rulesOf('AlarmRule.any', operands);
    return AlarmRule.over({ kind: 'any', operands: rules.map(({ root }) => root) }, rules, Math.min);
  }

  /** It does not hold. Of an alarm: it is in OK or INSUFFICIENT_DATA. */
  static not(operand: RuleOperand): AlarmRule {
    const [rule] = rulesOf('AlarmRule.not', [operand]) as [AlarmRule];
    const { root } = rule;
    const node: RuleNode = root.kind === 'state' ? { ...root, negated: !root.negated } : { kind: 'not', operand: root };
    return AlarmRule.over(node, [rule], Math.min);
  }

  /**
   * So many of the alarms are in one and the same state.
   * @param count a whole number of alarms, or a percentage such as `'50%'`
   * @param operands alarms, or all of them in `AlarmRule.ok`, or in another state
   */
  static atLeast(count: number | `${number}%`, ...operands: readonly RuleOperand[]): AlarmRule {
    const where = 'AlarmRule.atLeast';
    const rules = rulesOf(where, operands);
    const tests = testsOf(where, rules);
    const node: RuleNode = { kind: 'atLeast', amount: amountOf(where, count, tests.length), tests };
    const needed = Math.ceil(typeof count === 'number' ? count : (Number.parseInt(count, 10) * tests.length) / 100);
    return AlarmRule.over(node, rules, (...seconds) => seconds.sort((a, b) => a - b)[needed - 1] as number);
  }

  /** The alarm is in ALARM. */
  static alarm(alarm: AlarmReference): AlarmRule {
    return AlarmRule.state('AlarmRule.alarm', 'ALARM', alarm);
  }

  /** The alarm is in OK. */
  static ok(alarm: AlarmReference): AlarmRule {
    return AlarmRule.state('AlarmRule.ok', 'OK', alarm);
  }

  /** The alarm is in INSUFFICIENT_DATA. */
  static insufficientData(alarm: AlarmReference): AlarmRule {
    return AlarmRule.state('AlarmRule.insufficientData', 'INSUFFICIENT_DATA', alarm);
  }

  private static state(where: string, state: AlarmState, alarm: AlarmReference): AlarmRule {
    const found = referTo(where, alarm);
    const node: RuleNode = { kind: 'state', state, negated: false, alarm: found.name };
    return new AlarmRule(node, [found], found.timeToDetectSeconds);
  }

  private static over(
    node: RuleNode,
    rules: readonly AlarmRule[],
    detection: (...seconds: number[]) => number,
  ): AlarmRule {
    const seconds = rules.map(({ timeToDetectSeconds }) => timeToDetectSeconds);
    return new AlarmRule(
      node,
      rules.flatMap(({ alarms }) => alarms),
      detection(...seconds),
    );
  }
}

function rulesOf(where: string, operands: readonly RuleOperand[]): AlarmRule[] {
  if (operands.length === 0) throw new Error(`${where}: pass at least one alarm or rule, got none`);
  return operands.map((operand) => {
    if (operand instanceof AlarmRule) return operand;
    if (Array.isArray(operand)) throw new Error(`${where}: pass alarms one by one, got a list; write ...alarms`);
    return AlarmRule.alarm(operand);
  });
}

function testsOf(where: string, rules: readonly AlarmRule[]): StateTest[] {
  const tests = rules.map(({ root }) => {
    if (root.kind === 'state') return root;
    throw new Error(`${where}: pass alarms, got a rule of several; make it a composite alarm, and pass that`);
  });
  const [first] = tests as [StateTest];
  const other = tests.find(({ state, negated }) => state !== first.state || negated !== first.negated);
  if (!other) return tests;
  const words = ({ state, negated }: StateTest) => `${negated ? 'NOT ' : ''}${state}`;
  throw new Error(
    `${where}: all alarms must be asked for one state, got ${words(first)} and ${words(other)}; join two with AlarmRule.any`,
  );
}

function amountOf(where: string, count: number | string, listed: number): string {
  if (typeof count === 'number')
    return String(checkNumber(where, 'count', count, { min: 1, max: listed, integer: true }));
  const percent = typeof count === 'string' && /^\d{1,3}%$/.test(count) ? Number.parseInt(count, 10) : 0;
  if (percent >= 1 && percent <= 100) return `${percent}%`;
  throw new Error(
    `${where}: 'count' must be a whole number from 1 to ${listed} or a percentage from '1%' to '100%', got ${shown(count)}`,
  );
}
