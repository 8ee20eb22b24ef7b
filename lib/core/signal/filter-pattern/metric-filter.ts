import type { MetricId } from '../metric';
import { isMetricUnit, METRIC_UNITS } from '../metric-unit';
import { isSelector } from './json';
import type { FilterMatch, FilterPattern } from './pattern';

/** What a metric filter publishes for a match. */
export interface MetricTransformation {
  readonly metricName: string;
  readonly metricNamespace: string;
  /** A number (`1`), `$.selector` of a JSON pattern, or `$name` of a space-delimited one. */
  readonly metricValue: string;
  /**
   * Published once for a minute that has messages but no match; not allowed with dimensions.
   * @default - nothing is published for such a minute
   */
  readonly defaultValue?: number;
  /**
   * Dimension name to reference (`$.selector` or `$name`), at most 3; JSON and space-delimited patterns only.
   * @default - no dimensions
   */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** @default None */
  readonly unit?: string;
}

/** A datapoint that a metric filter makes of a log line. */
export interface FilterObservation {
  readonly metric: MetricId;
  readonly value: number;
  readonly unit: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html */
const MAX_DIMENSIONS = 3;
const MAX_NAME_LENGTH = 255;
const MAX_DIMENSION_VALUE_LENGTH = 1024;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * What a metric filter publishes for the messages of one minute: a value for each match that has one, else the default
 * value where messages came and none matched. A match publishes nothing when its metric value is not a number or one of
 * its dimensions is missing: without the dimension it would be another metric.
 *
 * ```ts
 * const pattern = compileFilterPattern('{ $.latency = "*" }');
 * const transformation = { metricName: 'Latency', metricNamespace: 'Shop', metricValue: '$.latency' };
 * evaluateMetricFilter({ pattern, transformation }, ['{"latency":50}']);
 * // [{ metric: { namespace: 'Shop', name: 'Latency', dimensions: {} }, value: 50, unit: 'None' }]
 * ```
 */
export function evaluateMetricFilter(
  filter: { readonly pattern: FilterPattern; readonly transformation: MetricTransformation },
  messages: readonly string[],
): FilterObservation[] {
  const { pattern, transformation } = filter;
  checkMetricTransformation(pattern, transformation);
  const matches = messages.flatMap((message) => pattern.match(message) ?? []);
  if (matches.length > 0) return matches.flatMap((match) => observe(transformation, match) ?? []);
  const { defaultValue } = transformation;
  if (defaultValue === undefined || messages.length === 0) return [];
  return [{ metric: metricId(transformation, {}), value: defaultValue, unit: transformation.unit ?? 'None' }];
}

/** The number a match publishes; `undefined` if the metric value is missing or not a number. */
export function extractMetricValue(
  { metricValue }: Pick<MetricTransformation, 'metricValue'>,
  match: FilterMatch,
): number | undefined {
  const text = metricValue.startsWith('$') ? match.value(metricValue) : metricValue;
  if (text === undefined || !NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The dimensions a match publishes on; `undefined` if one is missing, empty or longer than 1,024 characters. */
export function extractDimensions(
  { dimensions = {} }: Pick<MetricTransformation, 'dimensions'>,
  match: FilterMatch,
): Record<string, string> | undefined {
  const values = Object.entries(dimensions).map(([name, reference]) => [name, match.value(reference) ?? ''] as const);
  const complete = values.every(([, value]) => value.trim() !== '' && value.length <= MAX_DIMENSION_VALUE_LENGTH);
  return complete ? Object.fromEntries(values) : undefined;
}

/** Throws an error that names the property where AWS would refuse the transformation for this pattern. */
export function checkMetricTransformation(pattern: FilterPattern, transformation: MetricTransformation): void {
  const { dimensions = {}, defaultValue, metricValue, unit } = transformation;
  for (const property of ['metricName', 'metricNamespace'] as const) {
    const name = transformation[property];
    if (name === '' || name.length > MAX_NAME_LENGTH || /[:*$]/.test(name)) {
      throw wrong(property, `must have 1 to ${MAX_NAME_LENGTH} characters without : * $`, name);
    }
  }
  if (!NUMBER.test(metricValue)) checkReference(pattern, 'metricValue', metricValue, 'a number, ');
  const names = Object.keys(dimensions);
  if (names.length > MAX_DIMENSIONS) throw wrong('dimensions', `may be ${MAX_DIMENSIONS} at most`, names.join(', '));
  for (const name of names) checkReference(pattern, `dimensions.${name}`, dimensions[name] ?? '', '');
  if (names.length > 0 && defaultValue !== undefined) {
    throw wrong('defaultValue', 'is not allowed with dimensions; leave one out', defaultValue);
  }
  if (defaultValue !== undefined && !Number.isFinite(defaultValue)) {
    throw wrong('defaultValue', 'must be a number', defaultValue);
  }
  if (unit !== undefined && !isMetricUnit(unit)) {
    throw wrong('unit', `must be one of ${METRIC_UNITS.join(', ')}`, unit);
  }
}

function checkReference(pattern: FilterPattern, property: string, reference: string, also: string): void {
  if (pattern.kind === 'terms') {
    const allowed = also === '' ? 'needs a JSON or space-delimited pattern' : 'must be a number for a pattern of terms';
    throw wrong(property, allowed, reference);
  }
  if (pattern.kind === 'json') {
    if (isSelector(reference)) return;
    throw wrong(property, `must be ${also}a selector such as $.latency`, reference);
  }
  const name = reference.startsWith('$') ? reference.slice(1) : '';
  if (pattern.fieldNames.includes(name) || /^[1-9]\d*$/.test(name)) return;
  const known = pattern.fieldNames.map((field) => `$${field}`).join(', ');
  throw wrong(
    property,
    `must be ${also}a field of the pattern (${known || 'none is named'}) or $1, $2, ...`,
    reference,
  );
}

function wrong(property: string, allowed: string, got: string | number): Error {
  return new Error(`Metric transformation: '${property}' ${allowed}, got ${JSON.stringify(got)}`);
}

function observe(transformation: MetricTransformation, match: FilterMatch): FilterObservation | undefined {
  const value = extractMetricValue(transformation, match);
  const dimensions = extractDimensions(transformation, match);
  if (value === undefined || dimensions === undefined) return undefined;
  return { metric: metricId(transformation, dimensions), value, unit: transformation.unit ?? 'None' };
}

function metricId(transformation: MetricTransformation, dimensions: Readonly<Record<string, string>>): MetricId {
  return { namespace: transformation.metricNamespace, name: transformation.metricName, dimensions };
}
