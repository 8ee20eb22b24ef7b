import type { Scope } from '../scope';
import type { Dimensions } from './labels';

/** How the points of one flush are put together: added up, the last one, or all of them. */
export type MetricKind = 'count' | 'gauge' | 'histogram';

/** A metric as documents define it; one object for each, so that it can be looked up by identity. */
export interface Definition {
  readonly kind: MetricKind;
  readonly name: string;
  /** `{"Name":"OrdersPlaced","Unit":"Count"}`. */
  readonly json: string;
}

/** What is recorded and not written yet: the values of each metric on each of its dimensions. */
export interface SeriesBuffer {
  readonly groups: Map<Dimensions, Map<Definition, number[]>>;
  points: number;
}

/** PutMetricData's bound, https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_VALUE = 2 ** 360;

export function addPoint(buffer: SeriesBuffer, dimensions: Dimensions, definition: Definition, value: number): void {
  const group = buffer.groups.get(dimensions) ?? new Map<Definition, number[]>();
  if (group.size === 0) buffer.groups.set(dimensions, group);
  const values = group.get(definition);
  if (!values) group.set(definition, [value]);
  else if (definition.kind === 'gauge') values[0] = value;
  else if (definition.kind === 'histogram' || !addUp(values, value)) values.push(value);
  buffer.points += 1;
}

/** A sum that CloudWatch would refuse is begun anew. */
function addUp(values: number[], value: number): boolean {
  const last = values.length - 1;
  const sum = (values[last] as number) + value;
  if (sum > MAX_VALUE) return false;
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
  for (const [{ directive, members }, group] of scope.series?.groups ?? []) {
    for (const { definitions, values } of draft(group)) {
      lines +=
        `{"_aws":{"Timestamp":${nowMs},"CloudWatchMetrics":[{${directive},"Metrics":[${definitions}]}]},` +
        `${members}${scope.ids}${values}}\n`;
    }
  }
  scope.series = undefined;
  return lines;
}

/** Puts each part of a series into the first document that has no metric of its name and has room. */
function draft(group: ReadonlyMap<Definition, readonly number[]>): Draft[] {
  const drafts: Draft[] = [];
  for (const [{ name, json }, all] of group) {
    for (let start = 0; start < all.length; start += MAX_VALUES) {
      const part = all.length > 1 ? `[${all.slice(start, start + MAX_VALUES)}]` : `${all[0]}`;
      const draft = drafts.find((draft) => hasRoom(draft, name, part)) ?? {
        names: new Set(),
        definitions: '',
        values: '',
      };
      if (!draft.names.size) drafts.push(draft);
      draft.definitions += draft.names.size ? `,${json}` : json;
      draft.values += `,${JSON.stringify(name)}:${part}`;
      draft.names.add(name);
    }
  }
  return drafts;
}

function hasRoom({ names, definitions, values }: Draft, name: string, part: string): boolean {
  return !names.has(name) && names.size < MAX_METRICS && definitions.length + values.length + part.length < MAX_LENGTH;
}
