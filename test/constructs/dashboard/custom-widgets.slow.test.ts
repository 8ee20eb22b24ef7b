import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CustomWidgets, type CustomWidgetsProps } from '../../../lib/constructs/dashboard/custom-widgets';
import { HealthScores } from '../../../lib/constructs/health/health-scores';
import { Channel } from '../../../lib/constructs/incident/channel';
import { IncidentResponse } from '../../../lib/constructs/incident/incident-response';
import { Observability } from '../../../lib/constructs/observability';
import { SloEvaluation } from '../../../lib/constructs/slo/slo-evaluation';
import { TraceAnalysis } from '../../../lib/constructs/trace/trace-analysis';
import { ensureBundles, newFunction, newStack, type Properties, resources } from '../template';
import { bodyText } from './body-text';

beforeAll(ensureBundles);

const hub = (stack: Stack) =>
  new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')] });

function everything(stack = newStack()) {
  const incidents = hub(stack);
  const evaluation = new SloEvaluation(stack, 'Slos', { incidents });
  const observability = new Observability(stack, 'Observability', {
    ...{ service: 'checkout', environment: 'prod', incidents, slos: evaluation },
  });
  observability.monitor(newFunction(stack, 'Charge'));
  const analysis = new TraceAnalysis(stack, 'Traces', { incidents });
  const scores = new HealthScores(stack, 'Scores', { services: [observability] });
  return { stack, incidents, evaluation, observability, analysis, scores };
}

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly properties: Properties;
}

/** Custom widgets of a template's dashboards, by the name of the dashboard. */
function customWidgets(template: Template): Record<string, Widget[]> {
  const boards = Object.values(resources(template, 'AWS::CloudWatch::Dashboard'));
  return Object.fromEntries(
    boards.map(({ DashboardName, DashboardBody }) => {
      const { widgets } = JSON.parse(bodyText(DashboardBody)) as { widgets: Widget[] };
      return [String(DashboardName).replace(/-[0-9a-f]{8}$/, ''), widgets.filter(({ type }) => type === 'custom')];
    }),
  );
}

function statementsOf(template: Template, id: string): string[] {
  const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([name]) => name.startsWith(id));
  return policies
    .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement as Properties[])
    .flatMap(({ Action }) => Action)
    .sort();
}

describe('with all sources', () => {
  let template: Template;
  let dashboardName: string;
  beforeAll(() => {
    const { stack, observability, ...sources } = everything();
    new CustomWidgets(stack, 'Widgets', { services: [observability], ...sources });
    dashboardName = observability.dashboardName;
    template = Template.fromStack(stack);
  });

  test("a service's dashboard gets all widgets, about that service, and with what its monitoring costs", () => {
    const boards = customWidgets(template);
    const own = boards[dashboardName.replace(/-[0-9a-f]{8}$/, '')] ?? [];
    const about = { service: 'checkout', environment: 'prod' };
    expect(own.map(({ x, width, height, properties: { params } }) => [x, width, height, params])).toEqual([
      [0, 12, 7, { widget: 'incidents', ...about }],
      [12, 12, 7, { widget: 'error-budgets', ...about }],
      [0, 12, 8, { widget: 'service-map', ...about }],
      [12, 6, 8, { widget: 'on-call' }],
      [
        ...[18, 6, 8],
        {
          widget: 'cost',
          cost: {
            usdPerMonth: expect.any(Number),
            region: 'us-east-1',
            asOf: expect.stringContaining('compiled'),
            lines: expect.arrayContaining([{ what: expect.any(String), quantity: expect.any(Number), usdPerMonth: 3 }]),
            notPriced: expect.any(Array),
          },
        },
      ],
    ]);
    expect(own[4]?.properties.params.cost.usdPerMonth).toBeGreaterThan(3);
    expect(own[0]?.properties).toMatchObject({
      title: 'Open incidents',
      endpoint: 'arn:AWS::Partition:lambda:AWS::Region:AWS::AccountId:function:sightline-widgets',
      updateOn: { refresh: true, resize: true, timeRange: false },
    });
  });

  test("the hub's dashboard gets them about all services, without a cost that nobody has reckoned", () => {
    const own = customWidgets(template)['Sightline-sightline-incidents'] ?? [];
    expect(own.map(({ width, properties: { params } }) => [width, params])).toEqual([
      [12, { widget: 'incidents' }],
      [12, { widget: 'error-budgets' }],
      [16, { widget: 'service-map' }],
      [8, { widget: 'on-call' }],
    ]);
    expect(own[0]?.y).toBeGreaterThan(3);
  });

  test('the function may query one index, three tables and three paths, and change nothing', () => {
    expect(statementsOf(template, 'Widgets')).toEqual(
      [
        'cloudwatch:GetMetricData',
        ...['dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query'],
        'kms:Decrypt',
        ...['logs:CreateLogStream', 'logs:PutLogEvents'],
        ...Array.from({ length: 6 }, () => 'ssm:GetParametersByPath'),
        ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      ].sort(),
    );
    const [fn] = Object.values(
      template.findResources('AWS::Lambda::Function', { Metadata: { 'sightline:function': 'render-widget' } }),
    );
    expect(fn?.Properties).toMatchObject({ Timeout: 15, MemorySize: 512 });
    expect(Object.keys(fn?.Properties.Environment.Variables).sort()).toEqual([
      'SIGHTLINE_CONFIG_PATH',
      'SIGHTLINE_ENVIRONMENT',
      'SIGHTLINE_HEALTH_SCORING',
      'SIGHTLINE_METRICS',
      'SIGHTLINE_SERVICE',
      'SIGHTLINE_SLO_EVALUATION',
      'SIGHTLINE_SLO_TABLE',
      'SIGHTLINE_TABLE',
      'SIGHTLINE_TRACE_ANALYSIS',
      'SIGHTLINE_TRACE_TABLE',
    ]);
  });
});

test('without sources there is the cost alone, and a function that may read nothing', () => {
  const stack = newStack();
  const observability = new Observability(stack, 'Observability', { service: 'checkout', environment: 'prod' });
  const { widgets } = new CustomWidgets(stack, 'Widgets', { services: [observability] });
  const template = Template.fromStack(stack);
  expect(widgets).toEqual(['cost']);
  const own = Object.values(customWidgets(template)).flat();
  expect(own.map(({ width, properties: { params } }) => [width, params.widget])).toEqual([[24, 'cost']]);
  expect(statementsOf(template, 'Widgets')).toEqual([
    ...['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  ]);
});

test('a list says which widgets there are', () => {
  const { stack, observability, ...sources } = everything();
  const { widgets } = new CustomWidgets(stack, 'Widgets', {
    ...{ services: [observability], ...sources },
    widgets: ['on-call', 'incidents'],
  });
  expect(widgets).toEqual(['incidents', 'on-call']);
  const boards = customWidgets(Template.fromStack(stack));
  expect(Object.values(boards).map((own) => own.map(({ properties: { params } }) => params.widget))).toEqual([
    ['incidents', 'on-call'],
    ['incidents', 'on-call'],
  ]);
});

test('stacks of dashboards do not need that of the widgets, which needs theirs', () => {
  const incidents = hub(newStack('Hub'));
  const app = Stack.of(incidents).node.root as App;
  const shop = new Stack(app, 'Shop');
  const observability = new Observability(shop, 'Observability', {
    ...{ service: 'checkout', environment: 'prod', incidents },
  });
  const evaluation = new SloEvaluation(shop, 'Slos', { incidents });
  const stack = new Stack(app, 'Widgets');
  new CustomWidgets(stack, 'Widgets', { name: 'shop', services: [observability], incidents, evaluation });
  const boards = [Stack.of(incidents), shop].map((one) => customWidgets(Template.fromStack(one)));
  const endpoints = boards.flatMap((own) => Object.values(own).flat()).map(({ properties }) => properties.endpoint);
  expect(endpoints).toHaveLength(3 + 4);
  expect(new Set(endpoints)).toEqual(
    new Set(['arn:AWS::Partition:lambda:AWS::Region:AWS::AccountId:function:shop-widgets']),
  );
  const functions = resources(Template.fromStack(stack), 'AWS::Lambda::Function');
  expect(Object.values(functions).map(({ FunctionName }) => FunctionName)).toEqual(['shop-widgets']);
  expect([Stack.of(incidents).dependencies, shop.dependencies]).toEqual([[], []]);
});

test('a hub without a dashboard is left alone', () => {
  const stack = newStack();
  const channels = [Channel.email('oncall@example.com')];
  const incidents = new IncidentResponse(stack, 'Incidents', { channels, dashboard: false });
  new CustomWidgets(stack, 'Widgets', { incidents });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

test('a single widget goes on a dashboard of one s own, and people are let see it', () => {
  const stack = newStack();
  const widgets = new CustomWidgets(stack, 'Widgets', { incidents: hub(stack) });
  const board = new Dashboard(stack, 'Mine', { dashboardName: 'mine' });
  board.addWidgets(widgets.widget('incidents', { service: 'checkout' }));
  widgets.grantView(new Role(stack, 'Viewer', { assumedBy: new AccountPrincipal('111122223333') }));
  const template = Template.fromStack(stack);
  expect(
    customWidgets(template).mine?.map(({ width, properties: { title, params } }) => [width, title, params]),
  ).toEqual([[12, 'Open incidents', { widget: 'incidents', service: 'checkout' }]]);
  expect(statementsOf(template, 'Viewer')).toEqual(['lambda:InvokeFunction']);
  const [viewer] = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Viewer'));
  expect(viewer?.[1].PolicyDocument.Statement[0].Resource).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^WidgetsRenderWidgetFunction/), 'Arn'],
  });
});

describe('refuses', () => {
  const made = (props: unknown) => {
    const stack = newStack();
    return () => new CustomWidgets(stack, 'Widgets', props as CustomWidgetsProps);
  };

  test.each([
    [{ service: [] }, "there is no option 'service'; did you mean 'services'?"],
    [{ name: 'a.b' }, "'name' must be 1 to 32 letters, digits, '_', '-', got 'a.b'"],
    [{ services: ['checkout'] }, 'which is no Observability'],
    [{ incidents: IncidentResponse.fromHubName('other') }, "'incidents' must be an IncidentResponse of this app"],
    [{ evaluation: SloEvaluation.fromEvaluationName('other') }, "'evaluation' must be a SloEvaluation of this app"],
    [{ analysis: {} }, "'analysis' must be a TraceAnalysis of this app"],
    [{ scores: {} }, "'scores' must be HealthScores"],
    [{ widgets: ['incident'] }, "'widgets' must be one of"],
  ])('%j', (props, message) => {
    expect(made(props)).toThrow(message);
  });

  test('a service that is named twice, or shows the widgets of another one', () => {
    const stack = newStack();
    const services = [new Observability(stack, 'Shop', { service: 'checkout', environment: 'prod' })];
    expect(() => new CustomWidgets(stack, 'Twice', { services: [...services, ...services] })).toThrow(
      "'services' has 'Checkout/Shop' twice; keep one of them",
    );
    new CustomWidgets(stack, 'Widgets', { services });
    expect(() => new CustomWidgets(stack, 'More', { services })).toThrow(
      "'Checkout/Shop' shows the widgets of 'Checkout/Widgets' already; name it in one CustomWidgets only",
    );
  });

  test('a widget that there is not', () => {
    const widgets = new CustomWidgets(newStack(), 'Widgets');
    expect(() => widgets.widget('incident' as 'incidents')).toThrow("'widget' must be one of");
  });
});
