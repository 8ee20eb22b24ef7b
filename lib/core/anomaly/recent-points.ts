import type { StateReader, StateWriter } from './state-bytes';

/** Three hours of five minutes. */
export const RECENT_POINTS = 36;
/** One hour of five minutes. */
const MEDIAN_POINTS = 12;

/** The last points: their lowest, their highest, and the median of the newest dozen, each undefined until there are enough. */
export class RecentPoints {
  private readonly ring = new Float64Array(RECENT_POINTS);
  /** The newest dozen in order of size. */
  private readonly sorted = new Float64Array(MEDIAN_POINTS);
  private count = 0;
  /** Where the next point goes. */
  private next = 0;
  private lowest = Number.POSITIVE_INFINITY;
  private highest = Number.NEGATIVE_INFINITY;

  get low(): number | undefined {
    return this.count === RECENT_POINTS ? this.lowest : undefined;
  }

  get high(): number | undefined {
    return this.count === RECENT_POINTS ? this.highest : undefined;
  }

  get median(): number | undefined {
    if (this.count < MEDIAN_POINTS) return undefined;
    return ((this.sorted[MEDIAN_POINTS / 2 - 1] as number) + (this.sorted[MEDIAN_POINTS / 2] as number)) / 2;
  }

  push(value: number): void {
    const leaving = this.ring[this.next] as number;
    const wasFull = this.count === RECENT_POINTS;
    this.sort(value);
    this.ring[this.next] = value;
    this.next = (this.next + 1) % RECENT_POINTS;
    if (!wasFull) this.count += 1;
    if (wasFull && (leaving === this.lowest || leaving === this.highest)) this.rescan();
    else {
      if (value < this.lowest) this.lowest = value;
      if (value > this.highest) this.highest = value;
    }
  }

  /** After a gap the points before it say nothing about those after it. */
  clear(): void {
    this.count = 0;
    this.next = 0;
    this.lowest = Number.POSITIVE_INFINITY;
    this.highest = Number.NEGATIVE_INFINITY;
  }

  /** Takes the oldest of a full dozen out and puts the new value in its place of the order. */
  private sort(value: number): void {
    const sorted = this.sorted;
    let at = Math.min(this.count, MEDIAN_POINTS - 1);
    if (this.count >= MEDIAN_POINTS) {
      const oldest = this.ring[(this.next + RECENT_POINTS - MEDIAN_POINTS) % RECENT_POINTS] as number;
      for (at = 0; sorted[at] !== oldest; ) at += 1;
      for (; at < MEDIAN_POINTS - 1 && (sorted[at + 1] as number) < value; at += 1)
        sorted[at] = sorted[at + 1] as number;
    }
    for (; at > 0 && (sorted[at - 1] as number) > value; at -= 1) sorted[at] = sorted[at - 1] as number;
    sorted[at] = value;
  }

  private rescan(): void {
    this.lowest = Number.POSITIVE_INFINITY;
    this.highest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < this.count; index += 1) {
      const value = this.ring[index] as number;
      if (value < this.lowest) this.lowest = value;
      if (value > this.highest) this.highest = value;
    }
  }

  write(to: StateWriter): void {
    const oldest = this.next + RECENT_POINTS - this.count;
    to.count(this.count);
    to.numbers(Array.from({ length: this.count }, (_, index) => this.ring[(oldest + index) % RECENT_POINTS] as number));
  }

  read(from: StateReader): void {
    this.clear();
    const count = from.count(RECENT_POINTS);
    for (const value of from.numbers(count)) {
      // Nothing is equal to it: it would be looked for without an end.
      if (Number.isNaN(value)) throw new RangeError('a recent point is NaN');
      this.push(value);
    }
  }
}
