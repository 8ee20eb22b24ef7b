/** Observations of one metric in one stretch of time. */
export interface Observations {
  /** SampleCount: how many observations there were. */
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Every value, in any order; what percentiles are computed from. Absent where only a statistic set was published. */
  readonly values?: readonly number[];
  /** How often each of `values` was observed; absent: once each. */
  readonly counts?: readonly number[];
}

/**
 * Observations of raw values, or of values with counts as PutMetricData takes them. Counts are doubles there, so
 * fractions and zero are fine; a value with count 0 still moves the minimum and the maximum.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 * @throws where `counts` has another length than `values`, or a count is negative or not finite
 */
export function observationsOf(values: readonly number[], counts?: readonly number[]): Observations {
  if (counts) checkCounts(values, counts);
  let count = 0;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const [index, value] of values.entries()) {
    const times = counts ? (counts[index] as number) : 1;
    count += times;
    sum += value * times;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return { count, sum, minimum, maximum, values, ...(counts && { counts }) };
}

/** Distinct or repeated values with how often each was observed. */
export interface WeightedValues {
  readonly values: readonly number[];
  readonly counts?: readonly number[] | undefined;
}

/** Sums of the same value in different orders differ in the last digits. */
const SUM_TOLERANCE = 1e-9;

/**
 * The values themselves; `undefined` where they cannot be known. A statistic set gives them away only if all its values
 * are equal: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html (requirements)
 */
export function valuesOf(observations: Observations): WeightedValues | undefined {
  const { values, counts, count, sum, minimum, maximum } = observations;
  if (values) return { values, counts };
  const repeated = minimum * count;
  if (minimum !== maximum || Math.abs(sum - repeated) > SUM_TOLERANCE * Math.abs(repeated)) return undefined;
  return { values: [minimum], counts: [count] };
}

function checkCounts(values: readonly number[], counts: readonly number[]): void {
  if (counts.length !== values.length) {
    throw new Error(`there are ${values.length} values and ${counts.length} counts; give one count for each value`);
  }
  const wrong = counts.find((count) => !(count >= 0 && Number.isFinite(count)));
  if (wrong !== undefined) throw new Error(`count ${wrong} is not allowed; counts are finite numbers of 0 or more`);
}
