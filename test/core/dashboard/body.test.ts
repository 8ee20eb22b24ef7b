import type { ResolvedGraph } from '../../../lib/core/catalog/resolve';
import { bodyOf, rowOf, textRow } from '../../../lib/core/dashboard/body';
import { buildDashboards } from '../../../lib/core/dashboard/build';
import { graphRows } from '../../../lib/core/dashboard/graph';
import { readDashboardBody } from '../../../lib/core/dashboard/read';
import { contentOf, handlers, labels, lambdaFunction } from './fixture';

const SETTING = { region: 'eu-central-1', moments: [] };

function bodyWith(labelsOf: readonly string[]) {
  const [first] = buildDashboards(contentOf([handlers(), ...labelsOf.map((label) => lambdaFunction(label))]));
  if (!first) throw new Error('there is no dashboard');
  return first.body;
}

function graphOf(count: number): ResolvedGraph {
  const metric = (index: number) => ({ namespace: 'N', name: `M${index}`, dimensions: {} });
  const left = Array.from({ length: count }, (_, index) => ({ metric: metric(index), statistic: 'Sum', label: '' }));
  return { title: 'Many', left, right: [] };
}

test.each([[['Pay', 'Ship']], [labels('Fn', 30)]])(
  'fills the grid without overlaps or widgets beyond 24 columns',
  (fns) => {
    const cells = new Set<string>();
    for (const { x, y, width, height } of bodyWith(fns).widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column++) {
        for (let row = y; row < y + height; row++) {
          expect(cells).not.toContain(`${column},${row}`);
          cells.add(`${column},${row}`);
        }
      }
    }
  },
);

test('reads back as the widgets it was built of', () => {
  const body = bodyWith(['Pay']);
  const { widgets, notRead } = readDashboardBody(JSON.stringify(body));
  expect(notRead).toEqual([]);
  expect(widgets.map(({ type, x, y, width, height }) => ({ type, x, y, width, height }))).toEqual(
    body.widgets.map(({ type, x, y, width, height }) => ({ type, x, y, width, height })),
  );
});

test('draws the threshold of an alarm on the graph of its metric, on its axis, at its period', () => {
  const { widgets } = bodyWith(['Pay']);
  const [requests, , errors, duration] = widgets.filter(({ type }) => type === 'metric');
  expect(requests?.properties).toMatchObject({
    annotations: { horizontal: [{ label: 'FaultRate', value: 0.05, yAxis: 'right' }] },
  });
  expect(errors?.properties).toMatchObject({ stat: 'Sum', period: 60 });
  expect(errors?.properties.metrics).toEqual([
    ['AWS/Lambda', 'Errors', 'FunctionName', 'app-Pay-0123456789AB', { label: 'Errors' }],
    ['...', { label: 'Fault ratio', stat: 'Average', yAxis: 'right' }],
  ]);
  expect(duration?.properties.metrics).toContainEqual(['...', { label: 'p99', stat: 'p99', period: 300 }]);
});

test('names the numbers beyond a quota of CloudWatch', () => {
  const build = (graphs: readonly ResolvedGraph[]) => () => bodyOf('board', graphRows(graphs, [], SETTING), []);
  const times = (count: number, metrics: number) => Array.from({ length: count }, () => graphOf(metrics));
  expect(build(times(501, 1))).toThrow("Dashboard 'board' would have 501 widgets, CloudWatch allows 500; take some of");
  expect(build(times(1, 501))).toThrow("Widget 'Many' of dashboard 'board' would have 501 metrics");
  expect(build(times(6, 450))).toThrow('would have 2700 metrics, CloudWatch allows 2500');
  expect(build(times(500, 5))).not.toThrow();
  const variable = {
    type: 'pattern',
    pattern: 'a',
    inputType: 'select',
    id: 'a',
    label: 'A',
    defaultValue: 'b',
  } as const;
  const variables = (count: number) => Array.from({ length: count }, () => ({ ...variable, visible: true as const }));
  expect(() => bodyOf('board', [], variables(26))).toThrow('would have 26 variables, CloudWatch allows 25');
  expect(() => bodyOf('board', [], variables(25))).not.toThrow();
});

test('puts a row below the lowest widget of the one before', () => {
  const tile = (width: number, height: number) => ({ type: 'text', width, height, properties: {} });
  const { widgets } = bodyOf('board', [rowOf([tile(6, 2), tile(6, 5)]), [], textRow('end')], []);
  expect(widgets.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [6, 0],
    [0, 5],
  ]);
});
