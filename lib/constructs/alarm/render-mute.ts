import { CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { checkKeys, checkText, shown } from '../check';
import { type AlarmReference, attach, type ReferredAlarm, referTo } from './alarm-reference';
import { MuteWindow } from './mute-window';
import type { AlarmContext } from './options';

/** A time in which alarms change their state as ever, but their actions do not run. */
export interface MuteOptions {
  /** When: once, or by a schedule. */
  readonly window: MuteWindow;
  /** At least one. More than a hundred are muted by several rules. */
  readonly alarms: readonly AlarmReference[];
  /** What is going on meanwhile. @default - none */
  readonly description?: string;
}

export interface RenderedMute {
  /** Of the rules, as CloudWatch shows them. */
  readonly names: readonly string[];
  readonly resources: readonly CfnAlarmMuteRule[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MuteTargets.html */
const MOST_ALARMS = 100;

/** Makes the rules that mute the alarms in the window. */
export function renderMute(scope: Construct, id: string, options: MuteOptions, context: AlarmContext): RenderedMute {
  const where = `Mute '${id}' in '${scope.node.path}'`;
  checkKeys(where, options, { window: true, alarms: true, description: true });
  if (!(options.window instanceof MuteWindow)) {
    throw new Error(`${where}: 'window' must be made by MuteWindow, got ${shown(options.window)}`);
  }
  if (options.description !== undefined) checkText(where, 'description', options.description, 1_024);
  const groups = groupsOf(where, options.alarms);
  const name = context.nameOf(id);
  const names = groups.map((_, index) => (index === 0 ? name : `${name}-${index + 1}`));
  const resources = groups.map((alarms, index) => {
    const rule = renderRule(scope, index === 0 ? id : `${id}${index + 1}`, names[index] as string, alarms, options);
    for (const alarm of alarms) attach(where, rule, alarm);
    return rule;
  });
  return { names, resources };
}

/** In the order given, each alarm once. */
function groupsOf(where: string, references: readonly AlarmReference[]): ReferredAlarm[][] {
  if (!Array.isArray(references)) throw new Error(`${where}: 'alarms' must be a list, got ${shown(references)}`);
  if (references.length === 0) throw new Error(`${where}: there is no alarm to mute; monitor first, or pass 'alarms'`);
  const byName = new Map(references.map((alarm) => referTo(where, alarm)).map((alarm) => [alarm.name, alarm]));
  const alarms = [...byName.values()];
  const count = Math.ceil(alarms.length / MOST_ALARMS);
  return Array.from({ length: count }, (_, index) => alarms.slice(index * MOST_ALARMS, (index + 1) * MOST_ALARMS));
}

function renderRule(
  scope: Construct,
  id: string,
  name: string,
  alarms: readonly ReferredAlarm[],
  { window, description }: MuteOptions,
): CfnAlarmMuteRule {
  const { expression, duration, timezone, startDate, expireDate } = window.settings;
  return new CfnAlarmMuteRule(scope, id, {
    name,
    ...(description !== undefined && { description }),
    rule: { schedule: { expression, duration, ...(timezone !== undefined && { timezone }) } },
    muteTargets: { alarmNames: alarms.map((alarm) => alarm.name) },
    ...(startDate !== undefined && { startDate }),
    ...(expireDate !== undefined && { expireDate }),
  });
}
