import type { TimeZone } from '../time-zone';
import { parseClockTime } from './mute/clock-time';
import { parseCron } from './mute/cron';
import { parseDuration } from './mute/duration';
import { MuteRuleError, type Refuse } from './mute/error';
import { type Starts, startByCron, startOnce } from './mute/starts';
import { parseTimeZone } from './mute/time-zone';
import type { MuteWindow } from './mute/window';

export { MuteRuleError } from './mute/error';
export {
  actionsThroughMutes,
  type MuteGate,
  type MuteStep,
  onAlarmChange,
  onMuteEnd,
  startMuteGate,
} from './mute/gate';
export type { MuteWindow } from './mute/window';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html */
const MAX_EXPRESSION = 256;

/** An alarm mute rule as CloudFormation writes it, without its targets. */
export interface MuteRuleSettings {
  /** Shown in errors. */
  readonly name?: string;
  /** `cron(minute hour day-of-month month day-of-week)` or `at(yyyy-MM-ddThh:mm)`. */
  readonly expression: string;
  /** ISO 8601, from PT1M to P15D. */
  readonly duration: string;
  /** IANA name. @default 'UTC' */
  readonly timezone?: string;
  /** No window begins before. A clock time in the rule's zone, or epoch milliseconds, which win. @default - begins at once */
  readonly startDate?: string;
  readonly startMs?: number;
  /** No window lasts beyond. A clock time in the rule's zone, or epoch milliseconds, which win. @default - never */
  readonly expireDate?: string;
  readonly expireMs?: number;
}

export type MuteStatus = 'SCHEDULED' | 'ACTIVE' | 'EXPIRED';

/**
 * When a mute rule mutes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 *
 * Windows of one rule that overlap are not united: of those that cover a time, the one that ends last counts. Look
 * again at its end: the next may have begun.
 */
export interface MuteSchedule {
  readonly name?: string;
  /** The window that covers `atMs`, cut off at the rule's expiry. */
  windowAt(atMs: number): MuteWindow | undefined;
  /** When the first window after `afterMs` begins. */
  nextStart(afterMs: number): number | undefined;
  /** As GetAlarmMuteRule answers it. */
  status(atMs: number): MuteStatus;
}

/**
 * Reads the schedule of an alarm mute rule as CloudWatch does.
 * @throws MuteRuleError that names the property, what it holds and what is allowed
 */
export function parseMuteRule(rule: MuteRuleSettings): MuteSchedule {
  const refuse =
    (property: keyof MuteRuleSettings): Refuse =>
    (what, allowed) =>
      new MuteRuleError(rule.name, property, what, allowed);
  const zone = parseTimeZone(rule.timezone ?? 'UTC', refuse('timezone'));
  const durationMs = parseDuration(rule.duration, refuse('duration'));
  const starts = parseExpression(rule.expression, zone, refuse('expression'));
  const bound = (text: string | undefined, property: 'startDate' | 'expireDate') =>
    text === undefined ? undefined : parseClockTime(text, zone, refuse(property));
  const startMs = rule.startMs ?? bound(rule.startDate, 'startDate') ?? Number.NEGATIVE_INFINITY;
  const expireMs = rule.expireMs ?? bound(rule.expireDate, 'expireDate') ?? Number.POSITIVE_INFINITY;
  if (expireMs <= startMs) throw refuse('expireDate')('it is not after the start date', 'write a later date');
  return scheduleOf(rule.name, starts, durationMs, { startMs, endMs: expireMs });
}

function parseExpression(expression: string, zone: TimeZone, refuse: Refuse): Starts {
  if (expression.length > MAX_EXPRESSION) throw refuse(`it has ${expression.length} characters`, '256 are allowed');
  const [, kind, content] = /^(cron|at)\((.*)\)$/s.exec(expression) ?? [];
  if (kind === 'cron') return startByCron(parseCron(content as string, refuse), zone);
  if (kind === 'at') return startOnce(parseClockTime(content as string, zone, refuse));
  throw refuse(`'${expression}' is not a schedule`, 'write cron(0 2 * * SUN) or at(2026-05-10T14:00)');
}

/** `life` bounds the rule: windows begin in it and end with it. */
function scheduleOf(name: string | undefined, starts: Starts, durationMs: number, life: MuteWindow): MuteSchedule {
  const windowAt = (atMs: number): MuteWindow | undefined => {
    if (atMs >= life.endMs) return undefined;
    const startMs = starts.latest(atMs, atMs - durationMs);
    if (startMs === undefined || startMs < life.startMs) return undefined;
    return { startMs, endMs: Math.min(startMs + durationMs, life.endMs) };
  };
  const nextStart = (afterMs: number): number | undefined => {
    const startMs = starts.next(Math.max(afterMs, life.startMs - 1));
    return startMs !== undefined && startMs < life.endMs ? startMs : undefined;
  };
  const status = (atMs: number): MuteStatus => {
    if (windowAt(atMs)) return 'ACTIVE';
    return nextStart(atMs) === undefined ? 'EXPIRED' : 'SCHEDULED';
  };
  return { ...(name === undefined ? {} : { name }), windowAt, nextStart, status };
}
