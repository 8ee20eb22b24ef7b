import { type Duration, Token } from 'aws-cdk-lib';
import { CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { parseAlarmRule } from '../../core/alarm/composite';
import { type RuleNode, ruleText, type StateTest } from '../../core/alarm/composite/rule-text';
import { checkKeys, checkSeconds, shown } from '../check';
import { type AlarmReference, attach, type ReferredAlarm, referTo } from './alarm-reference';
import { type AlarmContext, type AlarmIdentityOptions, checkIdentity, IDENTITY_KEYS } from './options';
import { commonProps, type RenderedAlarm, rendered } from './rendered';
import { AlarmRule } from './rule';

/** What a composite alarm has beside its rule. */
export interface CompositeOptions extends AlarmIdentityOptions {
  /** Holds back the actions while an alarm, such as one of a dependency, is in ALARM. @default - nothing does */
  readonly suppressor?: ActionsSuppressor;
}

/**
 * Another alarm that holds back the actions of a composite alarm while it is in ALARM. The state still changes.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export interface ActionsSuppressor {
  /** The alarm that holds them back: one of Sightline, or any other by its ARN. */
  readonly alarm: AlarmReference;
  /** How long the actions wait for the suppressor to go into ALARM. */
  readonly waitPeriod: Duration;
  /** How long they stay held back after it has left ALARM. */
  readonly extensionPeriod: Duration;
}

/** Makes a composite alarm. The alarms of its rule are deployed before it. */
export function renderComposite(
  scope: Construct,
  id: string,
  rule: AlarmRule,
  options: CompositeOptions,
  context: AlarmContext,
): RenderedAlarm {
  const where = `Composite alarm '${id}' in '${scope.node.path}'`;
  if (!(rule instanceof AlarmRule)) throw new Error(`${where}: 'rule' must be made by AlarmRule, got ${shown(rule)}`);
  checkKeys(where, options, { ...IDENTITY_KEYS, suppressor: true });
  checkIdentity(where, options);
  const alarmRule = checkedText(where, rule);
  const suppressor = options.suppressor && readSuppressor(where, options.suppressor);
  if (suppressor) refuseAlwaysHeldBack(where, rule, suppressor.alarm);
  const { timeToDetectSeconds } = rule;
  const common = commonProps(scope, id, options, context, { where, timeToDetectSeconds, condition: told(alarmRule) });
  const alarm = new CfnCompositeAlarm(scope, id, { ...common, alarmRule, ...suppressor?.props });
  for (const child of [...rule.alarms, ...(suppressor ? [suppressor.alarm] : [])]) attach(where, alarm, child);
  return rendered(alarm, common.alarmName, timeToDetectSeconds);
}

/** Names that are tokens count as long as they are written here. */
function checkedText(where: string, rule: AlarmRule): string {
  const text = ruleText(rule.root);
  try {
    parseAlarmRule(text);
    return text;
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}

/** Tokens would be cut in half in a description that is too long. */
function told(alarmRule: string): string {
  return Token.isUnresolved(alarmRule) ? 'A combination of other alarms.' : `${alarmRule}.`;
}

function readSuppressor(where: string, options: ActionsSuppressor) {
  const place = `${where}: 'suppressor'`;
  checkKeys(place, options, { alarm: true, waitPeriod: true, extensionPeriod: true });
  const alarm: ReferredAlarm = referTo(place, options.alarm);
  return {
    alarm,
    props: {
      actionsSuppressor: alarm.name,
      actionsSuppressorWaitPeriod: checkSeconds(place, 'waitPeriod', options.waitPeriod),
      actionsSuppressorExtensionPeriod: checkSeconds(place, 'extensionPeriod', options.extensionPeriod),
    },
  };
}

function refuseAlwaysHeldBack(where: string, { root }: AlarmRule, { name, path }: ReferredAlarm): void {
  if (!needs(root, name)) return;
  const alarm = `'${Token.isUnresolved(name) ? (path ?? name) : name}'`;
  throw new Error(
    `${where}: it is in ALARM only while ${alarm} is, and as its 'suppressor' that holds back the actions: nobody would ` +
      'ever be told; take the alarm of something it depends on',
  );
}

/** Whether the rule holds only while the alarm is in ALARM. */
function needs(node: RuleNode, name: string): boolean {
  const isIt = ({ state, negated, alarm }: StateTest) => state === 'ALARM' && !negated && alarm === name;
  if (node.kind === 'state') return isIt(node);
  if (node.kind === 'all') return node.operands.some((operand) => needs(operand, name));
  if (node.kind === 'any') return node.operands.every((operand) => needs(operand, name));
  return node.kind === 'atLeast' && node.tests.every(isIt);
}
