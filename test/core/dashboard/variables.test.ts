import type { MetricWidget, TextWidget, WidgetSeries } from '../../../lib/core/dashboard/model';
import { readDashboardBody } from '../../../lib/core/dashboard/read';

const METRICS = ['ship', 'pay', 'cart'].map((name) => ({
  namespace: 'AWS/Lambda',
  name: 'Duration',
  dimensions: { FunctionName: name },
}));

const WIDGETS = [
  {
    type: 'metric',
    properties: {
      title: 'pay',
      region: 'eu-west-1',
      stat: 'Sum',
      period: 300,
      metrics: [
        ['AWS/Lambda', 'Errors', 'FunctionName', 'pay', { id: 'm1', period: 60 }],
        ['.', 'Duration', '.', 'ship'],
        [{ expression: "SEARCH('{AWS/Lambda,FunctionName} pay', 'Sum')" }],
      ],
    },
  },
  { type: 'text', properties: { markdown: 'About pay.' } },
];

function read(...variables: readonly object[]) {
  const dashboard = readDashboardBody({ widgets: WIDGETS, variables }, { metrics: METRICS });
  const widget = dashboard.widgets[0] as MetricWidget;
  const series = widget.rows.filter((row): row is WidgetSeries => 'metric' in row);
  return {
    ...dashboard,
    widget,
    functions: series.map(({ metric }) => metric.dimensions.FunctionName),
    periods: series.map(({ periodSeconds }) => periodSeconds),
    reasons: dashboard.notRead.map(({ place, reason }) => `${place} ${reason}`),
  };
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
const FUNCTION = {
  type: 'property',
  property: 'FunctionName',
  inputType: 'select',
  id: 'FunctionName',
  label: 'Function',
  search: '{AWS/Lambda,FunctionName} MetricName="Duration"',
  populateFrom: 'FunctionName',
};

test('a property variable takes the place of a dimension, shorthand rows included', () => {
  const { functions, variables, reasons, widget } = read({ ...FUNCTION, defaultValue: 'refund' });
  expect(functions).toEqual(['refund', 'refund']);
  expect(variables).toEqual([{ place: 'variables[0]', name: 'Function', value: 'refund', from: 'default' }]);
  expect(reasons).toEqual([]);
  expect(widget.title).toBe('pay');
});

test.each([[{}], [{ defaultValue: '__FIRST' }]])(
  'without a default, the first value that a search finds is shown: %j',
  (more) => {
    const { functions, variables } = read({ ...FUNCTION, ...more });
    expect(functions).toEqual(['cart', 'cart']);
    expect(variables).toMatchObject([{ value: 'cart', from: 'first value' }]);
  },
);

test('listed values come before a search', () => {
  const values = [{ value: 'ship', label: 'Shipping' }, { value: 'pay' }];
  expect(read({ ...FUNCTION, values }).functions).toEqual(['ship', 'ship']);
});

test('a property variable changes fields of widgets and rows, and a number stays a number', () => {
  const period = { type: 'property', property: 'period', inputType: 'input', id: 'p', defaultValue: '900' };
  expect(read(period).periods).toEqual([900, 900]);
  const stat = { type: 'property', property: 'stat', inputType: 'input', id: 's', defaultValue: 'p99' };
  expect(read(stat).widget.statistic).toBe('p99');
});

test('a pattern variable changes what its regular expression matches, everywhere', () => {
  const pattern = { type: 'pattern', pattern: '\\bpay\\b', inputType: 'input', id: 'fn', defaultValue: 'a"$&\\b' };
  const { functions, widget, widgets, variables } = read(pattern);
  expect(functions).toEqual(['a"$&\\b', 'ship']);
  expect(widget.title).toBe('a"$&\\b');
  expect(widget.rows[2]).toMatchObject({ expression: `SEARCH('{AWS/Lambda,FunctionName} a"$&\\b', 'Sum')` });
  expect((widgets[1] as TextWidget).markdown).toBe('About a"$&\\b.');
  expect(variables).toMatchObject([{ name: 'fn' }]);
});

test('a pattern that is no regular expression stands for itself', () => {
  const widgets = [{ type: 'text', properties: { markdown: 'see (pay' } }];
  const variable = { type: 'pattern', pattern: '(pay', id: 'v', defaultValue: 'ship' };
  const dashboard = readDashboardBody({ widgets, variables: [variable] });
  expect((dashboard.widgets[0] as TextWidget).markdown).toBe('see ship');
});

test('variables work one after the other', () => {
  const stage = { type: 'pattern', pattern: 'refund', id: 'stage', defaultValue: 'refund-prod' };
  expect(read({ ...FUNCTION, defaultValue: 'refund' }, stage).functions).toEqual(['refund-prod', 'refund-prod']);
});

test('a value that the widgets are written with is shown without remark', () => {
  const region = { type: 'property', property: 'region', id: 'r', defaultValue: 'eu-west-1' };
  expect(read(region)).toMatchObject({ reasons: [], variables: [{ value: 'eu-west-1' }] });
  const pattern = { type: 'pattern', pattern: 'pay', id: 'r', defaultValue: 'pay' };
  expect(read(pattern)).toMatchObject({ reasons: [], variables: [{ value: 'pay' }] });
});

test.each([
  [{ type: 'other', id: 'x' }, "variables[0] is a variable of type 'other'; there are 'property' and 'pattern'"],
  [5, "variables[0] is a variable of type '?'; there are 'property' and 'pattern'"],
  [
    { type: 'pattern', property: 'x', id: 'x' },
    "variables[0] variable 'x' has no 'pattern', which says what to replace",
  ],
  [
    { type: 'property', property: 'region', id: 'x', inputType: 'input' },
    "variables[0] variable 'x' has neither a default nor a value; its widgets are shown as written",
  ],
  [
    { ...FUNCTION, populateFrom: undefined },
    "variables[0] variable 'Function' has a search, but no 'populateFrom' dimension",
  ],
  [
    { ...FUNCTION, search: '{AWS/SQS,QueueName} x' },
    "variables[0] variable 'Function' has no value: its search found no metric with the dimension 'FunctionName'; its widgets are shown as written",
  ],
  [
    { ...FUNCTION, populateFrom: 'constructor' },
    "variables[0] variable 'Function' has no value: its search found no metric with the dimension 'constructor'; its widgets are shown as written",
  ],
  [
    { ...FUNCTION, search: '{AWS/Lambda' },
    "variables[0] variable 'Function': Error in search '{AWS/Lambda' at column 12: the schema is not closed; end it with }",
  ],
  [
    { ...FUNCTION, property: 'QueueName' },
    "variables[0] variable 'Function' changes nothing: no widget has the property 'QueueName'",
  ],
  [
    { type: 'pattern', pattern: '"', id: 'x', defaultValue: '' },
    "variables[0] variable 'x' would break the dashboard's JSON: '' in place of '\"'; its widgets are shown as written",
  ],
])('says what is wrong with %j and shows the widgets as written', (variable, reason) => {
  const { reasons, functions, variables } = read(variable as object);
  expect(reasons).toEqual([reason]);
  expect(functions).toEqual(['pay', 'ship']);
  expect(variables).toEqual([]);
});
