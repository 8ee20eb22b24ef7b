/** Maintenance windows: while one lasts, what it matches is recorded and nobody is paged. */
import type { MaintenanceConfig, SightlineConfig } from '../config/types';
import { DAY_MS, MINUTE_MS, readLocalTime } from '../config/wall-clock';
import type { Span } from '../slo/window';
import { timeZone, toLocal, toUtc } from '../time-zone';
import type { HeldBack } from './incident';
import { judge, tagOf } from './matcher';
import type { Facts } from './response-plan';
import { moreSevere } from './severity';

/** A signal with this tag set to `true` pages through every maintenance window. */
export const OVERRIDE_TAG = 'sightline:override';

/** Windows that join each other are followed this far: whoever asks at the end is told of the rest. */
const HORIZON_MS = 31 * DAY_MS;

/**
 * What holds a signal of these facts back now. Windows that overlap or adjoin count as one, which ends with the last of
 * them; it is called by the one that ends last. `undefined`: nothing does.
 */
export function maintenanceOf(
  config: Pick<SightlineConfig, 'maintenance'>,
  facts: Facts,
  atMs: number,
): HeldBack | undefined {
  if (tagOf(facts, OVERRIDE_TAG) === 'true') return undefined;
  const matching = config.maintenance.filter((maintenance) => holds(maintenance, facts));
  const windows = matching.flatMap((maintenance) =>
    windowsOf(maintenance, { startMs: atMs, endMs: atMs + HORIZON_MS }).map((span) => ({ ...span, maintenance })),
  );
  let heldBack: { readonly by: string; readonly untilMs: number } | undefined;
  for (const { startMs, endMs, maintenance } of windows.sort((a, b) => a.startMs - b.startMs)) {
    if (startMs > (heldBack?.untilMs ?? atMs)) break;
    if (endMs > (heldBack?.untilMs ?? atMs)) heldBack = { by: `maintenance ${maintenance.name}`, untilMs: endMs };
  }
  return heldBack;
}

/**
 * The windows that share a moment with a span, in order, whole. They begin at their time of the wall clock and last for
 * their minutes, also in a night when the clock is changed.
 */
export function windowsOf(maintenance: MaintenanceConfig, { startMs, endMs }: Span): Span[] {
  const zone = timeZone(maintenance.timeZone);
  const lengthMs = maintenance.minutes * MINUTE_MS;
  const firstMs = readLocalTime(maintenance.startsAt);
  const everyMs = intervalMs(maintenance);
  const untilMs = maintenance.until === undefined ? Number.POSITIVE_INFINITY : readLocalTime(maintenance.until);
  // A day on either side is more than any change of the clock.
  const lastMs = Math.min(untilMs, toLocal(zone, endMs) + DAY_MS);
  const skipped = Math.floor((toLocal(zone, startMs) - lengthMs - DAY_MS - firstMs) / everyMs);
  const windows: Span[] = [];
  for (let localMs = firstMs + (skipped > 0 ? skipped * everyMs : 0); localMs <= lastMs; localMs += everyMs) {
    const beginMs = toUtc(zone, localMs);
    if (beginMs < endMs && beginMs + lengthMs > startMs) windows.push({ startMs: beginMs, endMs: beginMs + lengthMs });
  }
  return windows;
}

function holds({ match, unless }: MaintenanceConfig, facts: Facts): boolean {
  const pages = unless !== undefined && !moreSevere(unless, facts.severity);
  return !pages && judge(match, facts).fits;
}

/** Infinite for a window that comes once. */
function intervalMs({ repeats }: MaintenanceConfig): number {
  return repeats ? repeats.every * (repeats.unit === 'weeks' ? 7 : 1) * DAY_MS : Number.POSITIVE_INFINITY;
}
