import fc from 'fast-check';
import { drawWidget } from '../../../lib/core/dashboard/draw';
import type { MetricWidget, WidgetSeries } from '../../../lib/core/dashboard/model';
import { type ReadDashboardOptions, readDashboardBody } from '../../../lib/core/dashboard/read';
import type { TimeAxis } from '../../../lib/core/signal/metric-math';

function readMetrics(metrics: unknown, properties: object = {}): MetricWidget {
  const { widgets } = readDashboardBody({ widgets: [{ type: 'metric', properties: { metrics, ...properties } }] });
  return widgets[0] as MetricWidget;
}

function readSeries(metrics: unknown, properties: object = {}): WidgetSeries[] {
  return readMetrics(metrics, properties).rows.filter((row): row is WidgetSeries => 'metric' in row);
}

function problemsOf(metrics: unknown, properties: object = {}, options: ReadDashboardOptions = {}): string[] {
  const body = { widgets: [{ type: 'metric', properties: { metrics, ...properties } }] };
  return readDashboardBody(body, options).notRead.map(({ reason }) => reason);
}

test("expands '.' and '...' from the row before, as in the documentation of dashboard bodies", () => {
  const series = readSeries([
    ['AWS/EC2', 'DiskReadBytes', 'InstanceId', 'i-123', { label: 'one' }],
    ['...', 'i-456'],
    [
      '.',
      'DiskWriteBytes',
      '.',
      'i-789',
      { stat: 'p90', period: 60, yAxis: 'right', color: '#ff0000', visible: false },
    ],
    ['...', { stat: 'Sum' }],
  ]);
  expect(series.map(({ metric }) => [metric.namespace, metric.name, metric.dimensions.InstanceId])).toEqual([
    ['AWS/EC2', 'DiskReadBytes', 'i-123'],
    ['AWS/EC2', 'DiskReadBytes', 'i-456'],
    ['AWS/EC2', 'DiskWriteBytes', 'i-789'],
    ['AWS/EC2', 'DiskWriteBytes', 'i-789'],
  ]);
  expect(series[2]).toMatchObject({
    statistic: 'p90',
    periodSeconds: 60,
    axis: 'right',
    color: '#ff0000',
    visible: false,
  });
  expect(series[3]).toMatchObject({ statistic: 'Sum', periodSeconds: 300, axis: 'left', label: '', visible: true });
});

test("takes statistic and period of the widget where a row has none, CloudWatch's own otherwise", () => {
  expect(readSeries([['N', 'M']], { stat: 'Sum', period: 60 })[0]).toMatchObject({
    statistic: 'Sum',
    periodSeconds: 60,
  });
  expect(readSeries([['N', 'M']])[0]).toMatchObject({ statistic: 'Average', periodSeconds: 300 });
});

test('reads expressions, the ids they refer to and what is only there for math', () => {
  const { rows } = readMetrics([
    ['N', 'M', 'D', 'v', { id: 'm1', visible: false }],
    [{ expression: '100 * m1', label: 'x', id: 'e1', period: 60, yAxis: 'right', color: '#00ff00' }],
    ['...', { id: 'm2' }],
    [{ expression: "SEARCH('{N,D} M', 'Sum')" }],
  ]);
  const metric = { namespace: 'N', name: 'M', dimensions: { D: 'v' } };
  const defaults = { statistic: 'Average', periodSeconds: 300, label: '', axis: 'left', visible: true };
  expect(rows).toEqual([
    { ...defaults, metric, id: 'm1', visible: false },
    {
      ...{ expression: '100 * m1', label: 'x', id: 'e1', periodSeconds: 60 },
      ...{ axis: 'right', color: '#00ff00', visible: true },
    },
    { ...defaults, metric, id: 'm2' },
    { expression: "SEARCH('{N,D} M', 'Sum')", label: '', axis: 'left', visible: true },
  ]);
});

test('names malformed rows instead of dropping them', () => {
  const metrics = [[{ expression: 5 }], ['N'], ['N', 'M', 'D'], 7, ['N', 'M']];
  expect(readSeries(metrics)).toHaveLength(1);
  expect(problemsOf(metrics)).toEqual([
    'metrics[0] has an expression that is no text',
    'metrics[1] is no row of namespace, name and dimensions',
    'metrics[2] is no row of namespace, name and dimensions',
    'metrics[3] is no row of namespace, name and dimensions',
  ]);
});

test('names the second row with the same id', () => {
  const metrics = [
    ['N', 'A', { id: 'm1' }],
    ['N', 'B', { id: 'm1' }],
  ];
  expect(readSeries(metrics).map(({ metric }) => metric.name)).toEqual(['A']);
  expect(problemsOf(metrics)).toEqual(["metrics[1] has the id 'm1' of another row; give every row its own"]);
});

test('names metrics of regions and accounts that are not rehearsed, of the row or of the widget', () => {
  const options = { regions: ['eu-west-1'], accounts: ['111111111111'] };
  const metrics = [
    ['N', 'A', { region: 'us-east-1' }],
    ['N', 'B', { region: 'eu-west-1' }],
    [{ expression: "SEARCH('A', 'Sum')", accountId: '222222222222' }],
  ];
  expect(problemsOf(metrics, {}, options)).toEqual([
    "metrics[0] reads region 'us-east-1', which is not rehearsed (rehearsed: eu-west-1)",
    "metrics[2] reads accountId '222222222222', which is not rehearsed (rehearsed: 111111111111)",
  ]);
  expect(problemsOf(metrics, { region: 'us-east-1' }, options)).toHaveLength(2);
  expect(problemsOf([['N', 'A']], { region: 'us-east-1' }, options)).toHaveLength(1);
  expect(problemsOf(metrics, { region: 'us-east-1' })).toEqual([]);
});

test('a period that no axis can have is that of the widget', () => {
  expect(readSeries([['N', 'M', { period: 0 }]], { period: -60 })[0]).toMatchObject({ periodSeconds: 300 });
});

test('reads vertical annotations as moments and times, and names those that have no time', () => {
  const start = { label: 'deploy', value: '2030-01-01T00:00:00Z' };
  const vertical = [start, [start, { value: '2030-01-01T01:00:00Z' }], { label: 'when?' }, [], null];
  const { widgets, notRead } = readDashboardBody({
    widgets: [{ type: 'metric', properties: { annotations: { vertical } } }],
  });
  const atMs = Date.parse('2030-01-01T00:00:00Z');
  expect(widgets[0]).toMatchObject({
    moments: [
      { label: 'deploy', atMs },
      { label: 'deploy', atMs, untilMs: atMs + 3_600_000 },
    ],
  });
  expect(notRead.map(({ reason }) => reason)).toEqual(['has vertical annotations without a time that can be read']);
});

test('reads text and alarm widgets, lines and bands', () => {
  const { widgets } = readDashboardBody({
    widgets: [
      { type: 'text', x: 0, y: 0, width: 24, height: 2, properties: { markdown: '# Hi' } },
      { type: 'alarm', properties: { title: 'States', alarms: ['arn:1', 5] } },
      {
        type: 'metric',
        properties: {
          annotations: { horizontal: [{ label: 'high', value: 5 }, [{ value: 1 }, { value: 2, yAxis: 'right' }], {}] },
        },
      },
    ],
  });
  expect(widgets[0]).toEqual({ type: 'text', x: 0, y: 0, width: 24, height: 2, markdown: '# Hi' });
  expect(widgets[1]).toMatchObject({ type: 'alarm', title: 'States', alarmArns: ['arn:1'] });
  expect((widgets[2] as MetricWidget).annotations).toEqual([
    { label: 'high', value: 5, axis: 'left' },
    { label: '', value: 1, axis: 'left' },
    { label: '', value: 2, axis: 'right' },
  ]);
});

test('reports widgets of other types by their type', () => {
  const { notRead } = readDashboardBody({ widgets: [{ type: 'explorer' }, null, { type: 'log', properties: {} }] });
  expect(notRead).toEqual([
    { place: 'widgets[0]', reason: "widgets of type 'explorer' are not shown" },
    { place: 'widgets[1]', reason: "widgets of type '?' are not shown" },
    { place: 'widgets[2]', reason: "widgets of type 'log' are not shown" },
  ]);
});

test('places widgets without a position from left to right', () => {
  const text = (width: number) => ({ type: 'text', width, height: 3, properties: {} });
  const { widgets } = readDashboardBody({ widgets: [text(12), text(12), text(6)] });
  expect(widgets.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [12, 0],
    [0, 3],
  ]);
});

test('says so when there is no body at all', () => {
  for (const body of [undefined, 'not json', '[]', { widgets: 5 }]) {
    expect(readDashboardBody(body).notRead).toEqual([
      { place: 'body', reason: 'is no JSON object with a list of widgets' },
    ]);
  }
});

const METRICS = [{ namespace: 'N', name: 'M', dimensions: { D: 'v' } }];
const NO_DATA = {
  ...{ startMs: 0, endMs: 120_000, metrics: METRICS },
  read: (_metric: unknown, _statistic: string, { length }: TimeAxis) => new Array(length).fill(undefined),
};

test('never throws, whatever the body, when it is read and drawn', () => {
  const expression = fc.oneof(fc.string(), fc.constantFrom('m1', 'SUM(METRICS())', "SEARCH('N', 'Sum')", 'e1 + 1'));
  const options = fc.record({ expression, id: fc.constantFrom('m1', 'e1', 5) }, { requiredKeys: [] });
  const row = fc.array(fc.oneof(fc.constantFrom('.', '...', 'N', 'M'), options, fc.jsonValue()));
  const words = fc.oneof(fc.constantFrom('N', '__FIRST', 'metrics', '"', '(', 'type'), fc.jsonValue());
  const variable = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        ...{ type: fc.constantFrom('property', 'pattern'), property: words, pattern: words, defaultValue: words },
        ...{ values: words, search: words, populateFrom: words },
      },
      { requiredKeys: ['type'] },
    ),
  );
  const widget = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.constantFrom('metric', 'text', 'alarm'), properties: fc.jsonValue(), x: fc.jsonValue() }),
    fc.record({
      type: fc.constant('metric'),
      properties: fc.record({ metrics: fc.array(row), annotations: fc.jsonValue() }),
    }),
  );
  fc.assert(
    fc.property(fc.array(widget), fc.array(variable), (widgets, variables) => {
      const dashboard = readDashboardBody(JSON.stringify({ widgets, variables }), { metrics: METRICS });
      expect(dashboard.widgets.length).toBeLessThanOrEqual(widgets.length);
      for (const each of dashboard.widgets) if (each.type === 'metric') drawWidget(each, NO_DATA);
    }),
  );
});
