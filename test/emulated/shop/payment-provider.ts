import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface FakePaymentProvider {
  readonly url: string;
  /** Amounts of the charges that arrived, in cents, by idempotency key. */
  readonly charges: ReadonlyMap<string, number>;
  /** From now on it answers 503, until `mend`. */
  fail(): void;
  mend(): void;
  stop(): Promise<void>;
}

/** The payment provider of the example, on a free port of the loopback interface. */
export async function startPaymentProvider(): Promise<FakePaymentProvider> {
  const charges = new Map<string, number>();
  let isDown = false;
  const server = createServer(async (request, response) => {
    const { amountCents } = JSON.parse(await text(request)) as { readonly amountCents: number };
    charges.set(keyOf(request), amountCents);
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' });
    response.end(isDown ? '{}' : JSON.stringify({ paymentId: `payment-${charges.size}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    charges,
    fail: () => {
      isDown = true;
    },
    mend: () => {
      isDown = false;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function keyOf({ headers }: IncomingMessage): string {
  return String(headers['idempotency-key']);
}
