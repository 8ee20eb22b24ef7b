import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dependency, log, metrics, observe } from 'sightline/middleware';
import type { OrderStore, PaymentProvider } from '../ports';

export interface ChargePaymentPorts {
  readonly orders: OrderStore;
  readonly provider: PaymentProvider;
}

/**
 * Charges the orders of one batch. A record that cannot be charged now fails alone: SQS delivers it again and, after
 * the queue's `maxReceiveCount`, moves it to the dead-letter queue.
 *
 * No delivery charges twice: a settled order is skipped, and the order id is the provider's idempotency key for the
 * case in between (charged, but we died before the order said so).
 */
export const chargePayment = (ports: ChargePaymentPorts) =>
  observe(async (event: SQSEvent): Promise<SQSBatchResponse> => {
    // At once, so that a batch takes no longer than its slowest call to the provider.
    const failed = await Promise.all(
      event.Records.map(async ({ body: orderId, messageId }) => {
        try {
          await chargeOrder(ports, orderId);
          return [];
        } catch (error) {
          // The middleware's own line for the batch says only how many.
          log.error('payment failed', { orderId, error });
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: failed.flat() };
  });

async function chargeOrder({ orders, provider }: ChargePaymentPorts, orderId: string): Promise<void> {
  const order = await orders.get(orderId);
  if (!order) throw new Error(`there is no order '${orderId}' to charge`);
  if (order.payment.status !== 'PENDING') return;

  const settlement = await dependency('payments', () =>
    provider.charge({
      idempotencyKey: orderId,
      amountCents: order.totalCents,
      currency: order.request.currency,
      paymentToken: order.request.paymentToken,
    }),
  );
  await orders.settle(orderId, settlement);
  metrics.count('PaymentsSettled', 1, { status: settlement.status });
}
