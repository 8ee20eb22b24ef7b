import { MAX_METRIC_VALUE } from '../../core/signal/metric-value';
import { cut } from '../../middleware/text';

/** See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const MAX_DIMENSION_VALUE = 1_024;

/** Why CloudWatch or Powertools would lose the data point; `undefined` where nothing is wrong. */
export function troubleWith(name: string, value: number): string | undefined {
  if (typeof name !== 'string' || typeof value !== 'number') return undefined;
  // JSON has no NaN and no infinity: they would go out as null.
  if (!(Math.abs(value) <= MAX_METRIC_VALUE)) {
    return `metric '${cut(name, 100)}' got ${value}; CloudWatch takes numbers from -2^360 to 2^360, so it is left out`;
  }
  // Powertools looks metrics up in a plain object, and takes what it inherits for a metric with another unit.
  return name in {} ? `a metric cannot be named '${name}'; it is left out` : undefined;
}

/**
 * A dimension's value within the limit of CloudWatch, which would drop the whole document otherwise. It is cut rather
 * than left out: without the dimension the metric would count in another series.
 */
export function fittingValue(name: string, value: string, warn: (message: string) => void): string {
  if (typeof value !== 'string' || value.length <= MAX_DIMENSION_VALUE) return value;
  warn(`dimension '${cut(String(name), 100)}' got ${value.length} characters; it is cut at ${MAX_DIMENSION_VALUE}`);
  return cut(value, MAX_DIMENSION_VALUE);
}
