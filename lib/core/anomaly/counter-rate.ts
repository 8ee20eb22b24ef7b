import type { StateReader, StateWriter } from './state-bytes';

/**
 * Turns a counter that only grows into its rate a second. A counter that falls was reset some time since the last point:
 * what it counted in between is unknown, and so is its rate.
 */
export class CounterRate {
  private lastMs = Number.NaN;
  private last = 0;

  /** Undefined for the first point, for the first after a reset, and where it is beyond all numbers. */
  rate(timestampMs: number, value: number): number | undefined {
    const seconds = (timestampMs - this.lastMs) / 1_000;
    const increase = value - this.last;
    this.lastMs = timestampMs;
    this.last = value;
    const rate = increase / seconds;
    return increase >= 0 && Number.isFinite(rate) ? rate : undefined;
  }

  write(to: StateWriter): void {
    to.numbers([this.lastMs, this.last]);
  }

  read(from: StateReader): void {
    [this.lastMs, this.last] = from.numbers(2) as [number, number];
  }
}
