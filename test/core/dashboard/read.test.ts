import fc from 'fast-check';
import type { MetricWidget } from '../../../lib/core/dashboard/model';
import { readDashboardBody } from '../../../lib/core/dashboard/read';

function readMetrics(metrics: unknown, properties: object = {}): MetricWidget {
  const { widgets } = readDashboardBody({ widgets: [{ type: 'metric', properties: { metrics, ...properties } }] });
  return widgets[0] as MetricWidget;
}

test("expands '.' and '...' from the row before, as in the documentation of dashboard bodies", () => {
  const { series } = readMetrics([
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
  expect(readMetrics([['N', 'M']], { stat: 'Sum', period: 60 }).series[0]).toMatchObject({
    statistic: 'Sum',
    periodSeconds: 60,
  });
  expect(readMetrics([['N', 'M']]).series[0]).toMatchObject({ statistic: 'Average', periodSeconds: 300 });
});

test('names expressions and malformed rows instead of dropping them', () => {
  const metrics = [[{ expression: 'm1 / m2', id: 'e1' }], ['N'], ['N', 'M', 'D'], 7, ['N', 'M']];
  const { widgets, notRead } = readDashboardBody({ widgets: [{ type: 'metric', properties: { metrics } }] });
  expect((widgets[0] as MetricWidget).series).toHaveLength(1);
  expect(notRead.map(({ reason }) => reason)).toEqual([
    "the expression 'm1 / m2' is not evaluated",
    'metrics[1] is no row of namespace, name and dimensions',
    'metrics[2] is no row of namespace, name and dimensions',
    'metrics[3] is no row of namespace, name and dimensions',
  ]);
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

test('never throws, whatever the body', () => {
  const row = fc.array(fc.oneof(fc.constantFrom('.', '...', 'N', 'M'), fc.jsonValue()));
  const widget = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.constantFrom('metric', 'text', 'alarm'), properties: fc.jsonValue(), x: fc.jsonValue() }),
    fc.record({
      type: fc.constant('metric'),
      properties: fc.record({ metrics: fc.array(row), annotations: fc.jsonValue() }),
    }),
  );
  fc.assert(
    fc.property(fc.array(widget), (widgets) => {
      const dashboard = readDashboardBody(JSON.stringify({ widgets }));
      expect(dashboard.widgets.length).toBeLessThanOrEqual(widgets.length);
    }),
  );
});
