import { MetricResolution, Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import * as fc from 'fast-check';
import { guardMetrics } from '../../../lib/powertools/metrics/guard';
import { captureOutput, invokeStore, seriesKey } from '../harness';

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.restore());

const { Count } = MetricUnit;
const newMetrics = (options = {}) =>
  guardMetrics(new Metrics({ namespace: 'Shop', serviceName: 'checkout', ...options }));

type Dimensions = Record<string, string>;
interface Publication {
  readonly defaults: Dimensions;
  readonly main: Dimensions;
  readonly sets: readonly Dimensions[];
  readonly metrics: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Few keys and values, so that sets often disagree, and metrics often have the name of a dimension. */
const KEYS = ['env', 'tenant', 'region', 'hostile'];
const dimensions = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom('a', 'b', '__proto__'), { maxKeys: 3 });
const publication: fc.Arbitrary<Publication> = fc.record({
  defaults: dimensions,
  main: dimensions,
  sets: fc.array(dimensions, { maxLength: 4 }),
  metrics: fc.array(
    fc.record({
      name: fc.constantFrom('orders', 'latency', 'tenant', 'hostile'),
      values: fc.array(fc.integer(), { minLength: 1, maxLength: 130 }),
    }),
    { maxLength: 4 },
  ),
});

/** Where each observation belongs: on the dimensions of `addDimension`, and on each set; on the defaults without any. */
function expectedSeries(publications: readonly Publication[]): Record<string, number[]> {
  const series: Record<string, number[]> = {};
  const defaults: Dimensions = { service: 'checkout' };
  for (const { defaults: more, main, sets, metrics } of publications) {
    Object.assign(defaults, more);
    const wanted = [...(Object.keys(main).length > 0 ? [main] : []), ...sets].map((own) => ({ ...defaults, ...own }));
    if (wanted.length === 0) wanted.push({ ...defaults });
    const names = new Set([defaults, main, ...sets].flatMap((own) => Object.keys(own)));
    for (const { name, values } of metrics.filter((metric) => !names.has(metric.name))) {
      for (const key of new Set(wanted.map((own) => seriesKey('Shop', name, own)))) {
        series[key] = [...(series[key] ?? []), ...values];
      }
    }
  }
  return series;
}

test('every observation lands in exactly its series, whatever is given, in whatever order and number', () => {
  fc.assert(
    fc.property(fc.array(publication, { maxLength: 4 }), fc.boolean(), (publications, metricsFirst) => {
      output.writes.length = 0;
      const metrics = newMetrics();
      for (const { defaults, main, sets, metrics: given } of publications) {
        const dimensionSteps = () => {
          metrics.setDefaultDimensions(defaults);
          for (const [name, value] of Object.entries(main)) metrics.addDimension(name, value);
          for (const set of sets) metrics.addDimensions(set);
        };
        // One value before the dimensions: they count for it, too, as for all up to the publication.
        const [first, ...others] = given.flatMap(({ name, values }) => values.map((value) => ({ name, value })));
        if (metricsFirst && first) metrics.addMetric(first.name, Count, first.value);
        dimensionSteps();
        if (!metricsFirst && first) metrics.addMetric(first.name, Count, first.value);
        for (const { name, value } of others) metrics.addMetric(name, Count, value);
        metrics.publishStoredMetrics();
      }
      expect(sorted(output.series())).toEqual(sorted(expectedSeries(publications)));
    }),
    { numRuns: 150 },
  );
});

/** Documents of one series may come in another order than the values were given in. */
function sorted(series: Record<string, number[]>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(series).map(([key, values]) => [key, [...values].sort((a, b) => a - b)]));
}

test('what the user asked to be told still throws or warns', () => {
  const metrics = newMetrics();
  expect(() => metrics.addMetric('orders', 'Furlongs' as never, 1)).toThrow(/Invalid metric unit/);
  expect(() => metrics.addMetric('orders', Count, '1' as never)).toThrow(/not a valid number/);
  metrics.addDimension('tenant', ' ');
  expect(output.warnings).toEqual([expect.stringContaining("doesn't meet the requirements")]);
});

test('a guarded instance keeps its interface, and is guarded once', () => {
  const metrics = newMetrics();
  const { addMetric } = metrics;
  expect(guardMetrics(metrics)).toBe(metrics);
  expect(metrics.addMetric).toBe(addMetric);
  expect(metrics.addDimension('a', 'b').addDimensions({ c: 'd' }).addMetadata('e', 'f')).toBe(metrics);
  expect(metrics.addMetric('orders', Count, 1, MetricResolution.High).publishStoredMetrics()).toBe(metrics);
  expect(output.metrics()[0]).toMatchObject({
    e: 'f',
    _aws: { CloudWatchMetrics: [{ Metrics: [{ StorageResolution: 1 }] }] },
  });
});

test('a single metric and the cold start metric are published alone, with their own dimensions', () => {
  const metrics = newMetrics({ defaultDimensions: { env: 'prod' } });
  metrics.addDimension('tenant', 'acme');
  const single = metrics.singleMetric();
  single.addDimension('part', 'x').addMetric('alone', Count, 1);
  single.addMetric('bare', Count, Number.NaN).addMetric('bare', Count, 2);
  expect(output.series()).toEqual({
    'Shop alone {"env":"prod","part":"x","service":"checkout"}': [1],
    'Shop bare {"env":"prod","service":"checkout"}': [2],
  });
});

test('a metric that makes room for a dimension takes nothing from the others', () => {
  const metrics = newMetrics();
  const at = Date.now() - 5_000;
  metrics.setTimestamp(at);
  for (let value = 0; value < 99; value++) metrics.addMetric('orders', Count, value, MetricResolution.High);
  metrics.addMetric('tenant', Count, 1);
  metrics.addDimensions({ tenant: 'acme' });
  metrics.publishStoredMetrics();
  const [document, ...others] = output.metrics();
  expect(others).toEqual([]);
  expect(document).toMatchObject({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Metrics: [{ Name: 'orders', Unit: 'Count', StorageResolution: 1 }] }],
    },
    tenant: 'acme',
  });
  expect(document?.orders).toHaveLength(99);
});

test('dimensions are gone after a publication that was asked for', () => {
  const metrics = newMetrics();
  metrics.addDimension('tenant', 'acme').addMetric('orders', Count, 1).publishStoredMetrics();
  metrics.addMetric('orders', Count, 2).publishStoredMetrics();
  expect(output.series()).toEqual({
    'Shop orders {"service":"checkout","tenant":"acme"}': [1],
    'Shop orders {"service":"checkout"}': [2],
  });
});

test('default dimensions can be cleared', () => {
  const metrics = newMetrics();
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ hub: 'main' });
  metrics.addMetric('service', Count, 1).publishStoredMetrics();
  expect(output.series()).toEqual({ 'Shop service {"hub":"main"}': [1] });
});

test('default dimensions of the constructor count as any others', () => {
  const metrics = newMetrics({ defaultDimensions: { env: 'prod' } });
  metrics.addDimension('tenant', 'acme').addDimensions({ env: 'all' });
  metrics.addMetadata('requestId', 'r-1').addMetric('orders', Count, 1).addMetric('env', Count, 1);
  metrics.publishStoredMetrics();
  expect(output.series()).toEqual({
    'Shop orders {"env":"prod","service":"checkout","tenant":"acme"}': [1],
    'Shop orders {"env":"all","service":"checkout"}': [1],
  });
  expect(output.metrics().map(({ requestId }) => requestId)).toEqual(['r-1', 'r-1']);
});

test.each<[string, (metrics: Metrics) => unknown]>([
  ['before it', (metrics) => metrics.addMetadata('o', 'x').addMetadata('id', '7').addMetric('o', Count, 1)],
  [
    'after it',
    (metrics) => {
      metrics.addMetric('o', Count, 1);
      metrics.addMetadata('o', 'x').addMetadata('id', '7');
    },
  ],
])('metadata with the name of a metric, given %s, costs itself and no metrics', (_title, give) => {
  const metrics = newMetrics();
  metrics.addMetric('other', Count, 2);
  give(metrics);
  metrics.publishStoredMetrics();
  expect(output.metrics()).toEqual([expect.objectContaining({ o: 1, other: 2, id: '7' })]);
  expect(output.warnings).toEqual(["Sightline: metadata 'o' has the name of a metric; it is left out"]);
});

test('metadata that is no JSON costs the document, and throws nothing', () => {
  const metrics = newMetrics();
  metrics.addMetadata('big', 10n as never).addMetric('orders', Count, 1);
  metrics.publishStoredMetrics();
  expect(output.warnings).toEqual([expect.stringContaining('metrics could not be published')]);
  metrics.addMetric('orders', Count, 2).publishStoredMetrics();
  expect(output.series()).toEqual({ 'Shop orders {"service":"checkout"}': [2] });
});

describe('throwOnEmptyMetrics', () => {
  test('throws for an invocation that had none', () => {
    const metrics = newMetrics();
    metrics.setThrowOnEmptyMetrics(true);
    expect(() => metrics.publishStoredMetrics()).toThrow(RangeError);
    metrics.addMetric('orders', Count, 1).publishStoredMetrics();
    expect(() => metrics.publishStoredMetrics()).toThrow(RangeError);
  });

  test('does not throw for one whose metrics went out on the way', () => {
    const metrics = newMetrics();
    metrics.setThrowOnEmptyMetrics(true);
    for (let value = 0; value < 100; value++) metrics.addMetric('orders', Count, value);
    metrics.publishStoredMetrics();
    expect(output.metrics()).toHaveLength(1);
    expect(() => metrics.publishStoredMetrics()).toThrow(RangeError);
  });
});

describe('several invocations at once', () => {
  const store = invokeStore();
  beforeEach(() => store.install());
  afterEach(() => store.restore());

  async function ordersOf(metrics: Metrics, tenant: string) {
    metrics.addDimension('tenant', tenant);
    for (let value = 0; value < 150; value++) {
      metrics.addMetric('orders', Count, value);
      if (value % 40 === 0) await Promise.resolve();
    }
    metrics.publishStoredMetrics();
  }

  test('keep their dimensions apart where the runtime keeps invocations apart', async () => {
    const metrics = newMetrics();
    await Promise.all(['acme', 'bolt', 'core'].map((tenant) => store.run(() => ordersOf(metrics, tenant))));
    const values = Array.from({ length: 150 }, (_value, index) => index);
    expect(output.series()).toEqual({
      'Shop orders {"service":"checkout","tenant":"acme"}': values,
      'Shop orders {"service":"checkout","tenant":"bolt"}': values,
      'Shop orders {"service":"checkout","tenant":"core"}': values,
    });
  });
});
