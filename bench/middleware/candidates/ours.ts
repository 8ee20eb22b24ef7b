import { annotate, log, metrics, observe } from '../../../lib/middleware/index';
import type { OrderEvent } from './by-hand/order';

export const handler = observe(async (event: OrderEvent) => {
  metrics.count('OrdersPlaced', 1, { tenant: 'acme' });
  metrics.histogram('OrderValue', 42.5, { tenant: 'acme' }, { unit: 'None' });
  annotate('orderId', event.id);
  log.info('order placed', { orderId: event.id });
  return { statusCode: 200 };
});
