import type { StateReader, StateWriter } from './state-bytes';

/**
 * Turns a counter that only grows into its rate a second. A counter that falls was reset some time since the last point:
 * what it counted in between is unknown, and so is its rate.
 */
export class CounterRate {
  private lastMs = Number.NaN;
  private last = 0;

  /** Undefined for the first point and for the first after a reset. */
  rate(timestampMs: number, value: number): number | undefined {
    const seconds = (timestampMs - this.lastMs) / 1_000;
    const increase = value - this.last;
    this.lastMs = timestampMs;
    this.last = value;
    return Number.isNaN(seconds) || increase < 0 ? undefined : increase / seconds;
  }

  write(to: StateWriter): void {
    to.numbers([this.lastMs, this.last]);
  }

  read(from: StateReader): void {
    [this.lastMs, this.last] = from.numbers(2) as [number, number];
  }
}
