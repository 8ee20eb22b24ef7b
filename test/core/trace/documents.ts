/** Segment documents as X-Ray has them, for tests. */

export const T0 = Date.UTC(2026, 10, 21, 12);

export interface Given {
  readonly id: string;
  readonly name?: string;
  readonly parent?: string;
  /** Milliseconds after `T0`. */
  readonly from: number;
  readonly to?: number;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly inside?: readonly Given[];
}

export function document({ id, name = id, parent, from, to, more = {}, inside = [] }: Given): Record<string, unknown> {
  return {
    id,
    name,
    ...(parent !== undefined && { parent_id: parent }),
    start_time: (T0 + from) / 1_000,
    ...(to === undefined ? { in_progress: true } : { end_time: (T0 + to) / 1_000 }),
    ...more,
    ...(inside.length > 0 && { subsegments: inside.map(document) }),
  };
}

export function texts(...all: readonly Given[]): string[] {
  return all.map((one) => JSON.stringify(document(one)));
}

/** As the middleware annotates its spans. */
export function span(service: string, operation: string, more: object = {}) {
  return { annotations: { service, environment: 'prod', operation }, ...more };
}

export const FUNCTION = { origin: 'AWS::Lambda::Function' };

/**
 * An order: an API calls the function `Orders`, which writes to a table, calls the function `Pay` by HTTP, which asks a bank
 * that sends no segments, and reads a rate over the wire. 100 ms in all.
 */
export function order(
  changes: { readonly bankFails?: boolean; readonly from?: number; readonly bankMs?: number } = {},
): string[] {
  const { bankFails = false, from = 0, bankMs = 30 } = changes;
  const fault = bankFails ? { fault: true } : {};
  const cause = { exceptions: [{ id: 'x', type: 'BankError', message: 'closed' }] };
  const end = from + 70 + bankMs;
  return texts(
    {
      ...{ id: 'api', name: 'shop/prod', from, to: end, more: { origin: 'AWS::ApiGateway::Stage', ...fault } },
      inside: [{ id: 'toOrders', name: 'Lambda', from: from + 5, to: end - 5, more: { namespace: 'aws', ...fault } }],
    },
    {
      id: 'lambda',
      name: 'Orders',
      parent: 'toOrders',
      from: from + 6,
      to: end - 6,
      more: { origin: 'AWS::Lambda', ...fault },
    },
    {
      ...{
        id: 'orders',
        name: 'Orders',
        parent: 'lambda',
        from: from + 8,
        to: end - 8,
        more: { ...FUNCTION, ...fault },
      },
      inside: [
        {
          ...{
            id: 'post',
            name: 'POST /orders',
            from: from + 9,
            to: end - 9,
            more: span('checkout', 'POST /orders', fault),
          },
          inside: [
            { id: 'write', name: 'DynamoDB', from: from + 10, to: from + 20, more: { namespace: 'aws' } },
            {
              id: 'toPay',
              name: 'pay',
              from: from + 20,
              to: from + 50 + bankMs,
              more: { namespace: 'remote', ...fault },
            },
          ],
        },
      ],
    },
    {
      id: 'table',
      name: 'orders-table',
      parent: 'write',
      from: from + 10,
      to: from + 20,
      more: { inferred: true, origin: 'AWS::DynamoDB::Table' },
    },
    {
      ...{
        id: 'pay',
        name: 'Pay',
        parent: 'toPay',
        from: from + 25,
        to: from + 45 + bankMs,
        more: { ...FUNCTION, ...fault },
      },
      inside: [
        {
          ...{
            id: 'charge',
            name: 'POST /charges',
            from: from + 26,
            to: from + 44 + bankMs,
            more: span('payments', 'POST /charges', fault),
          },
          inside: [
            {
              id: 'bank',
              name: 'bank',
              from: from + 30,
              to: from + 30 + bankMs,
              more: { namespace: 'remote', ...fault, ...(bankFails && { cause }) },
            },
          ],
        },
      ],
    },
  );
}
