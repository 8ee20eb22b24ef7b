import type { MetricId } from './metric';
import { isMetricUnit } from './metric-unit';
import { MAX_METRIC_VALUE } from './metric-value';

/** Values of one metric in one EMF document. */
export interface EmfObservation {
  readonly metric: MetricId;
  /** One of `METRIC_UNITS`; `None` if the document names none. */
  readonly unit: string;
  /** Seconds: 1 for high resolution, else 60. */
  readonly storageResolution: 1 | 60;
  readonly timestampMs: number;
  /** 1 to 100 values. */
  readonly values: readonly number[];
}

/** `none`: not an EMF document; `invalid`: one that breaks the specification, with every problem found in it. */
export type EmfReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] }
  | { readonly kind: 'metrics'; readonly observations: readonly EmfObservation[] };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const LIMIT = {
  nameLength: 1024,
  dimensionNameLength: 250,
  dimensionValueLength: 1024,
  dimensions: 30,
  metrics: 100,
  values: 100,
  magnitude: MAX_METRIC_VALUE,
  ageMs: 14 * 24 * 3600 * 1000,
  aheadMs: 2 * 3600 * 1000,
} as const;

type Members = Readonly<Record<string, unknown>>;
type Report = (path: string, allowed: string, got: unknown) => void;

/**
 * Reads a log line (or a parsed document) in the CloudWatch embedded metric format, checked against the prose of the
 * specification, not only its JSON schema. A document with any problem gives no metrics: the specification says MUST,
 * and what CloudWatch keeps of a broken document is not documented. A line may start with the metadata that Lambda's
 * text log format puts before it. With `nowMs`, timestamps more than 14 days old or 2 hours ahead are problems; without
 * it any timestamp is taken.
 *
 * ```ts
 * const reading = readEmf('{"_aws":{"Timestamp":1574109732004,"CloudWatchMetrics":[{"Namespace":"Shop",' +
 *   '"Dimensions":[["fn"]],"Metrics":[{"Name":"time","Unit":"Milliseconds"}]}]},"fn":"pay","time":[12,15]}');
 * // { kind: 'metrics', observations: [{ metric: { namespace: 'Shop', name: 'time', dimensions: { fn: 'pay' } },
 * //   unit: 'Milliseconds', storageResolution: 60, timestampMs: 1574109732004, values: [12, 15] }] }
 * ```
 */
export function readEmf(line: unknown, nowMs?: number): EmfReading {
  const root = typeof line === 'string' ? parseLine(line) : line;
  if (!isObject(root) || !Object.hasOwn(root, '_aws')) return { kind: 'none' };
  const problems: string[] = [];
  const report: Report = (path, allowed, got) => problems.push(`${path} must be ${allowed}, got ${show(got)}`);
  const observations = readMetadata(root, nowMs, report);
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'metrics', observations };
}

/** Lambda puts `time <tab> request id <tab> level <tab>` (in an order of the runtime's) before what a handler prints. */
const LAMBDA_PREFIX = /^(?:[^\s{}]+\t){1,4}(?=\{)/;

function parseLine(line: string): unknown {
  // Cheap for the lines that are no EMF, nearly all of a log.
  if (!line.includes('"_aws"')) return undefined;
  try {
    return JSON.parse(line.replace(LAMBDA_PREFIX, ''));
  } catch {
    return undefined;
  }
}

function readMetadata(root: Members, nowMs: number | undefined, report: Report): EmfObservation[] {
  const metadata = member(root, '_aws');
  if (!isObject(metadata)) {
    report('_aws', 'an object', metadata);
    return [];
  }
  const timestampMs = readTimestamp(member(metadata, 'Timestamp'), nowMs, report);
  const directives = member(metadata, 'CloudWatchMetrics');
  if (!Array.isArray(directives)) {
    report('_aws.CloudWatchMetrics', 'an array', directives);
    return [];
  }
  return directives.flatMap((directive: unknown, index) =>
    readDirective(root, directive, `_aws.CloudWatchMetrics[${index}]`, timestampMs, report),
  );
}

function readTimestamp(value: unknown, nowMs: number | undefined, report: Report): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    report('_aws.Timestamp', 'an integer of milliseconds since the epoch', value);
    return 0;
  }
  if (nowMs !== undefined && (value < nowMs - LIMIT.ageMs || value > nowMs + LIMIT.aheadMs)) {
    report('_aws.Timestamp', `within 14 days before and 2 hours after ${nowMs}`, value);
  }
  return value;
}

function readDirective(
  root: Members,
  directive: unknown,
  path: string,
  timestampMs: number,
  report: Report,
): EmfObservation[] {
  if (!isObject(directive)) {
    report(path, 'an object', directive);
    return [];
  }
  const namespace = readName(member(directive, 'Namespace'), `${path}.Namespace`, LIMIT.nameLength, report);
  const dimensionSets = readDimensionSets(root, member(directive, 'Dimensions'), `${path}.Dimensions`, report);
  const metrics = readMetrics(root, member(directive, 'Metrics'), `${path}.Metrics`, report);
  return dimensionSets.flatMap((dimensions) =>
    metrics.map(({ name, ...rest }) => ({ metric: { namespace, name, dimensions }, timestampMs, ...rest })),
  );
}

/** Each dimension set once, whatever the order of its names: the same set is the same metric. */
function readDimensionSets(root: Members, sets: unknown, path: string, report: Report): Record<string, string>[] {
  if (!Array.isArray(sets) || sets.length === 0) {
    report(path, 'an array of at least one dimension set', sets);
    return [];
  }
  const distinct = new Map<string, Record<string, string>>();
  sets.forEach((set: unknown, index: number) => {
    const dimensions = readDimensionSet(root, set, `${path}[${index}]`, report);
    distinct.set(JSON.stringify(Object.keys(dimensions).sort()), dimensions);
  });
  return [...distinct.values()];
}

function readDimensionSet(root: Members, set: unknown, path: string, report: Report): Record<string, string> {
  if (!Array.isArray(set) || set.length > LIMIT.dimensions) {
    report(
      path,
      `an array of at most ${LIMIT.dimensions} dimension names`,
      Array.isArray(set) ? `${set.length} names` : set,
    );
    return {};
  }
  return Object.fromEntries(
    set.map((reference: unknown, index) => {
      const name = readName(reference, `${path}[${index}]`, LIMIT.dimensionNameLength, report);
      const value = name === '' ? '' : member(root, name);
      if (typeof value === 'string' && (name === '' || (value !== '' && value.length <= LIMIT.dimensionValueLength))) {
        return [name, value];
      }
      report(
        `${path}[${index}] (root member '${name}')`,
        `a text of 1 to ${LIMIT.dimensionValueLength} characters`,
        value,
      );
      return [name, ''];
    }),
  );
}

interface Metric extends Omit<EmfObservation, 'metric' | 'timestampMs'> {
  readonly name: string;
}

function readMetrics(root: Members, definitions: unknown, path: string, report: Report): Metric[] {
  if (!Array.isArray(definitions) || definitions.length > LIMIT.metrics) {
    const got = Array.isArray(definitions) ? `${definitions.length} definitions` : definitions;
    report(path, `an array of at most ${LIMIT.metrics} metric definitions`, got);
    return [];
  }
  return definitions.flatMap((definition: unknown, index) => readMetric(root, definition, `${path}[${index}]`, report));
}

/** Nothing for an empty array of values: there is nothing to publish. */
function readMetric(root: Members, definition: unknown, path: string, report: Report): Metric[] {
  if (!isObject(definition)) {
    report(path, 'an object', definition);
    return [];
  }
  const name = readName(member(definition, 'Name'), `${path}.Name`, LIMIT.nameLength, report);
  const unit = Object.hasOwn(definition, 'Unit') ? definition.Unit : 'None';
  if (!isMetricUnit(unit)) report(`${path}.Unit`, 'a CloudWatch unit', unit);
  const resolution = Object.hasOwn(definition, 'StorageResolution') ? definition.StorageResolution : 60;
  if (resolution !== 1 && resolution !== 60) report(`${path}.StorageResolution`, '1 or 60', resolution);
  const values = name === '' ? [] : readValues(member(root, name), `${path} (root member '${name}')`, report);
  if (values.length === 0) return [];
  return [{ name, unit: String(unit), storageResolution: resolution === 1 ? 1 : 60, values }];
}

function readValues(target: unknown, path: string, report: Report): number[] {
  const values: readonly unknown[] = Array.isArray(target) ? target : [target];
  if (values.length > LIMIT.values) {
    report(path, `an array of at most ${LIMIT.values} values`, `${values.length} values`);
    return [];
  }
  const numbers = values.filter((value) => typeof value === 'number' && Math.abs(value) <= LIMIT.magnitude) as number[];
  if (numbers.length === values.length) return numbers;
  report(path, 'a number or an array of numbers (magnitude at most 2^360)', target);
  return [];
}

/** The name, or `''` with a report if it is none. */
function readName(value: unknown, path: string, maximum: number, report: Report): string {
  if (typeof value === 'string' && value !== '' && value.length <= maximum && !/[\n\r\u2028\u2029]/.test(value)) {
    return value;
  }
  report(path, `a text of 1 to ${maximum} characters on one line`, value);
  return '';
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member only: a name such as `constructor` must not find what every object inherits. */
function member(object: Members, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
