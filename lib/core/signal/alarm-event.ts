/**
 * CloudWatch alarm events on EventBridge, read leniently and built as documented.
 * AWS's own schema registry rejects AWS's own sample events, so only what is needed is required here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
import { EVENT } from '../conventions';
import type { AlarmState } from '../incident/incident';

/** What an alarm state change says, before anybody decides what it means. */
export interface AlarmStateChange {
  readonly alarmArn: string;
  readonly alarmName: string;
  /** For alarms over many series: the one that changed. */
  readonly contributorId?: string;
  readonly state: AlarmState;
  readonly previousState?: AlarmState;
  readonly reason: string;
  /** Epoch milliseconds of the state itself; the event's own `time` has only seconds. */
  readonly timestampMs: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Set while a mute rule or a composite's suppressor holds the alarm's actions back. */
  readonly heldBackBy?: string;
  readonly account: string;
  readonly region: string;
}

/** Thrown where an event can never be read: it is broken, not merely of another kind. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/**
 * Reads an `CloudWatch Alarm State Change` (or contributor state change) event.
 * @throws UnreadableEvent naming the field that is missing or wrong
 */
export function readAlarmStateChange(event: Readonly<Record<string, unknown>>): AlarmStateChange {
  const detail = record(event.detail, 'detail');
  const state = record(detail.state, 'detail.state');
  const alarmName = text(detail.alarmName, 'detail.alarmName');
  const account = optionalText(event.account) ?? '';
  const region = optionalText(event.region) ?? '';
  const arn = Array.isArray(event.resources) ? optionalText(event.resources[0]) : undefined;
  const contributor = optionalRecord(detail.alarmContributor);
  return {
    alarmArn: arn ?? `arn:aws:cloudwatch:${region}:${account}:alarm:${alarmName}`,
    alarmName,
    contributorId: contributor && optionalText(contributor.id),
    state: stateValue(state.value, 'detail.state.value'),
    previousState: readPreviousState(detail.previousState),
    reason: optionalText(state.reason) ?? '',
    timestampMs: timestamp(state.timestamp, 'detail.state.timestamp'),
    description: optionalText(optionalRecord(detail.configuration)?.description) ?? '',
    tags: readTags(detail.alarmTags),
    heldBackBy: readHeldBack(detail, state),
    account,
    region,
  };
}

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

function readHeldBack(detail: Record<string, unknown>, state: Record<string, unknown>): string | undefined {
  const mute = optionalRecord(detail.muteDetail);
  if (mute) {
    const until = optionalText(mute.muteWindowEnd);
    return `mute rule ${optionalText(mute.mutedByArn) ?? ''}${until ? ` until ${until}` : ''}`.trim();
  }
  const suppressor = optionalText(state.actionsSuppressedBy);
  return suppressor && `actions suppressor (${suppressor})`;
}

function readPreviousState(value: unknown): AlarmState | undefined {
  const previous = optionalRecord(value);
  return previous && isState(previous.value) ? previous.value : undefined;
}

/** Tags come as a map or as a list of key and value; anything else is no tags. */
function readTags(value: unknown): Record<string, string> {
  const pairs = Array.isArray(value)
    ? value.map((tag) => [optionalText(optionalRecord(tag)?.key), optionalText(optionalRecord(tag)?.value)])
    : Object.entries(optionalRecord(value) ?? {});
  return Object.fromEntries(pairs.filter(([key, tag]) => typeof key === 'string' && typeof tag === 'string'));
}

/** The incident table orders times by their 13 digits: from 1970 to the year 2286. */
const MAX_TIME_MS = 9_999_999_999_999;

function timestamp(value: unknown, field: string): number {
  const ms = typeof value === 'string' ? Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : Number.NaN;
  if (ms >= 0 && ms <= MAX_TIME_MS) return ms;
  throw new UnreadableEvent(`'${field}' must be a time such as 2019-10-02T17:04:40.989+0000, got ${show(value)}`);
}

function stateValue(value: unknown, field: string): AlarmState {
  if (isState(value)) return value;
  throw new UnreadableEvent(`'${field}' must be OK, ALARM or INSUFFICIENT_DATA, got ${show(value)}`);
}

function isState(value: unknown): value is AlarmState {
  return value === 'OK' || value === 'ALARM' || value === 'INSUFFICIENT_DATA';
}

function record(value: unknown, field: string): Record<string, unknown> {
  const found = optionalRecord(value);
  if (found) return found;
  throw new UnreadableEvent(`'${field}' must be an object, got ${show(value)}`);
}

function optionalRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function text(value: unknown, field: string): string {
  const found = optionalText(value);
  if (found !== undefined) return found;
  throw new UnreadableEvent(`'${field}' must be a non-empty text, got ${show(value)}`);
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
