import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { observe } from 'sightline/middleware';
import { answer, bodyOf } from '../http';
import { newOrder, parseOrderRequest, placedWith } from '../order';
import type { OrderStore, PaymentQueue } from '../ports';

export interface PlaceOrderPorts {
  readonly orders: OrderStore;
  readonly payments: PaymentQueue;
}

/**
 * `POST /orders`: 202 when the order is taken, 400 when it is not one, 409 when its id belongs to a different order.
 * Sending the same order again gives the same answer and makes no second order.
 */
export const placeOrder = ({ orders, payments }: PlaceOrderPorts) =>
  observe(async (event: APIGatewayProxyEventV2) => {
    const parsed = parseOrderRequest(bodyOf(event));
    if ('problem' in parsed) return answer(400, { message: parsed.problem });

    const asked = newOrder(parsed.request, new Date());
    const { orderId } = asked;
    const order = (await orders.create(asked)) === 'created' ? asked : await orders.get(orderId);
    if (!order || !placedWith(order, parsed.request)) {
      return answer(409, { message: `order '${orderId}' exists with other content; choose a new orderId` });
    }
    // Also for an order placed before: its first attempt may have died between the table and the queue.
    if (order.payment.status === 'PENDING') await payments.send(orderId);
    const { totalCents, request, placedAt } = order;
    return answer(
      202,
      { orderId, totalCents, currency: request.currency, placedAt },
      { location: `/orders/${orderId}` },
    );
  });
