import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyHandlerV2,
  APIGatewayProxyResultV2,
  Context,
  Handler,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
  StreamifyHandler,
} from 'aws-lambda';
import { type LambdaContext, metrics, observe } from '../../lib/middleware/index';
import { flushMetrics } from '../../lib/middleware/metrics';
import { captureStdout } from './harness';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Equal<A, B>): void {}

test('the type of a handler stays what it is', () => {
  const http = async (event: APIGatewayProxyEventV2, _context: Context): Promise<APIGatewayProxyResultV2> => ({
    body: event.routeKey,
  });
  const observedHttp = observe(http);
  same<typeof observedHttp, typeof http>(true);

  const queue = async (event: SQSEvent): Promise<SQSBatchResponse> => ({
    batchItemFailures: event.Records.map((record) => ({ itemIdentifier: record.messageId })),
  });
  const observedQueue = observe(queue, { operation: (event) => `batch of ${event.Records.length}` });
  same<typeof observedQueue, typeof queue>(true);

  const plain = (event: { readonly a: number }): number => event.a;
  const observedPlain = observe(plain);
  same<ReturnType<typeof observedPlain>, number>(true);

  const declared: SQSHandler = async () => undefined;
  const observedDeclared = observe(declared);
  same<typeof observedDeclared, SQSHandler>(true);
});

test('a handler written in place knows its context, and its event where a type is declared', () => {
  const inline = observe(async (event: APIGatewayProxyEventV2, context) => {
    same<typeof context, LambdaContext>(true);
    return { statusCode: 200, body: event.rawPath + context.awsRequestId };
  });
  same<Awaited<ReturnType<typeof inline>>, { statusCode: number; body: string }>(true);

  const typed: APIGatewayProxyHandlerV2 = observe(async (event) => {
    same<typeof event, APIGatewayProxyEventV2>(true);
    return { statusCode: 200 };
  });
  const generic: Handler<SQSEvent, SQSBatchResponse> = observe(async (event) => {
    same<typeof event, SQSEvent>(true);
    return { batchItemFailures: [] };
  });
  expect([typed, generic]).toEqual([expect.any(Function), expect.any(Function)]);
});

test('a handler that streams its response stays one', () => {
  const streamed = Object.assign(
    (async (event, stream, _context) => void stream.end(event.rawPath)) as StreamifyHandler<
      APIGatewayProxyEventV2,
      void
    >,
    { [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response' },
  );
  const observed = observe(streamed, { operation: ({ rawPath }) => rawPath });
  same<typeof observed, typeof streamed>(true);
  const flushed = flushMetrics(streamed);
  same<typeof flushed, typeof streamed>(true);
  expect([observed, flushed]).toEqual([expect.any(Function), expect.any(Function)]);
});

test('metrics alone keep the type of a handler, too', () => {
  const queue = async (event: SQSEvent): Promise<SQSBatchResponse> => ({ batchItemFailures: event.Records as never });
  const flushed = flushMetrics(queue);
  same<typeof flushed, typeof queue>(true);
  expect(flushed).toBeDefined();
});

test('labels and units are checked when it compiles', () => {
  const stdout = captureStdout();
  // @ts-expect-error a label is a text, a number or a flag
  metrics.count('Orders', 1, { tenant: {} });
  // @ts-expect-error a unit of CloudWatch
  metrics.count('Orders', 1, {}, { unit: 'Furlong' });
  // @ts-expect-error a gauge needs a value
  metrics.gauge('Stock');
  metrics.count('Orders', undefined, { tenant: undefined, retry: 1, isNew: true }, { dimensionSets: [[], ['tenant']] });
  stdout.restore();
});

test('the context type is what AWS declares', () => {
  const fromAws = (context: Context): LambdaContext => context;
  expect(fromAws).toBeDefined();
});

test('a synchronous handler stays synchronous', () => {
  const stdout = captureStdout();
  const doubled: number = observe((event: number) => event * 2)(21);
  stdout.restore();
  expect(doubled).toBe(42);
});
