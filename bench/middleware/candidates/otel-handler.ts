import { trace } from '@opentelemetry/api';
import type { Context } from 'aws-lambda';
import { writeMetrics } from './by-hand/emf';
import { writeLog } from './by-hand/log';
import type { OrderEvent } from './by-hand/order';

const handler = async (event: OrderEvent, context: Context) => {
  writeMetrics();
  writeLog(event, context);
  trace.getActiveSpan()?.setAttribute('orderId', event.id);
  return { statusCode: 200 };
};

// The instrumentation replaces the member, which in the bundle of an `export const` is read-only.
export = { handler };
