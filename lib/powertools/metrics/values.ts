import { at, cut } from '../../middleware/text';
import type { PowertoolsMetrics } from '../guests';
import { type EmfDocument, type Guarded, inTheMiddle } from './guarded';
import { troubleWith } from './limits';

/** Metrics that would cost the rest of their document, or throw when it is published, are left out. */
export function valueMethods(guarded: Guarded): Pick<PowertoolsMetrics, 'addMetric' | 'clearMetrics' | 'setTimestamp'> {
  const { metrics, original, given, warn } = guarded;
  return {
    addMetric(name, unit, value, resolution) {
      const trouble = troubleWith(name, value) ?? (isDimension(guarded, name) ? sameName(name) : undefined);
      if (trouble) warn(trouble);
      else add(guarded, name, () => original.addMetric(name, unit, value, resolution));
      return metrics;
    },
    clearMetrics() {
      if (guarded.keeping) return;
      original.clearMetrics();
      given().names.clear();
      given().timestamp = undefined;
    },
    setTimestamp(timestamp) {
      original.setTimestamp(timestamp);
      given().timestamp = timestamp;
      return metrics;
    },
  };
}

/** A name that becomes a dimension is one no more for a metric: the dimension is what tells the series apart. */
export function dropMetrics({ metrics, original, given, warn }: Guarded, dropped: readonly string[]): void {
  const { names, timestamp } = given();
  const document = original.serializeMetrics() as EmfDocument;
  metrics.clearMetrics();
  for (const { Name, Unit, StorageResolution } of document._aws.CloudWatchMetrics[0]?.Metrics ?? []) {
    if (dropped.includes(Name)) {
      warn(sameName(Name));
      continue;
    }
    for (const value of [document[Name]].flat()) original.addMetric(Name, Unit, value as number, StorageResolution);
    names.add(Name);
  }
  if (timestamp !== undefined) metrics.setTimestamp(timestamp);
}

function add(guarded: Guarded, name: string, work: () => void): void {
  if (guarded.given().metadata.has(name)) dropMetadata(guarded, name);
  // A single metric is published by being added, and is done then. Any other goes on after an automatic flush.
  if (at(guarded.metrics, 'isSingleMetric') === true) work();
  else inTheMiddle(guarded, work);
  guarded.given().names.add(name);
}

/** Of a document with one key for both Powertools publishes nothing at all. */
function dropMetadata({ metrics, given, warn }: Guarded, name: string): void {
  const { metadata } = given();
  metrics.clearMetadata();
  for (const [key, value] of metadata) if (key !== name) metrics.addMetadata(key, value);
  warn(sameAsMetric(name));
}

export function sameAsMetric(key: string): string {
  return `metadata '${cut(key, 100)}' has the name of a metric; it is left out`;
}

function isDimension({ given, defaults }: Guarded, name: string): boolean {
  const { main, sets } = given();
  return [defaults, main, ...sets].some((dimensions) => Object.hasOwn(dimensions, name));
}

function sameName(name: string): string {
  return `metric '${cut(name, 100)}' has the name of a dimension; it is left out`;
}
