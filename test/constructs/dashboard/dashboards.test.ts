import { Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { GraphWidget, LogQueryWidget, Metric, Row, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { IncidentResponse, Observability } from '../../../lib';
import { type DashboardsContent, renderDashboards } from '../../../lib/constructs/dashboard/dashboards';
import type { DashboardResource } from '../../../lib/core/dashboard/content';
import type { MetricWidget } from '../../../lib/core/dashboard/model';
import { readDashboardBody } from '../../../lib/core/dashboard/read';
import { graph, labels, lambdaFunction, plain, seriesOf } from '../../core/dashboard/fixture';
import { newApp, newFunction, newStack, type Properties, resources } from '../template';
import { bodyText } from './body-text';

function contentOf(given: readonly DashboardResource[], changes: Partial<DashboardsContent> = {}): DashboardsContent {
  return {
    ...{ name: 'checkout-prod', service: 'checkout', environment: 'prod', header: '# checkout' },
    alarms: [],
    resources: given,
    ...changes,
  };
}

/** Dashboard name to body, as CloudFormation makes it. */
function boardsOf(stack: Stack) {
  const found = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard'));
  return found.map(({ DashboardName: name, DashboardBody: body }) => {
    const text = bodyText(body);
    return { name, source: JSON.parse(text), read: readDashboardBody(text), bytes: JSON.stringify(body).length };
  });
}

test('makes one dashboard of 200 functions of an app, each read by the name that CloudFormation gives it', () => {
  const stack = newStack();
  const settings = {
    code: { zipFile: 'exports.handler = async () => {};' },
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    role: 'arn:aws:iam::111111111111:role/fn',
  };
  const functions = labels('Fn', 200).map((label) =>
    lambdaFunction(label, new CfnFunction(stack, label, settings).ref),
  );
  renderDashboards(stack, contentOf(functions));
  const [board, ...others] = boardsOf(stack);
  expect(others).toEqual([]);
  expect(board?.read.notRead).toEqual([]);
  expect((board?.bytes ?? 0) / 200).toBeLessThan(300);
  const [traffic] = (board?.read.widgets ?? []).filter((widget): widget is MetricWidget => widget.type === 'metric');
  const names = traffic && seriesOf(traffic).map(({ metric }) => metric.dimensions.FunctionName);
  expect(names?.[7]).toBe('Fn0007');
  expect(new Set(names).size).toBe(200);
  expect(board?.source.widgets[3].properties.region).toBe('AWS::Region');
  expect(board?.source.variables[0].values[7]).toEqual({ value: names?.[7], label: 'Fn0007' });
});

test('keeps the logical id of the first dashboard, and names the others after what they show', () => {
  const stack = newStack();
  const table = plain('DynamoDB table', 'database', 'Orders');
  renderDashboards(stack, contentOf([table], { templates: ['overview', 'database'] }));
  const found = resources(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard');
  expect(Object.entries(found).map(([id, { DashboardName }]) => [id, DashboardName])).toEqual([
    ['Dashboard', 'checkout-prod'],
    ['Dashboarddatabase', 'checkout-prod-database'],
  ]);
});

test('can be called by an aspect, when everything is known', () => {
  const stack = newStack();
  let rendered = false;
  Aspects.of(stack).add({
    visit: (node) => {
      if (node !== stack || rendered) return;
      rendered = true;
      renderDashboards(stack, contentOf([lambdaFunction('Pay')]));
    },
  });
  newFunction(stack, 'Late');
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
});

test('takes widgets of the CDK side by side, then below, tokens in them included, and passes on what they warn of', () => {
  const stack = newStack();
  const metric = new Metric({
    namespace: 'Shop',
    metricName: 'Orders',
    dimensionsMap: { FunctionName: newFunction(stack, 'Pay').functionName },
  });
  const orders = new GraphWidget({ title: 'Orders', left: [metric], width: 16, height: 5 });
  Object.assign(orders, { warningsV2: { 'shop:late': 'Orders are late' } });
  const widgets = [
    orders,
    new TextWidget({ markdown: 'Why', width: 8, height: 2 }),
    new Row(
      new TextWidget({ markdown: 'a', width: 4, height: 1 }),
      new TextWidget({ markdown: 'b', width: 4, height: 1 }),
    ),
    new LogQueryWidget({ logGroupNames: ['/shop'], queryString: 'fields @message', width: 24 }),
  ];
  renderDashboards(stack, contentOf([], { rows: [{ title: 'Shop', widgets }] }));
  const [board] = boardsOf(stack);
  const placed = board?.source.widgets.slice(2);
  expect(placed.map(({ type, x, y, width }: Properties) => [type, x, y, width])).toEqual([
    ['metric', 0, 3, 16],
    ['text', 16, 3, 8],
    ['text', 0, 8, 4],
    ['text', 4, 8, 4],
    ['log', 0, 9, 24],
  ]);
  expect(placed[0].properties.metrics[0].slice(0, 3)).toEqual(['Shop', 'Orders', 'FunctionName']);
  expect(placed[0].properties.metrics[0][3]).toMatch(/^Pay[0-9A-F]{8}$/);
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('Orders are late'));
});

test('reads resources of other stacks where those are, and takes an unknown place for its own', () => {
  const app = newApp();
  const here = new Stack(app, 'Here', { env: { account: '111111111111', region: 'eu-west-1' } });
  const away = new Stack(app, 'Away', { env: { account: '222222222222', region: 'us-east-1' } });
  const placeOf = (stack: Stack) => ({ region: stack.region, accountId: stack.account });
  newFunction(away, 'Pay');
  const given = [
    { ...lambdaFunction('Here'), ...placeOf(here) },
    { ...lambdaFunction('Away'), ...placeOf(away) },
  ];
  renderDashboards(here, contentOf(given));
  const metrics = boardsOf(here)[0]?.source.widgets.filter(({ type }: Properties) => type === 'metric');
  expect(
    metrics.map(({ properties }: Properties) => [properties.region, properties.metrics[0].at(-1).accountId]),
  ).toEqual([...Array(3).fill(['eu-west-1', undefined]), ...Array(3).fill(['us-east-1', '222222222222'])]);

  const [one, other] = [newStack('One'), newStack('Other')];
  renderDashboards(one, contentOf([{ ...lambdaFunction('Pay'), ...placeOf(other) }]));
  expect(JSON.stringify(boardsOf(one)[0]?.source)).not.toContain('accountId');
});

test('warns of dashboards without content and of resources that are on none', () => {
  const stack = newStack();
  const given = [lambdaFunction('Pay'), plain('DynamoDB table', 'database', 'Orders')];
  renderDashboards(stack, contentOf(given, { templates: ['database', 'slo'] }));
  const warnings = Annotations.fromStack(stack);
  warnings.hasWarning(
    '/Checkout',
    Match.stringLikeRegexp("'checkout' has nothing to show on the dashboards slo.*emptyDashboard"),
  );
  warnings.hasWarning('/Checkout', Match.stringLikeRegexp("1 resources of 'checkout' are on no dashboard, 'Pay'"));
  expect(boardsOf(stack).map(({ name }) => name)).toEqual(['checkout-prod']);
});

test('says nothing where every dashboard has something and every resource is on one', () => {
  const stack = newStack();
  const given = [lambdaFunction('Pay'), plain('DynamoDB table', 'database', 'Orders')];
  renderDashboards(stack, contentOf(given, { templates: ['overview', 'database'] }));
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test('fails the synth with numbers where a row is beyond a quota', () => {
  const metrics = Array.from({ length: 501 }, (_, index) => new Metric({ namespace: 'Shop', metricName: `M${index}` }));
  const rows = [{ widgets: [new GraphWidget({ title: 'Everything', left: metrics })] }];
  expect(() => renderDashboards(newStack(), contentOf([], { rows }))).toThrow(
    "Widget 'Everything' of dashboard 'checkout-prod' would have 501 metrics, CloudWatch allows 500",
  );
  const line = { metric: { namespace: 'Shop', name: 'M', dimensions: {} }, statistic: 'Sum', label: 'M' };
  const own = { graphs: [graph('Own', [line])], dashboard: 'slo' as const };
  expect(() => renderDashboards(newStack(), contentOf([], { rows: [own] }))).toThrow(
    "has a row for the dashboard 'slo'",
  );
});

describe('names of another stack', () => {
  /** A bucket has no alarms by default: nothing but the dashboard refers to it. */
  function boardOfOtherStack(nested: boolean) {
    const app = newApp();
    const other = new Stack(app, 'Other');
    const watcher = new Stack(app, 'Watcher');
    const incidents = IncidentResponse.fromHubName('sightline');
    const props = { service: 'shop', environment: 'prod', incidents, ...(nested && { shards: 4 }) };
    new Observability(watcher, 'Observability', props).monitor(
      new Bucket(other, 'Files'),
      newFunction(other, 'Charge'),
    );
    const body = JSON.stringify(
      Object.values(resources(Template.fromStack(watcher), 'AWS::CloudWatch::Dashboard')).map(
        (one) => one.DashboardBody,
      ),
    );
    return { body, dependencies: watcher.dependencies };
  }

  test.each([false, true])('are imported, whether or not alarms need them (nested: %s)', (nested) => {
    const { body, dependencies } = boardOfOtherStack(nested);
    expect(body.match(/Fn::ImportValue/g)?.length).toBeGreaterThanOrEqual(2);
    expect(body).not.toMatch(/\$\{Files/);
    expect(dependencies.map(({ stackName }) => stackName)).toEqual(['Other']);
  });
});
