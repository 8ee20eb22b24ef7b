/** What packs are written with. */
import type { CatalogEntry, CatalogMetric } from '../catalog/entry';
import { metricsOf } from '../catalog/parts';
import { DIMENSION, HANDLER_METRIC } from '../conventions';
import type { PackEvents, PackLatency } from './pack';

/** Metrics that the middleware publishes of itself: nothing is left to emit. */
export const HANDLER_METRICS = metricsOf('sightline', {
  requests: [HANDLER_METRIC.requests, 'Count'],
  faults: [HANDLER_METRIC.faults, 'Count'],
  latency: [HANDLER_METRIC.latency, 'Milliseconds'],
});

export const HANDLER_MEANING = {
  requests: 'The middleware: 1 for each invocation.',
  faults: "The middleware: 1 if the invocation failed through the service's own fault, else 0.",
  latency: 'The middleware: milliseconds from invocation to result.',
};

/** The sample of every pack: its metrics lie on service and environment. */
const SERVICE_SAMPLE = {
  dimensions: { default: { [DIMENSION.service]: 'checkout', [DIMENSION.environment]: 'prod' } },
  facts: {},
};

/** The entry of a pack. */
export function packEntry(
  title: string,
  parts: { readonly metrics: Readonly<Record<string, CatalogMetric>> } & Pick<
    CatalogEntry<object>,
    'graphs' | 'alarms'
  >,
): CatalogEntry<object> {
  const type = `Sightline::Pack::${title.replace(/[^A-Za-z]+/g, '')}`;
  return { type, title, family: 'service', sample: SERVICE_SAMPLE, ...parts };
}

/** Of the invocations of the middleware, those without fault. */
export const REQUESTS_WITHOUT_FAULT: PackEvents = {
  kind: 'availability',
  total: ['requests', 'Sum'],
  bad: ['faults', 'Sum'],
};

/** Of what is measured, the share that takes so long at most. */
export function within(metric: string, thresholdMs: number): PackLatency {
  return { kind: 'latency', metric, thresholdMs };
}

/** Of what is emitted as 0 or 1, the share of ones. */
export function shareOf(metric: string, kind: PackEvents['kind']): PackEvents {
  return { kind, total: [metric, 'SampleCount'], good: [metric, 'Sum'] };
}

/** Of what is emitted as 0 or 1, the share of zeros. */
export function shareWithout(metric: string, kind: PackEvents['kind']): PackEvents {
  return { kind, total: [metric, 'SampleCount'], bad: [metric, 'Sum'] };
}
