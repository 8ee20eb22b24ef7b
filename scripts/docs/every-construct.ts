/** An app with every construct of Sightline, beside the same app without any: what is in one only, Sightline made. */
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, Code, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import {
  AlarmAction,
  AlarmCondition,
  AlarmRule,
  AnomalyDetection,
  Automation,
  Channel,
  CustomWidgets,
  ErrorTracking,
  HealthCheck,
  HealthChecks,
  HealthScores,
  HeartbeatCanary,
  ImageScans,
  IncidentResponse,
  LogMetric,
  MetricsQueue,
  MuteWindow,
  Observability,
  Packs,
  SamplingRule,
  ServiceLogs,
  Sli,
  Slo,
  SloEvaluation,
  TraceAnalysis,
  Tracing,
} from 'sightline';

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
  const { stack, charge, ship, api, orders, payments } = shop;
  const judges = { incidents: IncidentResponse.fromHubName('sightline'), notify: shop.pager };
  const evaluation = new SloEvaluation(stack, 'Slos', { name: 'shop', ...judges });
  const errors = new ErrorTracking(stack, 'Errors', judges);
  const incidents = addHub(app, shop, evaluation, errors);
  const identity = { service: 'shop', environment: 'prod' };
  const observability = new Observability(stack, 'Observability', { ...identity, incidents });
  observability.monitor(charge, api, orders, payments);
  new ImageScans(stack, 'ImageScans', { observability });
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
  addAlarms(observability, shop);
  addObjectives(observability, evaluation, shop);
  const detection = new AnomalyDetection(stack, 'Anomalies', { incidents, notify: shop.pager });
  observability.detectAnomalies({ detection });
  observability.trackErrors(errors);
  const scores = new HealthScores(stack, 'Scores', { services: [observability], notify: shop.pager });
  const traces = { incidents, logGroups: [charge.logGroup], notify: shop.pager };
  const analysis = new TraceAnalysis(stack, 'Traces', traces);
  new CustomWidgets(Stack.of(incidents), 'Widgets', {
    services: [observability],
    incidents,
    evaluation,
    analysis,
    scores,
  });
  return { app, shop };
}

/** With a channel that has a secret, an automation of each kind, and what post-mortems can say. */
function addHub(app: App, shop: Shop, evaluation: SloEvaluation, errors: ErrorTracking): IncidentResponse {
  const stack = new Stack(app, 'Hub');
  const webhookUrl = Secret.fromSecretNameV2(stack, 'Slack', 'sightline/slack');
  const incidents = new IncidentResponse(stack, 'Incidents', {
    channels: [
      Channel.email('oncall@example.com'),
      Channel.topic('pager', shop.pager),
      Channel.slack('team', { webhookUrl }),
    ],
    postmortems: { evaluation, errors },
  });
  const failOver = StateMachine.fromStateMachineName(stack, 'FailOver', 'fail-over');
  const assumeRole = Role.fromRoleName(stack, 'Restarter', 'restarter');
  const restart = Automation.ssmDocument('Shop-Restart', {}, { destructive: true, assumeRole });
  incidents.addRunbook('restart', { automation: restart });
  incidents.addRunbook('fail-over', { automation: Automation.stateMachine(failOver) });
  incidents.addRunbook('ship-again', { automation: Automation.lambda(shop.ship) });
  return incidents;
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

/** Of each kind that makes resources of its own, or uses properties that are new in CloudFormation. */
function addAlarms(observability: Observability, { charge, ship, pager }: Shop): void {
  const actions = [AlarmAction.topic(pager), AlarmAction.lambda(ship), AlarmAction.opsItem({ severity: 3 })];
  const told = { severity: 'low', summary: 'Orders fail.', actions } as const;
  const judged = { comparison: 'GreaterThanThreshold', threshold: 5, evaluationPeriods: 3 } as const;
  const metric = charge.metricErrors();
  const warmUp = Duration.hours(1);
  const faults = observability.addAlarm('WarmedUp', AlarmCondition.threshold({ metric, ...judged }), {
    ...told,
    warmUp,
  });
  const band = AlarmCondition.anomalyBand({ metric: charge.metricDuration(), evaluationPeriods: 3, detector: {} });
  const unusual = observability.addAlarm('Unusual', band, told);
  const logGroups = [charge.logGroup, ship.logGroup];
  observability.addAlarm('Lines', AlarmCondition.log({ logGroups, query: 'fields @message', ...judged }), told);
  observability.addAlarm('Series', AlarmCondition.promQl({ query: 'up == 0' }), told);
  observability.addCompositeAlarm('Both', AlarmRule.all(faults, unusual), {
    severity: 'high',
    summary: 'Slow and failing.',
  });
  observability.muteAlarms('Sundays', { window: MuteWindow.cron('0 2 * * SUN', { duration: Duration.hours(2) }) });
}

/** Native and published ones, of the stack's own evaluation and of a shared one. */
function addObjectives(observability: Observability, slos: SloEvaluation, { stack, api, pager }: Shop): void {
  observability.slo('Api', Slo.availability(api, { objective: '99.9', applicationSignals: true }));
  observability.slo('Latency', Slo.latency(api, { objective: '99', threshold: Duration.millis(300), window: '7d' }));
  const search = new Observability(stack, 'Search', { service: 'search', environment: 'prod', notify: pager, slos });
  search.slo('Handlers', Slo.errorRate(Sli.handlers(), { maxPercent: '0.5', longWindow: 'published' }));
  search.addPack(Packs.saasFrontEnd);
}
