import fc from 'fast-check';
import type { DashboardContent, DashboardResource } from '../../../lib/core/dashboard/content';
import { DASHBOARD_LIMIT } from '../../../lib/core/dashboard/model';
import { metricKey } from '../../../lib/core/signal/metric';
import {
  built,
  containers,
  contentOf,
  handlers,
  labels,
  lambdaFunction,
  metricWidgets,
  plain,
  queue,
  seriesOf,
  texts,
} from './fixture';

jest.setTimeout(60_000);

/** Small services as often as big ones. */
const count = (most: number) => fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: most }));
const sizes = fc.record({ functions: count(2000), queues: count(300), services: count(300), types: count(46) });
type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

function serviceOf({ functions, queues, services, types }: Sizes): DashboardContent {
  return contentOf([
    handlers(),
    ...labels('Fn', functions).map((label) => lambdaFunction(label)),
    ...labels('Queue', queues).map(queue),
    ...labels('Svc', services).map(containers),
    ...labels('Type', types).flatMap((title) =>
      ['a', 'b', 'c', 'd'].map((label) => plain(title, 'infrastructure', label)),
    ),
  ]);
}

test('keeps every quota of CloudWatch, whatever the size of the service, and is read back without a remainder', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      for (const { read, body } of built(serviceOf(size))) {
        expect(read.notRead).toEqual([]);
        const counts = metricWidgets(read).map(({ rows }) => rows.length);
        expect(Math.max(0, ...counts)).toBeLessThanOrEqual(DASHBOARD_LIMIT.metricsPerWidget);
        expect(counts.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(DASHBOARD_LIMIT.metrics);
        expect(read.widgets.length).toBeLessThanOrEqual(DASHBOARD_LIMIT.widgets);
        expect(JSON.parse(body).variables?.length ?? 0).toBeLessThanOrEqual(DASHBOARD_LIMIT.variables);
      }
    }),
    { numRuns: 8 },
  );
});

test('draws every line that an alarm judges, at the period of the alarm', () => {
  const lineOf = (metric: Parameters<typeof metricKey>[0], statistic: string, period: number) =>
    `${metricKey(metric)} ${statistic} ${period}`;
  fc.assert(
    fc.property(sizes, (size) => {
      const content = serviceOf(size);
      const drawn = new Set(
        built(content)
          .flatMap(({ read }) => metricWidgets(read).flatMap(seriesOf))
          .map(({ metric, statistic, periodSeconds }) => lineOf(metric, statistic, periodSeconds)),
      );
      const alarms = content.resources.flatMap((resource) => resource.alarms);
      const missing = alarms.filter(
        ({ metric, statistic, periodSeconds }) => !drawn.has(lineOf(metric, statistic, periodSeconds)),
      );
      expect(missing).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

test('links every dashboard to each other, and to none that does not exist', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const dashboards = built(serviceOf(size));
      const names = dashboards.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const { name, read } of dashboards) {
        const [header = ''] = texts(read);
        const targets = [...header.matchAll(/\]\(#dashboards:name=([\w-]+)\)/g)].map(([, target]) => target);
        expect(targets).toEqual(names.filter((other) => other !== name));
      }
    }),
    { numRuns: 8 },
  );
});

test('has the same order whatever order resources come in, and moves none when one is added', () => {
  /** Headings without their counts, and every line, from top to bottom. */
  const lines = (resources: readonly DashboardResource[]) =>
    built(contentOf(resources)).flatMap(({ read }) =>
      read.widgets.flatMap((widget) => {
        if (widget.type === 'text') return [widget.markdown.replace(/: \d+$/, '')];
        return widget.type === 'metric'
          ? seriesOf(widget).map(({ metric, statistic }) => `${metricKey(metric)} ${statistic}`)
          : [];
      }),
    );
  fc.assert(
    fc.property(count(30), count(30), fc.nat(), (functions, queues, turn) => {
      const resources = [
        ...labels('Fn', functions).map((label) => lambdaFunction(label)),
        ...labels('Queue', queues).map(queue),
      ];
      const place = turn % (resources.length + 1);
      const before = lines(resources);
      expect(lines([...resources.slice(place), ...resources.slice(0, place)])).toEqual(before);
      // The fifth resource of a title changes how all of them are drawn, and the first brings headings.
      if (functions === 4 || functions === 0) return;
      const after = lines([...resources, lambdaFunction('Fn0000a')]);
      expect(after.filter((line) => !line.includes('Fn0000a'))).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

test('needs less than a kilobyte a function, and as many widgets for 400 as for five', () => {
  const bytes = (functions: number) => {
    const dashboards = built(serviceOf({ functions, queues: 0, services: 0, types: 0 }));
    return dashboards.reduce((sum, { body }) => sum + body.length, 0);
  };
  const widgets = (functions: number) =>
    built(serviceOf({ functions, queues: 0, services: 0, types: 0 }))[0]?.read.widgets.length;
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 2000 }), (functions) => {
      expect(bytes(functions) / functions).toBeLessThan(1000);
    }),
    { numRuns: 5 },
  );
  expect((bytes(1000) - bytes(600)) / 400).toBeLessThan(600);
  expect(widgets(400)).toBe(widgets(5));
});

test('is one dashboard up to 600 functions with three alarms each, and four of them for 2,000', () => {
  const dashboards = (functions: number) => built(serviceOf({ functions, queues: 0, services: 0, types: 0 }));
  expect([50, 600, 1000, 2000].map((functions) => dashboards(functions).length)).toEqual([1, 1, 2, 4]);
  expect(dashboards(2000).map(({ name }) => name)).toEqual([
    'checkout-prod',
    'checkout-prod-2',
    'checkout-prod-3',
    'checkout-prod-4',
  ]);
});
