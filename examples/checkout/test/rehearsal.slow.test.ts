import type { RehearsedDependency, RehearsedHandler, RehearsedPlatform } from 'sightline/rehearsal';
import rehearsal from '../rehearsal';
import { captureStdout, httpEvent, paymentFailures, REQUEST, sqsEvent } from './support';

/** A platform that only keeps what it is asked; `callDependency` stands for the scenario. */
function bind(callDependency: RehearsedDependency['call'] = async (work) => work()) {
  const operations: string[] = [];
  const sent: string[] = [];
  const platform: RehearsedPlatform = {
    queue: (id) => ({ send: async (body) => void sent.push(`${id} ${body}`) }),
    table: (id) => ({
      operation: async (name, work) => {
        operations.push(`${id} ${name}`);
        return work();
      },
    }),
    dependency: () => ({ call: callDependency }),
  };
  const factories = rehearsal.functions(platform);
  const handler = (name: string): RehearsedHandler => factories[name]?.() as RehearsedHandler;
  const invoke = async (name: string, event: unknown): Promise<unknown> => handler(name)(event, {} as never);
  return { operations, sent, invoke };
}

const PLACE = httpEvent('POST /orders', { body: JSON.stringify(REQUEST) });
const GET = httpEvent('GET /orders/{orderId}', { pathParameters: { orderId: 'order-1' } });

let stdout: () => string[];
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('carries an order from the API through the queue to its payment', async () => {
  const { operations, sent, invoke } = bind();
  expect(await invoke('PlaceOrder', PLACE)).toMatchObject({ statusCode: 202 });
  expect(sent).toEqual(['Payments order-1']);
  expect(await invoke('ChargePayment', sqsEvent(['order-1']))).toEqual({ batchItemFailures: [] });
  expect(await invoke('GetOrder', GET)).toMatchObject({ body: expect.stringContaining('"status":"PAID"') });
  expect(operations).toEqual(['Orders PutItem', 'Orders GetItem', 'Orders UpdateItem', 'Orders GetItem']);
});

test('gives up on payments that are too slow, as the HTTPS adapter does', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  const { invoke } = bind((work) => new Promise((resolve) => setTimeout(() => resolve(work()), 10_000)));
  await invoke('PlaceOrder', PLACE);
  const charged = invoke('ChargePayment', sqsEvent(['order-1']));
  await jest.advanceTimersByTimeAsync(4_000);
  expect(await charged).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  expect(paymentFailures(stdout())).toMatchObject([{ error: { name: 'PaymentProviderUnavailable' } }]);
});
