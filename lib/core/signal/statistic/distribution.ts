import type { WeightedValues } from './observations';
import type { Bounds, RangeStatistic } from './parse';
import { type Percent, partOf } from './percent';

/** Observed values from the lowest to the highest, with how often each was observed. */
export class Distribution {
  private readonly sorted: Float64Array;
  private readonly weights: Float64Array | undefined;

  constructor(
    { values, counts }: WeightedValues,
    private readonly count: number,
  ) {
    if (!counts) {
      this.sorted = Float64Array.from(values).sort();
      return;
    }
    const order = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
    this.sorted = Float64Array.from(order, (index) => values[index] as number);
    this.weights = Float64Array.from(order, (index) => counts[index] as number);
  }

  /** By nearest rank: the smallest value with at least that percentage of the observations at or below it. */
  percentile(percent: Percent): number {
    const rank = partOf(percent, this.count, 'up');
    let seen = 0;
    for (const [index, value] of this.sorted.entries()) {
      const weight = this.weight(index);
      seen += weight;
      if (weight > 0 && seen >= rank) return value;
    }
    return this.sorted[this.sorted.length - 1] as number;
  }

  /** `undefined` where no observation is left to take the mean of. */
  range(name: RangeStatistic, bounds: Bounds): number | undefined {
    if (name === 'WM') return this.winsorizedMean(bounds);
    const kept = bounds.unit === 'percent' ? this.keptRanks(bounds) : this.keptValues(bounds);
    if (name === 'TC') return kept.count;
    if (name === 'TS') return kept.sum;
    if (name === 'PR') return (100 * kept.count) / this.count;
    return kept.count > 0 ? kept.sum / kept.count : undefined;
  }

  private weight(index: number): number {
    return this.weights ? (this.weights[index] as number) : 1;
  }

  private keptValues({ from, to }: Extract<Bounds, { unit: 'value' }>): Kept {
    const kept = { count: 0, sum: 0 };
    for (const [index, value] of this.sorted.entries()) {
      if ((from !== undefined && value <= from) || (to !== undefined && value > to)) continue;
      kept.count += this.weight(index);
      kept.sum += value * this.weight(index);
    }
    return kept;
  }

  /**
   * p99 is the maximum of the 99 % that tm99 is the mean of, so the upper edge is the percentile's rank; the lower edge
   * is its mirror image. An observation that lies on an edge is kept.
   */
  private keptRanks({ from, to }: Extract<Bounds, { unit: 'percent' }>): Kept {
    const first = from ? partOf(from, this.count, 'down') : 0;
    const last = to ? partOf(to, this.count, 'up') : this.count;
    const kept: Kept = { count: 0, sum: 0 };
    let seen = 0;
    for (const [index, value] of this.sorted.entries()) {
      const before = seen;
      seen += this.weight(index);
      const inside = Math.min(seen, last) - Math.max(before, first);
      if (inside <= 0) continue;
      kept.lowest ??= value;
      kept.highest = value;
      kept.count += inside;
      kept.sum += value * inside;
    }
    return kept;
  }

  /** The mean with observations outside the bounds moved to the nearest edge. */
  private winsorizedMean(bounds: Bounds): number {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = this.edges(bounds);
    let sum = 0;
    for (const [index, value] of this.sorted.entries()) {
      sum += Math.min(Math.max(value, from), to) * this.weight(index);
    }
    return sum / this.count;
  }

  private edges(bounds: Bounds): { from?: number | undefined; to?: number | undefined } {
    if (bounds.unit === 'value') return bounds;
    const { lowest, highest } = this.keptRanks(bounds);
    return { from: lowest, to: highest };
  }
}

interface Kept {
  count: number;
  sum: number;
  lowest?: number;
  highest?: number;
}
