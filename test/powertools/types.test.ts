import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyResultV2,
  Context,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
} from 'aws-lambda';
import type { LambdaContext } from '../../lib/middleware/wrap';
import {
  guardLogger,
  guardMetrics,
  observe,
  observeMethod,
  type PowertoolsInstances,
  sightlineMiddleware,
} from '../../lib/powertools/index';
import { loadMiddy } from './harness';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Equal<A, B>): void {}

const instances = {
  metrics: new Metrics({ namespace: 'Shop' }),
  tracer: new Tracer({ enabled: false }),
  logger: new Logger({}),
} satisfies PowertoolsInstances;

test('the type of a handler stays what it is', () => {
  const http = async (event: APIGatewayProxyEventV2, _context: Context): Promise<APIGatewayProxyResultV2> => ({
    body: event.routeKey,
  });
  same<ReturnType<typeof observe<typeof http>>, typeof http>(true);
  const observedHttp = observe(http, instances);
  same<typeof observedHttp, typeof http>(true);

  const queue = async (event: SQSEvent): Promise<SQSBatchResponse> => ({
    batchItemFailures: event.Records.map((record) => ({ itemIdentifier: record.messageId })),
  });
  const observedQueue = observe(queue, { ...instances, operation: (event) => `batch of ${event.Records.length}` });
  same<typeof observedQueue, typeof queue>(true);

  const declared: SQSHandler = async () => undefined;
  const observedDeclared = observe(declared, instances);
  same<typeof observedDeclared, SQSHandler>(true);
});

test('a handler written in place knows its context', () => {
  const inline = observe(async (event: APIGatewayProxyEventV2, context) => {
    same<typeof context, LambdaContext>(true);
    return { statusCode: 200, body: event.rawPath + context.awsRequestId };
  }, instances);
  same<Awaited<ReturnType<typeof inline>>, { statusCode: number; body: string }>(true);
  expect(inline).toEqual(expect.any(Function));
});

test('a middy keeps its event and its result', () => {
  const handler = loadMiddy()(async (event: SQSEvent) => event.Records.length).use(sightlineMiddleware(instances));
  same<Parameters<typeof handler>[0], SQSEvent>(true);
  same<Awaited<ReturnType<typeof handler>>, number>(true);
  const observed = observe(handler, instances);
  same<typeof observed, typeof handler>(true);
});

test('the decorator takes methods of handlers, and nothing else', () => {
  const decorate = observeMethod(instances);
  const method = async (event: SQSEvent, _context: Context) => event.Records.length;
  const standard = (context: ClassMethodDecoratorContext) => decorate(method, context);
  same<ReturnType<typeof standard>, typeof method>(true);
  const legacy = (target: object, descriptor: TypedPropertyDescriptor<typeof method>) =>
    decorate(target, 'handler', descriptor);
  // @ts-expect-error a text is no method
  const wrong = (context: ClassMethodDecoratorContext) => decorate('text', context);
  expect([standard, legacy, wrong]).toHaveLength(3);
});

test('guarded instances are what they were', () => {
  const metrics = guardMetrics(instances.metrics);
  const logger = guardLogger(instances.logger);
  same<typeof metrics, Metrics>(true);
  same<typeof logger, Logger>(true);
  expect([metrics, logger]).toEqual([instances.metrics, instances.logger]);
});

// @ts-expect-error what is passed must be an instance
const wrongInstances: PowertoolsInstances = { metrics: new Logger({}) };
void wrongInstances;
