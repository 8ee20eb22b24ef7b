import { defineRehearsal, type RehearsedPlatform } from 'sightline/rehearsal';
import { CHARGE_TIMEOUT_MS, PaymentProviderUnavailable } from './adapters/http-payment-provider';
import { memoryOrders } from './adapters/memory-orders';
import { memoryPaymentProvider } from './adapters/memory-payment-provider';
import { chargePayment } from './handlers/charge-payment';
import { getOrder } from './handlers/get-order';
import { placeOrder } from './handlers/place-order';
import type { OrderStore, PaymentProvider, PaymentQueue } from './ports';

/**
 * What the service's functions run in rehearsal: the same handlers as in AWS, with their ports on the simulated
 * platform. A scenario makes `payments` slow or fail by that name.
 */
export default defineRehearsal({
  dependencies: { payments: { latencyMs: 120 } },
  functions: (platform) => {
    const orders = rehearsedOrders(platform);
    const payments: PaymentQueue = { send: (orderId) => platform.queue('Payments').send(orderId) };
    const provider = rehearsedProvider(platform);
    return {
      PlaceOrder: () => placeOrder({ orders, payments }),
      GetOrder: () => getOrder({ orders }),
      ChargePayment: () => chargePayment({ orders, provider }),
    };
  },
});

function rehearsedOrders(platform: RehearsedPlatform): OrderStore {
  const table = platform.table('Orders');
  const orders = memoryOrders();
  return {
    create: async (order) => table.operation('PutItem', () => orders.create(order)),
    get: async (orderId) => table.operation('GetItem', () => orders.get(orderId)),
    settle: async (orderId, settlement) => table.operation('UpdateItem', () => orders.settle(orderId, settlement)),
  };
}

function rehearsedProvider(platform: RehearsedPlatform): PaymentProvider {
  const payments = platform.dependency('payments');
  const provider = memoryPaymentProvider();
  return { charge: (charge) => withTimeout(payments.call(() => provider.charge(charge))) };
}

/** As the HTTPS adapter gives up on a provider that a scenario makes too slow. */
async function withTimeout<T>(call: Promise<T>): Promise<Awaited<T>> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const late = new PaymentProviderUnavailable(`no answer within ${CHARGE_TIMEOUT_MS} ms`);
    timer = setTimeout(() => reject(late), CHARGE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([call, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
