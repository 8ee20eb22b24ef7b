import type { JudgeSignal } from '../signal/signal-event';
import type { EventCount } from './counts';
import type { SloTier } from './definition';

/**
 * `violated`: less than the objective. `at_risk`: the share of the budget that is used is at the alert threshold or above.
 * Exactly at the objective is at risk. `no_data`: no events in the window.
 */
export const SLO_STATUSES = ['compliant', 'at_risk', 'violated', 'no_data'] as const;
/** How an objective stands, from its error budget. */
export type SloStatus = (typeof SLO_STATUSES)[number];

/** The windows whose burn rates are published. */
export const BURN_RATE_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
/** A window that burn rates are measured over. */
export type BurnRateWindow = (typeof BURN_RATE_WINDOWS)[number];

/** How an objective stood at one moment: what `evaluate-slos` stores and publishes, and what reports are made of. */
export interface SloMeasurement {
  readonly schemaVersion: number;
  /** `sloKey` of its definition. */
  readonly slo: string;
  /** The data up to here count; a multiple of five minutes. */
  readonly atMs: number;
  readonly status: SloStatus;
  /** Events in the window so far. */
  readonly total: number;
  readonly bad: number;
  /** Share of good events, 0 to 1; missing without events. */
  readonly sli?: number;
  /** Bad events that the window so far may have. */
  readonly budgetEvents: number;
  /** Share of the budget that is left: 1 is all, 0 is none, below 0 more than all was used. */
  readonly budgetRemaining: number;
  /** The same in events, and in minutes of a total outage at the window's mean traffic. */
  readonly budgetRemainingEvents: number;
  readonly budgetRemainingMinutes: number;
  /** Missing where a window has no events. */
  readonly burnRates: Readonly<Partial<Record<BurnRateWindow, number>>>;
  /** Rules that fire now. */
  readonly firing: readonly string[];
  /** How often page or ticket rules began to fire in the last 24 h. */
  readonly violations24h: number;
  /** Events of the last hour. @default - not known: the measurement is of an older version, or a composite's */
  readonly lastHour?: EventCount;
  /** At the pace of the last day; missing without events. */
  readonly projection?: SloProjection;
  /**
   * Of a composite, which has no window to project: of the budgets of the whole projected windows of its parts, what is used
   * already, combined as its budget is. @default - not known: the measurement is of an older version, or no composite's
   */
  readonly usedOfProjected?: number;
  /** Hours until the budget is gone at the burn rate of the last hour; missing while nothing burns, and when it is gone. */
  readonly hoursToExhaustion?: number;
}

/** How the window will end. Of a rolling window: how it will stand one window length from its start. */
export interface SloProjection {
  readonly minutesLeft: number;
  readonly total: number;
  readonly bad: number;
  readonly sli: number;
  readonly budgetRemaining: number;
  /** Of the budget of the whole projected window, what is used already. */
  readonly usedOfProjected: number;
}

/** What `evaluate-slos` raises and clears. `overall-compliance` is about all objectives together. */
export const SLO_SIGNALS = [
  'budget-exhausted',
  'burning-fast',
  'half-used-early',
  'many-violations',
  'overall-compliance',
] as const;
export type SloSignalId = (typeof SLO_SIGNALS)[number];

/** What is remembered of an objective between ticks. */
export interface SloState {
  readonly schemaVersion: number;
  readonly slo: string;
  /** Optimistic lock: raised by one with each write; 0 where none is stored yet. */
  readonly version: number;
  /** The last tick that was evaluated. */
  readonly lastAtMs: number;
  /** Signals that are raised, and since which tick. */
  readonly raised: Readonly<Partial<Record<SloSignalId, number>>>;
  /** Of objectives on timeslices: slices that end up to here are published. */
  readonly slicesUntilMs?: number;
  /**
   * Of objectives on timeslices: the first run. A slice that begins before and has no data is not bad.
   * @default - not known, the state is of an older version: every slice without data is what `missing` says
   */
  readonly silenceSinceMs?: number;
  /** Of objectives on timeslices: what the slices of the last hour were published as. */
  readonly slices?: PublishedSlices;
  /** The first event that was ever seen in data. */
  readonly dataSinceMs?: number;
  /** The last tick that people were told of; later than `lastAtMs` where that could not be published. */
  readonly toldAtMs?: number;
  /** Signals that are raised or cleared above, and may not have been told yet. */
  readonly pending?: readonly JudgeSignal[];
  /** Of an evaluation: the objectives that it had. */
  readonly members?: readonly string[];
}

export interface PublishedSlices {
  /** Of each. */
  readonly sliceSeconds: number;
  /** One character a slice; the last one is that of the last whole slice up to `slicesUntilMs`. */
  readonly verdicts: string;
}

/** How all objectives of an evaluation stood at one moment. */
export interface OverallCompliance {
  readonly schemaVersion: number;
  readonly atMs: number;
  /** Not violated, of those with data. */
  readonly compliant: number;
  readonly withData: number;
  readonly noData: number;
  /**
   * Violated, and more failed than the whole window may have at the pace of now. @default - not known, the measurement is of
   * an older version: all that are violated
   */
  readonly lost?: number;
  /** compliant / withData; missing without data. */
  readonly share?: number;
  /** The same with tier 1 counted three times and tier 2 twice. */
  readonly weightedShare?: number;
}

export const TIER_WEIGHT: Readonly<Record<SloTier, number>> = { 1: 3, 2: 2, 3: 1 };
