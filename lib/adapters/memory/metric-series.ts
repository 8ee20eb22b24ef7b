import type { MetricId } from '../../core/signal/metric';
import type { Observations } from '../../core/signal/statistic';

const BLOCK = 60;

interface Samples {
  readonly values: number[];
  readonly counts: number[];
}

/** The data of one metric, in buckets of `stepMs`, 60 of which make a block that knows its own total. */
export class MetricSeries {
  private readonly blocks = new Map<number, Block>();
  private newest: { readonly index: number; readonly block: Block } | undefined;
  private firstBucket = Number.POSITIVE_INFINITY;
  private lastBucket = Number.NEGATIVE_INFINITY;

  constructor(
    readonly metric: MetricId,
    readonly stepMs: number,
  ) {}

  /** Start of the oldest bucket with data. */
  get startMs(): number {
    return this.firstBucket * this.stepMs;
  }

  /** End of the newest bucket with data, exclusive. */
  get endMs(): number {
    return (this.lastBucket + 1) * this.stepMs;
  }

  putSample(value: number, atMs: number): void {
    const bucket = Math.floor(atMs / this.stepMs);
    this.blockOf(bucket).putSample(bucket % BLOCK, value);
  }

  put(observations: Observations, atMs: number): void {
    const bucket = Math.floor(atMs / this.stepMs);
    this.blockOf(bucket).put(bucket % BLOCK, observations);
  }

  private blockOf(bucket: number): Block {
    if (bucket < this.firstBucket) this.firstBucket = bucket;
    if (bucket > this.lastBucket) this.lastBucket = bucket;
    const index = Math.floor(bucket / BLOCK);
    const known = this.blockAt(index);
    if (known) return known;
    const block = new Block();
    this.blocks.set(index, block);
    return block;
  }

  /**
   * What was observed from `fromMs` (inclusive) to `toMs` (exclusive), whole buckets.
   * @param withValues also the single samples, which percentiles need
   */
  observe(fromMs: number, toMs: number, withValues: boolean): Observations | undefined {
    const first = Math.max(this.firstBucket, Math.floor(fromMs / this.stepMs));
    const end = Math.min(this.lastBucket + 1, Math.ceil(toMs / this.stepMs));
    if (first >= end) return undefined;
    const total = new Total(withValues ? { values: [], counts: [] } : undefined);
    for (let bucket = first; bucket < end; ) {
      const index = Math.floor(bucket / BLOCK);
      const next = Math.min(end, (index + 1) * BLOCK);
      this.blockAt(index)?.addTo(total, bucket - index * BLOCK, next - index * BLOCK);
      bucket = next;
    }
    return total.count > 0 ? total : undefined;
  }

  private blockAt(index: number): Block | undefined {
    if (this.newest?.index === index) return this.newest.block;
    const block = this.blocks.get(index);
    if (block) this.newest = { index, block };
    return block;
  }
}

/** Adds up observations; itself one. `values` go away as soon as a statistic set without samples comes in. */
class Total implements Observations {
  count = 0;
  sum = 0;
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;

  constructor(private samples: Samples | undefined) {}

  get values(): readonly number[] | undefined {
    return this.samples?.values;
  }

  get counts(): readonly number[] | undefined {
    return this.samples?.counts;
  }

  add(count: number, sum: number, minimum: number, maximum: number): void {
    this.count += count;
    this.sum += sum;
    if (minimum < this.minimum) this.minimum = minimum;
    if (maximum > this.maximum) this.maximum = maximum;
  }

  /** @param samples absent: only the statistic set of them is known */
  addSamples(samples: Observations | undefined): void {
    if (!this.samples) return;
    if (!samples?.values) {
      this.samples = undefined;
      return;
    }
    for (const [index, value] of samples.values.entries()) {
      this.samples.values.push(value);
      this.samples.counts.push(samples.counts?.[index] ?? 1);
    }
  }
}

/** A bucket with one sample, the usual case, is its sum alone; `sets` has what the others hold. */
class Block {
  private readonly counts = new Float64Array(BLOCK);
  private readonly sums = new Float64Array(BLOCK);
  private readonly sets = new Map<number, Total>();
  private whole: Total | undefined;

  putSample(bucket: number, value: number): void {
    if (this.counts[bucket] !== 0 || this.sets.has(bucket)) {
      this.put(bucket, oneSample(value));
      return;
    }
    this.whole = undefined;
    this.counts[bucket] = 1;
    this.sums[bucket] = value;
  }

  put(bucket: number, observations: Observations): void {
    this.whole = undefined;
    const before = this.counts[bucket] as number;
    const single = observations.count === 1 && (observations.values?.length ?? 1) === 1;
    if (before > 0 || !single || this.sets.has(bucket)) this.addSet(bucket, before, observations);
    this.counts[bucket] = before + observations.count;
    this.sums[bucket] = (this.sums[bucket] as number) + observations.sum;
  }

  addTo(total: Total, from: number, to: number): void {
    if (total.values === undefined && from === 0 && to === BLOCK) {
      const { count, sum, minimum, maximum } = this.total();
      total.add(count, sum, minimum, maximum);
      return;
    }
    for (let bucket = from; bucket < to; bucket += 1) if (this.counts[bucket] !== 0) this.addBucket(total, bucket);
  }

  private addBucket(total: Total, bucket: number): void {
    const sum = this.sums[bucket] as number;
    const set = this.sets.get(bucket);
    total.add(this.counts[bucket] as number, sum, set?.minimum ?? sum, set?.maximum ?? sum);
    if (total.values) total.addSamples(set ?? oneSample(sum));
  }

  private addSet(bucket: number, before: number, observations: Observations): void {
    let set = this.sets.get(bucket);
    if (!set) {
      set = new Total({ values: [], counts: [] });
      if (before > 0) addObservations(set, oneSample(this.sums[bucket] as number));
      this.sets.set(bucket, set);
    }
    addObservations(set, observations);
  }

  private total(): Total {
    if (this.whole) return this.whole;
    const whole = new Total(undefined);
    for (let bucket = 0; bucket < BLOCK; bucket += 1) if (this.counts[bucket] !== 0) this.addBucket(whole, bucket);
    this.whole = whole;
    return whole;
  }
}

function addObservations(total: Total, observations: Observations): void {
  total.add(observations.count, observations.sum, observations.minimum, observations.maximum);
  total.addSamples(knownSamples(observations));
}

function oneSample(value: number): Observations {
  return { count: 1, sum: value, minimum: value, maximum: value, values: [value] };
}

/** The single samples behind observations; a set of one, or of equal ones, is its own sample. */
function knownSamples(observations: Observations): Observations | undefined {
  if (observations.values) return observations;
  const { count, minimum, maximum } = observations;
  return count === 1 || minimum === maximum ? { ...observations, values: [minimum], counts: [count] } : undefined;
}
