import type { OrderEvent } from './by-hand/order';

export const handler = async (_event: OrderEvent) => ({ statusCode: 200 });
