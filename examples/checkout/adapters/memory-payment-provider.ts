import type { Settlement } from '../order';
import type { Charge, PaymentProvider } from '../ports';

export interface MemoryPaymentProvider extends PaymentProvider {
  /** Every charge taken or declined, oldest first: one for each idempotency key. */
  readonly charges: readonly Charge[];
}

/** A payment provider in memory. It declines the token `tok_declined` and takes every other. */
export function memoryPaymentProvider(): MemoryPaymentProvider {
  const settlements = new Map<string, Settlement>();
  const charges: Charge[] = [];
  return {
    charges,
    async charge(charge) {
      const earlier = settlements.get(charge.idempotencyKey);
      if (earlier) return earlier;
      charges.push(charge);
      const settlement = settle(charge, `pay_${charges.length}`);
      settlements.set(charge.idempotencyKey, settlement);
      return settlement;
    },
  };
}

function settle(charge: Charge, paymentId: string): Settlement {
  if (charge.paymentToken === 'tok_declined') return { status: 'DECLINED', reason: 'insufficient funds' };
  return { status: 'PAID', paymentId };
}
