import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What becomes of a request: moto itself is never throttled, out of order or silent. */
export type Fault =
  /** Refused, as AWS refuses what comes too fast. */
  | 'throttle'
  /** 500. */
  | 'break'
  /** Handed on, and its answer lost. */
  | 'lose'
  /** Never answered. */
  | 'hang';

export interface FaultyProxy {
  readonly endpoint: string;
  /** The next requests meet these, one each; those after them are handed on. */
  next(...faults: readonly Fault[]): void;
  /** Requests since `next`. */
  requests(): number;
  stop(): Promise<void>;
}

/** Stands before an emulator, on a free port of the loopback interface. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let faults: Fault[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const fault = faults.shift();
    const body = await buffer(request);
    if (fault === 'hang') return;
    if (fault === 'throttle') return refuse(request, response);
    if (fault === 'break') return void response.writeHead(500).end();
    const answer = await handOn(target, request, body);
    if (fault === 'lose') return void response.destroy();
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (...more) => {
      faults = [...more];
      requests = 0;
    },
    requests: () => requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** In JSON, as services of the JSON protocols do. */
function refuse({ headers }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(400, {
    'content-type': headers['content-type'] ?? 'application/x-amz-json-1.1',
    'x-amzn-errortype': 'ThrottlingException',
    // Of services that had a query protocol before.
    'x-amzn-query-error': 'Throttling;Sender',
  });
  response.end(JSON.stringify({ __type: 'com.amazonaws#ThrottlingException', message: 'Rate exceeded' }));
}

function handOn(target: string, { url = '/', method, headers }: IncomingMessage, body: Buffer): Promise<Response> {
  const { host, connection, 'content-length': _, 'transfer-encoding': __, expect, ...own } = headers;
  return fetch(`${target}${url}`, {
    method,
    headers: own as Record<string, string>,
    body: method === 'GET' ? undefined : body,
  });
}
