/** Computes one value a period; `NaN`: no datapoint. */
export type ComputeValues = (startMs: number, length: number) => Float64Array;

/** Values of consecutive periods, computed once each. */
export class RememberedValues {
  private values = new Float64Array(0);
  /** The start of the first period. */
  private firstMs = 0;
  /** Up to here, exclusive, the values stand. */
  private knownMs = 0;

  constructor(
    private readonly periodMs: number,
    private readonly compute: ComputeValues,
  ) {}

  /**
   * The values of whole periods.
   * @param finalMs a period that ends later has not got all of its data: it is computed anew the next time
   */
  read(startMs: number, endMs: number, finalMs: number): Float64Array {
    // From the past on it only grows: what begins earlier, or beyond what is known, begins anew.
    if (startMs < this.firstMs || startMs > this.knownMs) this.restart(startMs);
    if (endMs > this.knownMs) this.append(endMs);
    const read = this.values.slice(this.indexOf(startMs), this.indexOf(endMs));
    const lastFinalMs = this.firstMs + Math.floor((finalMs - this.firstMs) / this.periodMs) * this.periodMs;
    this.knownMs = Math.max(this.firstMs, Math.min(this.knownMs, lastFinalMs));
    return read;
  }

  /** Data came in at this time: values from there on no longer stand. */
  forget(atMs: number): void {
    if (atMs >= this.knownMs) return;
    this.knownMs = Math.max(this.firstMs, this.firstMs + this.indexOf(atMs) * this.periodMs);
  }

  private restart(startMs: number): void {
    this.firstMs = startMs;
    this.knownMs = startMs;
  }

  private append(endMs: number): void {
    const from = this.indexOf(this.knownMs);
    const length = this.indexOf(endMs) - from;
    if (from + length > this.values.length) {
      const larger = new Float64Array(2 * (from + length));
      larger.set(this.values);
      this.values = larger;
    }
    this.values.set(this.compute(this.knownMs, length), from);
    this.knownMs = endMs;
  }

  private indexOf(atMs: number): number {
    return Math.floor((atMs - this.firstMs) / this.periodMs);
  }
}
