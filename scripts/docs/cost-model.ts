/** What each part of an app adds to its price: stacks that differ by one part, synthesized and priced as `sightline cost` does. */
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Channel, ErrorTracking, HealthScores, IncidentResponse, Observability, Slo, TraceAnalysis } from 'sightline';
import { type CostEstimate, type CostLine, estimateCost } from '../../lib/core/price/estimate';
import { amount, dollars } from '../../lib/core/price/summary';
import type { Traffic } from '../../lib/core/price/usage';
import { readAssembly } from '../../lib/rehearsal/assembly';
import { ROOT } from './example';
import { table } from './table';

interface Service {
  readonly stack: Stack;
  readonly observability: Observability;
  readonly fn: LambdaFunction;
}

interface Part {
  readonly what: string;
  readonly add: (service: Service) => void;
  /** Part that it comes on top of. @default - a service with one function */
  readonly on?: string;
  readonly traffic?: Traffic;
}

const HUB = IncidentResponse.fromHubName('sightline');

const PARTS: readonly Part[] = [
  { what: 'a function more', add: ({ stack, observability }) => observability.monitor(lambda(stack, 'Second')) },
  { what: 'an HTTP API with two routes', add: addApi },
  { what: 'a table', add: ({ stack, observability }) => observability.monitor(newTable(stack)) },
  { what: 'a queue with dead letters, read by the function', add: addQueue },
  {
    what: 'the first objective of a stack',
    add: ({ observability, fn }) => addObjective('Availability', observability, fn),
  },
  {
    what: 'an objective more',
    on: 'the first objective of a stack',
    add: ({ observability, fn }) => {
      addObjective('Availability', observability, fn);
      addObjective('Latency', observability, fn);
    },
  },
  {
    what: 'anomaly detection on the service’s own metrics',
    add: ({ observability }) => observability.detectAnomalies(),
  },
  {
    what: 'error tracking',
    add: ({ stack, observability }) =>
      observability.trackErrors(new ErrorTracking(stack, 'Errors', { incidents: HUB })),
  },
  {
    what: 'health score of the service',
    add: ({ stack, observability }) => void new HealthScores(stack, 'Scores', { services: [observability] }),
  },
  { what: 'trace analysis', add: ({ stack }) => void new TraceAnalysis(stack, 'Traces', { incidents: HUB }) },
  { what: 'a million requests', add: () => undefined, traffic: { requests: 1_000_000 } },
];

/** What is less is in the sum, and not shown by itself. */
const TOLD_FROM_USD = 0.05;
const BASE = 'a service with one function';
const HUB_PART = 'a hub';

/** Needs the build, as the hub does. */
export function costModel(): string {
  const app = new App({
    outdir: join(ROOT, 'out', 'docs', 'cost-model'),
    analyticsReporting: false,
    context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true },
  });
  addService(app, BASE, () => undefined);
  for (const { what, add } of PARTS) addService(app, what, add);
  new IncidentResponse(new Stack(app, stackId(HUB_PART)), 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
  });
  const { stacks } = readAssembly(app.synth().directory);
  const price = (what: string, traffic?: Traffic) => {
    const own = stacks.filter(({ stackName }) => stackName === stackId(what));
    const resources = own.flatMap(({ stackName, resources }) => resources.map((one) => ({ ...one, stackName })));
    return estimateCost(resources, { traffic });
  };
  const rows = PARTS.map(({ what, on = BASE, traffic }) => row(what, price(what, traffic), price(on)));
  return table(
    ['what', 'a month:', 'of it'],
    [row(BASE, price(BASE)), ...rows.slice(0, -1), row(HUB_PART, price(HUB_PART)), ...rows.slice(-1)],
  );
}

/** What the one has beyond the other, biggest first. */
function row(what: string, estimate: CostEstimate, before?: CostEstimate): string[] {
  const had = new Map(before?.lines.map((line) => [line.what, line]));
  const added = estimate.lines
    .map((line) => ({ ...line, ...more(line, had.get(line.what)) }))
    .filter(({ usdPerMonth }) => usdPerMonth >= TOLD_FROM_USD)
    .sort((a, b) => b.usdPerMonth - a.usdPerMonth);
  const parts = added.map((line) => `${amount(line.quantity)} x ${line.what} ${dollars(line.usdPerMonth)}`);
  return [what, dollars(estimate.usdPerMonth - (before?.usdPerMonth ?? 0)), parts.join(', ')];
}

function more(line: CostLine, before: CostLine | undefined): Pick<CostLine, 'quantity' | 'usdPerMonth'> {
  const { quantity = 0, usdPerMonth = 0 } = before ?? {};
  return { quantity: line.quantity - quantity, usdPerMonth: line.usdPerMonth - usdPerMonth };
}

function addService(app: App, what: string, add: (service: Service) => void): void {
  const stack = new Stack(app, stackId(what));
  const fn = lambda(stack, 'Function');
  const observability = new Observability(stack, 'Observability', {
    service: stackId(what),
    environment: 'prod',
    incidents: HUB,
  });
  observability.monitor(fn);
  add({ stack, observability, fn });
}

function stackId(what: string): string {
  return what.replaceAll(/\W+/g, '-');
}

function lambda(stack: Stack, id: string): LambdaFunction {
  const code = Code.fromInline('exports.handler = async () => {};');
  return new LambdaFunction(stack, id, { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code });
}

function newTable(stack: Stack): TableV2 {
  return new TableV2(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
}

function addApi({ stack, observability, fn }: Service): void {
  const api = new HttpApi(stack, 'Api');
  const integration = new HttpLambdaIntegration('Integration', fn);
  for (const path of ['/orders', '/orders/{id}']) api.addRoutes({ path, methods: [HttpMethod.GET], integration });
  observability.monitor(api);
}

function addQueue({ stack, observability, fn }: Service): void {
  const deadLetterQueue = { queue: new Queue(stack, 'DeadLetters'), maxReceiveCount: 3 };
  const queue = new Queue(stack, 'Queue', { deadLetterQueue });
  fn.addEventSource(new SqsEventSource(queue));
  observability.monitor(queue);
}

function addObjective(id: string, observability: Observability, fn: LambdaFunction): void {
  observability.slo(id, Slo.availability(fn, { objective: '99.9' }));
}
