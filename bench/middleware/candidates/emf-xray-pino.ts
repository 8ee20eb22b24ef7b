import { metricScope, Unit } from 'aws-embedded-metrics';
import type { Context } from 'aws-lambda';
import { captureAsyncFunc } from 'aws-xray-sdk-core';
import pino from 'pino';
import { NAMESPACE, type OrderEvent, SERVICE } from './by-hand/order';

const logger = pino({ base: { service: SERVICE } }, pino.destination({ dest: 1, sync: true }));

export const handler = metricScope(
  (metrics) => (event: OrderEvent, context: Context) =>
    captureAsyncFunc('handler', async (subsegment) => {
      try {
        metrics.setNamespace(NAMESPACE);
        metrics.setDimensions({ service: SERVICE, tenant: 'acme' });
        metrics.putMetric('OrdersPlaced', 1, Unit.Count);
        metrics.putMetric('OrderValue', 42.5, Unit.None);
        subsegment?.addAnnotation('orderId', event.id);
        logger.info({ orderId: event.id, requestId: context.awsRequestId }, 'order placed');
        return { statusCode: 200 };
      } finally {
        subsegment?.close();
      }
    }),
);
