import { timeZone, toLocal, toUtc } from '../time-zone';
import { SloError } from './slo-error';

/** The time that an objective is about. */
export type SloWindow = RollingWindow | CalendarWindow;

/** The last so many minutes. */
export interface RollingWindow {
  readonly kind: 'rolling';
  readonly minutes: number;
}

/** A week from Monday, or a month from its first, by the clock of a time zone; the budget is whole again at its start. */
export interface CalendarWindow {
  readonly kind: 'calendar';
  readonly unit: 'week' | 'month';
  readonly timezone: string;
}

/** A stretch of time: the start is in it, the end is not. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MINUTES = { m: 1, h: 60, d: 1_440, w: 10_080 } as const;
const DURATION = /^(\d{1,6})\s*([mhdw])$/;
const SHORTEST_MINUTES = MINUTES.d;
/**
 * CloudWatch keeps datapoints of five minutes for 63 days; the last one is left for reading them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention
 */
const LONGEST_MINUTES = 62 * MINUTES.d;

/** The minutes of `5m`, `6h`, `30d`, `1w`; `undefined` for what is no such text. */
export function parseMinutes(text: unknown): number | undefined {
  const [, amount, unit] = (typeof text === 'string' && DURATION.exec(text.trim())) || [];
  const minutes = unit === undefined ? undefined : Number(amount) * MINUTES[unit as keyof typeof MINUTES];
  return minutes !== undefined && minutes > 0 ? minutes : undefined;
}

/** `5m`, `6h`, `30d`: minutes in the largest unit that divides them. Weeks are told as days. */
export function minutesText(minutes: number): string {
  const unit = minutes % MINUTES.d === 0 ? 'd' : minutes % MINUTES.h === 0 ? 'h' : 'm';
  return `${minutes / MINUTES[unit]}${unit}`;
}

/**
 * Reads `7d`, `28d`, `30d`, any other time from a day to 62 days, `calendar week` or `calendar month`.
 * @param where for messages: whose window it is
 * @param timezone of calendar windows, as IANA names it. @default 'UTC'
 * @throws {SloError}
 */
export function parseSloWindow(where: string, text: string, timezone = 'UTC'): SloWindow {
  const unit = /^calendar (week|month)$/.exec(text)?.[1] as CalendarWindow['unit'] | undefined;
  if (unit) return { kind: 'calendar', unit, timezone: checkZone(where, timezone) };
  const minutes = parseMinutes(text);
  if (minutes !== undefined && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES) {
    return { kind: 'rolling', minutes };
  }
  throw new SloError(
    `${where}: 'window' must be '7d', '28d', '30d' or another time from 1d to 62d (CloudWatch keeps datapoints of five ` +
      `minutes for 63 days), 'calendar week' or 'calendar month', got ${JSON.stringify(text)}`,
  );
}

/** As {@link parseSloWindow} reads it. */
export function windowText(window: SloWindow): string {
  return window.kind === 'rolling' ? minutesText(window.minutes) : `calendar ${window.unit}`;
}

/**
 * The window as it stands at a moment, of which the data before it are known; of a calendar, the whole week or month, with
 * what is still to come. Where one ends and the next begins, the one that ends: it can be judged now.
 */
export function spanAt(window: SloWindow, atMs: number): Span {
  if (window.kind === 'rolling') return { startMs: atMs - window.minutes * MINUTE_MS, endMs: atMs };
  const zone = timeZone(window.timezone);
  const day = new Date(toLocal(zone, Math.ceil(atMs) - 1));
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  if (window.unit === 'month') {
    return { startMs: toUtc(zone, Date.UTC(year, month, 1)), endMs: toUtc(zone, Date.UTC(year, month + 1, 1)) };
  }
  const monday = Date.UTC(year, month, date) - ((day.getUTCDay() + 6) % 7) * DAY_MS;
  return { startMs: toUtc(zone, monday), endMs: toUtc(zone, monday + 7 * DAY_MS) };
}

/** For words and rules: how long the window is; a month counts as 30 days. */
export function nominalMinutes(window: SloWindow): number {
  if (window.kind === 'rolling') return window.minutes;
  return window.unit === 'week' ? MINUTES.w : 30 * MINUTES.d;
}

function checkZone(where: string, name: string): string {
  try {
    return timeZone(name).name;
  } catch (error) {
    throw new SloError(`${where}: 'timezone' is not one: ${(error as Error).message}`);
  }
}
