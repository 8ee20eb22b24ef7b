import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FinishedTrace, Span } from '../../../lib/middleware/span';

export const TRACE_ID = '67891233abcdef012345678912345678';
export const START_MS = 1_767_603_600_000;

export function span(overrides: Partial<Span> = {}): Span {
  return {
    id: '53995c3f42cd8ad8',
    parentId: undefined,
    name: 'POST /orders',
    kind: 'server',
    startMs: START_MS,
    durationMs: 120.5,
    annotations: {},
    fault: false,
    ...overrides,
  };
}

export function trace(overrides: Partial<FinishedTrace> = {}): FinishedTrace {
  return {
    traceId: TRACE_ID,
    spans: [span()],
    service: 'checkout',
    environment: 'prod',
    release: '7',
    coldStart: false,
    ...overrides,
  };
}

/** An order whose payment failed: its invocation, a call inside it, and one inside that. */
export const FAILED_ORDER = trace({
  coldStart: true,
  spans: [
    span({
      parentId: 'aaaaaaaaaaaaaaaa',
      fault: true,
      statusCode: 502,
      annotations: { tenant: 'a', items: 3, total: 12.5, gift: true },
      error: {
        name: 'PaymentError',
        message: 'declined',
        stack: 'PaymentError: declined\n    at charge (/var/task/index.mjs:1:2)',
        category: 'unknown',
        fingerprint: '0123456789abcdef',
      },
    }),
    span({
      id: '1111111111111111',
      parentId: '53995c3f42cd8ad8',
      name: 'payments',
      kind: 'client',
      startMs: START_MS + 10.25,
      durationMs: 100,
      clientError: true,
      statusCode: 402,
      target: 'POST https://pay.example.com/charges',
    }),
    span({
      id: '2222222222222222',
      parentId: '1111111111111111',
      name: 'sign',
      kind: 'internal',
      startMs: START_MS + 11,
      durationMs: 0,
    }),
  ],
});

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver answers its requests, one after the other; the last goes on. */
export type Reply = (response: ServerResponse) => void;

export const answer =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** Breaks the connection without an answer. */
export const hangUp: Reply = (response) => void response.socket?.destroy();

/** Runs `work` with a receiver on this machine. */
export async function withReceiver(
  replies: readonly Reply[],
  work: (url: string, received: readonly ReceivedRequest[]) => Promise<void>,
): Promise<void> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const reply = replies[Math.min(received.length, replies.length - 1)];
    received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    reply?.(response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, received);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
