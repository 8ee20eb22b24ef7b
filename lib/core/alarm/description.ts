import { type AlarmRole, parseAlarmRole, parseSeverity, type Severity } from '../incident/severity';
import { oneLine, shorten } from '../signal/words';
import { describeSeconds } from './threshold';

/**
 * Longest alarm description, in characters.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const MAX_DESCRIPTION_LENGTH = 1024;

export interface AlarmDescriptionOptions {
  /** One sentence, what it means when the alarm fires. */
  readonly summary: string;
  /** Why this threshold and window. @default - not said */
  readonly reason?: string;
  /** A link, or what to do first in words. @default - none */
  readonly runbook?: string;
  /** What to do first, beside a link. @default - what `runbook` says in words */
  readonly firstStep?: string;
  /** A link. @default - none */
  readonly dashboard?: string;
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
 * The text of an alarm's description: what it means, what to do first, links and time to detect for people, then one
 * line of JSON that says the same as the alarm's tags, for transports that carry no tags. Words are shortened to fit,
 * links and the JSON never: half a link leads nowhere.
 */
export function describeAlarm(options: AlarmDescriptionOptions): string {
  const { service, environment, severity, role, runbook, dashboard } = options;
  const identity = JSON.stringify({ sightline: { v: 1, service, env: environment, sev: severity, role } });
  const linked = isLink(runbook);
  const links = [linked ? `${RUNBOOK}${runbook}` : '', dashboard === undefined ? '' : `Dashboard: ${dashboard}`];
  const fixed = [
    links.filter(Boolean).join(' '),
    `Time to detect: ${describeSeconds(options.timeToDetectSeconds)} at best.`,
    identity,
  ].filter(Boolean);
  const room = MAX_DESCRIPTION_LENGTH - fixed.join('\n').length - 1;
  if (room < MIN_HUMAN_LENGTH) throw new Error(tooLong(options, room));
  const summary = shorten(oneLine(options.summary), Math.max(MIN_HUMAN_LENGTH, room - MAX_REST_LENGTH));
  const first = options.firstStep ?? (linked ? undefined : runbook);
  const rest = [oneLine(options.reason ?? ''), first ? `${FIRST}${oneLine(first)}` : ''];
  const words = [summary, ...rest.filter(Boolean)].join('\n');
  return [shorten(words, room), ...fixed].join('\n');
}

/** Reads any alarm's description, Sightline's or not. Never throws; fields that do not fit are left out. */
export function readAlarmDescription(text: unknown): AlarmDescription {
  if (typeof text !== 'string') return { summary: '' };
  const lines = text.slice(0, MAX_READ_LENGTH).trimEnd().split('\n');
  const identity = readIdentity(lines.at(-1) ?? '');
  const human = identity ? lines.slice(0, -1) : lines;
  return { summary: human.map(oneLine).find((line) => line !== '') ?? '', ...identity };
}

/**
 * What a description says to do first: the words of its line `First: ...`, then the link of its line `Runbook: ...`.
 * `undefined` where it has neither. Never throws.
 */
export function readFirstStep(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const lines = text.slice(0, MAX_READ_LENGTH).split('\n');
  const words = lines.find((line) => line.startsWith(FIRST))?.slice(FIRST.length);
  const link = lines
    .find((line) => line.startsWith(RUNBOOK))
    ?.slice(RUNBOOK.length)
    .trim()
    .split(/\s/)[0];
  return oneLine([words, isLink(link) ? link : undefined].filter(Boolean).join(' ')) || undefined;
}

const FIRST = 'First: ';
const RUNBOOK = 'Runbook: ';
/** What must be left for words beside names and links. */
const MIN_HUMAN_LENGTH = 150;
/** What a long summary leaves for reason and runbook. */
const MAX_REST_LENGTH = 400;
/** A description that came some other way than through CloudWatch may be longer than CloudWatch allows. */
const MAX_READ_LENGTH = 4 * MAX_DESCRIPTION_LENGTH;

function isLink(text: string | undefined): boolean {
  return text !== undefined && /^https?:\/\/\S+$/.test(text);
}

function tooLong({ service, environment }: AlarmDescriptionOptions, room: number): string {
  return (
    `The alarm description of service '${service}' (${environment}) leaves ${room} characters for people of ` +
    `${MAX_DESCRIPTION_LENGTH}, at least ${MIN_HUMAN_LENGTH} are needed; use shorter names of service and environment, ` +
    'or shorter links'
  );
}

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
