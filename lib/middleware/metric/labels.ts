import { dimensionValue } from '../identity';
import { OVERFLOW, type Runtime, remembered, warn } from '../runtime';

/** Dimensions of a metric beside `service` and `environment`, such as `{ tenant: 'acme' }`. */
export type Labels = Readonly<Record<string, string | number | boolean | undefined>>;

/** What documents of the same dimensions share, as the embedded metric format writes it. */
export interface Dimensions {
  /** `"Namespace":"Sightline","Dimensions":[["service","environment","tenant"]]`. */
  readonly directive: string;
  /** `"service":"checkout","environment":"prod","tenant":"acme"`. */
  readonly members: string;
  /** Names that no metric in the document may have. */
  readonly names: readonly string[];
}

/** CloudWatch allows 30 dimensions; two are ours. */
const MAX_LABELS = 28;
/** A label without a value still has a series: a point must not vanish with it. */
const NO_VALUE = 'unknown';
const OWN: readonly string[] = ['service', 'environment'];
/** Members that stand in each document already. */
const RESERVED: readonly string[] = [...OWN, '_aws', 'requestId', 'correlationId', 'traceId'];

/**
 * The dimensions of a point, or in words what is wrong with its labels. `sets` names the labels of each dimension set;
 * without it all labels are the one set.
 */
export function dimensionsOf(
  runtime: Runtime,
  namespace: string,
  labels: Labels = {},
  sets?: readonly (readonly string[])[],
): Dimensions | string {
  const names = Object.keys(labels);
  if (names.length > MAX_LABELS) return `it has ${names.length} labels, at most ${MAX_LABELS} are allowed`;
  if (names.length > 1) names.sort();
  const values: string[] = [];
  // No value holds a line break.
  let key = `${namespace}\n`;
  for (const name of names) {
    const value = admit(runtime, name, labels[name]);
    if (value === undefined) return `its label '${name.slice(0, 40)}' is no possible or a reserved name`;
    key += `${name}\n${value}\n`;
    values.push(value);
  }
  const unknown = sets?.flat().find((name) => !names.includes(name));
  if (unknown !== undefined) return `its dimensionSets name '${unknown}', which is none of its labels`;
  return remembered(runtime, sets ? key + JSON.stringify(sets) : key, () => {
    if (!isText(namespace, 250)) return 'its namespace must be 1 to 250 printable ASCII characters';
    const { service, environment } = runtime.settings;
    const pairs = [
      ['service', service],
      ['environment', environment],
      ...names.map((name, index) => [name, values[index]]),
    ];
    return {
      directive: JSON.stringify({
        Namespace: namespace,
        Dimensions: (sets ?? [names]).map((set) => [...OWN, ...set]),
      }).slice(1, -1),
      members: pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(),
      names: [...RESERVED, ...names],
    };
  });
}

/** Printable ASCII, not blank. */
export function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value.length <= maxLength && /^[ -~]*[!-~][ -~]*$/.test(value);
}

/** The value as it may stand in a dimension, one of a bounded number; `undefined` for a name that may not. */
function admit(runtime: Runtime, name: string, given: unknown): string | undefined {
  const { labels, settings } = runtime;
  const known = labels.get(name);
  if (known?.has(given as string)) return given as string;
  if (!known && (dimensionValue(name) !== name || RESERVED.includes(name))) return undefined;
  const value = dimensionValue(given === undefined || given === null ? given : String(given)) ?? NO_VALUE;
  const values = known ?? new Set();
  if (labels.size < settings.maxLabelValues) labels.set(name, values);
  if (values.has(value)) return value;
  if (values.size < settings.maxLabelValues) {
    values.add(value);
    return value;
  }
  warn(runtime, `label '${name}' has more than ${settings.maxLabelValues} values; further ones count as '${OVERFLOW}'`);
  return OVERFLOW;
}
