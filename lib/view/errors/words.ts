/** Errors in words of a terminal. */
import type { TrackedError } from '../../core/error/tracked-error';
import type { Paint } from '../timeline';

export interface ScreenOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly nowMs: number;
}

/** `resolved in 1.2.0`. */
export function statusText({ status, resolution }: TrackedError): string {
  if (!resolution) return status;
  const { inRelease, afterRelease } = resolution;
  if (inRelease !== undefined) return `${status} in ${inRelease}`;
  return afterRelease === undefined ? status : `${status} in what comes after ${afterRelease}`;
}

export function paintStatus(paint: Paint, error: TrackedError, text: string): string {
  if (error.status !== 'open') return paint('dim', text);
  return Object.keys(error.raised).length > 0 ? paint('red', text) : text;
}
