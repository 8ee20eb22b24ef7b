import type { CfnAlarm, CfnCompositeAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { type Condition, parseCondition, printCondition } from '../../core/alarm/condition';
import { METRIC_UNITS, type MetricUnit } from '../../core/signal/metric-unit';
import type { CompositeSloDefinition, SloDefinition } from '../../core/slo/definition';
import { checkKeys, checkOneOf, checkPlain, checkText, demand, shown } from '../check';
import type { MonitoredAlarm } from '../monitor/alarm-set';
import type { OwnAlarms } from '../monitor/own-alarms';
import { addBurnRatePolicy } from './alert-policy/burn-rate';
import { type EvaluationHours, quietWindows } from './alert-policy/evaluation-hours';
import { metricCondition } from './alert-policy/metric-condition';
import { addTags, checkTags } from './alert-policy/tags';
import { type AlarmIdentityOptions, checkIdentity, IDENTITY_KEYS } from './options';
import { renderCondition } from './render-condition';

/** An alarm whose condition is a line of text. */
export interface AlertPolicyOptions extends Omit<AlarmIdentityOptions, 'summary' | 'reason'> {
  /** Such as `cpu > 80% for 3 of 5 x 1m`; the grammar is in docs/how-to/alert-policies.md. */
  readonly condition: string;
  /** What names in the condition stand for. @default - none, as for an objective */
  readonly metrics?: Readonly<Record<string, IMetric>>;
  /** What a metric is counted in, for conditions that name a unit. @default - what the metric or the catalog says */
  readonly units?: Readonly<Record<string, MetricUnit>>;
  /** One sentence: what it means when the alarm fires. @default - the id and the condition */
  readonly summary?: string;
  /** Who answers for it: the tag `sightline:team`, which routes match. @default - nobody by name */
  readonly team?: string;
  /** More tags of the alarm, which routes match. At most 45. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
  /** `false`: the alarm is there and judged, has the role `signal` and tells nobody. @default true */
  readonly enabled?: boolean;
  /** Outside these hours the alarm is muted. @default - it always tells */
  readonly evaluationWindow?: EvaluationHours;
}

/** What a policy takes from its Observability. */
export interface AlertPolicySite {
  /** Its construct path, for messages. */
  readonly path: string;
  /** CloudWatch namespace of the service's own metrics. */
  readonly namespace: string;
  readonly ownAlarms: OwnAlarms;
  /** By name. */
  readonly objectives: ReadonlyMap<string, SloDefinition | CompositeSloDefinition>;
}

/** Makes the alarm of a policy, and the mute rules of its hours. */
export function addAlertPolicy(id: string, options: AlertPolicyOptions, site: AlertPolicySite): MonitoredAlarm {
  const where = `Policy '${id}' in '${site.path}'`;
  checkPolicy(where, options);
  const { evaluationWindow: hours, enabled = true } = options;
  const quiet = hours === undefined ? [] : quietWindows(`${where}: 'evaluationWindow'`, hours);
  const made = addAlarm(where, id, options, site);
  // What it was made as: alarms on metrics and composites both have tags, and actions to switch off.
  const alarm = made.alarm as CfnAlarm | CfnCompositeAlarm;
  addTags(alarm, options);
  if (!enabled) alarm.actionsEnabled = false;
  for (const [index, window] of quiet.entries()) {
    site.ownAlarms.mute(`${id}-quiet-${index + 1}`, { window, alarms: [made] });
  }
  return made;
}

function addAlarm(where: string, id: string, options: AlertPolicyOptions, site: AlertPolicySite): MonitoredAlarm {
  const { metrics = {}, units = {} } = options;
  const { ownAlarms, objectives, namespace } = site;
  const condition = read(where, options.condition, Object.keys(metrics), [...objectives.keys()]);
  if (condition.kind === 'slo') {
    const definition = objectives.get(condition.slo) as SloDefinition | CompositeSloDefinition;
    return addBurnRatePolicy(where, id, condition, definition, identityOf(id, condition, options), ownAlarms);
  }
  const metric = metrics[condition.metric] as IMetric;
  const unit = Object.hasOwn(units, condition.metric) ? units[condition.metric] : undefined;
  const { alarm, stated } = metricCondition(where, condition, { metric, unit, namespace });
  const identity = identityOf(id, stated, options);
  return ownAlarms.add(id, identity, (scope, context) => renderCondition(scope, id, alarm, identity, context));
}

function read(where: string, text: string, metrics: readonly string[], slos: readonly string[]): Condition {
  try {
    return parseCondition(text, { metrics, slos });
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}

/** Every description has the condition: in the summary, or as the reason for one of the writer's own. */
function identityOf(id: string, condition: Condition, options: AlertPolicyOptions): AlarmIdentityOptions {
  const { severity, summary, role, runbook, actions, enabled = true } = options;
  const text = printCondition(condition);
  const shownRole = enabled ? role : 'signal';
  return {
    severity,
    summary: summary ?? `${id}: ${text}`,
    ...(summary !== undefined && { reason: `Condition: ${text}` }),
    ...(shownRole !== undefined && { role: shownRole }),
    ...(runbook !== undefined && { runbook }),
    ...(actions !== undefined && { actions }),
  };
}

const { reason: _, ...IDENTITY } = IDENTITY_KEYS;

function checkPolicy(where: string, options: AlertPolicyOptions): void {
  checkKeys(where, options, {
    ...IDENTITY,
    ...{ condition: true, metrics: true, units: true, team: true, tags: true, enabled: true, evaluationWindow: true },
  });
  const { condition, metrics = {}, units = {}, enabled } = options;
  checkPlain(where, 'condition', condition);
  checkText(where, 'condition', condition, MAX_TEXT);
  checkIdentity(where, { ...options, summary: options.summary ?? condition });
  checkRecord(where, 'metrics', metrics, '{ cpu: instance.metricCPUUtilization() }');
  checkRecord(where, 'units', units, "{ cpu: 'Percent' }");
  for (const [name, unit] of Object.entries(units)) {
    checkOneOf(where, "name in 'units", name, Object.keys(metrics));
    checkOneOf(where, `units.${name}`, unit, METRIC_UNITS);
  }
  const isFlag = enabled === undefined || typeof enabled === 'boolean';
  demand(where, isFlag, `'enabled' must be true or false, got ${shown(enabled)}`);
  checkTags(where, options);
}

/** The parser says more of what is too long, but for texts that are no condition at all. */
const MAX_TEXT = 10_000;

function checkRecord(where: string, name: string, value: unknown, example: string): void {
  const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
  demand(where, fits, `'${name}' must be an object such as ${example}, got ${shown(value)}`);
}
