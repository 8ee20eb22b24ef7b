import fc from 'fast-check';
import { newOrder, type OrderRequest, parseOrderRequest, placedWith } from '../order';
import { REQUEST } from './support';

const problemOf = (change: Record<string, unknown>) => parseOrderRequest(JSON.stringify({ ...REQUEST, ...change }));

const requests: fc.Arbitrary<OrderRequest> = fc.record({
  orderId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  currency: fc.stringMatching(/^[A-Z]{3}$/),
  items: fc.array(
    fc.record({
      sku: fc.stringMatching(/^[a-z0-9]{1,64}$/),
      quantity: fc.integer({ min: 1, max: 1_000 }),
      unitPriceCents: fc.integer({ min: 1, max: 100_000_000 }),
    }),
    { minLength: 1, maxLength: 100 },
  ),
  paymentToken: fc.stringMatching(/^tok_[a-z]{1,20}$/),
});

test('reads every valid request back as it was sent, and totals it in whole, safe cents', () => {
  fc.assert(
    fc.property(requests, (request) => {
      expect(parseOrderRequest(JSON.stringify(request))).toEqual({ request });
      expect(Number.isSafeInteger(newOrder(request, new Date(0)).totalCents)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('totals quantity times price over all items', () => {
  expect(newOrder(REQUEST, new Date(0)).totalCents).toBe(3_899);
});

test('drops fields that no order has', () => {
  expect(problemOf({ totalCents: 1, payment: { status: 'PAID' } })).toEqual({ request: REQUEST });
});

test.each([
  ['is not JSON', '{"orderId":'],
  ['is empty', ''],
  ['is a list', '[]'],
  ['is null', 'null'],
])('refuses a body that %s', (_, body) => {
  expect(parseOrderRequest(body)).toEqual({ problem: 'the body must be a JSON object' });
});

test.each([
  [{ orderId: undefined }, "'orderId' must be 1 to 64 letters, digits, hyphens or underscores, got nothing"],
  [{ orderId: 'a/b' }, '\'orderId\' must be 1 to 64 letters, digits, hyphens or underscores, got "a/b"'],
  [{ currency: 'euro' }, '\'currency\' must be an ISO 4217 code such as EUR, got "euro"'],
  [{ items: [] }, '\'items\' must be a list of 1 to 100 items, got "0 items"'],
  [{ items: ['tea'] }, '\'items[0]\' must be an object, got "tea"'],
  [
    { items: [REQUEST.items[0], { sku: 'pot', quantity: 0, unitPriceCents: 1 }] },
    "'items[1].quantity' must be an integer from 1 to 1000, got 0",
  ],
  [
    { items: [{ sku: 'tea', quantity: 1, unitPriceCents: 4.5 }] },
    "'items[0].unitPriceCents' must be an integer from 1 to 100000000 (cents), got 4.5",
  ],
])('names the field, what it must be and what it got: %j', (change, problem) => {
  expect(problemOf(change)).toEqual({ problem });
});

test('never repeats a payment token', () => {
  const token = 'tok with spaces';
  expect(JSON.stringify(problemOf({ paymentToken: token }))).not.toContain(token);
});

test('compares requests by content, not by the order of their keys', () => {
  const order = newOrder(REQUEST, new Date(0));
  const reversed = Object.fromEntries(Object.entries(REQUEST).reverse()) as unknown as OrderRequest;
  expect(placedWith(order, reversed)).toBe(true);
  expect(placedWith(order, { ...REQUEST, currency: 'USD' })).toBe(false);
});
