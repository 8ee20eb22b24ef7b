/** CloudWatch alarms of the templates, evaluated every minute of virtual time over the simulated metrics. */
import { readAlarmDescription } from '../../core/alarm/description';
import { type Datapoint, evaluateAlarm, evaluationRange } from '../../core/alarm/evaluation';
import {
  COMPARISONS,
  type Comparison,
  describeThreshold,
  MISSING_DATA_MODES,
  type ThresholdSettings,
  type TreatMissingData,
} from '../../core/alarm/threshold';
import { ALARM_TAG } from '../../core/conventions';
import type { AlarmState } from '../../core/incident/incident';
import { buildAlarmStateChange, formatTimestamp } from '../../core/signal/alarm-event';
import { type MetricId, metricKey } from '../../core/signal/metric';
import { isStatistic } from '../../core/signal/statistic';
import type { Resource } from '../templates';
import type { World } from '../world';
import type { Bus } from './bus';
import type { Topics } from './topics';

/** A metric alarm as the template defines it. */
export interface TemplateAlarm {
  readonly resource: Resource;
  readonly metric: MetricId;
  readonly statistic: string;
  readonly settings: ThresholdSettings;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** Alarm types and properties that this version does not evaluate; alarms with them are named, never silently green. */
const UNSUPPORTED_TYPES: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::CompositeAlarm': 'composite alarm',
  'AWS::CloudWatch::AnomalyDetector': 'anomaly detector',
  'AWS::CloudWatch::LogAlarm': 'log alarm',
  'AWS::CloudWatch::AlarmMuteRule': 'alarm mute rule',
};
const UNSUPPORTED_PROPERTIES: Readonly<Record<string, string>> = {
  Metrics: 'metric math',
  ThresholdMetricId: 'anomaly band',
  EvaluationCriteria: 'PromQL',
  EvaluationWindow: 'evaluation window',
  WarmUpConfiguration: 'warm-up',
  EvaluateLowSampleCountPercentile: 'low-sample percentiles',
};

/** Reads every metric alarm; those it cannot evaluate are noted in `world.notRehearsed`. */
export function readAlarms(world: Pick<World, 'templates' | 'notRehearsed'>): TemplateAlarm[] {
  for (const resource of world.templates.ofType(...Object.keys(UNSUPPORTED_TYPES))) {
    world.notRehearsed.set(resource.path, UNSUPPORTED_TYPES[resource.type] as string);
  }
  return world.templates.ofType('AWS::CloudWatch::Alarm').flatMap((resource) => {
    try {
      return [readAlarm(resource)];
    } catch (error) {
      world.notRehearsed.set(resource.path, `alarm: ${(error as Error).message}`);
      return [];
    }
  });
}

function readAlarm(resource: Resource): TemplateAlarm {
  const { properties } = resource;
  for (const [property, what] of Object.entries(UNSUPPORTED_PROPERTIES)) {
    if (properties[property] !== undefined) throw new Error(`${what} (${property})`);
  }
  const statistic = String(properties.Statistic ?? properties.ExtendedStatistic);
  if (!isStatistic(statistic)) throw new Error(`statistic ${statistic}`);
  const periodSeconds = Number(properties.Period);
  if (periodSeconds < 60) throw new Error(`high-resolution period of ${periodSeconds} s`);
  const evaluationPeriods = Number(properties.EvaluationPeriods);
  return {
    resource,
    metric: {
      namespace: String(properties.Namespace),
      name: String(properties.MetricName),
      dimensions: Object.fromEntries(
        ((properties.Dimensions ?? []) as { Name: string; Value: string }[]).map(({ Name, Value }) => [
          Name,
          String(Value),
        ]),
      ),
    },
    statistic,
    settings: {
      comparison: oneOf(Object.keys(COMPARISONS), properties.ComparisonOperator) as Comparison,
      threshold: Number(properties.Threshold),
      periodSeconds,
      evaluationPeriods,
      datapointsToAlarm: Number(properties.DatapointsToAlarm ?? evaluationPeriods),
      treatMissingData: oneOf(MISSING_DATA_MODES, properties.TreatMissingData ?? 'missing') as TreatMissingData,
    },
    description: String(properties.AlarmDescription ?? ''),
    tags: Object.fromEntries(
      ((properties.Tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
    ),
    actionsEnabled: properties.ActionsEnabled !== false,
    actions: {
      OK: (properties.OKActions ?? []) as string[],
      ALARM: (properties.AlarmActions ?? []) as string[],
      INSUFFICIENT_DATA: (properties.InsufficientDataActions ?? []) as string[],
    },
  };
}

function oneOf(allowed: readonly string[], value: unknown): string {
  if (allowed.includes(String(value))) return String(value);
  throw new Error(`'${String(value)}' is none of ${allowed.join(', ')}`);
}

interface Watched {
  readonly alarm: TemplateAlarm;
  readonly key: string;
  state: AlarmState;
  reason: string;
  sinceMs: number;
  /** All datapoints of the last evaluation were missing, so until new data comes the next one is the same. */
  silent: boolean;
}

/** Evaluates alarms and tells the bus and the topics when one changes state. */
export class Alarms {
  private readonly watched: Watched[];

  constructor(
    private readonly world: World,
    private readonly bus: Bus,
    private readonly topics: Topics,
    alarms: readonly TemplateAlarm[],
  ) {
    const nowMs = world.clock.now();
    const reason = 'Unchecked: Initial alarm creation';
    this.watched = alarms.map((alarm) => {
      world.recorder.alarmState(alarm.resource.name, { atMs: nowMs, state: 'INSUFFICIENT_DATA', reason });
      return { alarm, key: metricKey(alarm.metric), state: 'INSUFFICIENT_DATA', reason, sinceMs: nowMs, silent: false };
    });
  }

  /** Looks back from the end of a minute (epoch ms), at every alarm. */
  evaluate(minuteEndMs: number): void {
    for (const watched of this.watched) this.evaluateOne(watched, minuteEndMs);
  }

  states(): ReadonlyMap<string, AlarmState> {
    return new Map(this.watched.map(({ alarm, state }) => [alarm.resource.name, state]));
  }

  private evaluateOne(watched: Watched, minuteEndMs: number): void {
    const { settings, statistic } = watched.alarm;
    const periodMs = settings.periodSeconds * 1000;
    const range = evaluationRange(settings.evaluationPeriods);
    const lastDataMs = this.world.metrics.lastDataMs(watched.key) ?? Number.NEGATIVE_INFINITY;
    const silent = lastDataMs <= minuteEndMs - range * periodMs;
    if (silent && watched.silent) return;
    watched.silent = silent;
    const points: Datapoint[] = [];
    for (let back = range; back > 0; back -= 1) {
      const startMs = minuteEndMs - back * periodMs;
      points.push({
        startMs,
        value: this.world.metrics.statistic(watched.key, statistic, startMs, startMs + periodMs),
      });
    }
    this.world.recorder.count('alarm evaluations');
    const { state, reason, judged } = evaluateAlarm(settings, points, watched.state);
    if (state !== watched.state) this.change(watched, state, reason, judged);
  }

  private change(watched: Watched, state: AlarmState, reason: string, judged: readonly Datapoint[]): void {
    const { alarm } = watched;
    const nowMs = this.world.clock.now();
    const previous = { value: watched.state, reason: watched.reason, atMs: watched.sinceMs };
    Object.assign(watched, { state, reason, sinceMs: nowMs });
    const { name } = alarm.resource;
    this.world.recorder.alarmState(name, { atMs: nowMs, state, reason });
    const kind = state === 'ALARM' ? 'alarm' : previous.value === 'ALARM' ? 'recovery' : 'state';
    const meaning = state === 'ALARM' ? readAlarmDescription(alarm.description).summary : undefined;
    this.world.recorder.tell(nowMs, kind, `${labelOf(alarm)}  ${previous.value} → ${state}`, meaning || undefined);
    const { account, region } = this.world.templates.assembly.stacks.find(
      ({ stackName }) => stackName === alarm.resource.stackName,
    )?.environment ?? { account: '', region: '' };
    const event = buildAlarmStateChange(
      {
        alarmArn: alarm.resource.arn,
        alarmName: name,
        account,
        region,
        description: alarm.description,
        tags: alarm.tags,
        metric: { ...alarm.metric, periodSeconds: alarm.settings.periodSeconds, statistic: alarm.statistic },
        state: { value: state, reason, atMs: nowMs },
        previous,
        reasonData: reasonData(alarm, judged, nowMs),
      },
      this.bus.nextEventId(),
    );
    this.bus.put('default', event);
    this.act(alarm, state, reason);
  }

  private act(alarm: TemplateAlarm, state: AlarmState, reason: string): void {
    if (!alarm.actionsEnabled) return;
    for (const action of alarm.actions[state]) {
      if (action.split(':')[2] !== 'sns') {
        this.world.notRehearsed.set(
          `${alarm.resource.path} action`,
          `alarm action ${action}: only SNS topics are played`,
        );
        continue;
      }
      const subject = `${state}: "${alarm.resource.name}"`;
      this.topics.publish(action, {
        channel: action.split(':').at(-1) as string,
        kind: 'alarm-action',
        subject,
        body: `${reason}\n\n${alarm.description}`,
      });
    }
  }
}

export const ALARM_RULES = [
  {
    what: 'Alarm evaluation',
    value: 'every minute, sliding window, evaluation range of N + 2 periods',
    source: 'AWS publishes only the example 5 for N = 3',
  },
  { what: 'Percentiles', value: 'exact, nearest rank', source: 'AWS publishes no method' },
] as const;

/** `ChargePayment-FaultRate`: the name without the service before it and the hash behind it, as people call it. */
export function labelOf(alarm: TemplateAlarm): string {
  const { name } = alarm.resource;
  const prefix = `${serviceOf(alarm)}-${alarm.tags[ALARM_TAG.environment] ?? ''}-`;
  return (name.startsWith(prefix) ? name.slice(prefix.length) : name).replace(/-[0-9a-f]{8}$/, '');
}

/** `Errors Average >= 0.05 in 3 of 5 x 1 min` */
export function conditionOf(alarm: TemplateAlarm): string {
  return `${alarm.metric.name} ${alarm.statistic} ${describeThreshold(alarm.settings)}`;
}

export function serviceOf(alarm: TemplateAlarm): string {
  return alarm.tags[ALARM_TAG.service] ?? '';
}

function reasonData(alarm: TemplateAlarm, judged: readonly Datapoint[], nowMs: number): Record<string, unknown> {
  return {
    version: '1.0',
    queryDate: formatTimestamp(nowMs),
    ...(judged[0] && { startDate: formatTimestamp(judged[0].startMs) }),
    statistic: alarm.statistic,
    period: alarm.settings.periodSeconds,
    recentDatapoints: judged.map(({ value }) => value),
    threshold: alarm.settings.threshold,
  };
}
