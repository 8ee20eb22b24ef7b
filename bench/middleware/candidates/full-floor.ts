import type { Context } from 'aws-lambda';
import { writeMetrics } from './by-hand/emf';
import { writeLog } from './by-hand/log';
import type { OrderEvent } from './by-hand/order';
import { sendSubsegment } from './by-hand/subsegment';

export const handler = async (event: OrderEvent, context: Context) => {
  const startMs = Date.now();
  writeMetrics();
  writeLog(event, context);
  sendSubsegment(event, startMs);
  return { statusCode: 200 };
};
