import { isDeepStrictEqual } from 'node:util';

/** What a customer asks to buy, prices already settled by the cart. Money is integer cents of one currency. */
export interface OrderRequest {
  /** Chosen by the client, so that sending the same order again is recognised. */
  readonly orderId: string;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** 1 to 100 of them. */
  readonly items: readonly OrderItem[];
  /** The payment provider's token for the customer's card; the card number never reaches this service. */
  readonly paymentToken: string;
}

export interface OrderItem {
  readonly sku: string;
  /** 1 to 1,000. */
  readonly quantity: number;
  /** 1 to 100,000,000: with the bounds above, totals stay far inside the safe integers. */
  readonly unitPriceCents: number;
}

/** How far the payment has come. An order leaves `PENDING` once and never comes back. */
export type Payment = { readonly status: 'PENDING' } | Settlement;

export type Settlement =
  | { readonly status: 'PAID'; readonly paymentId: string }
  | { readonly status: 'DECLINED'; readonly reason: string };

export interface Order {
  readonly orderId: string;
  readonly request: OrderRequest;
  readonly totalCents: number;
  /** ISO 8601. */
  readonly placedAt: string;
  readonly payment: Payment;
}

export function newOrder(request: OrderRequest, placedAt: Date): Order {
  const totalCents = request.items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0);
  return {
    orderId: request.orderId,
    request,
    totalCents,
    placedAt: placedAt.toISOString(),
    payment: { status: 'PENDING' },
  };
}

/** Whether an order was placed with exactly this request; the order of JSON keys does not matter. */
export function placedWith(order: Order, request: OrderRequest): boolean {
  return isDeepStrictEqual(order.request, request);
}

export type ParsedOrderRequest = { readonly request: OrderRequest } | { readonly problem: string };

/** Reads a request body. `problem` is one sentence for the client: the field, what it must be, what we got. */
export function parseOrderRequest(text: string): ParsedOrderRequest {
  const body = parseJson(text);
  if (!isObject(body)) return { problem: 'the body must be a JSON object' };
  const { orderId, currency, items, paymentToken } = body;
  if (!isText(orderId, /^[A-Za-z0-9_-]{1,64}$/)) {
    return wrong('orderId', '1 to 64 letters, digits, hyphens or underscores', orderId);
  }
  if (!isText(currency, /^[A-Z]{3}$/)) return wrong('currency', 'an ISO 4217 code such as EUR', currency);
  if (!isText(paymentToken, /^\S{1,200}$/)) {
    // Not repeated to the client: a token is as good as a card.
    return { problem: "'paymentToken' must be 1 to 200 characters without spaces" };
  }
  if (!Array.isArray(items) || items.length < 1 || items.length > 100) {
    return wrong('items', 'a list of 1 to 100 items', Array.isArray(items) ? `${items.length} items` : items);
  }
  const parsed: OrderItem[] = [];
  for (const [index, value] of items.entries()) {
    const item = parseItem(`items[${index}]`, value);
    if ('problem' in item) return item;
    parsed.push(item);
  }
  return { request: { orderId, currency, items: parsed, paymentToken } };
}

function parseItem(place: string, value: unknown): OrderItem | { readonly problem: string } {
  if (!isObject(value)) return wrong(place, 'an object', value);
  const { sku, quantity, unitPriceCents } = value;
  if (!isText(sku, /^\S{1,64}$/)) return wrong(`${place}.sku`, '1 to 64 characters without spaces', sku);
  if (!isIntegerUpTo(quantity, 1_000)) return wrong(`${place}.quantity`, 'an integer from 1 to 1000', quantity);
  if (!isIntegerUpTo(unitPriceCents, 100_000_000)) {
    return wrong(`${place}.unitPriceCents`, 'an integer from 1 to 100000000 (cents)', unitPriceCents);
  }
  return { sku, quantity, unitPriceCents };
}

function wrong(field: string, allowed: string, got: unknown): { readonly problem: string } {
  const shown = got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 80);
  return { problem: `'${field}' must be ${allowed}, got ${shown}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isIntegerUpTo(value: unknown, maximum: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maximum;
}
