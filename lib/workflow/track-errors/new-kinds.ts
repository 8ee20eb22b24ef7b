/** How many kinds of errors a service may get: each is an item, a sample, and a signal, and somebody's to look at. */
import type { ServiceRef } from '../../core/incident/evidence';

/** Of one service, in an hour, as one execution environment sees it. */
const MOST_AN_HOUR = 200;
const HOUR_MS = 3_600_000;

/**
 * Code that puts a random text into each message, in many functions at once, makes thousands of kinds in a minute, a few
 * in each batch: what is bounded by the batch is not enough. Not stored, since a bound need not be exact.
 */
export class NewKinds {
  private hour = Number.NaN;
  private readonly met = new Map<string, number>();

  /** Whether there is room for one more, which is then taken. */
  take({ service, environment }: ServiceRef, nowMs: number): boolean {
    const hour = Math.floor(nowMs / HOUR_MS);
    if (hour !== this.hour) this.met.clear();
    this.hour = hour;
    const key = `${service}/${environment}`;
    const count = this.met.get(key) ?? 0;
    if (count >= MOST_AN_HOUR) return false;
    this.met.set(key, count + 1);
    return true;
  }
}
