import { isMetricUnit, type MetricUnit } from '../../core/signal/metric-unit';
import { MAX_METRIC_VALUE } from '../../core/signal/metric-value';
import { dimensionValue } from '../identity';
import { type Runtime, remembered, warn, write } from '../runtime';
import { here, type Scope, scopeHere } from '../scope';
import { attempt } from '../text';
import { dimensionsOf, type Labels } from './labels';
import { addPoint, type Definition, drainSeries, type MetricKind } from './series-buffer';

/** Unit, resolution, dimensions and namespace of a custom metric. */
export interface MetricOptions {
  /** Unit of the metric. @default - `Count` of a counter, else `None` */
  readonly unit?: MetricUnit;
  /** Kept to the second for three hours; its alarms may look every 10 seconds, at a higher price. @default false */
  readonly highResolution?: boolean;
  /**
   * The labels of each series that the point goes to, such as `[[], ['tenant']]`: one over all tenants and one for
   * each. `service` and `environment` are part of all of them.
   *
   * @default - one series, with all labels
   */
  readonly dimensionSets?: readonly (readonly string[])[];
  /** CloudWatch namespace of the metric. @default - the handler's namespace */
  readonly namespace?: string;
}

/**
 * Business metrics of the invocation that the code runs in, on `service`, `environment` and its labels. They are
 * written when the invocation ends or is about to time out; outside of an invocation at once.
 *
 * A point that CloudWatch would refuse (no finite number, beyond 2^360, a name of more than 255 characters or named as
 * one of its labels) is left out and told in one warning. Nothing here throws.
 */
export const metrics = {
  /** Adds up: a flush writes one value. `value` must not be negative. */
  count(name: string, value = 1, labels?: Labels, options?: MetricOptions): void {
    record('count', name, value, labels, options);
  },
  /** The last value counts. */
  gauge(name: string, value: number, labels?: Labels, options?: MetricOptions): void {
    record('gauge', name, value, labels, options);
  },
  /** Keeps every value, for percentiles. */
  histogram(name: string, value: number, labels?: Labels, options?: MetricOptions): void {
    record('histogram', name, value, labels, options);
  },
  /** Writes what is recorded so far, such as before a long wait. */
  flush(): void {
    const scope = here()?.scope;
    if (scope) write(drainSeries(scope, Date.now()));
  },
};

/** This many points are kept in memory until they are written. */
const MAX_POINTS = 10_000;

export function record(kind: MetricKind, name: string, value: number, labels?: Labels, options?: MetricOptions): void {
  const scope = scopeHere();
  const { runtime } = scope;
  if (!runtime.settings.metrics) return;
  let trouble: string | undefined = 'it cannot be read';
  try {
    trouble = add(scope, kind, name, value, labels, options);
  } catch {
    // A label or an option with a getter that throws.
  }
  if (trouble) warn(runtime, `metric '${attempt(() => String(name).slice(0, 100))}' is left out: ${trouble}`);
}

/** Answers in words why a point is left out. */
function add(
  scope: Scope,
  kind: MetricKind,
  name: string,
  value: number,
  labels?: Labels | null,
  options?: MetricOptions | null,
): string | undefined {
  const { runtime } = scope;
  const definition = problemOf(kind, value, labels, options) ?? definitionOf(runtime, kind, name, options ?? {});
  if (typeof definition === 'string') return definition;
  const { namespace = runtime.settings.namespace, dimensionSets } = options ?? {};
  if (options && dimensionValue(namespace) !== namespace)
    return `its namespace must be 1 to 250 printable ASCII characters, got '${String(namespace).slice(0, 40)}'`;
  const dimensions = dimensionsOf(runtime, namespace, labels ?? {}, dimensionSets);
  if (typeof dimensions === 'string') return dimensions;
  if (dimensions.names.includes(name)) return 'it is named as one of its dimensions';
  if (namespace === runtime.settings.namespace && scope.template?.isHandlerSeries(name, dimensions.directive))
    return "it would count among the handler's own metrics; give it another name, or a label in each set";
  scope.series ??= { groups: new Map(), points: 0 };
  addPoint(scope.series, dimensions, definition, value);
  if (scope.ended || scope.series.points >= MAX_POINTS) write(drainSeries(scope, Date.now()));
  return undefined;
}

function problemOf(kind: MetricKind, value: unknown, labels: unknown, options: unknown): string | undefined {
  if (typeof value !== 'number' || !(Math.abs(value) <= MAX_METRIC_VALUE))
    return `its value must be a number within 2^360, got ${String(value).slice(0, 40)}`;
  if (kind === 'count' && value < 0) return `a counter cannot go down, got ${value}; use a gauge`;
  if (typeof (labels ?? {}) !== 'object' || typeof (options ?? {}) !== 'object' || Array.isArray(labels))
    return 'its labels and its options must be objects';
  return undefined;
}

/** What is wrong is told before anything is looked up: `5` must not pass for the name `'5'`, nor spoil it. */
function definitionOf(
  runtime: Runtime,
  kind: MetricKind,
  name: string,
  { unit = kind === 'count' ? 'Count' : 'None', highResolution = false }: MetricOptions,
): Definition | string {
  const badName = 'its name must be 1 to 255 printable ASCII characters';
  if (typeof name !== 'string' || name.length > 255) return badName;
  if (!isMetricUnit(unit)) return `its unit must be one of CloudWatch's, got '${String(unit).slice(0, 40)}'`;
  if (typeof highResolution !== 'boolean') return 'its highResolution must be true or false';
  const usual = runtime.usual.get(name);
  if (usual?.kind === kind && usual.unit === unit && usual.highResolution === highResolution) return usual;
  const key = `${kind}\n${name}\n${unit}\n${highResolution}`;
  return remembered(runtime.definitions, key, () => {
    if (!/^[ -~]*[!-~][ -~]*$/.test(name)) return badName;
    const json = JSON.stringify({ Name: name, Unit: unit, StorageResolution: highResolution ? 1 : undefined });
    const definition = { key, kind, name, unit, highResolution, member: `,${JSON.stringify(name)}:`, json };
    if (!usual) remembered(runtime.usual, name, () => definition);
    return definition;
  });
}
