import type { Span } from '../slo/window';
import { type TimeZone, toLocal, toUtc } from '../time-zone';

/** Summaries that people get by themselves. */
export const REPORTS = ['daily', 'weekly'] as const;
export type Report = (typeof REPORTS)[number];

const DAY_MS = 86_400_000;
const DAYS: Readonly<Record<Report, number>> = { daily: 1, weekly: 7 };

/**
 * What a report that is due at a time is about: the whole day before the day it is due on, or the seven before it, by the
 * wall clock of the time zone. A day may have 23 or 25 hours. Whatever moment of a day it is due at, the span is the same.
 */
export function reportSpan(report: Report, atMs: number, zone: TimeZone): Span {
  const midnight = Math.floor(toLocal(zone, atMs) / DAY_MS) * DAY_MS;
  return { startMs: toUtc(zone, midnight - DAYS[report] * DAY_MS), endMs: toUtc(zone, midnight) };
}
