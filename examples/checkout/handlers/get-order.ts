import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { observe } from 'sightline/middleware';
import { answer } from '../http';
import type { OrderStore } from '../ports';

export interface GetOrderPorts {
  readonly orders: OrderStore;
}

/** `GET /orders/{orderId}`: 200 with the order and how far its payment is, or 404. */
export const getOrder = ({ orders }: GetOrderPorts) =>
  observe(async (event: APIGatewayProxyEventV2) => {
    const orderId = event.pathParameters?.orderId ?? '';
    const order = orderId === '' ? undefined : await orders.get(orderId);
    if (!order) return answer(404, { message: `there is no order '${orderId}'` });

    const { request, totalCents, placedAt, payment } = order;
    // The payment token stays inside.
    return answer(200, { orderId, items: request.items, currency: request.currency, totalCents, placedAt, payment });
  });
