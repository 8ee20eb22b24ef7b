/**
 * Recovery time and recovery point, incident by incident. They are objectives of single events: a mean over many would
 * hide the one that mattered.
 */
import type { Incident } from '../incident/incident';
import type { SloTier } from './definition';
import { BURN_RATE_WINDOWS, type SloMeasurement } from './measurement';

/** Minutes, by the tier of the service. */
export interface RecoveryTargets {
  /** From detection to resolution, at most. */
  readonly rtoMinutes: Readonly<Record<SloTier, number>>;
  /** How old the last good copy of the data may be when an incident begins. */
  readonly rpoMinutes: Readonly<Record<SloTier, number>>;
}

export const DEFAULT_RECOVERY_TARGETS: RecoveryTargets = {
  rtoMinutes: { 1: 60, 2: 240, 3: 1_440 },
  rpoMinutes: { 1: 15, 2: 60, 3: 1_440 },
};

/** How long one incident lasted, and how old the data was that was left. */
export interface IncidentRecovery {
  readonly incident: string;
  readonly title: string;
  readonly service: string;
  readonly environment: string;
  readonly severity: Incident['severity'];
  readonly tier: SloTier;
  readonly openedMs: number;
  /** Missing while it is open. */
  readonly resolvedMs?: number;
  /** From its opening to its resolution, or until now. A reopened incident counts from its first opening. */
  readonly minutes: number;
  readonly rtoMinutes: number;
  /** Missing while it is open and there is time left. */
  readonly withinRto?: boolean;
  /** Missing where no freshness objective of the service tells. */
  readonly rpo?: RecoveryPoint;
}

export interface RecoveryPoint {
  readonly slo: string;
  /** At most so old was the data; missing where no measurement before the incident found it fresh. */
  readonly ageMinutes?: number;
  readonly rpoMinutes: number;
  readonly within: boolean;
}

export interface RecoveryMonth {
  /** `2026-11`, UTC: of the opening. */
  readonly month: string;
  readonly incidents: number;
  /** Whose outcome is known: resolved, or open for longer than it may last. */
  readonly decided: number;
  readonly withinRto: number;
  /** withinRto / decided; missing where nothing is decided. */
  readonly share?: number;
  readonly longestMinutes: number;
  /** With a recovery point that is known to be within its objective, of those that have one. */
  readonly withRpo: number;
  readonly withinRpo: number;
}

/** A freshness objective of the incident's service, with its measurements until the incident opened, oldest first. */
export interface Freshness {
  readonly slo: string;
  /** How old data may be that the objective takes for fresh, and how long its slices are. */
  readonly freshMinutes: number;
  readonly sliceMinutes: number;
  readonly measurements: readonly SloMeasurement[];
}

const MINUTE_MS = 60_000;

/**
 * @param tier the strictest of the service's objectives
 * @param nowMs an incident that is open lasts until then
 */
export function recoveryOf(
  incident: Incident,
  tier: SloTier,
  options: { readonly targets: RecoveryTargets; readonly nowMs: number; readonly freshness?: readonly Freshness[] },
): IncidentRecovery {
  const { id, title, service, environment, severity, openedMs } = incident;
  const resolvedMs = isOver(incident) ? incident.resolvedMs : undefined;
  const minutes = Math.max(0, (resolvedMs ?? options.nowMs) - openedMs) / MINUTE_MS;
  const rtoMinutes = options.targets.rtoMinutes[tier];
  const within = minutes <= rtoMinutes;
  const withinRto = resolvedMs === undefined && within ? undefined : within;
  const points = (options.freshness ?? []).map((one) => pointOf(one, openedMs, options.targets.rpoMinutes[tier]));
  const rpo = points.reduce<RecoveryPoint | undefined>(
    (worst, one) => (worst && !isOlder(one, worst) ? worst : one),
    undefined,
  );
  const times = { openedMs, resolvedMs, minutes, rtoMinutes, withinRto };
  return { incident: id, title, service, environment, severity, tier, ...times, rpo };
}

/** Oldest month first. */
export function recoveryByMonth(recoveries: readonly IncidentRecovery[]): RecoveryMonth[] {
  const months = new Map<string, IncidentRecovery[]>();
  for (const one of recoveries) {
    const month = new Date(one.openedMs).toISOString().slice(0, 7);
    const known = months.get(month);
    if (known) known.push(one);
    else months.set(month, [one]);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, of]) => monthOf(month, of));
}

/**
 * How old the data was at a moment, at most: as old as the objective lets fresh data be, and the time since data was
 * last found fresh. Measurements do not hold ages, only whether every slice was good.
 */
function dataAgeMinutes({ measurements, freshMinutes, sliceMinutes }: Freshness, atMs: number): number | undefined {
  const fresh = measurements.findLast((one) => one.atMs <= atMs && isFresh(one));
  return fresh && (atMs - fresh.atMs) / MINUTE_MS + sliceMinutes + freshMinutes;
}

function pointOf(freshness: Freshness, atMs: number, rpoMinutes: number): RecoveryPoint {
  const ageMinutes = dataAgeMinutes(freshness, atMs);
  return { slo: freshness.slo, ageMinutes, rpoMinutes, within: (ageMinutes ?? Infinity) <= rpoMinutes };
}

function isOlder(a: RecoveryPoint, b: RecoveryPoint): boolean {
  return (a.ageMinutes ?? Infinity) > (b.ageMinutes ?? Infinity);
}

/** No bad slice in the shortest window that has slices. */
function isFresh({ burnRates }: SloMeasurement): boolean {
  const shortest = BURN_RATE_WINDOWS.find((window) => burnRates[window] !== undefined);
  return shortest !== undefined && burnRates[shortest] === 0;
}

function isOver({ status, resolvedMs }: Incident): boolean {
  return resolvedMs !== undefined && (status === 'resolved' || status === 'closed');
}

function monthOf(month: string, of: readonly IncidentRecovery[]): RecoveryMonth {
  const decided = of.filter((one) => one.withinRto !== undefined).length;
  const withinRto = of.filter((one) => one.withinRto).length;
  return {
    month,
    incidents: of.length,
    decided,
    withinRto,
    share: decided === 0 ? undefined : withinRto / decided,
    longestMinutes: of.reduce((longest, { minutes }) => Math.max(longest, minutes), 0),
    withRpo: of.filter(({ rpo }) => rpo).length,
    withinRpo: of.filter(({ rpo }) => rpo?.within).length,
  };
}
