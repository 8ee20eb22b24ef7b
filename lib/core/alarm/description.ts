import { type AlarmRole, parseAlarmRole, parseSeverity, type Severity } from '../incident/severity';
import { describeSeconds } from './threshold';

/**
 * Longest alarm description, in characters.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const MAX_DESCRIPTION_LENGTH = 1024;

export interface AlarmDescriptionOptions {
  /** One sentence, what it means when the alarm fires. */
  readonly summary: string;
  /** Why this threshold and window. */
  readonly reason: string;
  /** From the start of a fault to the alarm, at best. */
  readonly timeToDetectSeconds: number;
  readonly service: string;
  readonly environment: string;
  readonly severity: Severity;
  readonly role: AlarmRole;
}

/** What a description says. Only the summary is always there; the rest is missing where the alarm is not Sightline's. */
export interface AlarmDescription {
  readonly summary: string;
  readonly service?: string;
  readonly environment?: string;
  readonly severity?: Severity;
  readonly role?: AlarmRole;
}

/**
 * The text of an alarm's description: summary, reason and time to detect for people, then one line of JSON that says
 * the same as the alarm's tags, for transports that carry no tags. The human part is shortened to fit, the JSON never.
 */
export function describeAlarm(options: AlarmDescriptionOptions): string {
  const identity = JSON.stringify({
    sightline: {
      v: 1,
      service: options.service,
      env: options.environment,
      sev: options.severity,
      role: options.role,
    },
  });
  const room = MAX_DESCRIPTION_LENGTH - identity.length - 1;
  if (room < MIN_HUMAN_LENGTH) {
    throw new Error(
      `The alarm description of service '${options.service}' (${options.environment}) leaves ${room} characters for ` +
        `people of ${MAX_DESCRIPTION_LENGTH}, at least ${MIN_HUMAN_LENGTH} are needed; use shorter service and ` +
        'environment names',
    );
  }
  const human = [
    oneLine(options.summary),
    oneLine(options.reason),
    `Time to detect: ${describeSeconds(options.timeToDetectSeconds)} at best.`,
  ].join('\n');
  return `${shorten(human, room)}\n${identity}`;
}

/** Reads any alarm's description, Sightline's or not. Never throws; fields that do not fit are left out. */
export function readAlarmDescription(text: unknown): AlarmDescription {
  if (typeof text !== 'string') return { summary: '' };
  const lines = text.slice(0, MAX_READ_LENGTH).trimEnd().split('\n');
  const identity = readIdentity(lines.at(-1) ?? '');
  const human = identity ? lines.slice(0, -1) : lines;
  return { summary: human.map(oneLine).find((line) => line !== '') ?? '', ...identity };
}

const MIN_HUMAN_LENGTH = 200;
/** A description that came some other way than through CloudWatch may be longer than CloudWatch allows. */
const MAX_READ_LENGTH = 4 * MAX_DESCRIPTION_LENGTH;

function readIdentity(line: string): Omit<AlarmDescription, 'summary'> | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  const fields = ownField(parsed, 'sightline');
  if (typeof fields !== 'object' || fields === null) return undefined;
  return {
    service: readName(ownField(fields, 'service')),
    environment: readName(ownField(fields, 'env')),
    severity: parseSeverity(ownField(fields, 'sev')),
    role: parseAlarmRole(ownField(fields, 'role')),
  };
}

function ownField(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function readName(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Control and direction-changing characters become spaces: descriptions are shown in terminals, mails and chats. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim();
}

/** Cuts between code points, never inside a surrogate pair. */
function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > maxLength - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
