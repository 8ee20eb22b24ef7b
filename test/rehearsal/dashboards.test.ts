import type { EndDrawing, EndDrawings } from '../../lib/rehearsal/custom-widgets';
import { dashboardsOf } from '../../lib/rehearsal/dashboards';
import { Recorder } from '../../lib/rehearsal/recorder';
import { alarm, arn, closeWorlds, type GivenResources, MINUTE_MS, openWorld, START_MS, templatesOf } from './support';

afterEach(closeWorlds);

function dashboard(widgets: readonly unknown[], variables?: readonly unknown[]): GivenResources {
  const body = JSON.stringify({ widgets, variables });
  return {
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: 'shop', DashboardBody: body },
      Metadata: { 'aws:cdk:path': 'Shop/Board' },
    },
  };
}

const metric = (properties: object) => ({ type: 'metric', properties: { stat: 'Sum', period: 60, ...properties } });

/** An hour of it: two requests a minute, of which one is a fault from the second minute on. */
function play(resources: GivenResources, drawings: EndDrawings = new Map()) {
  const world = { ...openWorld(templatesOf(resources)), recorder: new Recorder(START_MS, START_MS + 60 * MINUTE_MS) };
  for (const service of ['pay', 'cart']) {
    const put = (name: string, value: number, atMs: number) =>
      world.metrics.put({ namespace: 'Shop', name, dimensions: { service } }, value, atMs);
    for (let minute = 0; minute < 3; minute += 1) {
      const atMs = START_MS + minute * MINUTE_MS;
      put('Requests', 1, atMs);
      put('Requests', 1, atMs + 1000);
      put('Faults', minute === 0 ? 0 : 1, atMs);
    }
  }
  const boards = dashboardsOf(world, drawings);
  const widgets = boards.flatMap((board) => board.widgets);
  return { world, boards, widgets, notRehearsed: [...world.notRehearsed] };
}

function lines(widget: ReturnType<typeof play>['widgets'][number] | undefined): unknown[] {
  return (widget?.series ?? []).map(({ label, points }) => [label, ...points.slice(0, 4).map(([, value]) => value)]);
}

test('draws metrics, math and SEARCH of a widget from the metric store', () => {
  const { boards, widgets, notRehearsed } = play(
    dashboard([
      metric({
        title: 'Faults',
        metrics: [
          ['Shop', 'Faults', 'service', 'pay', { id: 'm1' }],
          ['.', 'Requests', '.', '.', { id: 'm2', visible: false }],
          [{ expression: 'm1 / m2 * 100', label: 'Fault rate', id: 'e1' }],
          [{ expression: `SEARCH(' {Shop,service} Requests ', 'Sum', 60)`, id: 's1' }],
        ],
      }),
    ]),
  );
  expect(notRehearsed).toEqual([]);
  expect(boards[0]?.name).toBe('shop');
  expect(lines(widgets[0])).toEqual([
    ['Faults', 0, 1, 1, null],
    ['Fault rate', 0, 50, 50, null],
    ['cart', 2, 2, 2, null],
    ['pay', 2, 2, 2, null],
  ]);
  const [faults, rate] = widgets[0]?.series ?? [];
  expect(faults).toMatchObject({ metricKey: '["Shop","Faults",[["service","pay"]]]', statistic: 'Sum' });
  expect(rate).toMatchObject({ statistic: '', axis: 'left' });
  expect(rate?.metricKey).toBeUndefined();
  expect(rate?.points).toHaveLength(60);
  expect(rate?.points[1]).toEqual([START_MS + MINUTE_MS, 50]);
});

test('draws text, states of alarms, and the alarms a metric widget names', () => {
  const { boards } = play({
    ...dashboard([]),
    High: alarm({ AlarmName: 'high' }),
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: 'shop',
        DashboardBody: {
          'Fn::Join': [
            '',
            [
              '{"widgets":[{"type":"text","properties":{"markdown":"# Shop"}},',
              '{"type":"alarm","properties":{"title":"States","alarms":["',
              arn('High'),
              '"]}},{"type":"metric","properties":{"annotations":{"alarms":["',
              arn('High'),
              '","arn:elsewhere"]}}}]}',
            ],
          ],
        },
      },
    },
  });
  expect(boards[0]?.widgets).toMatchObject([
    { type: 'text', markdown: '# Shop' },
    { type: 'alarm', title: 'States', alarms: ['high'] },
    { type: 'metric', series: [], alarms: ['high', 'arn:elsewhere'] },
  ]);
});

test('shows variables at their default, the first value that their search finds included, and says so', () => {
  const service = {
    ...{ type: 'property', property: 'service', inputType: 'select', id: 'service', label: 'Service' },
    ...{ search: '{Shop,service} MetricName="Faults"', populateFrom: 'service', defaultValue: '__FIRST' },
  };
  const period = { type: 'property', property: 'period', inputType: 'input', id: 'period', defaultValue: '180' };
  const widget = metric({ metrics: [['Shop', 'Requests', 'service', 'nobody']] });
  const { widgets, notRehearsed } = play(dashboard([widget], [service, period]));
  expect(widgets[0]?.series).toMatchObject([{ metricKey: '["Shop","Requests",[["service","cart"]]]' }]);
  expect(lines(widgets[0])).toEqual([['Requests', 6, null, null, null]]);
  expect(notRehearsed).toEqual([
    [
      'Shop/Board variables[0]',
      "variable 'Service' is shown at its first value 'cart', its other values are not drawn",
    ],
    ['Shop/Board variables[1]', "variable 'period' is shown at its default '180', its other values are not drawn"],
  ]);
});

test('names all that is wrong with a widget, and draws the rest of the page', () => {
  const { widgets, notRehearsed } = play(
    dashboard([
      { type: 'log', properties: {} },
      metric({
        view: 'pie',
        metrics: [
          ['Shop', 'Requests', 'service', 'pay', { region: 'ap-south-1' }],
          [{ expression: 'm1 * 2', id: 'e1' }],
          [{ expression: `SEARCH('{Shop', 'Sum', 60)`, id: 'e2' }],
        ],
      }),
      metric({ metrics: [['Shop', 'Requests', 'service', 'pay']] }),
    ]),
  );
  expect(widgets.map(({ series }) => series?.length)).toEqual([0, 1]);
  expect(notRehearsed.map(([place]) => place)).toEqual(['Shop/Board widgets[0]', 'Shop/Board widgets[1]']);
  const reasons = notRehearsed[1]?.[1].split('; ') ?? [];
  expect(reasons.join('\n')).toMatch(/region 'ap-south-1'/);
  expect(reasons.join('\n')).toMatch(/'e1' \(m1 \* 2\)/);
  expect(reasons.join('\n')).toMatch(/the schema is not closed/);
  expect(reasons.join('\n')).toMatch(/view 'pie' is drawn as lines over time/);
});

test('draws the worst of many by its own name, and says whose alarms shade it: those of all that are read', () => {
  const row = (service: string, id: string) => [
    'Shop',
    'Requests',
    'service',
    service,
    { label: service, id, visible: false },
  ];
  const worst = { expression: 'SORT(METRICS(), MAX, DESC, 1)', id: 'worst' };
  const { widgets, notRehearsed } = play(
    dashboard([metric({ metrics: [[worst], row('nobody', 'm0'), row('pay', 'm1')] })]),
  );
  expect(notRehearsed).toEqual([]);
  expect(lines(widgets[0])).toEqual([['pay', 2, 2, 2, null]]);
  expect(widgets[0]?.metricKeys).toEqual(
    ['nobody', 'pay'].map((service) => `["Shop","Requests",[["service","${service}"]]]`),
  );
});

test.each([
  [START_MS - 1000, []],
  [START_MS + 1000, [['Shop/Board widgets[0]', 'its vertical annotations are not drawn']]],
  [START_MS + 60 * MINUTE_MS, []],
])('says of moments in the time of the rehearsal that they are not drawn, and nothing of others', (atMs, said) => {
  const vertical = [{ label: 'deploy', value: new Date(atMs).toISOString() }];
  expect(play(dashboard([metric({ annotations: { vertical } })])).notRehearsed).toEqual(said);
});

test('shows what custom widgets drew in their place, and says of others why there is nothing', () => {
  const custom = (title: string) => ({
    type: 'custom',
    width: 12,
    height: 7,
    properties: { title, endpoint: 'arn:x' },
  });
  const drawing = { atMs: START_MS, height: 427, light: '<b>1</b>', dark: '<i>1</i>' };
  const { widgets, notRehearsed } = play(
    dashboard([custom('Open incidents'), custom('Stock'), custom('Late')]),
    new Map<string, EndDrawing>([
      ['Shop/Board widgets[0]', drawing],
      ['Shop/Board widgets[1]', { notDrawn: 'its function stock is not part of this app' }],
    ]),
  );
  expect(widgets).toEqual([
    { x: 0, y: 0, width: 12, height: 7, type: 'custom', title: 'Open incidents', drawing },
    expect.objectContaining({ title: 'Stock', notDrawn: 'its function stock is not part of this app' }),
    expect.objectContaining({ title: 'Late', notDrawn: 'its function had not answered by the end' }),
  ]);
  expect(notRehearsed).toEqual([
    ['Shop/Board widgets[1]', "the custom widget 'Stock' is not drawn: its function stock is not part of this app"],
    ['Shop/Board widgets[2]', "the custom widget 'Late' is not drawn: its function had not answered by the end"],
  ]);
});

test('a dashboard whose name or body cannot be told is named; the others are drawn', () => {
  const board = (Properties: GivenResources[string]['Properties']) => ({
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardBody: '{"widgets":[]}', ...Properties },
  });
  const unknown = { 'Fn::GetAtt': ['Gone', 'QueueName'] };
  const { boards, notRehearsed } = play({
    ...{ Nameless: board({ DashboardName: unknown }), Blank: board({ DashboardBody: unknown }) },
    Fine: board({ DashboardName: 'fine' }),
  });
  expect(boards.map(({ name }) => name)).toEqual(['fine']);
  const why = 'cannot resolve {"Fn::GetAtt":["Gone","QueueName"]}: the attribute is not rehearsed';
  expect(notRehearsed).toEqual([
    ['Shop/Nameless', `dashboard: Shop/Nameless.DashboardName: ${why}`],
    ['Shop/Blank', `dashboard: Shop/Blank.DashboardBody: ${why}`],
  ]);
});

test("dashboards of services come before a hub's, which is named as such", () => {
  const named = (name: string) => ({
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: name, DashboardBody: '{"widgets":[]}' },
  });
  const { boards } = play({ A: named('Sightline-main-incidents'), B: named('checkout'), C: named('Sightline-x') });
  expect(boards).toEqual([
    { name: 'checkout', widgets: [] },
    { name: 'Sightline-x', widgets: [] },
    { name: 'Sightline-main-incidents', hub: 'main', widgets: [] },
  ]);
});
