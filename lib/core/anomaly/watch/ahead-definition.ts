import type { AlarmRole, Severity } from '../../incident/severity';

/** "Full in N days": the value that must not be reached, and how long ahead it is told. */
export interface AheadDefinition {
  readonly threshold: number;
  /** The bad side: a disk's use rises above, its free space falls below. */
  readonly direction: 'above' | 'below';
  readonly withinSeconds: number;
  readonly role: AlarmRole;
  readonly severity: Severity;
}

/** A slope of less than six hours is seldom one; nobody plans on one of weeks for longer than a quarter. */
export const AHEAD_SECONDS = { min: 6 * 3_600, max: 90 * 86_400 } as const;
/** The forecast is of hours: a number of things in an hour is no level that fills up. */
export const COUNTING_STATISTIC = /^(Sum|SampleCount|TC|TS)/i;
