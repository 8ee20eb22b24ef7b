/** Words that all views of traces share. */
import type { HealthStatus } from '../../core/health/status';
import type { TraceReport } from '../../core/trace/report';
import { isoMinute } from '../backtest/lines';
import { countOf, quantity } from '../format';
import type { Paint } from '../timeline';

export interface TraceViewOptions {
  readonly paint: Paint;
  readonly width: number;
}

export function milliseconds(ms: number): string {
  return quantity(ms, 'Milliseconds');
}

/** `3.2 %` of 31 in 970. */
export function shareOf(part: number, whole: number): string {
  return whole > 0 ? quantity((100 * part) / whole, 'Percent') : '–';
}

export const WORST_FIRST: readonly HealthStatus[] = ['unhealthy', 'degraded', 'unknown', 'healthy'];

export function byHealth(a: { readonly health: HealthStatus }, b: { readonly health: HealthStatus }): number {
  return WORST_FIRST.indexOf(a.health) - WORST_FIRST.indexOf(b.health);
}

const STYLES = { healthy: 'green', degraded: 'yellow', unhealthy: 'red', unknown: 'dim' } as const;

export function paintHealth(paint: Paint, health: HealthStatus, text: string = health): string {
  return paint(STYLES[health], text);
}

/** From when the map is, and of how many traces. */
export function basisOf({ startMs, atMs, found, read, complete }: TraceReport): string {
  const from = complete ? countOf(found, 'trace') : `more than ${countOf(found, 'trace')}`;
  return `${isoMinute(startMs)} to ${isoMinute(atMs)}, ${read} read of ${from}.`;
}

/** What is wrong with the traces themselves, if anything. */
export function problemsOf({ problems }: TraceReport): string[] {
  const { unreadable, orphans, circular, skewed, dropped } = problems;
  const told = [
    [orphans, 'without the segment that they belong to'],
    [skewed, 'begun before their callers, by clocks that differ'],
    [circular, 'in circles'],
    [unreadable, 'unreadable'],
    [dropped, 'left out of traces that are too large'],
  ] as const;
  const parts = told.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return parts.length > 0 ? [`Segments: ${parts.join('; ')}.`] : [];
}
