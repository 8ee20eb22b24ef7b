import { drawWidget } from '../../../lib/core/dashboard/draw';
import type { MetricWidget, TextWidget } from '../../../lib/core/dashboard/model';
import type { MetricId } from '../../../lib/core/signal/metric';
import {
  alarmOn,
  built,
  containers,
  contentOf,
  labels,
  lambdaFunction,
  metricWidgets,
  queue,
  series,
  seriesOf,
  texts,
} from './fixture';

function onlyBoard(content: ReturnType<typeof contentOf>) {
  const [board, ...others] = built(content);
  if (!board) throw new Error('there is no dashboard');
  expect(others).toEqual([]);
  return { ...board, widgets: metricWidgets(board.read), source: JSON.parse(board.body) };
}

function named(widgets: readonly MetricWidget[], title: string): MetricWidget {
  const found = widgets.find((widget) => widget.title.startsWith(title));
  if (!found) throw new Error(`there is no '${title}' among ${widgets.map((widget) => widget.title).join(', ')}`);
  return found;
}

/** The value of a function is the number in its name. */
function draw(widget: MetricWidget) {
  const read = ({ dimensions }: MetricId, _: string, { length }: { length: number }) =>
    Array(length).fill(Number(/\d{4}/.exec(Object.values(dimensions).join())?.[0] ?? -1));
  return drawWidget(widget, { startMs: 0, endMs: 300_000, metrics: [], read });
}

test('draws up to four resources of a title each by itself', () => {
  const { widgets, source, read } = onlyBoard(contentOf(labels('Fn', 4).map((label) => lambdaFunction(label))));
  expect(widgets.map(({ title }) => title)).toEqual(Array(4).fill(['Invocations', 'Errors', 'Duration']).flat());
  expect(source.variables).toBeUndefined();
  expect(texts(read).slice(1, 3)).toEqual(['# Compute', '## Lambda function Fn0000']);
});

test('draws five together: the traffic, and each line that has an alarm, by resource', () => {
  const { widgets, read } = onlyBoard(contentOf(labels('Fn', 5).map((label) => lambdaFunction(label))));
  expect(widgets.map(({ title }) => title)).toEqual([
    'Invocations',
    'Invocations: Throttles',
    'Errors: Fault ratio',
    'Duration: p99',
    'Invocations',
    'Errors',
    'Duration',
  ]);
  expect(texts(read)).toContain('## Lambda function: 5');
  const duration = named(widgets, 'Duration: p99');
  expect(seriesOf(duration)).toMatchObject(
    labels('Fn', 5).map((label) => ({ label, statistic: 'p99', periodSeconds: 300, visible: true })),
  );
  expect(duration.annotations).toEqual([{ label: 'DurationNearTimeout', value: 1006, axis: 'left' }]);
});

test('of more than ten draws those with the highest peak, the highest first', () => {
  const { widgets } = onlyBoard(contentOf(labels('Fn', 600).map((label) => lambdaFunction(label))));
  const [first, second] = widgets.filter(({ title }) => title.startsWith('Errors: Fault ratio'));
  expect(first?.title).toBe('Errors: Fault ratio, 1 of 2 (the 10 highest of 300)');
  const drawing = draw(first as MetricWidget);
  expect(drawing.problems).toEqual([]);
  expect(drawing.series.map(({ label, axis }) => `${label} ${axis}`)).toEqual(
    labels('Fn', 300)
      .slice(-10)
      .reverse()
      .map((label) => `${label} left`),
  );
  expect(draw(second as MetricWidget).series[0]?.label).toBe('Fn0599');
});

test('of an alarm that falls draws those with the lowest value', () => {
  const { widgets } = onlyBoard(contentOf(labels('Svc', 12).map(containers)));
  const tasks = named(widgets, 'Tasks: RunningTaskCount');
  expect(tasks.title).toContain('the 10 lowest of 12');
  expect(draw(tasks).series.map(({ label }) => label)).toEqual(labels('Svc', 10));
});

test('draws the line of an alarm that one resource has for itself at the period of that alarm', () => {
  const fleet = labels('Fn', 6).map((label) => lambdaFunction(label));
  const [own] = fleet.splice(3, 1);
  const p50 = own?.graphs[2]?.left[0];
  if (!own || !p50) throw new Error('no line to alarm on');
  const slow = alarmOn('Slow', p50, { threshold: 70, periodSeconds: 300 });
  const errors = { ...slow, ...own.alarms[0], threshold: 0.1, periodSeconds: 600 };
  const tuned = { ...own, alarms: [errors, slow] };
  const { widgets } = onlyBoard(contentOf([...fleet, tuned]));
  const periods = (title: string) => seriesOf(named(widgets, title)).map(({ periodSeconds }) => periodSeconds);
  expect(periods('Duration: p50')).toEqual(Array(6).fill(300));
  expect(periods('Errors: Fault ratio')).toEqual([60, 60, 60, 600, 60, 60]);
  expect(named(widgets, 'Errors: Fault ratio').annotations.map(({ value }) => value)).toEqual([0.05, 0.1]);
});

test('draws many different thresholds as the lowest and the highest, and equal ones once', () => {
  const fleet = labels('Fn', 8).map((label, index) => lambdaFunction(label + 'x'.repeat(index)));
  const { widgets } = onlyBoard(contentOf(fleet));
  expect(named(widgets, 'Duration: p99').annotations).toEqual([
    { label: 'DurationNearTimeout, lowest', value: 1006, axis: 'left' },
    { label: 'DurationNearTimeout, highest', value: 1013, axis: 'left' },
  ]);
  expect(named(widgets, 'Errors: Fault ratio').annotations).toEqual([
    { label: 'FaultRate', value: 0.05, axis: 'left' },
  ]);
});

test('draws all graphs of the function that is chosen at the top, and of no other one', () => {
  const { widgets, source, read } = onlyBoard(contentOf(labels('Fn', 30).map((label) => lambdaFunction(label))));
  const [variable] = source.variables;
  expect(variable).toMatchObject({
    type: 'pattern',
    pattern: '__lambda-function__',
    inputType: 'select',
    id: 'lambda-function',
    label: 'Lambda function',
    defaultValue: 'app-Fn0000-0123456789AB',
  });
  expect(variable.values).toHaveLength(30);
  expect(variable.values[7]).toEqual({ value: 'app-Fn0007-0123456789AB', label: 'Fn0007' });
  expect(read.variables).toMatchObject([
    { name: 'Lambda function', value: 'app-Fn0000-0123456789AB', from: 'default' },
  ]);
  const chosen = widgets.slice(-3);
  const names = (widget: MetricWidget) => new Set(seriesOf(widget).map(({ metric }) => metric.dimensions.FunctionName));
  expect(chosen.map((widget) => [...names(widget)])).toEqual(Array(3).fill(['app-Fn0000-0123456789AB']));
  expect(chosen.flatMap(seriesOf)).toHaveLength(7);
  expect(names(widgets[0] as MetricWidget).size).toBe(30);
  // Thresholds of the function are drawn where they are the same for all.
  expect(named(chosen, 'Errors').annotations).toEqual([{ label: 'FaultRate', value: 0.05, axis: 'right' }]);
});

test('lists at most 500 names to choose from, and then searches for them', () => {
  const board = (functions: number) => built(contentOf(labels('Fn', functions).map((label) => lambdaFunction(label))));
  const variables = (functions: number) => board(functions).flatMap(({ body }) => JSON.parse(body).variables ?? []);
  expect(variables(500)[0].values).toHaveLength(500);
  expect(variables(501)).toEqual([
    expect.objectContaining({
      search: '{AWS/Lambda,FunctionName} MetricName="Invocations"',
      populateFrom: 'FunctionName',
      defaultValue: 'app-Fn0000-0123456789AB',
    }),
  ]);
  expect(variables(501)[0].values).toBeUndefined();
});

test('keeps dead letters apart from the messages of the queue, and draws them for all: the choice cannot', () => {
  const withoutAlarm = labels('Queue', 6).map((label) => ({ ...queue(label), alarms: [] }));
  const { widgets } = onlyBoard(contentOf(withoutAlarm));
  const queues = (title: string) => seriesOf(named(widgets, title)).map(({ metric }) => metric.dimensions.QueueName);
  expect(queues('Messages: Waiting')).toEqual(labels('Queue', 6));
  expect(queues('Dead letters')).toEqual(labels('Queue', 6).map((label) => `${label}-dead`));
  expect(widgets.map(({ title }) => title)).toEqual(['Messages: Waiting', 'Dead letters', 'Messages', 'Age']);
});

test('offers no choice where two dimensions tell the resources apart, and draws every line for all instead', () => {
  const { widgets, source } = onlyBoard(contentOf(labels('Svc', 6).map(containers)));
  expect(source.variables).toBeUndefined();
  expect(widgets.map(({ title }) => title)).toEqual([
    'CPU: CPUUtilization',
    'Tasks: RunningTaskCount',
    'Memory: MemoryUtilization',
  ]);
});

test('names the lines of a resource that has several of a kind, such as the indexes of a table', () => {
  const table = (label: string) => {
    const line = (index: string) =>
      series(
        { namespace: 'AWS/DynamoDB', name: 'Throttles', dimensions: { TableName: label, IndexName: index } },
        'Sum',
        'Throttles',
      );
    const graphs = ['byDate', 'byUser'].map((index) => ({ title: `Index ${index}`, left: [line(index)], right: [] }));
    return {
      title: 'DynamoDB table',
      family: 'database' as const,
      label,
      graphs,
      alarms: [alarmOn('Hot', line('byUser'))],
    };
  };
  const { widgets } = onlyBoard(contentOf(labels('T', 5).map(table)));
  const [first, second] = seriesOf(widgets[0] as MetricWidget);
  expect([first?.label, second?.label]).toEqual(['T0000 Index byDate', 'T0000 Index byUser']);
});

test('gives an alarm on what no graph draws a graph of its own', () => {
  const { widgets } = onlyBoard(contentOf([containers('web')]));
  expect(widgets.map(({ title }) => title)).toEqual(['CPU', 'Tasks', 'Memory']);
  expect(widgets[2]?.annotations).toEqual([{ label: 'Memory', value: 90, axis: 'left' }]);
});

test('takes names that look like words of the language as they are', () => {
  const fleet = ['__proto__', 'constructor', '$&', '__lambda-function__', 'a"b'].map((label) =>
    lambdaFunction(label, label),
  );
  const { widgets } = onlyBoard(contentOf(fleet));
  expect(seriesOf(widgets[0] as MetricWidget).map(({ metric }) => metric.dimensions.FunctionName)).toContain(
    '__proto__',
  );
});

test('says in the heading where resources of another Region or account are, and reads them there', () => {
  const fleet = labels('Fn', 6).map((label) => lambdaFunction(label));
  const abroad = fleet.map((resource) => ({ ...resource, region: 'us-east-1', accountId: '210987654321' }));
  const { read, source } = onlyBoard(contentOf([...fleet, ...abroad]));
  const headings = read.widgets.filter((widget): widget is TextWidget => widget.type === 'text');
  expect(headings.map(({ markdown }) => markdown)).toContain('## Lambda function · us-east-1 · 210987654321: 6');
  const metrics = source.widgets.filter((widget: { type: string }) => widget.type === 'metric');
  const regions = metrics.map((widget: { properties: { region: string } }) => widget.properties.region);
  expect(regions).toEqual([...Array(7).fill('eu-central-1'), ...Array(7).fill('us-east-1')]);
  const accounts = metrics.map(({ properties }: { properties: { metrics: unknown[][] } }) =>
    properties.metrics.every((row) => (row.at(-1) as { accountId?: string }).accountId === '210987654321'),
  );
  expect(accounts).toEqual([...Array(7).fill(false), ...Array(7).fill(true)]);
  expect(source.variables.map(({ id }: { id: string }) => id)).toEqual(['lambda-function', 'lambda-function-2']);
});
