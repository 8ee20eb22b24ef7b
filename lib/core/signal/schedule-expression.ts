/**
 * Schedule expressions of EventBridge rules and of EventBridge Scheduler: `rate(...)`, `cron(...)` and `at(...)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
import { type TimeZone, timeZone, toLocal, toUtc } from '../time-zone';
import { type Cron, nextLocal, parseCron } from './schedule-expression/cron';
import { ScheduleExpressionError } from './schedule-expression/error';

export { ScheduleExpressionError } from './schedule-expression/error';

export interface ScheduleOptions {
  /**
   * Time zone in which `cron` and `at` are read.
   * @default UTC
   */
  readonly timezone?: string;
  /**
   * Rules know no `at` and no time zone, want `rate(1 hour)` but `rate(2 hours)`, and a year in every `cron`; Scheduler
   * is more lenient.
   * @default scheduler
   */
  readonly service?: 'scheduler' | 'rule';
}

export interface Schedule {
  readonly kind: 'rate' | 'cron' | 'at';
  /**
   * The first time after `afterMs` (epoch ms, exclusive); `undefined` where there is none any more. A rate counts from
   * `afterMs`, as AWS counts it from the invocation before.
   */
  next(afterMs: number): number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const DATE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/;

/**
 * Reads a schedule expression. Throws a `ScheduleExpressionError` that says what is wrong and what is allowed.
 *
 * ```ts
 * const weekdays = parseSchedule('cron(30 8 ? * MON-FRI *)', { timezone: 'America/New_York' });
 * weekdays.next(Date.parse('2026-03-07T00:00:00Z')); // Date.parse('2026-03-09T12:30:00Z')
 * ```
 *
 * A local time that daylight saving skips is skipped; one that comes twice counts only the first time, for every
 * `cron`, as Scheduler documents it. A `rate` of days is a rate of 24 hours.
 */
export function parseSchedule(text: string, options: ScheduleOptions = {}): Schedule {
  const [, kind = '', body = ''] = /^(\w+)\((.*)\)$/s.exec(text.trim()) ?? [];
  const service = options.service ?? 'scheduler';
  if (kind === 'rate') return rate(text, body, service);
  if (kind === 'cron') return cron(parseCron(text, body, service === 'scheduler'), zoneOf(options));
  if (kind === 'at' && service === 'scheduler') return at(text, body, zoneOf(options));
  const forms = 'rate(5 minutes) or cron(0 12 * * ? *)';
  throw new ScheduleExpressionError(
    text,
    kind === 'at' ? 'a rule has no one-time schedule' : 'it has none of the known forms',
    service === 'rule' ? `write ${forms}` : `write ${forms} or at(2026-01-05T09:00:00)`,
  );
}

function zoneOf({ timezone }: ScheduleOptions): TimeZone {
  return timeZone(timezone ?? 'UTC');
}

function rate(text: string, body: string, service: 'scheduler' | 'rule'): Schedule {
  const [, amount = '', unit = '', plural = ''] = /^(\d+)\s+(minute|hour|day)(s?)$/.exec(body.trim()) ?? [];
  const intervalMs = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(intervalMs > 0) || !Number.isSafeInteger(intervalMs)) {
    throw new ScheduleExpressionError(
      text,
      `'${body}' is no rate`,
      'write a whole number from 1 and minutes, hours or days',
    );
  }
  if (service === 'rule' && (Number(amount) === 1) === (plural === 's')) {
    const correct = Number(amount) === 1 ? unit : `${unit}s`;
    throw new ScheduleExpressionError(
      text,
      `a rule refuses '${unit}${plural}' here`,
      `write rate(${amount} ${correct})`,
    );
  }
  return { kind: 'rate', next: (afterMs) => afterMs + intervalMs };
}

function at(text: string, body: string, zone: TimeZone): Schedule {
  const parts = DATE.exec(body.trim());
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (parts ?? []).slice(1).map(Number);
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC takes 30 February for 2 March.
  if (!parts || new Date(localMs).toISOString().slice(0, 19) !== body.trim()) {
    throw new ScheduleExpressionError(
      text,
      `'${body}' is no date and time`,
      'write at(yyyy-mm-ddThh:mm:ss), without zone',
    );
  }
  const onceMs = toUtc(zone, localMs);
  return { kind: 'at', next: (afterMs) => (onceMs > afterMs ? onceMs : undefined) };
}

function cron(fields: Cron, zone: TimeZone): Schedule {
  return {
    kind: 'cron',
    next: (afterMs) => {
      let localMs = nextLocal(fields, toLocal(zone, afterMs));
      while (localMs !== undefined) {
        const utcMs = toUtc(zone, localMs);
        const exists = toLocal(zone, utcMs) === localMs;
        if (exists && utcMs > afterMs) return utcMs;
        localMs = nextLocal(fields, localMs);
      }
      return undefined;
    },
  };
}
