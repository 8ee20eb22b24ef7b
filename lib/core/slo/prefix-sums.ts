/**
 * Sums of any stretch of a series in constant time. Exact for whole numbers: what addition in doubles rounds off, as
 * sums beyond 2^53 and fractions do, is kept beside the sums.
 */
export interface PrefixSums {
  /** At index n: the sum of the first n values. */
  readonly sums: Float64Array;
  /** What the sums lack. @default - nothing: no addition was rounded */
  readonly lost?: Float64Array;
}

/** @param values a 0, then the values; becomes the sums */
export function prefixSums(values: Float64Array): PrefixSums {
  let lost: Float64Array | undefined;
  let lostSoFar = 0;
  let sum = 0;
  for (let index = 1; index < values.length; index++) {
    const value = values[index] as number;
    const next = sum + value;
    // Knuth's TwoSum: what the addition above rounded off, exactly.
    const added = next - sum;
    lostSoFar += sum - (next - added) + (value - added);
    if (lostSoFar !== 0) lost ??= new Float64Array(values.length);
    if (lost) lost[index] = lostSoFar;
    values[index] = next;
    sum = next;
  }
  return lost ? { sums: values, lost } : { sums: values };
}

/** The sum of the values from index `from` up to, not including, `to`. */
export function sumBetween({ sums, lost }: PrefixSums, from: number, to: number): number {
  const sum = (sums[to] as number) - (sums[from] as number);
  return lost ? sum + ((lost[to] as number) - (lost[from] as number)) : sum;
}
