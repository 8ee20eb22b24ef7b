/**
 * CloudWatch's changes of alarm states, read leniently. Whatever transport one comes by, it reads as the same change.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
import type { AlarmState, HeldBack } from '../incident/incident';
import { readHeldBack } from './alarm-event/held-back';
import { readTags } from './event-tags';
import { stateTime } from './event-time';
import { type Fields, fields, nameText, optionalFields, optionalText, show, text, UnreadableEvent } from './fields';
import { shorten } from './words';

export {
  type AlarmEventQuery,
  type AlarmEventRule,
  type AlarmEventSource,
  buildAlarmStateChange,
  formatTimestamp,
} from './alarm-event/build';
export { UnreadableEvent } from './fields';

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
  readonly heldBack?: HeldBack;
  readonly account: string;
  readonly region: string;
}

/** Whose alarm it is, as the transport says; each may be missing or of another type. */
export interface AlarmOrigin {
  readonly arn: unknown;
  readonly account: unknown;
  readonly region: unknown;
}

/**
 * Reads a `CloudWatch Alarm State Change` or `CloudWatch Alarm Contributor State Change` event of EventBridge.
 * @throws UnreadableEvent naming the field that is missing or wrong
 */
export function readAlarmStateChange(event: Fields): AlarmStateChange {
  const origin = { arn: alarmAmong(event.resources), account: event.account, region: event.region };
  return readDetail(event.detail, 'detail', origin);
}

/**
 * Reads what CloudWatch invokes a Lambda function with that is an alarm's action: the detail is called `alarmData`.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function readAlarmAction({ alarmData, alarmArn, accountId, region }: Fields): AlarmStateChange {
  return readDetail(alarmData, 'alarmData', { arn: alarmArn, account: accountId, region });
}

function readDetail(value: unknown, place: string, origin: AlarmOrigin): AlarmStateChange {
  const detail = fields(value, place);
  const state = fields(detail.state, `${place}.state`);
  const timestampMs = stateTime(state.timestamp, `${place}.state.timestamp`);
  const contributorId = optionalText(optionalFields(detail.alarmContributor)?.id);
  const heldBack = readHeldBack(detail, state, timestampMs);
  return {
    ...identify(text(detail.alarmName, `${place}.alarmName`), origin),
    ...(contributorId !== undefined && { contributorId: nameText(contributorId, `${place}.alarmContributor.id`) }),
    state: alarmState(state.value, `${place}.state.value`),
    ...previous(optionalFields(detail.previousState)?.value),
    reason: alarmReason(state.reason),
    timestampMs,
    description: optionalText(optionalFields(detail.configuration)?.description) ?? '',
    tags: readTags(detail.alarmTags),
    ...(heldBack && { heldBack }),
  };
}

/** Longest name of an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ALARM_NAME = 255;
/** Longest reason of a state: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html */
const MAX_REASON = 1_023;

/** Names of an alarm. What the transport leaves out, or words for people such as `US East (N. Virginia)`, is in the ARN. */
export function identify(alarmName: string, origin: AlarmOrigin) {
  const arn = optionalText(origin.arn);
  const [, , , arnRegion, arnAccount] = arn?.split(':') ?? [];
  const region = [origin.region, arnRegion].find(isRegion) ?? '';
  const account = optionalText(origin.account) ?? arnAccount ?? '';
  return {
    alarmArn: nameText(arn ?? `arn:aws:cloudwatch:${region}:${account}:alarm:${alarmName}`, 'alarmArn'),
    alarmName: shorten(alarmName, MAX_ALARM_NAME),
    account,
    region,
  };
}

/** @throws UnreadableEvent naming the place */
export function alarmState(value: unknown, place: string): AlarmState {
  if (isState(value)) return value;
  throw new UnreadableEvent(`'${place}' must be OK, ALARM or INSUFFICIENT_DATA, got ${show(value)}`);
}

/** The state before, where there was one: contributors have none. */
export function previous(value: unknown): Pick<AlarmStateChange, 'previousState'> {
  return isState(value) ? { previousState: value } : {};
}

export function alarmReason(value: unknown): string {
  return shorten(optionalText(value) ?? '', MAX_REASON);
}

/** Of an event's resources the alarm; a mute rule may be named beside it. */
function alarmAmong(resources: unknown): string | undefined {
  if (!Array.isArray(resources)) return undefined;
  const arns = resources.flatMap((resource) => optionalText(resource) ?? []);
  return arns.find((arn) => arn.split(':')[5] === 'alarm') ?? arns[0];
}

function isState(value: unknown): value is AlarmState {
  return value === 'OK' || value === 'ALARM' || value === 'INSUFFICIENT_DATA';
}

function isRegion(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z]{2,3}(-[a-z]+)+-\d+$/.test(value);
}
