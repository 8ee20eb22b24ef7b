import { type Bucket, BucketTable } from './bucket-table';

/** Unique values that one MetricDatum takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_UNIQUE_VALUES = 150;
/** Minimum and maximum are published beside the buckets that hold them. */
const MAX_BUCKETS = MAX_UNIQUE_VALUES - 2;
const BUCKETS_PER_OCTAVE = 128;
/** Stands in until buckets are needed; never written. */
const NO_BUCKETS = new BucketTable(0);

export interface Entries {
  /** Different values, ascending. */
  readonly values: readonly number[];
  /** How often each was observed. */
  readonly counts: readonly number[];
}

/**
 * What was observed of one series: every value while there are few, logarithmic buckets beyond. Count, sum, minimum and
 * maximum stay those of the observations; a quantile is off by at most `maxRelativeError`.
 *
 * Buckets are those of DDSketch (Masson, Rim, Lee, 2019, https://arxiv.org/abs/1908.10693) with uniform collapse (Epicoco
 * et al., 2020, https://arxiv.org/abs/2004.08604): bucket i of level L holds magnitudes from g^i up to g^(i+1), where
 * g = 2^(2^L / 128). When more than 148 are needed, each two neighbours become one: level L + 1. A bucket of a level lies
 * inside one bucket of the next, so merging gives what recording everything in one place would have given.
 *
 * | level                                | 0      | 1     | 2     | 3     | 4     | 5      |
 * |--------------------------------------|--------|-------|-------|-------|-------|--------|
 * | `maxRelativeError`                   | 0.54 % | 1.1 % | 2.2 % | 4.4 % | 9.1 % | 19 %   |
 * | fits any values of maximum / minimum | 2.2    | 4.9   | 24    | 580   | 3.4e5 | 1.2e11 |
 *
 * Sparse tails take few buckets, so most data fit a level lower. A bucket is published as the mean of what it holds, in ten
 * digits, which keeps the sum to 1e-9 of its size; the typical error is half the bound.
 */
export class ValueHistogram {
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  private exact: Map<number, number> | undefined = new Map();
  private level = 0;
  private positive = NO_BUCKETS;
  private negative = NO_BUCKETS;
  private zeros = 0;

  /** What `entries()` and `bucketLevel` told of another histogram. */
  static from({ values, counts }: Entries, bucketLevel?: number): ValueHistogram {
    const histogram = new ValueHistogram();
    if (bucketLevel !== undefined) histogram.useBuckets(bucketLevel);
    for (let i = 0; i < values.length; i += 1) histogram.record(values[i] as number, counts[i]);
    return histogram;
  }

  /** The caller sees to it that the value is finite and the count above zero. */
  record(value: number, count = 1): void {
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.exact === undefined) this.recordInBucket(value, count);
    else this.recordExactly(this.exact, value, count);
  }

  /** Of observations. Added up when asked for: the inner loop is spared. */
  get count(): number {
    return this.entries().counts.reduce((sum, count) => sum + count, 0);
  }

  get sum(): number {
    const { values, counts } = this.entries();
    return values.reduce((sum, value, index) => sum + value * (counts[index] as number), 0);
  }

  merge(other: ValueHistogram): void {
    if (other.bucketLevel !== undefined) this.useBuckets(other.level);
    const { values, counts } = other.entries();
    for (let i = 0; i < values.length; i += 1) this.record(values[i] as number, counts[i]);
  }

  /** `undefined` while every value is kept; else the level of the buckets, 0 or more. */
  get bucketLevel(): number | undefined {
    return this.exact ? undefined : this.level;
  }

  /** Bound of |answer - true value| / |true value| of every quantile. */
  get maxRelativeError(): number {
    return this.exact ? 0 : relativeErrorOf(this.level);
  }

  /** The value at rank `ceil(q * count)` (nearest rank); NaN for an empty histogram. `q` is 0 to 1. */
  quantile(q: number): number {
    const { values, counts } = this.entries();
    const rank = Math.max(q, 0) * counts.reduce((sum, count) => sum + count, 0);
    let seen = 0;
    for (let i = 0; i < values.length; i += 1) {
      seen += counts[i] as number;
      // A hair of slack: 0.07 * 100 is more than 7 in floating point.
      if (seen >= rank * (1 - 1e-12)) return values[i] as number;
    }
    return values.at(-1) ?? Number.NaN;
  }

  /** At most 150 values with their counts, as PutMetricData takes them. */
  entries(): Entries {
    const entries: Filling = { values: [], counts: [] };
    if (this.exact) {
      for (const value of Float64Array.from(this.exact.keys()).sort()) put(entries, value, this.exact.get(value) ?? 0);
      return entries;
    }
    const below = this.negative.sorted().reverse();
    const zero = this.zeros > 0 ? [{ index: 0, count: this.zeros, sum: 0 }] : [];
    const ordered = [...below, ...zero, ...this.positive.sorted()];
    for (const [position, bucket] of ordered.entries()) {
      const sign = position < below.length ? -1 : position < below.length + zero.length ? 0 : 1;
      this.putBucket(entries, bucket, sign, position === 0, position === ordered.length - 1);
    }
    return entries;
  }

  private recordExactly(exact: Map<number, number>, value: number, count: number): void {
    const before = exact.get(value);
    if (before !== undefined) exact.set(value, before + count);
    else if (exact.size < MAX_UNIQUE_VALUES) exact.set(value, count);
    else {
      this.useBuckets(0);
      this.recordInBucket(value, count);
    }
  }

  private recordInBucket(value: number, count: number): void {
    if (value > 0) this.positive.add(this.indexOf(value), count, value * count);
    else if (value < 0) this.negative.add(this.indexOf(value), count, value * count);
    else this.zeros += count;
    if (this.positive.size + this.negative.size >= MAX_BUCKETS) this.fit();
  }

  private useBuckets(level: number): void {
    const { exact } = this;
    if (exact) {
      this.exact = undefined;
      this.positive = new BucketTable();
      this.negative = new BucketTable();
      for (const [value, count] of exact) this.recordInBucket(value, count);
    }
    while (this.level < level) this.collapse();
  }

  private fit(): void {
    const zeros = this.zeros > 0 ? 1 : 0;
    while (this.positive.size + this.negative.size + zeros > MAX_BUCKETS) this.collapse();
  }

  private collapse(): void {
    this.level += 1;
    this.positive = this.positive.halved();
    this.negative = this.negative.halved();
  }

  /** One bucket as its mean; minimum and maximum are taken out of the outermost and stand for themselves. */
  private putBucket(
    entries: Filling,
    { index, count, sum }: Bucket,
    sign: Sign,
    isFirst: boolean,
    isLast: boolean,
  ): void {
    const first = isFirst ? Math.min(1, count) : 0;
    const last = isLast ? Math.min(1, count - first) : 0;
    const rest = count - first - last;
    // Adding 0 makes 0 of -0.
    if (first > 0) put(entries, this.min + 0, first);
    if (rest > 0) {
      const inner = sum - (isFirst ? this.min * first : 0) - (isLast ? this.max * last : 0);
      put(entries, this.inside(inner / rest, index, sign), rest);
    }
    if (last > 0) put(entries, this.max + 0, last);
  }

  /** A mean in ten digits, which are half the bytes; but never in another bucket for being rounded. */
  private inside(mean: number, index: number, sign: Sign): number {
    if (sign === 0) return 0;
    const short = Math.min(Math.max(Number(mean.toPrecision(10)), this.min), this.max);
    if (short * sign > 0 && this.indexOf(short) === index) return short;
    const bounded = Math.min(Math.max(mean, this.min), this.max);
    if (bounded * sign > 0 && this.indexOf(bounded) === index) return bounded;
    return sign * 2 ** (((index + 0.5) * 2 ** this.level) / BUCKETS_PER_OCTAVE);
  }

  private indexOf(value: number): number {
    return Math.floor(Math.log2(Math.abs(value)) * BUCKETS_PER_OCTAVE) >> this.level;
  }
}

/** The bound of a level: the width of its buckets. */
export function relativeErrorOf(level: number): number {
  return 2 ** (2 ** level / BUCKETS_PER_OCTAVE) - 1;
}

/** Equal neighbours become one: CloudWatch wants unique values. */
function put({ values, counts }: Filling, value: number, count: number): void {
  if (values.at(-1) === value) counts[counts.length - 1] = (counts.at(-1) as number) + count;
  else {
    values.push(value);
    counts.push(count);
  }
}

type Sign = -1 | 0 | 1;

interface Filling {
  readonly values: number[];
  readonly counts: number[];
}
