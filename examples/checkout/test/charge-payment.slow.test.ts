import fc from 'fast-check';
import { memoryOrders } from '../adapters/memory-orders';
import { memoryPaymentProvider } from '../adapters/memory-payment-provider';
import { chargePayment } from '../handlers/charge-payment';
import type { OrderStore, PaymentProvider } from '../ports';
import { captureStdout, paymentFailures, pendingOrder, sqsEvent } from './support';

let stdout: () => string[];

async function till(ports: { provider?: PaymentProvider; orders?: OrderStore } = {}) {
  const orders = ports.orders ?? memoryOrders();
  for (const orderId of ['order-1', 'order-2']) await orders.create(pendingOrder({ orderId }));
  await orders.create(pendingOrder({ orderId: 'order-3', paymentToken: 'tok_declined' }));
  const handler = chargePayment({ orders, provider: ports.provider ?? memoryPaymentProvider() });
  const deliver = (...orderIds: string[]) => handler(sqsEvent(orderIds));
  const payment = async (orderId: string) => (await orders.get(orderId))?.payment;
  return { deliver, payment };
}

beforeEach(() => {
  // As `Observability.monitor` sets them on the function.
  const identity = { SIGHTLINE_SERVICE: 'checkout', SIGHTLINE_ENVIRONMENT: 'prod' };
  jest.replaceProperty(process, 'env', { ...process.env, ...identity });
  stdout = captureStdout();
});
afterEach(() => jest.restoreAllMocks());

test('charges the total with the order id as idempotency key and marks the order paid', async () => {
  const provider = memoryPaymentProvider();
  const { deliver, payment } = await till({ provider });
  expect(await deliver('order-1')).toEqual({ batchItemFailures: [] });
  expect(provider.charges).toEqual([
    { idempotencyKey: 'order-1', amountCents: 3_899, currency: 'EUR', paymentToken: 'tok_visa' },
  ]);
  expect(await payment('order-1')).toEqual({ status: 'PAID', paymentId: 'pay_1' });
});

test('marks the order declined when the card is, and does not ask for another delivery', async () => {
  const { deliver, payment } = await till();
  expect(await deliver('order-3')).toEqual({ batchItemFailures: [] });
  expect(await payment('order-3')).toEqual({ status: 'DECLINED', reason: 'insufficient funds' });
  expect(paymentFailures(stdout())).toEqual([]);
});

test('fails only the records that the provider did not answer, with one error line for each', async () => {
  const working = memoryPaymentProvider();
  const { deliver, payment } = await till({
    provider: {
      charge: async (charge) => {
        if (charge.idempotencyKey === 'order-1') throw new TypeError('connection reset');
        return working.charge(charge);
      },
    },
  });
  expect(await deliver('order-1', 'order-2', 'order-3')).toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }],
  });
  expect(await payment('order-1')).toEqual({ status: 'PENDING' });
  expect(await payment('order-2')).toMatchObject({ status: 'PAID' });
  expect(paymentFailures(stdout())).toEqual([
    expect.objectContaining({
      level: 'ERROR',
      service: 'checkout',
      environment: 'prod',
      orderId: 'order-1',
      error: expect.objectContaining({ name: 'TypeError', message: 'connection reset', category: 'network' }),
    }),
  ]);
});

test('fails a record whose order does not exist', async () => {
  const { deliver } = await till();
  expect(await deliver('unknown', 'order-2')).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
});

test('skips an order that is paid already', async () => {
  const provider = memoryPaymentProvider();
  const charge = jest.spyOn(provider, 'charge');
  const { deliver } = await till({ provider });
  await deliver('order-1');
  expect(await deliver('order-1')).toEqual({ batchItemFailures: [] });
  expect(charge).toHaveBeenCalledTimes(1);
});

/** What goes wrong in one delivery: nothing, the provider before or after it took the money, or the table. */
const faults = fc.constantFrom('none', 'provider down', 'answer lost', 'table down');
const deliveries = fc.array(
  fc.record({
    fault: faults,
    orderIds: fc.array(fc.constantFrom('order-1', 'order-2'), { minLength: 1, maxLength: 5 }),
  }),
  { maxLength: 8 },
);

test('charges each order once, whatever fails and however often it is delivered', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async (history) => {
      let fault = 'none';
      const ledger = memoryPaymentProvider();
      const store = memoryOrders();
      const { deliver, payment } = await till({
        provider: {
          charge: async (charge) => {
            if (fault === 'provider down') throw new Error(fault);
            const settlement = await ledger.charge(charge);
            if (fault === 'answer lost') throw new Error(fault);
            return settlement;
          },
        },
        orders: {
          ...store,
          settle: async (orderId, settlement) => {
            if (fault === 'table down') throw new Error(fault);
            return store.settle(orderId, settlement);
          },
        },
      });

      for (const delivery of [...history, { fault: 'none', orderIds: ['order-1', 'order-2'] }]) {
        fault = delivery.fault;
        await deliver(...delivery.orderIds);
      }
      expect(ledger.charges.map((charge) => charge.idempotencyKey).sort()).toEqual(['order-1', 'order-2']);
      expect([await payment('order-1'), await payment('order-2')]).toMatchObject([
        { status: 'PAID' },
        { status: 'PAID' },
      ]);
    }),
    { numRuns: 100 },
  );
});
