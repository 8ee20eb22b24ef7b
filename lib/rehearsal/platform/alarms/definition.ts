/** Alarms as templates define them: read, checked, and named where they cannot be rehearsed. */
import { describeThreshold, isBand } from '../../../core/alarm/threshold';
import { ALARM_TAG } from '../../../core/conventions';
import { describeMetric } from '../../../core/signal/metric';
import type { Resource } from '../../templates';
import type { World } from '../../world';
import { serviceOf } from './common';
import { type CompositeAlarm, playable, readComposite } from './composite-alarm';
import { type MetricAlarm, readMetricAlarm } from './metric-alarm';

export type TemplateAlarm = MetricAlarm | CompositeAlarm;

/** Alarm types that are not evaluated here; they are named, never silently green. */
const UNSUPPORTED_TYPES: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::AnomalyDetector': 'anomaly detector: bands follow a local model, without its settings',
  'AWS::CloudWatch::LogAlarm': 'log alarm: its Logs Insights query is not run',
  'AWS::CloudWatch::InsightRule': 'Contributor Insights rule: its contributors are not counted',
};

const ALARM_TYPES: readonly string[] = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

/** Reads every alarm; those it cannot evaluate are noted in `world.notRehearsed`. */
export function readAlarms(world: Pick<World, 'templates' | 'notRehearsed'>): TemplateAlarm[] {
  for (const resource of world.templates.ofType(...Object.keys(UNSUPPORTED_TYPES))) {
    world.notRehearsed.set(resource.path, UNSUPPORTED_TYPES[resource.type] as string);
  }
  const read = <T>(type: string, reader: (resource: Resource) => T): T[] =>
    world.templates.ofType(type).flatMap((resource) => {
      try {
        return [reader(resource)];
      } catch (error) {
        world.notRehearsed.set(resource.path, `alarm: ${(error as Error).message}`);
        return [];
      }
    });
  for (const { type, path, reason } of world.templates.undecided) {
    if (ALARM_TYPES.includes(type)) world.notRehearsed.set(path, `alarm: ${reason}`);
  }
  const taken = new Map<string, Resource>();
  const metricAlarms = read('AWS::CloudWatch::Alarm', (resource) => readMetricAlarm(firstOf(resource, taken)));
  const composites = read('AWS::CloudWatch::CompositeAlarm', (resource) => readComposite(firstOf(resource, taken)));
  const alarms = [...metricAlarms, ...playable(composites, metricAlarms, world)];
  for (const alarm of alarms) nameUnplayedActions(alarm, world);
  return alarms;
}

/** One account and region has no two alarms of one name; what is known here is known by name. */
function firstOf(resource: Resource, taken: Map<string, Resource>): Resource {
  const first = taken.get(resource.name);
  if (first)
    throw new Error(`the name '${resource.name}' is taken by ${first.path}; a rehearsal plays one account and region`);
  taken.set(resource.name, resource);
  return resource;
}

function nameUnplayedActions(
  { resource, actions }: TemplateAlarm,
  { notRehearsed }: Pick<World, 'notRehearsed'>,
): void {
  const unplayed = Object.values(actions)
    .flat()
    .find((action) => action.split(':')[2] !== 'sns');
  if (unplayed === undefined) return;
  notRehearsed.set(`${resource.path} action`, `alarm action ${unplayed}: only SNS topics are played`);
}

/** `ChargePayment-FaultRate`: the name without the service before it and the hash behind it, as people call it. */
export function labelOf(alarm: TemplateAlarm): string {
  const { name } = alarm.resource;
  const prefix = `${serviceOf(alarm)}-${alarm.tags[ALARM_TAG.environment] ?? ''}-`;
  return (name.startsWith(prefix) ? name.slice(prefix.length) : name).replace(/-[0-9a-f]{8}$/, '');
}

/** `Errors Average >= 0.05 in 3 of 5 x 1 min`; for a composite its rule. */
export function conditionOf(alarm: TemplateAlarm): string {
  return alarm.kind === 'composite' ? ruleOf(alarm) : `${subjectOf(alarm)} ${describeThreshold(alarm.settings)}`;
}

const ALARM_ARN = /arn:[^:"]+:cloudwatch:[^:"]*:[^:"]*:alarm:/g;

/** A composite's rule with the names of alarms, where CDK writes their ARNs. */
export function ruleOf({ rule }: CompositeAlarm): string {
  return rule.text.replace(ALARM_ARN, '');
}

/** What a metric alarm watches, in a few words. */
export function subjectOf(alarm: MetricAlarm): string {
  if (alarm.metric && alarm.statistic) return `${alarm.metric.name} ${alarm.statistic}`;
  return alarm.expression ?? 'math';
}

/** Everything a metric alarm reads, for people. */
export function describeWatched(alarm: TemplateAlarm): string {
  if (alarm.kind === 'composite') return ruleOf(alarm);
  const metrics = alarm.queries.flatMap((query) => ('metric' in query ? [describeMetric(query.metric)] : []));
  return `${isBand(alarm.settings) ? 'band of ' : ''}${metrics.join(', ')}`;
}
