/** Count, sum, minimum and maximum of what was observed: all that a series without percentiles needs. */
export class StatisticSet {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  static from(count: number, sum: number, min: number, max: number): StatisticSet {
    return Object.assign(new StatisticSet(), { count, sum, min, max });
  }

  /** The caller sees to it that the value is finite and the count above zero. */
  record(value: number, count = 1): void {
    this.count += count;
    this.sum += value * count;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  merge(other: StatisticSet): void {
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }
}
