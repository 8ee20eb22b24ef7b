import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { log, observe } from '../../lib/middleware/index';
import { observeMiddy } from '../../lib/middleware/middy';
import { observe as door, sightlineMiddleware } from '../../lib/powertools/index';
import { loadMiddy } from '../powertools/harness';
import { captureStdout, httpEvent, lambdaContext, withEnv } from './harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
const OPTIONS = { service: 'shop', environment: 'prod' };
const middy = (handler: unknown) => loadMiddy()(handler as never);
const call = (handler: unknown, context: unknown = lambdaContext()) =>
  withEnv({}, () => (handler as Handler)(httpEvent(), context));
const requests = () => stdout.metrics().filter((document) => 'Requests' in document);

const native = (handler: unknown) => observe(handler as Handler, OPTIONS);
const powertools = (handler: unknown) => door(handler as Handler, OPTIONS);

describe.each<[string, (handler: Handler) => unknown]>([
  ['observe twice', (handler) => native(native(handler))],
  ['the door twice', (handler) => powertools(powertools(handler))],
  ['observe around the door', (handler) => native(powertools(handler))],
  ['the door around observe', (handler) => powertools(native(handler))],
  ['the door around its middleware', (handler) => powertools(middy(handler).use(sightlineMiddleware(OPTIONS)))],
  ['the middleware around its door', (handler) => middy(powertools(handler)).use(sightlineMiddleware(OPTIONS))],
  ['observe around observeMiddy', (handler) => native(middy(handler).use(observeMiddy(OPTIONS)))],
  ['observeMiddy around observe', (handler) => middy(native(handler)).use(observeMiddy(OPTIONS))],
  ['observeMiddy twice', (handler) => middy(handler).use(observeMiddy(OPTIONS)).use(observeMiddy(OPTIONS))],
])('%s', (_title, form) => {
  test('counts each request once, and each of several at once', async () => {
    const handler = form(async () => {
      await new Promise(setImmediate);
      return 'ok';
    });
    expect(await call(handler)).toBe('ok');
    expect(requests()).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => call(handler)));
    expect(requests()).toHaveLength(4);
  });

  test('counts a failed request once, and throws the same', async () => {
    const error = new Error('no stock');
    const handler = form(async () => {
      throw error;
    });
    await expect(call(handler)).rejects.toBe(error);
    expect(requests()).toEqual([expect.objectContaining({ Requests: 1, Faults: 1 })]);
  });
});

test('a door within observe still publishes what the team stored', async () => {
  const metrics = new Metrics({ namespace: 'Shop', serviceName: 'shop' });
  const inner = door(async () => void metrics.addMetric('orders', MetricUnit.Count, 1), { ...OPTIONS, metrics });
  await call(native(inner));
  expect(stdout.metrics()).toEqual([expect.objectContaining({ orders: 1 }), expect.objectContaining({ Requests: 1 })]);
});

test('an observed handler that is called by another one is counted with it, and by itself when called later', async () => {
  const inner = native(async () => 'inner');
  let later: Promise<unknown> | undefined;
  await call(
    native(async (event: unknown) => {
      later = new Promise((resolve) => setTimeout(() => resolve(inner(event, lambdaContext())), 5));
      return inner(event, lambdaContext());
    }),
  );
  expect(requests()).toHaveLength(1);
  await later;
  expect(requests()).toHaveLength(2);
});

test('after a middy call nothing carries its request id', async () => {
  const handler = middy(async () => void log.info('inside')).use(observeMiddy(OPTIONS));
  // Not by an async function: what is entered must be able to leak.
  await (handler as unknown as Handler)({}, lambdaContext({ awsRequestId: 'r-1' }));
  log.info('outside');
  const of = (message: string) => stdout.logs().find((line) => line.message === message);
  expect(of('inside')).toHaveProperty('requestId', 'r-1');
  expect(of('outside')).toBeDefined();
  expect(of('outside')).not.toHaveProperty('requestId');
});
