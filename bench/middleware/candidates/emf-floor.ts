import { writeMetrics } from './by-hand/emf';
import type { OrderEvent } from './by-hand/order';

export const handler = async (_event: OrderEvent) => {
  writeMetrics();
  return { statusCode: 200 };
};
