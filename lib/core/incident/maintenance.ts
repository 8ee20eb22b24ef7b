/** Maintenance windows: while one lasts, what it matches is recorded and nobody is paged. */
import type { MaintenanceConfig, MaintenanceWindowConfig, SightlineConfig } from '../config/types';
import { DAY_MS, MINUTE_MS, readLocalTime } from '../config/wall-clock';
import type { Span } from '../slo/window';
import { timeZone, toLocal, toUtc } from '../time-zone';
import { type Calendars, calendarSpan, isCalendar, NO_CALENDARS } from './change-calendar';
import type { HeldBack, Signal } from './incident';
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
 * @param calendars what is known of the change calendars that the configuration names. @default - nothing
 */
export function maintenanceOf(
  config: Pick<SightlineConfig, 'maintenance'>,
  facts: Facts,
  atMs: number,
  calendars: Calendars = NO_CALENDARS,
): HeldBack | undefined {
  if (tagOf(facts, OVERRIDE_TAG) === 'true') return undefined;
  const matching = config.maintenance.filter((maintenance) => holds(maintenance, facts));
  const windows = matching.flatMap((maintenance) =>
    spansOf(maintenance, { startMs: atMs, endMs: atMs + HORIZON_MS }, calendars).map((span) => ({
      ...span,
      maintenance,
    })),
  );
  let heldBack: { readonly by: string; readonly untilMs: number } | undefined;
  for (const { startMs, endMs, maintenance } of windows.sort((a, b) => a.startMs - b.startMs)) {
    if (startMs > (heldBack?.untilMs ?? atMs)) break;
    if (endMs > (heldBack?.untilMs ?? atMs)) heldBack = { by: heldByName(maintenance), untilMs: endMs };
  }
  return heldBack;
}

/** The times of maintenance that share a moment with a span, in order, whole. */
export function spansOf(maintenance: MaintenanceConfig, during: Span, calendars: Calendars): Span[] {
  if (!isCalendar(maintenance)) return windowsOf(maintenance, during);
  const span = calendarSpan(maintenance, calendars);
  return span && span.startMs < during.endMs && span.endMs > during.startMs ? [span] : [];
}

/** What a signal is held back by, in words. */
export function heldByName({ name }: Pick<MaintenanceConfig, 'name'>): string {
  return HELD_BY + name;
}

/** True where it is held back by maintenance of the hub's; false where by something of CloudWatch's. */
export function isHeldByMaintenance({ heldBack }: Pick<Signal, 'heldBack'>): boolean {
  return heldBack?.by.startsWith(HELD_BY) ?? false;
}

const HELD_BY = 'maintenance ';

/**
 * The windows that share a moment with a span, in order, whole. They begin at their time of the wall clock and last for
 * their minutes, also in a night when the clock is changed.
 */
export function windowsOf(maintenance: MaintenanceWindowConfig, { startMs, endMs }: Span): Span[] {
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
function intervalMs({ repeats }: MaintenanceWindowConfig): number {
  return repeats ? repeats.every * (repeats.unit === 'weeks' ? 7 : 1) * DAY_MS : Number.POSITIVE_INFINITY;
}
