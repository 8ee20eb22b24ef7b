/** CloudWatch alarm events as EventBridge delivers them, built as documented. */
import { EVENT } from '../../conventions';
import type { AlarmState } from '../../incident/incident';

/** Everything an alarm state change event is built from. */
export type AlarmEventSource = {
  readonly alarmArn: string;
  readonly alarmName: string;
  readonly account: string;
  readonly region: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: { readonly value: AlarmState; readonly reason: string; readonly atMs: number };
  readonly previous: { readonly value: AlarmState; readonly reason: string; readonly atMs: number };
  /** What `state.reasonData` holds; left out where there is none, as for a state set by hand. */
  readonly reasonData?: Readonly<Record<string, unknown>>;
  /** The mute rule that holds the actions back. */
  readonly mutedBy?: { readonly arn: string; readonly startMs: number; readonly endMs: number };
  /** What of its actions suppressor holds the actions of a composite alarm back. */
  readonly suppressedBy?: { readonly by: string; readonly reason: string };
} & Watched;

/** What the alarm watches: one metric, the queries of metric math, or other alarms. */
type Watched =
  | { readonly metric: MetricStat }
  | { readonly queries: readonly AlarmEventQuery[] }
  | { readonly rule: AlarmEventRule };

interface MetricStat {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly periodSeconds: number;
  readonly statistic: string;
}

/** One entry of an alarm's `Metrics`. */
export type AlarmEventQuery = { readonly id: string; readonly label?: string; readonly returnData: boolean } & (
  | { readonly metric: MetricStat }
  | { readonly expression: string }
);

export interface AlarmEventRule {
  readonly alarmRule: string;
  readonly actionsSuppressor?: string;
  readonly actionsSuppressorWaitPeriod?: number;
  readonly actionsSuppressorExtensionPeriod?: number;
}

/** The event CloudWatch sends for an alarm's change of state. */
export function buildAlarmStateChange(source: AlarmEventSource, eventId: string): Record<string, unknown> {
  const { state, previous, mutedBy, suppressedBy } = source;
  return {
    version: '0',
    id: eventId,
    'detail-type': EVENT.alarmStateChange,
    source: EVENT.alarmSource,
    account: source.account,
    time: `${new Date(state.atMs).toISOString().slice(0, 19)}Z`,
    region: source.region,
    resources: [source.alarmArn],
    detail: {
      alarmName: source.alarmName,
      alarmTags: source.tags,
      configuration: { description: source.description, ...describeWatched(source, eventId) },
      previousState: { reason: previous.reason, timestamp: formatTimestamp(previous.atMs), value: previous.value },
      state: {
        ...(suppressedBy && { actionsSuppressedBy: suppressedBy.by, actionsSuppressedReason: suppressedBy.reason }),
        reason: state.reason,
        ...(source.reasonData && { reasonData: JSON.stringify(source.reasonData) }),
        timestamp: formatTimestamp(state.atMs),
        value: state.value,
      },
      ...(mutedBy && {
        muteDetail: {
          mutedByArn: mutedBy.arn,
          muteWindowStart: formatTimestamp(mutedBy.startMs),
          muteWindowEnd: formatTimestamp(mutedBy.endMs),
        },
      }),
    },
  };
}

function describeWatched(watched: Watched, eventId: string): Readonly<Record<string, unknown>> {
  if ('rule' in watched) return { ...watched.rule };
  if ('metric' in watched)
    return { metrics: [{ id: eventId, metricStat: metricStat(watched.metric), returnData: true }] };
  return {
    metrics: watched.queries.map(({ id, label, returnData, ...query }) => ({
      id,
      ...('metric' in query ? { metricStat: metricStat(query.metric) } : { expression: query.expression }),
      ...(label !== undefined && { label }),
      returnData,
    })),
  };
}

function metricStat({ namespace, name, dimensions, periodSeconds, statistic }: MetricStat): object {
  return { metric: { dimensions, name, namespace }, period: periodSeconds, stat: statistic };
}

/** `2019-10-02T17:04:40.989+0000`: the form of times inside alarm events. */
export function formatTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}
