import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Context } from 'aws-lambda';
import { NAMESPACE, type OrderEvent, SERVICE } from './by-hand/order';

const metrics = new Metrics({ namespace: NAMESPACE, serviceName: SERVICE });
const tracer = new Tracer({ serviceName: SERVICE });
const logger = new Logger({ serviceName: SERVICE });

export const handler = async (event: OrderEvent, context: Context) => {
  const segment = tracer.getSegment();
  const subsegment = segment?.addNewSubsegment('handler');
  if (subsegment) tracer.setSegment(subsegment);
  logger.addContext(context);
  try {
    metrics.addDimension('tenant', 'acme');
    metrics.addMetric('OrdersPlaced', MetricUnit.Count, 1);
    metrics.addMetric('OrderValue', MetricUnit.NoUnit, 42.5);
    tracer.putAnnotation('orderId', event.id);
    logger.info('order placed', { orderId: event.id });
    return { statusCode: 200 };
  } finally {
    subsegment?.close();
    if (segment) tracer.setSegment(segment);
    metrics.publishStoredMetrics();
  }
};
