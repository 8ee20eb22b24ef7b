import { Duration } from 'aws-cdk-lib';
import { WEEKDAYS, type Weekday } from '../../../core/config';
import { DAY_MS, HOUR_MS, MINUTE_MS, readTimeRange } from '../../../core/config/wall-clock';
import { checkKeys, checkOneOf, demand, shown } from '../../check';
import { checkTimeRange, checkTimeZone } from '../../incident/check-time';
import { MuteWindow } from '../mute-window';

/** When an alarm tells people. Outside these hours it is judged all the same, and muted. */
export interface EvaluationHours {
  /** Time of day, such as `08:00`. */
  readonly from: string;
  /** Exclusive, up to `24:00`. One that is before `from` is on the next day. */
  readonly to: string;
  /** Those on which the hours begin. @default - every day */
  readonly days?: readonly Weekday[];
  /** As IANA names it. @default 'UTC' */
  readonly timeZone?: string;
}

/**
 * The mute windows between the hours: from the end of one day's to the start of the next ones. They are as long on every
 * day, so on those on which clocks change they end an hour early or late.
 */
export function quietWindows(where: string, hours: EvaluationHours): MuteWindow[] {
  checkKeys(where, hours, { from: true, to: true, days: true, timeZone: true });
  const { fromMs, toMs } = readTimeRange(checkTimeRange(where, hours));
  const timezone = checkTimeZone(where, hours.timeZone ?? 'UTC');
  const active = readDays(where, hours.days ?? WEEKDAYS);
  const startsByLength = new Map<number, number[]>();
  for (const [index, day] of active.entries()) {
    const next = active[index + 1] ?? (active[0] as number) + WEEKDAYS.length;
    const quietMs = (next - day) * DAY_MS - (toMs - fromMs);
    const start = (day + Math.floor(toMs / DAY_MS)) % WEEKDAYS.length;
    if (quietMs > 0) startsByLength.set(quietMs, [...(startsByLength.get(quietMs) ?? []), start]);
  }
  demand(where, startsByLength.size > 0, 'the hours are the whole week, got no time that is outside; leave it out');
  return [...startsByLength].map(([quietMs, starts]) =>
    MuteWindow.cron(cronOf(toMs % DAY_MS, starts), { duration: Duration.minutes(quietMs / MINUTE_MS), timezone }),
  );
}

/** Numbers of weekdays, Monday first, each once. */
function readDays(where: string, days: readonly Weekday[]): number[] {
  const fits = Array.isArray(days) && days.length > 0;
  demand(
    where,
    fits,
    `'days' must be a list such as ['mon', 'tue'], got ${Array.isArray(days) ? 'an empty list' : shown(days)}`,
  );
  const numbers = days.map((day) => WEEKDAYS.indexOf(checkOneOf(where, 'days', day, WEEKDAYS)));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function cronOf(timeMs: number, days: readonly number[]): string {
  const names = days.length === WEEKDAYS.length ? '*' : days.map((day) => WEEKDAYS[day]?.toUpperCase()).join(',');
  return `${(timeMs % HOUR_MS) / MINUTE_MS} ${Math.floor(timeMs / HOUR_MS)} * * ${names}`;
}
