import type { Order, Settlement } from './order';

/** Where orders are kept. */
export interface OrderStore {
  /** Stores a new order. `exists`: there is one with this id already; nothing was changed. */
  create(order: Order): Promise<'created' | 'exists'>;
  /** Read consistently: what was created or settled before is seen. */
  get(orderId: string): Promise<Order | undefined>;
  /** Ends a pending payment. An order that is settled already stays as it is. */
  settle(orderId: string, settlement: Settlement): Promise<void>;
}

/** Payments waiting to be charged. At least once: the same order may be delivered again. */
export interface PaymentQueue {
  send(orderId: string): Promise<void>;
}

export interface Charge {
  /** Charges with the same key are one charge, however often they are sent. */
  readonly idempotencyKey: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly paymentToken: string;
}

/** Takes the money. A declined card is an answer; throws when the provider gave none (outage, timeout). */
export interface PaymentProvider {
  charge(charge: Charge): Promise<Settlement>;
}
