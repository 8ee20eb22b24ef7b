/** `Sightline Signal`: what a judge of ours found, on the hub's own bus; built and read. */
import { SCHEMA_VERSION } from '../conventions';
import type { AlarmState, Signal } from '../incident/incident';
import { ALARM_ROLES, type AlarmRole, SEVERITIES, type Severity } from '../incident/severity';
import { MAX_TIME_MS } from './event-time';
import { UnreadableEvent } from './fields';
import { shorten } from './words';

/** A state that a judge found something of a service in. */
export interface JudgeSignal {
  readonly judge: 'evaluate-slos' | 'page-test' | 'track-errors' | 'detect-anomalies' | 'analyze-traces';
  /** What it judged, unique within the judge: `slo/checkout/prod/Availability/budget-exhausted`. */
  readonly member: string;
  /** What people call it, as the name of an alarm. */
  readonly name: string;
  readonly state: Exclude<AlarmState, 'INSUFFICIENT_DATA'>;
  /** When the state began. With judge, member and state it is the identity: told again, it is the same signal. */
  readonly timestampMs: number;
  readonly reason: string;
  readonly service: string;
  readonly environment: string;
  /**
   * Signals of a service with the same one share an incident of their own. What stays raised for days needs it: as long as
   * an incident is open, nobody is paged again for what joins it.
   * @default - the incident of the service
   */
  readonly group?: string;
  readonly severity: Severity;
  readonly role: AlarmRole;
  /** One sentence, what it means while raised. */
  readonly summary: string;
  /** A link, or what to do first. */
  readonly runbook?: string;
}

/** The detail of a `Sightline Signal`. */
export function buildSignalEvent(signal: JudgeSignal): Record<string, unknown> {
  const { judge, member, name, state, timestampMs, reason, service, environment, severity, role, summary } = signal;
  return {
    schemaVersion: SCHEMA_VERSION,
    judge,
    member,
    name,
    state,
    timestampMs,
    reason,
    service,
    environment,
    severity,
    role,
    summary,
    ...(signal.group !== undefined && { group: signal.group }),
    ...(signal.runbook !== undefined && { runbook: signal.runbook }),
  };
}

/**
 * Reads a `Sightline Signal` event. Judges that are not known yet are read, too.
 * @throws UnreadableEvent naming the field that is missing or wrong
 */
export function readSignalEvent(event: Readonly<Record<string, unknown>>): Signal {
  const read = fieldsOf(event.detail);
  read('schemaVersion', `a version that this hub knows (up to ${SCHEMA_VERSION})`, isKnownVersion);
  const group = read('group', `${SHORT_TEXT}, or missing`, isOptionalShortText);
  const runbook = read('runbook', 'a text, or missing', isOptionalText);
  const judge = read('judge', 'lowercase letters, digits and -, 32 at most', isJudge);
  return {
    // An ARN has a colon before any #, a judge has none: neither can be taken for the other.
    member: `${judge}#${read('member', SHORT_TEXT, isShortText)}`,
    alarmName: read('name', SHORT_TEXT, isShortText),
    state: read('state', 'ALARM or OK', isOneOf(STATES)),
    timestampMs: read('timestampMs', 'whole milliseconds from 1970 to 2286', isTime),
    reason: shorten(read('reason', 'a text', isText), MAX_WORDS),
    service: read('service', SHORT_TEXT, isShortText),
    environment: read('environment', SHORT_TEXT, isShortText),
    ...(group !== undefined && { group }),
    severity: read('severity', SEVERITIES.join(', '), isOneOf(SEVERITIES)),
    role: read('role', ALARM_ROLES.join(', '), isOneOf(ALARM_ROLES)),
    summary: shorten(read('summary', 'a text that is not empty', isFilledText), MAX_WORDS),
    ...(runbook && { firstStep: shorten(runbook, MAX_WORDS) }),
    region: isText(event.region) ? event.region : '',
    account: isText(event.account) ? event.account : '',
  };
}

const STATES: readonly JudgeSignal['state'][] = ['ALARM', 'OK'];
const JUDGE = /^[a-z][a-z0-9-]{0,31}$/;
/** Of what is stored as a key. */
const MAX_SHORT_TEXT = 512;
const SHORT_TEXT = `a text of 1 to ${MAX_SHORT_TEXT} characters`;
/** As CloudWatch cuts the reasons of its alarms. */
const MAX_WORDS = 1_023;

type Check<T> = (value: unknown) => value is T;

function fieldsOf(detail: unknown): <T>(name: string, allowed: string, isAllowed: Check<T>) => T {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
    throw new UnreadableEvent(`'detail' must be an object, got ${show(detail)}`);
  }
  return (name, allowed, isAllowed) => {
    const value: unknown = Object.hasOwn(detail, name) ? (detail as Record<string, unknown>)[name] : undefined;
    if (isAllowed(value)) return value;
    throw new UnreadableEvent(`'detail.${name}' must be ${allowed}, got ${show(value)}`);
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFilledText(value: unknown): value is string {
  return isText(value) && value.trim() !== '';
}

function isShortText(value: unknown): value is string {
  return isFilledText(value) && value.length <= MAX_SHORT_TEXT;
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

function isOptionalShortText(value: unknown): value is string | undefined {
  return value === undefined || isShortText(value);
}

function isJudge(value: unknown): value is string {
  return isText(value) && JUDGE.test(value);
}

function isKnownVersion(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= SCHEMA_VERSION;
}

function isTime(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TIME_MS;
}

function isOneOf<T>(values: readonly T[]): Check<T> {
  return (value): value is T => values.includes(value as T);
}

/** Events are JSON, but whoever calls may hold other things: nothing that throws is asked of them. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return isText(value) ? JSON.stringify(value.slice(0, 80)) : String(value);
}
