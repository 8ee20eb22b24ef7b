import { memoryOrders } from '../adapters/memory-orders';
import { getOrder } from '../handlers/get-order';
import { captureStdout, httpEvent, pendingOrder, REQUEST } from './support';

const ROUTE = 'GET /orders/{orderId}';

async function get(orderId: string) {
  const orders = memoryOrders();
  await orders.create(pendingOrder());
  await orders.settle('order-1', { status: 'PAID', paymentId: 'pay_1' });
  return getOrder({ orders })(httpEvent(ROUTE, { pathParameters: { orderId } }));
}

beforeEach(() => captureStdout());
afterEach(() => jest.restoreAllMocks());

test('shows the order and how far its payment is', async () => {
  const { statusCode, body } = await get('order-1');
  expect(statusCode).toBe(200);
  expect(JSON.parse(body ?? '')).toEqual({
    orderId: 'order-1',
    items: REQUEST.items,
    currency: 'EUR',
    totalCents: 3_899,
    placedAt: '2026-11-21T09:30:00.000Z',
    payment: { status: 'PAID', paymentId: 'pay_1' },
  });
});

test('keeps the payment token to itself', async () => {
  expect((await get('order-1')).body).not.toContain(REQUEST.paymentToken);
});

test('answers 404 to an order that nobody placed', async () => {
  const { statusCode, body } = await get('order-2');
  expect(statusCode).toBe(404);
  expect(JSON.parse(body ?? '')).toEqual({ message: "there is no order 'order-2'" });
});
