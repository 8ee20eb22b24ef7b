import { flushMetrics, metrics } from '../../../lib/middleware/metrics';
import type { OrderEvent } from './by-hand/order';

export const handler = flushMetrics(async (_event: OrderEvent) => {
  metrics.count('OrdersPlaced', 1, { tenant: 'acme' });
  metrics.histogram('OrderValue', 42.5, { tenant: 'acme' }, { unit: 'None' });
  return { statusCode: 200 };
});
