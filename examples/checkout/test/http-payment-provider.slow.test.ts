import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpPaymentProvider } from '../adapters/http-payment-provider';
import type { Charge } from '../ports';

const CHARGE: Charge = { idempotencyKey: 'order-1', amountCents: 3_899, currency: 'EUR', paymentToken: 'tok_visa' };

let respond: RequestListener;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => respond(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const charge = (options: { timeoutMs?: number } = {}) => httpPaymentProvider({ url, ...options }).charge(CHARGE);

function answers(status: number, body: string): RequestListener {
  return (_, response) => response.writeHead(status).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

test('posts the charge with its idempotency key and answers the payment', async () => {
  const seen: unknown[] = [];
  respond = async (request, response) => {
    const { method, url: path, headers } = request;
    seen.push({ method, path, key: headers['idempotency-key'], body: JSON.parse(await textOf(request)) });
    response.writeHead(201).end('{"paymentId":"pay_1"}');
  };
  const provider = httpPaymentProvider({ url: `${url}/` });
  expect(await provider.charge(CHARGE)).toEqual({ status: 'PAID', paymentId: 'pay_1' });
  expect(seen).toEqual([
    {
      method: 'POST',
      path: '/charges',
      key: 'order-1',
      body: { amountCents: 3_899, currency: 'EUR', paymentToken: 'tok_visa' },
    },
  ]);
});

test.each([
  ['{"reason":"card expired"}', 'card expired'],
  ['', 'declined'],
])('takes 402 with body %j as a declined card', async (body, reason) => {
  respond = answers(402, body);
  expect(await charge()).toEqual({ status: 'DECLINED', reason });
});

test.each([
  [503, 'try later', '503'],
  [500, '{"paymentId":"pay_1"}', '500'],
  [429, '', '429'],
  [401, '', '401'],
  [200, '{}', '200 without a paymentId'],
  [200, '<html>', '200 without a paymentId'],
])('takes %i with body %j as no answer', async (status, body, said) => {
  respond = answers(status, body);
  await expect(charge()).rejects.toMatchObject({
    name: 'PaymentProviderUnavailable',
    message: `${url}/charges answered ${said}`,
  });
});

test('gives up after the timeout when the provider stays silent', async () => {
  respond = () => undefined;
  await expect(charge({ timeoutMs: 50 })).rejects.toMatchObject({
    name: 'PaymentProviderUnavailable',
    message: `${url}/charges: no answer within 50 ms`,
  });
});

test('gives up after the timeout when the provider stops in the middle of its answer', async () => {
  respond = (_, response) => response.writeHead(200).write('{"paymentId":');
  await expect(charge({ timeoutMs: 50 })).rejects.toThrow('no answer within 50 ms');
});

test('says why when there is nobody to connect to', async () => {
  const closed = createServer();
  await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  await expect(httpPaymentProvider({ url: `http://127.0.0.1:${port}` }).charge(CHARGE)).rejects.toThrow('ECONNREFUSED');
});
