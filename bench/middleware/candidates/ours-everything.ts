import {
  annotate,
  breadcrumb,
  dependency,
  log,
  metrics,
  observe,
  redactor,
  setTag,
  setUser,
  systemMetrics,
} from '../../../lib/middleware/index';
import type { OrderEvent } from './by-hand/order';

/** Beside the work of the others: every option, held back lines, breadcrumbs, user, tag, system metrics, and a dependency's span. */
export const handler = observe(
  async (event: OrderEvent) => {
    setUser('customer-7');
    setTag('plan', 'gold');
    breadcrumb('order received', { orderId: event.id });
    log.debug('about to charge', { orderId: event.id });
    await dependency('payments', async () => ({ status: 200 }));
    metrics.count('OrdersPlaced', 1, { tenant: 'acme' });
    metrics.histogram('OrderValue', 42.5, { tenant: 'acme' }, { unit: 'None' });
    annotate('orderId', event.id);
    log.info('order placed', { orderId: event.id });
    return { statusCode: 200 };
  },
  {
    release: '2026-11-21',
    operation: () => 'place order',
    logSampleRate: 0.01,
    plugins: [systemMetrics()],
    redact: redactor({ personalData: true, keys: ['loyalty number'] }),
  },
);
