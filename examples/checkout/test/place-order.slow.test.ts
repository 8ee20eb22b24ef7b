import { memoryOrders } from '../adapters/memory-orders';
import { placeOrder } from '../handlers/place-order';
import { captureStdout, httpEvent, REQUEST } from './support';

const POST = 'POST /orders';
const ANSWER = { orderId: 'order-1', totalCents: 3_899, currency: 'EUR', placedAt: '2026-11-21T09:30:00.000Z' };

function shop() {
  const orders = memoryOrders();
  const sent: string[] = [];
  const send = jest.fn(async (orderId: string) => {
    sent.push(orderId);
  });
  const handler = placeOrder({ orders, payments: { send } });
  const place = (body: unknown) => handler(httpEvent(POST, { body: JSON.stringify(body) }));
  return { orders, sent, send, handler, place };
}

beforeEach(() => {
  captureStdout();
  jest.useFakeTimers({ now: new Date('2026-11-21T09:30:00Z'), doNotFake: ['nextTick', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('takes an order with 202, keeps it as pending and queues its payment', async () => {
  const { orders, sent, place } = shop();
  const { statusCode, headers, body } = await place(REQUEST);
  expect({ statusCode, body: JSON.parse(body ?? '') }).toEqual({ statusCode: 202, body: ANSWER });
  expect(headers).toEqual({ 'content-type': 'application/json', location: '/orders/order-1' });
  expect(await orders.get('order-1')).toMatchObject({ request: REQUEST, payment: { status: 'PENDING' } });
  expect(sent).toEqual(['order-1']);
});

test('reads a body that API Gateway sent in base64', async () => {
  const body = Buffer.from(JSON.stringify(REQUEST)).toString('base64');
  const { statusCode } = await shop().handler(httpEvent(POST, { body, isBase64Encoded: true }));
  expect(statusCode).toBe(202);
});

test('answers 400 with the problem and keeps nothing', async () => {
  const { orders, sent, place } = shop();
  const { statusCode, body } = await place({ ...REQUEST, items: [] });
  expect(statusCode).toBe(400);
  expect(JSON.parse(body ?? '')).toEqual({ message: '\'items\' must be a list of 1 to 100 items, got "0 items"' });
  expect(await orders.get('order-1')).toBeUndefined();
  expect(sent).toEqual([]);
});

test('answers 400 to a request without a body', async () => {
  expect((await shop().handler(httpEvent(POST))).statusCode).toBe(400);
});

test('gives the same order the same answer again, later too', async () => {
  const { place } = shop();
  const first = await place(REQUEST);
  jest.setSystemTime(new Date('2026-11-22T00:00:00Z'));
  expect(await place(REQUEST)).toEqual(first);
});

test('answers 409 when the id belongs to a different order, and leaves that order alone', async () => {
  const { orders, sent, place } = shop();
  await place(REQUEST);
  const { statusCode } = await place({ ...REQUEST, currency: 'USD' });
  expect(statusCode).toBe(409);
  expect(await orders.get('order-1')).toMatchObject({ request: REQUEST });
  expect(sent).toEqual(['order-1']);
});

test('queues the payment on the second attempt when the queue failed the first', async () => {
  const { sent, send, place } = shop();
  send.mockRejectedValueOnce(new Error('queue unavailable'));
  await expect(place(REQUEST)).rejects.toThrow('queue unavailable');
  expect((await place(REQUEST)).statusCode).toBe(202);
  expect(sent).toEqual(['order-1']);
});

test('queues no payment for an order that is settled', async () => {
  const { orders, sent, place } = shop();
  const first = await place(REQUEST);
  await orders.settle('order-1', { status: 'PAID', paymentId: 'pay_1' });
  expect(await place(REQUEST)).toEqual(first);
  expect(sent).toEqual(['order-1']);
});
