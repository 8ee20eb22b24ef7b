import type { StateReader, StateWriter } from './state-bytes';

const BINS = 16;
const CONTEXTS = BINS * BINS;
/** How much a guess by fewer previous values weighs, in observations. */
const PRIOR = 2;
/** At this many observations all are halved: what is old and rare is forgotten, and 16 bits hold every count. */
const MOST_OBSERVATIONS = 32_768;

/**
 * How surprising the course is: -log2 of the probability of a value's bin after the two bins before it, learned from the
 * stream and smoothed by the guesses from one bin and from none. Bins divide the range seen so far into 16.
 */
export class CourseSurprise {
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;
  private previous = -1;
  private beforeThat = -1;
  /** Counts of the next bin by the two before it; contexts that never came take no space. */
  private after: (Uint16Array | undefined)[] = new Array(CONTEXTS);
  private readonly afterTotal = new Uint32Array(CONTEXTS);
  private readonly pairs = new Uint32Array(CONTEXTS);
  private readonly pairTotal = new Uint32Array(BINS);
  private readonly singles = new Uint32Array(BINS);
  private total = 0;
  /** The surprises of the last two points, the newest first; NaN where there was none. */
  private lastSurprise = Number.NaN;
  private surpriseBefore = Number.NaN;

  /** The mean surprise of the last three points, in bits; undefined until there are two points before this one. */
  next(value: number): number | undefined {
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
    const bin = this.binOf(value);
    const { previous, beforeThat } = this;
    this.beforeThat = previous;
    this.previous = bin;
    if (beforeThat < 0) return undefined;
    const context = beforeThat * BINS + previous;
    const surprise = -Math.log2(this.probability(context, previous, bin));
    this.count(context, previous, bin, 1);
    if (this.total >= MOST_OBSERVATIONS) this.halve();
    return this.meanWith(surprise);
  }

  /** After a gap no value follows another. */
  interrupt(): void {
    this.previous = -1;
    this.beforeThat = -1;
    this.lastSurprise = Number.NaN;
    this.surpriseBefore = Number.NaN;
  }

  /** Of three points: one odd step is no odd course. */
  private meanWith(surprise: number): number {
    const { lastSurprise, surpriseBefore } = this;
    this.surpriseBefore = lastSurprise;
    this.lastSurprise = surprise;
    if (!Number.isNaN(surpriseBefore)) return (surprise + lastSurprise + surpriseBefore) / 3;
    return Number.isNaN(lastSurprise) ? surprise : (surprise + lastSurprise) / 2;
  }

  private binOf(value: number): number {
    const range = this.high - this.low;
    return range > 0 ? Math.min(BINS - 1, Math.floor(((value - this.low) / range) * BINS)) : 0;
  }

  private probability(context: number, previous: number, bin: number): number {
    const byNone = ((this.singles[bin] as number) + 1 / BINS) / (this.total + 1);
    const byOne =
      ((this.pairs[previous * BINS + bin] as number) + PRIOR * byNone) / ((this.pairTotal[previous] as number) + PRIOR);
    return ((this.after[context]?.[bin] ?? 0) + PRIOR * byOne) / ((this.afterTotal[context] as number) + PRIOR);
  }

  private count(context: number, previous: number, bin: number, times: number): void {
    let row = this.after[context];
    if (row === undefined) {
      row = new Uint16Array(BINS);
      this.after[context] = row;
    }
    const pair = previous * BINS + bin;
    row[bin] = (row[bin] as number) + times;
    this.afterTotal[context] = (this.afterTotal[context] as number) + times;
    this.pairs[pair] = (this.pairs[pair] as number) + times;
    this.pairTotal[previous] = (this.pairTotal[previous] as number) + times;
    this.singles[bin] = (this.singles[bin] as number) + times;
    this.total += times;
  }

  private halve(): void {
    const old = this.after;
    this.forgetCounts();
    this.recount(old, (times) => times >> 1);
  }

  private forgetCounts(): void {
    this.after = new Array(CONTEXTS);
    for (const counts of [this.afterTotal, this.pairs, this.pairTotal, this.singles]) counts.fill(0);
    this.total = 0;
  }

  private recount(rows: readonly (ArrayLike<number> | undefined)[], change: (times: number) => number): void {
    rows.forEach((row, context) => {
      for (let bin = 0; row !== undefined && bin < BINS; bin += 1) {
        const times = change(row[bin] as number);
        if (times > 0) this.count(context, context % BINS, bin, times);
      }
    });
  }

  write(to: StateWriter): void {
    to.numbers([this.low, this.high, this.lastSurprise, this.surpriseBefore]);
    to.count(this.previous + 1);
    to.count(this.beforeThat + 1);
    const rows = Array.from(this.after, (row) => row ?? []);
    for (const row of rows) to.sparse(row, BINS);
  }

  read(from: StateReader): void {
    this.forgetCounts();
    const numbers = from.numbers(4) as [number, number, number, number];
    [this.low, this.high, this.lastSurprise, this.surpriseBefore] = numbers;
    this.previous = from.count(BINS) - 1;
    this.beforeThat = from.count(BINS) - 1;
    this.recount(
      Array.from({ length: CONTEXTS }, () => from.sparse(BINS)),
      (times) => times,
    );
  }
}
