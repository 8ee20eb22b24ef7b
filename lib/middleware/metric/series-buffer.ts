import { MAX_METRIC_VALUE } from '../../core/signal/metric-value';
import type { Scope } from '../scope';
import type { Dimensions } from './labels';

/** How the points of one flush are put together: added up, the last one, or all of them. */
export type MetricKind = 'count' | 'gauge' | 'histogram';

/** A metric as documents define it. */
export interface Definition {
  /** The same for the same definition. */
  readonly key: string;
  readonly kind: MetricKind;
  readonly name: string;
  readonly unit: string;
  readonly highResolution: boolean;
  /** `,"OrdersPlaced":`. */
  readonly member: string;
  /** `{"Name":"OrdersPlaced","Unit":"Count"}`. */
  readonly json: string;
}

/** One metric on certain dimensions. */
interface Series {
  readonly definition: Definition;
  readonly values: number[];
}

/** Series that share documents, by the keys of their definitions. */
interface Group {
  readonly dimensions: Dimensions;
  readonly series: Map<string, Series>;
}

/** What is recorded and not written yet, by the keys of the dimensions: not all of them are remembered as one object. */
export interface SeriesBuffer {
  readonly groups: Map<string, Group>;
  points: number;
}

export function addPoint(buffer: SeriesBuffer, dimensions: Dimensions, definition: Definition, value: number): void {
  const { key } = dimensions;
  const group = buffer.groups.get(key) ?? { dimensions, series: new Map<string, Series>() };
  if (group.series.size === 0) buffer.groups.set(key, group);
  const values = group.series.get(definition.key)?.values;
  if (!values) group.series.set(definition.key, { definition, values: [value] });
  else if (definition.kind === 'gauge') values[0] = value;
  else if (definition.kind === 'histogram' || !addUp(values, value)) values.push(value);
  buffer.points += 1;
}

/** A sum that CloudWatch would refuse is begun anew. */
function addUp(values: number[], value: number): boolean {
  const last = values.length - 1;
  const sum = (values[last] as number) + value;
  if (sum > MAX_METRIC_VALUE) return false;
  values[last] = sum;
  return true;
}

/** A document on its way. */
interface Draft {
  readonly names: Set<string>;
  definitions: string;
  values: string;
}

/**
 * Limits of one document: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * Lambda cuts a line of standard output at 256 KB, so a document stays far below.
 */
const MAX_METRICS = 100;
const MAX_VALUES = 100;
const MAX_LENGTH = 100_000;

/**
 * Everything recorded in a scope as embedded metric format, one document a line, and its buffer is empty. A series that
 * does not fit into a document goes on in the next one, on the same dimensions.
 */
export function drainSeries(scope: Scope, nowMs: number): string {
  let lines = '';
  for (const { dimensions, series } of scope.series?.groups.values() ?? []) {
    const { directive, members } = dimensions;
    for (const { definitions, values } of draft(series.values())) {
      lines +=
        `{"_aws":{"Timestamp":${nowMs},"CloudWatchMetrics":[{${directive},"Metrics":[${definitions}]}]},` +
        `${members}${scope.ids}${values}}\n`;
    }
  }
  scope.series = undefined;
  return lines;
}

/** Puts each part of a series into the first document that has no metric of its name and has room. */
function draft(group: Iterable<Series>): Draft[] {
  const drafts: Draft[] = [];
  for (const { definition, values: all } of group) {
    const { name, member, json } = definition;
    for (let start = 0; start < all.length; start += MAX_VALUES) {
      const part = all.length > 1 ? `[${all.slice(start, start + MAX_VALUES)}]` : `${all[0]}`;
      const draft = drafts.find((draft) => hasRoom(draft, name, part)) ?? {
        names: new Set(),
        definitions: '',
        values: '',
      };
      if (!draft.names.size) drafts.push(draft);
      draft.definitions += draft.names.size ? `,${json}` : json;
      draft.values += member + part;
      draft.names.add(name);
    }
  }
  return drafts;
}

function hasRoom({ names, definitions, values }: Draft, name: string, part: string): boolean {
  return !names.has(name) && names.size < MAX_METRICS && definitions.length + values.length + part.length < MAX_LENGTH;
}
