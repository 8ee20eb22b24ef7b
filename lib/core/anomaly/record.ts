import type { Limits } from './level-watch';
import type { StateReader, StateWriter } from './state-bytes';

/** Points a band has to see before breaking it says anything. */
const WARM_UP = 50;
/** The share of its range that a band loses a point: half of it is forgotten in 35,000 points, 17 weeks of five minutes. */
const FORGETTING = 2e-5;
/** A break of this many ranges scores one half. */
const HALF_SCORE = 0.1;
/** A value moves a record by at most as many ranges. */
const MOST_GROWTH = 2;
/** How many steps the typical step is an average of, at most. */
const STEP_MEMORY = 200;
/** Differences below this share of the values are rounding. */
const ROUNDING = 1e-9;

/** The band before it was broken, and the value that broke it. */
export interface BrokenRecord {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The lowest and highest value a feature has had. A value scores by how far it lies beyond, less one typical step of the
 * feature, in ranges of the band: false records thin out like 1/n without any tuning, and a feature of small whole
 * numbers does not alarm by being one higher than ever. Records are forgotten slowly, and one value moves a record by a
 * limited share, so that a monster does not blind the band.
 */
export class RecordBand {
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;
  private seen = 0;
  private last = 0;
  private step = 0;
  private steps = 0;
  private novel = 0;
  private brokenBy: BrokenRecord | undefined;

  /** @param side `above`: only a new maximum is news */
  constructor(private readonly side: 'both' | 'above' = 'both') {}

  /** What the last value broke. */
  get broken(): BrokenRecord | undefined {
    return this.brokenBy;
  }

  get lastNovelty(): number {
    return this.novel;
  }

  /** 0 until there are two different values. */
  get range(): number {
    return this.high > this.low ? this.high - this.low : 0;
  }

  /** Lowest and highest before the last value. */
  get formerLimits(): Limits {
    return this.brokenBy ? [this.brokenBy.low, this.brokenBy.high] : [this.low, this.high];
  }

  /** Other limits from now on; how many points the band has seen stays. */
  resetTo([low, high]: Limits): void {
    this.low = low;
    this.high = high;
  }

  /** How new the value is, from 0 to 1, and remembers it. What is not known is not new. */
  novelty(value: number | undefined, leastRange = 0): number {
    this.novel = 0;
    this.brokenBy = undefined;
    if (value === undefined) return 0;
    const excess = this.excess(value, leastRange);
    if (excess > 0) {
      this.brokenBy = { value, low: this.low, high: this.high };
      this.novel = excess === Number.POSITIVE_INFINITY ? 1 : excess / (excess + HALF_SCORE);
    }
    this.learnStep(value);
    this.include(value);
    return this.novel;
  }

  private excess(value: number, leastRange: number): number {
    if (this.seen <= WARM_UP || (value <= this.high && value >= this.low)) return 0;
    const above = value > this.high;
    if (!above && this.side === 'above') return 0;
    const beyond = (above ? value - this.high : this.low - value) - this.step;
    const range = Math.max(this.high - this.low, leastRange);
    if (beyond <= ROUNDING * Math.max(Math.abs(this.high), Math.abs(this.low))) return 0;
    return range > 0 ? beyond / range : Number.POSITIVE_INFINITY;
  }

  private learnStep(value: number): void {
    const step = Math.abs(value - this.last);
    this.last = value;
    if (this.seen === 0 || step === 0) return;
    if (this.steps < STEP_MEMORY) this.steps += 1;
    const most = this.range > 0 ? this.range : step;
    this.step += (Math.min(step, most) - this.step) / this.steps;
  }

  private include(value: number): void {
    const { range } = this;
    if (this.seen <= WARM_UP) this.seen += 1;
    if (this.seen <= WARM_UP || range <= ROUNDING * Math.max(Math.abs(this.low), Math.abs(this.high))) {
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
      return;
    }
    const forgotten = (FORGETTING * range) / 2;
    const reach = MOST_GROWTH * range;
    this.low += forgotten;
    this.high -= forgotten;
    if (value < this.low) this.low = Math.max(value, this.low - reach);
    if (value > this.high) this.high = Math.min(value, this.high + reach);
  }

  write(to: StateWriter): void {
    to.numbers([this.low, this.high, this.last, this.step]);
    to.count(this.seen);
    to.count(this.steps);
  }

  read(from: StateReader): void {
    [this.low, this.high, this.last, this.step] = from.numbers(4) as [number, number, number, number];
    this.seen = from.count();
    this.steps = from.count();
  }
}
