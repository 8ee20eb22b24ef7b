import type { ResolvedAlarm, ResolvedGraph } from '../../../lib/core/catalog/resolve';
import { resolveAlarms, resolveGraphs } from '../../../lib/core/catalog/resolve';
import { SERVICE_HANDLER } from '../../../lib/core/catalog/service-handler';
import { buildDashboardBody } from '../../../lib/core/dashboard/body';
import { readDashboardBody } from '../../../lib/core/dashboard/read';

const SERVICE = {
  label: 'checkout',
  namespace: 'Sightline',
  facts: {},
  dimensions: { default: { service: 'checkout', environment: 'prod' } },
};

const CONTENT = {
  name: 'checkout-prod',
  header: '# checkout',
  region: 'eu-central-1',
  alarmArns: ['arn:1', 'arn:2'],
  sections: [
    {
      heading: '## Service checkout',
      graphs: resolveGraphs(SERVICE_HANDLER, SERVICE),
      alarms: resolveAlarms(SERVICE_HANDLER, SERVICE),
    },
  ],
};

function graphOf(count: number): ResolvedGraph {
  const metric = (index: number) => ({ namespace: 'N', name: `M${index}`, dimensions: {} });
  const left = Array.from({ length: count }, (_, index) => ({ metric: metric(index), statistic: 'Sum', label: '' }));
  return { title: 'Many', left, right: [] };
}

function sectionsOf(count: number, graphs: readonly ResolvedGraph[]) {
  return Array.from({ length: count }, () => ({ heading: '## One', graphs, alarms: [] as ResolvedAlarm[] }));
}

test('fills the grid without overlaps or widgets beyond 24 columns', () => {
  const { widgets } = buildDashboardBody(CONTENT);
  const cells = new Set<string>();
  for (const { x, y, width, height } of widgets) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (let column = x; column < x + width; column++) {
      for (let row = y; row < y + height; row++) {
        expect(cells).not.toContain(`${column},${row}`);
        cells.add(`${column},${row}`);
      }
    }
  }
});

test('draws the threshold of an alarm on the graph of its metric, on its axis, at its period', () => {
  const { widgets } = buildDashboardBody(CONTENT);
  const faults = widgets.find(({ properties }) => properties.title === 'Faults');
  expect(faults?.properties.annotations).toEqual({
    horizontal: [
      { label: 'FaultRate', value: 0.05, yAxis: 'right' },
      { label: 'Timeouts', value: 1 },
    ],
  });
  expect(faults?.properties.metrics).toContainEqual([
    'Sightline',
    'Faults',
    'service',
    'checkout',
    'environment',
    'prod',
    { label: 'Fault ratio', stat: 'Average', period: 60, yAxis: 'right' },
  ]);
});

test('shows at most 100 alarms a widget', () => {
  const alarmArns = Array.from({ length: 250 }, (_, index) => `arn:${index}`);
  const { widgets } = buildDashboardBody({ ...CONTENT, alarmArns });
  const shown = widgets
    .filter(({ type }) => type === 'alarm')
    .map(({ properties }) => (properties.alarms as string[]).length);
  expect(shown).toEqual([100, 100, 50]);
});

test('reads back as the widgets it was built of', () => {
  const body = buildDashboardBody(CONTENT);
  const { widgets, notRead } = readDashboardBody(JSON.stringify(body));
  expect(notRead).toEqual([]);
  expect(widgets.map(({ type, x, y, width, height }) => ({ type, x, y, width, height }))).toEqual(
    body.widgets.map(({ type, x, y, width, height }) => ({ type, x, y, width, height })),
  );
  const latency = widgets.find((widget) => widget.type === 'metric' && widget.title === 'Latency');
  expect(latency).toMatchObject({
    rows: [
      { metric: { namespace: 'Sightline', name: 'Latency' }, statistic: 'p50', periodSeconds: 60, axis: 'left' },
      { metric: { dimensions: SERVICE.dimensions.default }, statistic: 'p99', label: 'p99' },
    ],
  });
});

test('names the numbers beyond a limit of CloudWatch', () => {
  const build = (sections: ReturnType<typeof sectionsOf>) => () => buildDashboardBody({ ...CONTENT, sections });
  expect(build(sectionsOf(250, [graphOf(1)]))).toThrow('would have 502 widgets, CloudWatch allows 500');
  expect(build(sectionsOf(1, [graphOf(501)]))).toThrow(
    "Widget 'Many' of dashboard 'checkout-prod' would have 501 metrics",
  );
  expect(build(sectionsOf(6, [graphOf(450)]))).toThrow('would have 2700 metrics, CloudWatch allows 2500');
  expect(build(sectionsOf(249, [graphOf(10)]))).not.toThrow();
});
