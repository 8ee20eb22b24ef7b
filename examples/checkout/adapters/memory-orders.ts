import type { Order } from '../order';
import type { OrderStore } from '../ports';

/** Orders in memory, for tests. */
export function memoryOrders(): OrderStore {
  const orders = new Map<string, Order>();
  return {
    async create(order) {
      if (orders.has(order.orderId)) return 'exists';
      orders.set(order.orderId, order);
      return 'created';
    },
    async get(orderId) {
      return orders.get(orderId);
    },
    async settle(orderId, settlement) {
      const order = orders.get(orderId);
      if (order?.payment.status === 'PENDING') orders.set(orderId, { ...order, payment: settlement });
    },
  };
}
