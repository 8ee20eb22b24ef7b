import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyHandlerV2,
  APIGatewayProxyResultV2,
  Context,
  Handler,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
} from 'aws-lambda';
import { type LambdaContext, observe } from '../../lib/middleware/index';
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
