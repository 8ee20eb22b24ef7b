import { fnv1a } from '../../core/fnv';
import { dimensionValue } from '../identity';
import { OVERFLOW, type Runtime, remembered, warn } from '../runtime';

/** Dimensions of a metric beside `service` and `environment`, such as `{ tenant: 'acme' }`. */
export type Labels = Readonly<Record<string, string | number | boolean | undefined>>;

/** What documents of the same dimensions share, as the embedded metric format writes it. */
export interface Dimensions {
  /** The same for the same dimensions. */
  readonly key: string;
  /** `"Namespace":"Sightline","Dimensions":[["service","environment","tenant"]]`. */
  readonly directive: string;
  /** `"service":"checkout","environment":"prod","tenant":"acme"`. */
  readonly members: string;
  /** Names that no metric in the document may have. */
  readonly names: readonly string[];
}

/** CloudWatch allows 30 dimensions; two are ours. */
const MAX_LABELS = 28;
/** Beside 100,000 characters of metrics it leaves a document well below the 256 KB at which Lambda cuts a line. */
const MAX_LENGTH = 50_000;
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
  labels: Labels,
  sets?: readonly (readonly string[])[] | null,
): Dimensions | string {
  const names = Object.keys(labels);
  const [only] = names;
  const isPlain = names.length === 1 && !sets && namespace === runtime.settings.namespace;
  const known = isPlain && runtime.labels.get(only as string)?.get(labels[only as string] as string);
  if (known) return known;
  if (names.length > MAX_LABELS) return `it must have at most ${MAX_LABELS} labels, got ${names.length}`;
  if (names.length > 1) names.sort();
  // Different spellings of one series are one; the same set twice could count twice.
  const lists = sets?.map((set) => [...new Set(set)].sort());
  const chosen = lists && [...new Set(lists.map(setOf))].sort().join();
  const unknown = lists?.flat().find((name) => !names.includes(name));
  if (unknown !== undefined)
    return `its dimensionSets must name its labels only, got '${String(unknown).slice(0, 40)}'`;
  if (chosen === '') return 'its dimensionSets must hold one list of its labels at least';
  const values: string[] = [];
  // No name and no value holds a line break.
  let key = `${namespace}\n`;
  for (const name of names) {
    const value = admit(runtime, name, labels[name]);
    if (value === undefined) return `its label '${name.slice(0, 40)}' is no possible or a reserved name`;
    key += `${name}\n${value}\n`;
    values.push(value);
  }
  // All labels as the one set is what it would be without sets.
  if (chosen && chosen !== setOf(names)) key += chosen;
  const made = remembered(runtime.dimensions, key, () => {
    const { service, environment } = runtime.settings;
    const own = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    const directive = `"Namespace":${JSON.stringify(namespace)},"Dimensions":[${chosen ?? setOf(names)}]`;
    const members = JSON.stringify({ service, environment, ...own }).slice(1, -1);
    if (directive.length + members.length > MAX_LENGTH) return 'its dimensions are too long together';
    return { key, directive, members, names: [...RESERVED, ...names] };
  });
  if (isPlain && typeof made === 'object') runtime.labels.get(only as string)?.set(values[0] as string, made);
  return made;
}

function setOf(names: readonly string[]): string {
  return JSON.stringify([...OWN, ...names]);
}

/** The value as it may stand in a dimension, one of a bounded number; `undefined` for a name that may not. */
function admit(runtime: Runtime, name: string, given: unknown): string | undefined {
  const { labels, settings } = runtime;
  const { maxLabelValues } = settings;
  const known = labels.get(name);
  if (known?.has(given as string)) return given as string;
  if (!known && (dimensionValue(name) !== name || RESERVED.includes(name))) return undefined;
  if (!known && labels.size >= maxLabelValues) {
    warn(runtime, `there are more than ${maxLabelValues} labels; the values of further ones count as '${OVERFLOW}'`);
    return OVERFLOW;
  }
  const value = labelValue(runtime, name, String(given ?? '').trim());
  const values = known ?? new Map<string, Dimensions | undefined>();
  labels.set(name, values);
  if (values.has(value) || values.size < maxLabelValues) {
    if (!values.has(value)) values.set(value, undefined);
    return value;
  }
  warn(runtime, `label '${name}' has more than ${maxLabelValues} values; further ones count as '${OVERFLOW}'`);
  return OVERFLOW;
}

/** Values that CloudWatch takes only once they are altered stay apart by a hash: no two of them share a series. */
function labelValue(runtime: Runtime, name: string, given: string): string {
  const value = dimensionValue(given) ?? NO_VALUE;
  if (value === given || !given) return value;
  const told = `${value.slice(0, 240)}~${(fnv1a(given) >>> 0).toString(16)}`;
  warn(runtime, `label '${name}' must be printable ASCII, at most 250 characters, got '${told}'`);
  return told;
}
