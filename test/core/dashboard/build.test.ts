import type { DashboardContent, DashboardObjective } from '../../../lib/core/dashboard/content';
import { dashboardObjective } from '../../../lib/core/dashboard/objective';
import type { Severity } from '../../../lib/core/incident/severity';
import {
  alarmOn,
  built,
  contentOf,
  graph,
  handlers,
  labels,
  lambdaFunction,
  metricWidgets,
  plain,
  queue,
  series,
  seriesOf,
  texts,
} from './fixture';

const SERVICE = [
  lambdaFunction('Pay'),
  plain('DynamoDB table', 'database', 'Orders'),
  queue('Jobs'),
  handlers(),
  plain('HTTP API', 'api', 'Api'),
];

function headings(content: DashboardContent): string[][] {
  return built(content).map(({ read }) => texts(read).map((markdown) => markdown.split('\n')[0] ?? ''));
}

function objective(label: string): DashboardObjective {
  const made = dashboardObjective({ name: label, service: 'checkout', environment: 'prod', namespace: 'Sightline' });
  return { ...made, alarms: made.burnRate.slice(0, 1).map((one) => alarmOn('FastBurn', one, { threshold: 14.4 })) };
}

test('shows the service first, then its objectives and own rows, then one family after the other', () => {
  const rows = [{ title: 'Orders placed', text: 'By country.' }];
  expect(headings(contentOf(SERVICE, { rows, objectives: [objective('Availability')] }))).toEqual([
    [
      '# checkout',
      '## Service checkout',
      '## Service level objective Availability',
      '## Orders placed',
      'By country.',
      '# APIs',
      '## HTTP API Api',
      '# Compute',
      '## Lambda function Pay',
      '# Queues and streams',
      '## SQS queue Jobs',
      '# Databases',
      '## DynamoDB table Orders',
    ],
  ]);
});

test('makes one dashboard for each template that has something to show, and leaves the rest on the overview', () => {
  const content = contentOf(SERVICE, { templates: ['overview', 'database', 'infrastructure', 'slo'] });
  expect(built(content).map(({ name }) => name)).toEqual(['checkout-prod', 'checkout-prod-database']);
  expect(headings(content)).toEqual([
    [
      '# checkout',
      '## Service checkout',
      ...['# APIs', '## HTTP API Api', '# Compute', '## Lambda function Pay', '# Queues and streams'],
      '## SQS queue Jobs',
    ],
    ['# checkout · prod: Databases', '# Databases', '## DynamoDB table Orders'],
  ]);
  const [first, second] = built(content);
  expect(first && texts(first.read)[0]).toBe('# checkout\n\n[Databases](#dashboards:name=checkout-prod-database)');
  expect(second && texts(second.read)[0]).toContain('[Overview](#dashboards:name=checkout-prod)');
});

test('names the first dashboard plainly, whichever template it is, even if there is nothing to show', () => {
  const names = (templates: DashboardContent['templates']) =>
    built(contentOf(SERVICE, { templates })).map(({ name }) => name);
  expect(names(['messaging', 'api'])).toEqual(['checkout-prod', 'checkout-prod-api']);
  expect(names(['infrastructure'])).toEqual(['checkout-prod']);
});

test('calls what goes on elsewhere by what is there', () => {
  const content = contentOf(labels('Fn', 1500).map((label) => lambdaFunction(label)));
  const [first, second] = built(content);
  expect(first && texts(first.read)[0]).toContain('[Lambda function (2)](#dashboards:name=checkout-prod-2)');
  // What a page goes on with has its headings again.
  expect(second && texts(second.read).slice(1, 3)).toEqual(['# Compute', '## Lambda function: 1500']);
});

test('shows the states of at most 100 alarms, the most severe, and says how many there are', () => {
  const alarm = (severity: Severity) => (_: unknown, index: number) => ({ arn: `arn:${severity}${index}`, severity });
  const alarms = [
    ...Array.from({ length: 80 }, alarm('medium')),
    ...Array.from({ length: 70 }, alarm('critical')),
    { arn: 'arn:high', severity: 'high' as const },
  ];
  const [board] = built(contentOf([], { alarms }));
  const widget = board?.read.widgets[1];
  expect(widget).toMatchObject({ type: 'alarm', title: 'Alarms: the 100 most severe of 151' });
  const arns = widget?.type === 'alarm' ? widget.alarmArns : [];
  expect([arns.length, arns[0], arns[69], arns[70], arns[71], arns[99]]).toEqual([
    100,
    'arn:critical0',
    'arn:critical69',
    'arn:high',
    'arn:medium0',
    'arn:medium28',
  ]);
  const few = built(contentOf([], { alarms: alarms.slice(0, 3) }));
  expect(few[0]?.read.widgets[1]).toMatchObject({ title: 'Alarms', height: 2 });
});

test('draws deploys as vertical lines in every graph, the newest ten in order, and a time as a band', () => {
  const release = (day: number) => ({ label: `1.${day}`, time: `2026-03-${String(day).padStart(2, '0')}T09:00:00Z` });
  const migration = { label: 'Migration', time: '2026-03-20T09:00:00Z', until: '2026-03-20T11:00:00Z' };
  const annotations = [migration, ...Array.from({ length: 12 }, (_, day) => release(day + 1))];
  const fleet = labels('Fn', 20).map((label) => lambdaFunction(label));
  const boards = built(contentOf([handlers(), ...fleet], { annotations }));
  const widgets = boards.flatMap(({ read }) => metricWidgets(read));
  expect(widgets.length).toBeGreaterThan(5);
  for (const { moments } of widgets) {
    expect(moments.map(({ label }) => label)).toEqual([
      ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((day) => `1.${day}`),
      'Migration',
    ]);
    expect(moments.at(-1)).toEqual({
      label: 'Migration',
      atMs: Date.parse('2026-03-20T09:00:00Z'),
      untilMs: Date.parse('2026-03-20T11:00:00Z'),
    });
  }
});

test('switches the service between environments by a variable, and leaves everything else as it is', () => {
  const [board] = built(contentOf(SERVICE, { environments: ['dev', 'prod'] }));
  expect(board?.read.variables).toMatchObject([{ name: 'Environment', value: 'prod' }]);
  expect(JSON.parse(board?.body ?? '').variables).toEqual([
    {
      type: 'property',
      property: 'environment',
      inputType: 'radio',
      id: 'environment',
      label: 'Environment',
      visible: true,
      defaultValue: 'prod',
      values: [
        { value: 'dev', label: 'dev' },
        { value: 'prod', label: 'prod' },
      ],
    },
  ]);
  const withoutHandlers = built(contentOf([lambdaFunction('Pay')], { environments: ['dev', 'prod'] }));
  expect(JSON.parse(withoutHandlers[0]?.body ?? '').variables).toBeUndefined();
});

test('shows the resources of other environments apart, those of its own first', () => {
  const of = (environment: string) => ({ ...lambdaFunction('Pay', `pay-${environment}`), environment });
  expect(headings(contentOf([of('dev'), of('prod'), of('canary')]))[0]?.slice(2)).toEqual([
    '## Lambda function Pay',
    '## Lambda function Pay · canary',
    '## Lambda function Pay · dev',
  ]);
});

test("draws graphs and widgets of the user's own below each other, where and as they say", () => {
  const line = series({ namespace: 'Shop', name: 'Orders', dimensions: {} }, 'Sum', 'Orders');
  const graphs = [{ ...graph('Orders', [line]), region: 'us-east-1', accountId: '210987654321' }];
  const widgets = [{ type: 'log', x: 6, y: 1, width: 6, height: 3, properties: { query: 'x' } }];
  const rows = [
    { title: 'Shop', graphs, widgets },
    { dashboard: 'database' as const, graphs: [graph('Own', [line])] },
  ];
  const [overview, database] = built(contentOf(SERVICE, { rows, templates: ['overview', 'database'] }));
  const source = JSON.parse(overview?.body ?? '').widgets;
  const at = source.findIndex((widget: { type: string }) => widget.type === 'log');
  expect(source[at - 1].properties).toMatchObject({
    title: 'Orders',
    region: 'us-east-1',
    stat: 'Sum',
    period: 60,
    metrics: [['Shop', 'Orders', { label: 'Orders', accountId: '210987654321' }]],
  });
  expect(source[at]).toMatchObject({ x: 6, y: source[at - 1].y + source[at - 1].height + 1, width: 6, height: 3 });
  expect(source[at + 1].y).toBe(source[at].y + 3);
  expect(database && metricWidgets(database.read).map(({ title }) => title)).toContain('Own');
});

test('draws many objectives together, with the thresholds of their alarms', () => {
  const content = contentOf(SERVICE, { templates: ['overview', 'slo'], objectives: labels('Slo', 12).map(objective) });
  const slo = built(content).find(({ name }) => name === 'checkout-prod-slo');
  const widgets = slo ? metricWidgets(slo.read) : [];
  const burn = widgets.find(({ title }) => title.startsWith('Burn rate'));
  expect(burn?.annotations).toEqual([{ label: 'FastBurn', value: 14.4, axis: 'left' }]);
  expect(burn && seriesOf(burn)).toHaveLength(12);
  expect(widgets.map(({ title }) => title).slice(-4)).toEqual([
    'Error budget',
    'Burn rate',
    'Compliance',
    'Violations and time left',
  ]);
});

test.each<[string, Partial<DashboardContent>, string]>([
  ['a name', { name: 'a b' }, `must be 1 to 237 letters, digits, '-' or '_', got "a b"`],
  ['a long name', { name: 'a'.repeat(238) }, 'must be 1 to 237'],
  [
    'no dashboard',
    { templates: [] },
    "'dashboards' of 'checkout-prod' must be a list of one or more of overview, api,",
  ],
  ['an unknown one', { templates: ['db' as 'api'] }, 'each once, got db'],
  ['one twice', { templates: ['api', 'api'] }, "each once, got 'api' twice"],
  [
    'a row elsewhere',
    { rows: [{ dashboard: 'slo', text: 'x' }] },
    "has a row for the dashboard 'slo', and 'checkout-prod' has only overview; add 'slo' to 'dashboards'",
  ],
  [
    'a time',
    { annotations: [{ label: 'v1', time: 'yesterday' }] },
    "Annotation 'v1' of dashboard 'checkout-prod' needs ISO 8601 times such as '2026-03-01T09:30:00Z', got 'yesterday'",
  ],
  ['an end', { annotations: [{ label: 'v1', time: '2026-03-02', until: '2026-03-01' }] }, 'must end after it begins'],
  ['environments', { environments: ['dev', 'test'] }, "must include its own, 'prod', got dev, test"],
  [
    'a switch and several environments',
    { environments: ['dev', 'prod'], resources: [{ ...queue('Jobs'), environment: 'dev' }] },
    "can switch environments or show the resources of several, not both: 'Jobs' is of 'dev'",
  ],
])('refuses %s that cannot be, and says what to do', (_, changes, message) => {
  expect(() => built(contentOf(SERVICE, changes))).toThrow(message);
});

test('refuses a row that no dashboard can hold, with its numbers', () => {
  const line = (index: number) => series({ namespace: 'Shop', name: `M${index}`, dimensions: {} }, 'Sum', '');
  const rows = [
    {
      graphs: [
        graph(
          'Everything',
          Array.from({ length: 501 }, (_, index) => line(index)),
        ),
      ],
    },
  ];
  expect(() => built(contentOf([], { rows }))).toThrow(
    "Widget 'Everything' of dashboard 'checkout-prod' would have 501 metrics, CloudWatch allows 500; split it",
  );
});
