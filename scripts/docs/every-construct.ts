/** An app with every construct of Sightline, beside the same app without any: what is in one only, Sightline made. */
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, Code, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Channel, HealthCheck, HealthChecks, IncidentResponse, MetricsQueue, Observability } from 'sightline';
import { AlarmAction, actionArns } from '../../lib/constructs/alarm/action';
import { AlarmCondition } from '../../lib/constructs/alarm/condition';
import { MuteWindow } from '../../lib/constructs/alarm/mute-window';
import { renderComposite } from '../../lib/constructs/alarm/render-composite';
import { renderCondition } from '../../lib/constructs/alarm/render-condition';
import { renderMute } from '../../lib/constructs/alarm/render-mute';
import { AlarmRule } from '../../lib/constructs/alarm/rule';
import { LogMetric } from '../../lib/constructs/log/log-metric';
import { ServiceLogs } from '../../lib/constructs/log/service-logs';
import { HeartbeatCanary } from '../../lib/constructs/synthetics/heartbeat-canary';
import { SamplingRule } from '../../lib/constructs/trace/sampling-rule';
import { Tracing } from '../../lib/constructs/trace/tracing';

export interface Shop {
  readonly stack: Stack;
  readonly charge: LambdaFunction;
  readonly ship: LambdaFunction;
  readonly legacy: CfnFunction;
  readonly collectErrors: LambdaFunction;
  readonly api: HttpApi;
  readonly orders: Table;
  readonly payments: Queue;
  readonly vpc: Vpc;
  readonly pager: Topic;
}

/** The user's part alone. */
export function unwatchedApp(): { readonly app: App; readonly shop: Shop } {
  const context = { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true, '@aws-cdk/aws-iam:minimizePolicies': true };
  const app = new App({ context, analyticsReporting: false });
  return { app, shop: addShop(new Stack(app, 'Shop')) };
}

/** Every construct, each with what makes it ask for the most. Needs the build (`npm run build`), as hubs do. */
export function watchedApp(): { readonly app: App; readonly shop: Shop } {
  const { app, shop } = unwatchedApp();
  const incidents = new IncidentResponse(new Stack(app, 'Hub'), 'Incidents', {
    channels: [Channel.email('oncall@example.com'), Channel.topic('pager', shop.pager)],
  });
  const identity = { service: 'shop', environment: 'prod' };
  const { stack, charge, ship, api, orders, payments } = shop;
  new Observability(stack, 'Observability', { ...identity, incidents }).monitor(charge, api, orders, payments);
  const stage = { service: 'shop', environment: 'stage', notify: shop.pager, shards: 4 };
  new Observability(stack, 'ByTopic', stage).monitorScope(stack);
  new HealthChecks(stack, 'Health', {
    ...identity,
    checks: [HealthCheck.http('api', `${api.apiEndpoint}/health`), HealthCheck.tcp('cache', 'cache.internal', 6379)],
    notify: shop.pager,
    vpc: shop.vpc,
  });
  const metrics = new MetricsQueue(stack, 'Metrics', { alarmAction: new SnsAction(shop.pager) });
  metrics.grantPublish(ship);
  addLogsAndTraces(shop);
  addAlarms(shop);
  return { app, shop };
}

function addShop(stack: Stack): Shop {
  const lambda = (id: string) =>
    new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
      logGroup: new LogGroup(stack, `${id}Logs`),
    });
  const queue = { queue: new Queue(stack, 'PaymentsDeadLetters'), maxReceiveCount: 3 };
  const [charge, ship] = [lambda('Charge'), lambda('Ship')];
  return {
    stack,
    charge,
    ship,
    legacy: addLegacyFunction(stack, ship),
    collectErrors: lambda('CollectErrors'),
    api: new HttpApi(stack, 'Api'),
    orders: new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } }),
    payments: new Queue(stack, 'Payments', { deadLetterQueue: queue }),
    vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }),
    pager: new Topic(stack, 'Pager', { masterKey: new Key(stack, 'PagerKey'), enforceSSL: true }),
  };
}

/** As an L1, with the role of another function. */
function addLegacyFunction(stack: Stack, { role }: IFunction): CfnFunction {
  return new CfnFunction(stack, 'Legacy', {
    code: { zipFile: 'exports.handler = async () => {};' },
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X.name,
    role: role?.roleArn as string,
  });
}

function addLogsAndTraces({ stack, charge, ship, legacy, collectErrors, api, vpc, pager }: Shop): void {
  const identity = { service: 'shop', environment: 'prod' };
  new ServiceLogs(stack, 'Logs', {
    ...identity,
    functions: [charge, ship],
    retention: RetentionDays.ONE_MONTH,
    dataProtection: {},
    anomalies: {},
    savedQueries: 'each',
    errorDestination: new LambdaDestination(collectErrors),
  });
  new LogMetric(stack, 'Declined', {
    logGroup: charge.logGroup,
    pattern: '{ $.error.category = "network" }',
    metricName: 'Declined',
  });
  const samplingRules = [SamplingRule.of({ path: '/health*', rate: 0, reservoir: 0, priority: 100 })];
  new Tracing(stack, 'Tracing', { ...identity, resources: [charge, legacy], samplingRules, notifications: true });
  // The user's role is the user's to answer for.
  const reason = 'Sends traces: PutTraceSegments and PutTelemetryRecords of X-Ray know no resources.';
  Validations.of(charge).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason });
  new HeartbeatCanary(stack, 'Canary', { ...identity, url: `${api.apiEndpoint}/`, vpc, notify: pager });
}

/** One of each kind that makes resources of its own or uses properties that are new in CloudFormation. */
function addAlarms({ stack, charge, ship, pager }: Shop): void {
  const actions = actionArns(stack, [AlarmAction.topic(pager), AlarmAction.lambda(ship)], 'the test');
  const context = {
    service: 'shop',
    environment: 'prod',
    actionsFor: () => actions,
    nameOf: (id: string) => `shop-prod-${id}`,
  };
  const add = (id: string, condition: AlarmCondition, warmUp?: Duration) =>
    renderCondition(stack, id, condition, { severity: 'low', summary: 'Orders fail.', warmUp }, context);
  const judged = { comparison: 'GreaterThanThreshold', threshold: 5, evaluationPeriods: 3 } as const;
  const faults = add(
    'WarmedUp',
    AlarmCondition.threshold({ metric: charge.metricErrors(), ...judged }),
    Duration.hours(1),
  );
  const band = add('Band', AlarmCondition.anomalyBand({ metric: charge.metricDuration(), evaluationPeriods: 3 }));
  add(
    'Lines',
    AlarmCondition.log({ logGroups: [charge.logGroup, ship.logGroup], query: 'fields @message', ...judged }),
  );
  add('Series', AlarmCondition.promQl({ query: 'up == 0' }));
  const rule = AlarmRule.all(faults, band);
  renderComposite(stack, 'Both', rule, { severity: 'high', summary: 'Slow and failing.' }, context);
  const window = MuteWindow.cron('0 2 * * SUN', { duration: Duration.hours(2) });
  renderMute(stack, 'Sundays', { window, alarms: [faults] }, context);
}
