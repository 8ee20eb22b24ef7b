/**
 * Counts and sums by bucket number, in flat arrays: the inner loop of aggregation makes no garbage and touches few cache
 * lines. Bucket numbers of one metric lie close together, so their low bits are a hash that hardly ever collides.
 */
export class BucketTable {
  /** Of occupied buckets. */
  size = 0;
  private readonly indexes: Int32Array;
  /** Count and sum of each slot, side by side; a slot without count is free. */
  private readonly cells: Float64Array;

  constructor(slots = SLOTS) {
    this.indexes = new Int32Array(slots);
    this.cells = new Float64Array(2 * slots);
  }

  /** The caller keeps `size` well below the number of slots, and `count` above zero. */
  add(index: number, count: number, sum: number): void {
    const { cells, indexes } = this;
    const mask = indexes.length - 1;
    let slot = index & mask;
    while (cells[2 * slot] !== 0 && indexes[slot] !== index) slot = (slot + 1) & mask;
    if (cells[2 * slot] === 0) {
      indexes[slot] = index;
      this.size += 1;
    }
    cells[2 * slot] = (cells[2 * slot] as number) + count;
    cells[2 * slot + 1] = (cells[2 * slot + 1] as number) + sum;
  }

  /** Each two neighbours as one bucket of half the number. */
  halved(): BucketTable {
    const half = new BucketTable(this.indexes.length);
    for (let slot = 0; slot < this.indexes.length; slot += 1) {
      const count = this.cells[2 * slot] as number;
      if (count > 0) half.add((this.indexes[slot] as number) >> 1, count, this.cells[2 * slot + 1] as number);
    }
    return half;
  }

  /** Every occupied bucket, by number. */
  sorted(): Bucket[] {
    const occupied: Bucket[] = [];
    for (let slot = 0; slot < this.indexes.length; slot += 1) {
      const count = this.cells[2 * slot] as number;
      if (count === 0) continue;
      occupied.push({ index: this.indexes[slot] as number, count, sum: this.cells[2 * slot + 1] as number });
    }
    return occupied.sort((a, b) => a.index - b.index);
  }
}

export interface Bucket {
  readonly index: number;
  readonly count: number;
  readonly sum: number;
}

/** More than the buckets of a histogram, so that probing stays short; a power of two. */
const SLOTS = 256;
