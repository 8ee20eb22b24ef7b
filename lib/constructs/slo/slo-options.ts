import type { Duration } from 'aws-cdk-lib';
import type { Severity } from '../../core/incident/severity';
import type { BurnRateRule } from '../../core/slo/burn-rate-rule';
import type { SloTier } from '../../core/slo/definition';
import type { MuteWindow } from '../alarm/mute-window';
import type { Keys } from '../check';

/** What every objective has: how much must be good, over which time, and when its alarms fire. */
export interface SloOptions {
  /** Percent that must be good, above 0 and below 100: `'99.9'`. Exact, as it is written. */
  readonly objective: number | string;
  /** `'7d'`, `'28d'`, `'30d'`, any time from `'1d'` to `'62d'`, `'calendar week'`, `'calendar month'`. @default '30d' */
  readonly window?: string;
  /** Whose clock begins a calendar window, as IANA names it. @default 'UTC' */
  readonly timezone?: string;
  /** Percent of the error budget; once that much is used the objective is at risk. @default 80 */
  readonly alertThreshold?: number;
  /** When burn-rate alarms fire. @default 'workbook' */
  readonly rules?: SloRules;
  /**
   * Long windows with fewer events, or fewer slices of time, do not breach: the guard of services with little traffic.
   * @default 1
   */
  readonly minTotal?: number;
  /**
   * Long windows with fewer bad events, or bad slices, do not breach.
   * @default - rules that page 1; rules of tickets 5 events, or 1 slice: in the empty past of a new service one slow
   * cold start is a large share of the day
   */
  readonly minBad?: number;
  /** Times that do not count, such as maintenance. Alarms do not know them: mute these by `muteAlarms`. @default - none */
  readonly exclusions?: readonly SloExclusionOptions[];
  /** 1: a breach hurts the business at once, and its pages are critical. 3: nobody notices before long. @default 2 */
  readonly tier?: SloTier;
  /** Who answers for it. @default - nobody is named */
  readonly owner?: string;
  /** For reports by team. @default - in no team's report */
  readonly team?: string;
  /** A link, or what to do first. @default - a first step that fits every objective */
  readonly runbook?: string;
  /** One sentence. @default - made of the rest: `99.9 % of the requests of Api succeed.` */
  readonly description?: string;
  /**
   * Where rules with windows of more than a day look: at the metric, which CloudWatch does once an hour for such windows,
   * or at the burn rate that is published every five minutes. @default 'alarm'
   */
  readonly longWindow?: 'alarm' | 'published';
  /**
   * Silence that opens a ticket; `false` for what may be silent. @default - as long as a total outage takes to burn 1 %
   * of the budget, between 5 and 60 minutes, and no shorter than two slices; none where slices without data are good
   */
  readonly noTelemetry?: Duration | false;
  /** Of the alarms that page and open tickets. @default - page `high`, of tier 1 `critical`; ticket `medium` */
  readonly severities?: SloSeverities;
  /** Makes the same objective in CloudWatch Application Signals, too, which bills for it. @default false */
  readonly applicationSignals?: boolean;
}

/**
 * - `workbook`: the four rules of the SRE workbook, with its factors 14.4, 6, 3 and 1.
 * - `budget-share`: the same, with factors that spend 2, 5, 10 and 10 % of the budget of a window of any length.
 * - without some of them: `{ skip: ['ticket_slow'] }`.
 * - a list of one's own; an empty one is no burn-rate alarms.
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export type SloRules = SloRuleSet | SloRulesBut | readonly BurnRateRule[];
export type SloRuleSet = 'workbook' | 'budget-share';

/** A set of burn-rate rules without some of them. */
export interface SloRulesBut {
  /** Ids: `page_fast`, `page_slow`, `ticket_fast`, `ticket_slow`. */
  readonly skip: readonly string[];
  /** The set that they are left out of. @default 'workbook' */
  readonly of?: SloRuleSet;
}

/** A time that an objective does not count. */
export interface SloExclusionOptions {
  /** When: once, or by a schedule. */
  readonly window: MuteWindow;
  /** For reports. */
  readonly reason: string;
}

/** Severities of the incidents that an objective's burn-rate alarms open. */
export interface SloSeverities {
  /** Of alarms by `page` rules. @default - `critical` in tier 1, else `high` */
  readonly page?: Severity;
  /** Of alarms by `ticket` rules. @default 'medium' */
  readonly ticket?: Severity;
}

/** An objective on the share of requests that are fast enough. */
export interface LatencySloOptions extends SloOptions {
  /** Good is what takes that long at most. May be finer than the unit of the metric. */
  readonly threshold: Duration;
}

/** An objective that is told by what may fail, in percent. */
export interface ErrorRateSloOptions extends Omit<SloOptions, 'objective'> {
  /** Percent that may fail, above 0 and below 100: `'0.1'` is an objective of 99.9 %. */
  readonly maxPercent: number | string;
}

/** An objective on how much is done in a time. */
export interface ThroughputSloOptions extends SloOptions {
  /** Good is a slice of time with that many events or more. One without data has none. Above 0. */
  readonly atLeast: number;
  /** The slice: whole minutes that divide a day. @default Duration.minutes(1) */
  readonly per?: Duration;
}

/** An objective on how old the newest of something may be. */
export interface FreshnessSloOptions extends SloOptions {
  /** Good is a slice of time in which nothing is older. */
  readonly maxAge: Duration;
  /** Whole minutes that divide a day. @default Duration.minutes(1) */
  readonly slice?: Duration;
  /**
   * What a slice without data is; `ignore`: it does not count. @default - as the catalog says: of a queue it is good,
   * since an empty one publishes nothing; of other metrics bad
   */
  readonly missing?: 'good' | 'bad' | 'ignore';
}

export const SLO_KEYS: Keys<SloOptions> = {
  ...{ objective: true, window: true, timezone: true, alertThreshold: true, rules: true, minTotal: true, minBad: true },
  ...{ exclusions: true, tier: true, owner: true, team: true, runbook: true, description: true, longWindow: true },
  ...{ noTelemetry: true, severities: true, applicationSignals: true },
};
