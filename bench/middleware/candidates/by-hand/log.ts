import type { Context } from 'aws-lambda';
import { type OrderEvent, SERVICE } from './order';

export function writeLog(event: OrderEvent, context: Context): void {
  const line = {
    level: 'INFO',
    message: 'order placed',
    timestamp: new Date().toISOString(),
    service: SERVICE,
    requestId: context.awsRequestId,
    traceId: process.env._X_AMZN_TRACE_ID?.slice(5, 40),
    orderId: event.id,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
