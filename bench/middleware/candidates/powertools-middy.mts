import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { NAMESPACE, type OrderEvent, SERVICE } from './by-hand/order.js';

const metrics = new Metrics({ namespace: NAMESPACE, serviceName: SERVICE });
const tracer = new Tracer({ serviceName: SERVICE });
const logger = new Logger({ serviceName: SERVICE });

export const handler = middy<OrderEvent>()
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async (event: OrderEvent) => {
    metrics.addDimension('tenant', 'acme');
    metrics.addMetric('OrdersPlaced', MetricUnit.Count, 1);
    metrics.addMetric('OrderValue', MetricUnit.NoUnit, 42.5);
    tracer.putAnnotation('orderId', event.id);
    logger.info('order placed', { orderId: event.id });
    return { statusCode: 200 };
  });
