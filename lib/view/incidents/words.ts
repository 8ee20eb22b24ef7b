/** Words about incidents that the screens share. What others wrote is made harmless here. */
import type { Incident } from '../../core/incident/incident';
import type { Severity } from '../../core/incident/severity';
import { isOpen } from '../../core/incident/transitions';
import { isoMinute } from '../backtest/lines';
import { plain } from '../escape';
import { duration } from '../format';
import type { Paint } from '../timeline';

export interface ScreenOptions {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
  readonly nowMs: number;
}

const MAX_NAME = 60;

/** Somebody or something by its name; never empty, so that a line keeps its sense. */
export function nameText(text: string, maxCodePoints = MAX_NAME): string {
  return plain(text, maxCodePoints).trim() || '(no name)';
}

/** `checkout prod`. */
export function placeOf({ service, environment }: Pick<Incident, 'service' | 'environment'>): string {
  return (
    [service, environment]
      .map((name) => plain(name, MAX_NAME).trim())
      .filter(Boolean)
      .join(' ') || '(no service)'
  );
}

export function paintSeverity(paint: Paint, severity: Severity, text: string): string {
  if (severity === 'critical' || severity === 'high') return paint('red', text);
  return severity === 'medium' ? paint('yellow', text) : text;
}

/** How long it lasts, or lasted. */
export function lengthOf({ status, beganMs, resolvedMs }: Incident, nowMs: number): string {
  return duration((isOpen(status) ? nowMs : (resolvedMs ?? nowMs)) - beganMs);
}

/** `2026-01-15 08:00 UTC`. */
export function timeText(ms: number): string {
  return `${isoMinute(ms)} UTC`;
}
