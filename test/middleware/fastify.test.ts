import { once } from 'node:events';
import { get, request } from 'node:http';
import { connect, constants } from 'node:http2';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { observeFastify } from '../../lib/middleware/fastify';
import { log, metrics, observe, propagationHeaders } from '../../lib/middleware/index';
import { captureStdout, httpEvent, withEnv } from './harness';

// `inject` loads it for cookies, which nothing here sends: an ES module, which Jest cannot load before Node 24.9.
const cookie = require.resolve('cookie', { paths: [dirname(require.resolve('light-my-request'))] });
jest.doMock(cookie, () => ({ stringifySetCookie: () => '' }));

let stdout: ReturnType<typeof captureStdout>;
let app: FastifyInstance;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(async () => {
  await app?.close();
  stdout.restore();
});

const OPTIONS = { service: 'shop', environment: 'prod' };

async function observed(options: Parameters<typeof observeFastify>[0] = OPTIONS): Promise<FastifyInstance> {
  app = Fastify();
  await app.register(observeFastify(options));
  return app;
}

const requests = () => stdout.metrics().filter((document) => 'Requests' in document);

/** The document of the n-th request; it is written just after the client has its answer. */
async function told(count = 1) {
  while (requests().length < count) await new Promise(setImmediate);
  return requests();
}

test('counts requests on method and route pattern, plugins with a prefix and unknown paths included', async () => {
  await observed();
  await app.register(
    async (scope) => {
      scope.get('/:orderId', async () => ({}));
    },
    { prefix: '/shops/:shop/orders' },
  );
  expect((await app.inject('/shops/1/orders/2?token=3')).statusCode).toBe(200);
  expect((await app.inject('/nothing/4')).statusCode).toBe(404);
  expect(await told(2)).toEqual([
    expect.objectContaining({ operation: 'GET /shops/:shop/orders/:orderId', Requests: 1, Faults: 0, statusCode: 200 }),
    expect.objectContaining({ operation: 'HTTP', Faults: 0, ClientErrors: 1, statusCode: 404 }),
  ]);
});

test('tells the error of a fault, and a client error with its status', async () => {
  await observed();
  app.get('/fault', async () => {
    throw new TypeError('out of stock');
  });
  app.post('/strict', { schema: { body: { type: 'object', required: ['id'] } } }, async () => ({}));
  expect((await app.inject('/fault')).json()).toMatchObject({ message: 'out of stock' });
  expect((await app.inject({ method: 'POST', url: '/strict', payload: {} })).statusCode).toBe(400);
  const [fault, refused] = await told(2);
  expect(fault).toMatchObject({ Faults: 1, statusCode: 500, error: { name: 'TypeError', message: 'out of stock' } });
  expect(refused).toMatchObject({ operation: 'POST /strict', Faults: 0, ClientErrors: 1, error: expect.anything() });
});

test('what handlers record belongs to their request, after the body was read and over a real connection, too', async () => {
  await observed();
  app.post<{ Body: { id: string } }>('/orders', async ({ body: { id } }) => {
    await new Promise(setImmediate);
    log.info(`order ${id}`);
    metrics.count('Orders', 1, { id });
    return propagationHeaders();
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const send = async (id: string) => {
    const headers = { 'content-type': 'application/json', 'x-request-id': `request-${id}` };
    const call = request(`${url}/orders`, { method: 'POST', headers });
    const answered = once(call, 'response');
    // In pieces, so that the handler begins in an event of the connection.
    call.write('{"id":');
    await new Promise((resolve) => setTimeout(resolve, 20));
    call.end(`"${id}"}`);
    const [answer] = await answered;
    return JSON.parse(String(await text(answer))) as Record<string, string>;
  };
  const answers = await Promise.all(['1', '2', '3'].map(send));
  expect(answers.map((answer) => answer['x-correlation-id'])).toEqual(['request-1', 'request-2', 'request-3']);
  await told(3);
  for (const id of ['1', '2', '3']) {
    const ids = { correlationId: `request-${id}` };
    expect(stdout.logs()).toContainEqual(expect.objectContaining({ message: `order ${id}`, ...ids }));
    expect(stdout.metrics()).toContainEqual(expect.objectContaining({ id, Orders: 1, ...ids }));
  }
});

test('a client that goes away is no fault, a stream that fails midway is one', async () => {
  await observed();
  const arrived = new Promise<void>((resolve) => {
    app.get('/slow', () => {
      resolve();
      return new Promise(() => {});
    });
  });
  app.get('/stream', (_request, reply) => {
    const source = Readable.from(
      (async function* () {
        yield 'first';
        throw new Error('disk lost');
      })(),
    );
    return reply.send(source);
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const call = get(`${url}/slow`).on('error', () => {});
  await arrived;
  call.destroy();
  expect((await told())[0]).toMatchObject({ operation: 'GET /slow', Faults: 0, ClientErrors: 1, statusCode: 499 });
  await expect(fetch(`${url}/stream`).then((answer) => answer.text())).rejects.toThrow();
  expect((await told(2))[1]).toMatchObject({ operation: 'GET /stream', Faults: 1, error: { name: 'BrokenResponse' } });
});

test('a client that cancels a request of HTTP/2 is no fault', async () => {
  const server = Fastify({ http2: true });
  app = server as never;
  await server.register(observeFastify(OPTIONS));
  const arrived = new Promise<void>((resolve) => {
    server.get('/slow', () => {
      resolve();
      return new Promise(() => {});
    });
  });
  const client = connect(await server.listen({ port: 0, host: '127.0.0.1' }));
  const call = client.request({ ':path': '/slow' }).on('error', () => {});
  await arrived;
  call.close(constants.NGHTTP2_CANCEL);
  expect((await told())[0]).toMatchObject({ operation: 'GET /slow', Faults: 0, statusCode: 499 });
  client.close();
});

test('a reply that is hijacked is counted when its response is done', async () => {
  await observed();
  app.get('/raw', (_request, reply) => {
    reply.hijack();
    reply.raw.statusCode = 201;
    reply.raw.end('raw');
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  expect(await (await fetch(`${url}/raw`)).text()).toBe('raw');
  expect((await told())[0]).toMatchObject({ operation: 'GET /raw', statusCode: 201 });
});

test('names the operation by your own words', async () => {
  await observed({ ...OPTIONS, operation: (request) => `shop ${(request as FastifyRequest).hostname}` });
  app.get('/', async () => '');
  await app.inject({ url: '/', headers: { host: 'a.example' } });
  expect((await told())[0]).toMatchObject({ operation: 'shop a.example' });
});

test('registered twice it observes once, and holds for the whole app', async () => {
  await observed();
  await app.register(async (scope) => {
    await scope.register(observeFastify(OPTIONS));
    scope.get('/inner', async () => '');
  });
  app.get('/outer', async () => '');
  await app.inject('/inner');
  await app.inject('/outer');
  await told(2);
  await new Promise(setImmediate);
  expect(requests().map(({ operation }) => operation)).toEqual(['GET /inner', 'GET /outer']);
});

test('inside an observed Lambda handler the invocation gets the route and is counted once', async () => {
  await observed();
  app.get('/orders/:id', async () => {
    throw new RangeError('broken');
  });
  await app.ready();
  const handler = observe(async (_event: unknown) => {
    const { statusCode } = await app.inject('/orders/1');
    return { statusCode };
  }, OPTIONS);
  await withEnv({}, () => handler(httpEvent('ANY /{proxy+}')));
  expect(requests()).toEqual([expect.objectContaining({ operation: 'GET /orders/:id', Faults: 1, statusCode: 500 })]);
  expect(stdout.logs()).toContainEqual(
    expect.objectContaining({ message: 'broken', error: expect.objectContaining({ name: 'RangeError' }) }),
  );
});

test('an answer to a request that is refused before any handler is counted', async () => {
  await observed();
  app.post('/orders', async () => '');
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${url}/orders`, {
    method: 'POST',
    body: '{',
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(400);
  expect((await told())[0]).toMatchObject({ operation: 'POST /orders', ClientErrors: 1 });
});
