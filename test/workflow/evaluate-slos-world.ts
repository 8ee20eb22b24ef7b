import { MemorySloStore } from '../../lib/adapters/memory/slo-store';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { WORKBOOK_RULES } from '../../lib/core/slo/burn-rate-rule';
import type { CompositeSloDefinition, SloDefinition } from '../../lib/core/slo/definition';
import { sloKey } from '../../lib/core/slo/definition';
import type { SloMeasurement } from '../../lib/core/slo/measurement';
import { type EvaluateSlosPorts, evaluateSlos } from '../../lib/workflow/evaluate-slos';
import type { SloDatapoint, SloDefinitions, SloSeries, SloSeriesRequest } from '../../lib/workflow/ports';

export const MINUTE = 60_000;
export const TICK = 5 * MINUTE;
export const HOUR = 12 * TICK;
export const DAY = 24 * HOUR;
/** After which the data of a tick have settled. */
export const SETTLED = 3 * MINUTE;
/** A Monday. */
export const T0 = Date.UTC(2026, 0, 5);

export function definitionOf(more: Partial<SloDefinition> = {}): SloDefinition {
  return {
    schemaVersion: SCHEMA_VERSION,
    name: 'Availability',
    service: 'checkout',
    environment: 'prod',
    kind: 'availability',
    description: '99 % of the requests succeed.',
    objective: '99',
    window: '7d',
    alertThresholdPercent: 80,
    indicator: {
      budgeting: 'events',
      queries: [
        { id: 'total', metric: { namespace: 'Test', name: 'Total', dimensions: {} }, statistic: 'Sum' },
        { id: 'bad', metric: { namespace: 'Test', name: 'Bad', dimensions: {} }, statistic: 'Sum' },
      ],
    },
    rules: WORKBOOK_RULES,
    minTotal: 1,
    minBad: 1,
    exclusions: [],
    namespace: 'Shop',
    tier: 2,
    ...more,
  };
}

/** Slices of a minute, good while the value is at least 10. */
export function timesliceOf(more: Partial<SloDefinition> = {}): SloDefinition {
  return definitionOf({
    name: 'Throughput',
    kind: 'throughput',
    indicator: {
      budgeting: 'timeslices',
      queries: [{ id: 'value', metric: { namespace: 'Test', name: 'Value', dimensions: {} }, statistic: 'Sum' }],
      sliceSeconds: 60,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 10,
      missing: 'bad',
    },
    ...more,
  });
}

export function compositeOf(
  parts: readonly string[],
  more: Partial<CompositeSloDefinition> = {},
): CompositeSloDefinition {
  return {
    schemaVersion: SCHEMA_VERSION,
    name: 'Shop',
    service: 'shop',
    environment: 'prod',
    kind: 'composite',
    description: 'The worst of them.',
    objective: '99',
    combine: 'worst',
    parts: parts.map((slo) => ({ service: 'checkout', environment: 'prod', slo, weight: 1 })),
    namespace: 'Shop',
    tier: 2,
    ...more,
  };
}

/** What the metrics of an objective show in a step, as far as is known at a moment. */
export type Traffic = (
  slo: string,
  atMs: number,
  nowMs: number,
) => Readonly<Record<string, number | undefined>> | Error;

/** 100 events a step, of which 0 are bad unless said otherwise. */
export const steady =
  (badOf: (atMs: number, slo: string) => number = () => 0): Traffic =>
  (slo, atMs) => ({ total: 100, bad: badOf(atMs, slo), good: 100 - badOf(atMs, slo), value: 10 - badOf(atMs, slo) });

export type Told = { readonly member: string; readonly state: string; readonly timestampMs: number } & Record<
  string,
  unknown
>;

/** The workflow on fakes: `traffic` is the world outside; ports can be made to fail by replacing them. */
export function world(
  definitions: Partial<SloDefinitions>,
  traffic: Traffic = steady(),
  replace: (ports: EvaluateSlosPorts) => Partial<EvaluateSlosPorts> = () => ({}),
) {
  const state = { nowMs: T0 };
  const store = new MemorySloStore();
  const published: SloDatapoint[] = [];
  const told: Told[] = [];
  const lines: { readonly level: string; readonly message: string; readonly [field: string]: unknown }[] = [];
  const reads: number[] = [];
  const line = (level: string) => (message: string, fields?: object) => void lines.push({ level, message, ...fields });
  const ports: EvaluateSlosPorts = {
    evaluation: 'main',
    definitions: { load: async () => ({ slos: [], composites: [], problems: [], ...definitions }) },
    series: {
      read: async (requests) => {
        reads.push(requests.length);
        return requests.map((request) => answer(request, traffic, state.nowMs, published));
      },
    },
    store,
    metrics: { publish: async (datapoints) => void published.push(...datapoints) },
    bus: { publish: async (type, detail) => void told.push({ type, ...detail } as unknown as Told) },
    clock: { now: () => state.nowMs, sleep: async () => undefined },
    log: { info: line('info'), warn: line('warn'), error: line('error') },
  };
  const handler = evaluateSlos({ ...ports, ...replace(ports) });
  return {
    ...{ store, published, told, lines, reads, handler, ports },
    /** Runs with the clock at a time. */
    runAt: (nowMs: number, event: unknown = {}) => {
      state.nowMs = nowMs;
      return handler(event);
    },
    measured: (definition: Pick<SloDefinition, 'service' | 'environment' | 'name'>): Promise<SloMeasurement[]> =>
      store.readMeasurements(sloKey(definition), { startMs: 0, endMs: Number.MAX_SAFE_INTEGER }),
    values: (name: string) => published.filter((one) => one.name === name),
  };
}

/** Published metrics are read back as CloudWatch adds them up; all else is the world's. */
function answer(
  { slo, queries, wanted, periodSeconds, span }: SloSeriesRequest,
  traffic: Traffic,
  nowMs: number,
  published: readonly SloDatapoint[],
): SloSeries | Error {
  const stepMs = periodSeconds * 1_000;
  if (span.startMs % stepMs !== 0 || span.endMs % stepMs !== 0) throw new Error('not whole periods');
  const length = (span.endMs - span.startMs) / stepMs;
  const series: Record<string, Float64Array> = {};
  for (const id of wanted) {
    const query = queries.find((one) => one.id === id);
    const values = new Float64Array(length).fill(Number.NaN);
    if (query && 'metric' in query && query.metric.namespace === 'Shop') {
      for (const { name, dimensions, value, atMs } of published) {
        if (name !== query.metric.name || JSON.stringify(dimensions) !== JSON.stringify(query.metric.dimensions))
          continue;
        const step = Math.floor((atMs - span.startMs) / stepMs);
        if (step >= 0 && step < length) values[step] = (values[step] || 0) + value;
      }
    } else {
      for (let step = 0; step < length; step += 1) {
        const found = traffic(slo, span.startMs + step * stepMs, nowMs);
        if (found instanceof Error) return found;
        values[step] = found[id] ?? Number.NaN;
      }
    }
    series[id] = values;
  }
  return series;
}
