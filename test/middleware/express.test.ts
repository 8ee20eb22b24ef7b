import { once } from 'node:events';
import { createServer, get, type IncomingMessage, request as openRequest } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response, Router } from 'express';
import { expressErrors, observeExpress } from '../../lib/middleware/express';
import { dependency, log, metrics, observe, propagationHeaders } from '../../lib/middleware/index';
import { captureStdout, httpEvent, withEnv } from './harness';

let stdout: ReturnType<typeof captureStdout>;
let server: Server | undefined;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(async () => {
  stdout.restore();
  server?.close();
  server = undefined;
});

const OPTIONS = { service: 'shop', environment: 'prod' };

async function serve(app: Express): Promise<string> {
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function observed(options: Parameters<typeof observeExpress>[0] = OPTIONS): Express {
  const app = express();
  app.set('env', 'test');
  app.use(observeExpress(options));
  return app;
}

/** The document of the n-th request; it is written just after the client has its answer. */
async function told(count = 1) {
  while (requests().length < count) await new Promise(setImmediate);
  return requests();
}
const requests = () => stdout.metrics().filter((document) => 'Requests' in document);

test('counts a request on its method and route pattern, however deep its router is mounted', async () => {
  const app = observed();
  const orders = Router();
  orders.get('/:orderId', (_request, response) => void response.json({}));
  const users = Router();
  users.use('/:userId/Orders', orders);
  app.use('/users', users);
  const url = await serve(app);
  await fetch(`${url}/users/4%207/orders/11?token=1`);
  await fetch(`${url}/USERS/users/ORDERS/users`);
  for (const document of await told(2)) {
    expect(document).toMatchObject({
      service: 'shop',
      operation: 'GET /users/:userId/orders/:orderId',
      Requests: 1,
      Faults: 0,
      ClientErrors: 0,
      statusCode: 200,
    });
  }
});

test('gives the root of a router and of the app, sub-apps, lists and expressions their patterns', async () => {
  const app = observed();
  const router = Router();
  router.get('/', (_request, response) => void response.end());
  const admin = express();
  admin.get('/:page', (_request, response) => void response.end());
  app.use('/orders', router);
  app.use('/t/:tenant', admin);
  app.get(['/a', '/b'], (_request, response) => void response.end());
  app.get(/^\/x\d+$/, (_request, response) => void response.end());
  app.get('/', (_request, response) => void response.end());
  const url = await serve(app);
  for (const path of ['/orders', '/orders/', '/t/7/8', '/a', '/x1', '/', '/nothing'])
    await (await fetch(url + path)).text();
  expect((await told(7)).map(({ operation }) => operation)).toEqual([
    'GET /orders',
    'GET /orders',
    'GET /t/:tenant/:page',
    'GET /a,/b',
    'GET /^\\/x\\d+$/',
    'GET /',
    'HTTP',
  ]);
});

test('keeps the pattern where an error leaves the router', async () => {
  const app = observed();
  const router = Router();
  router.get('/:id', () => {
    throw new TypeError('out of stock');
  });
  app.use('/shops/:shop/items', router);
  app.use(expressErrors());
  app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(503).end();
  });
  const url = await serve(app);
  expect((await fetch(`${url}/shops/1/items/2`)).status).toBe(503);
  const [document] = await told();
  expect(document).toMatchObject({
    level: 'ERROR',
    operation: 'GET /shops/:shop/items/:id',
    Faults: 1,
    statusCode: 503,
    error: { name: 'TypeError', message: 'out of stock', fingerprint: expect.any(String) },
  });
});

test('an error that the app answers with 404 is the error of the client', async () => {
  const app = observed();
  app.get('/orders/:id', () => {
    throw Object.assign(new Error('no such order'), { status: 404 });
  });
  app.use(expressErrors());
  const url = await serve(app);
  expect((await fetch(`${url}/orders/1`)).status).toBe(404);
  expect((await told())[0]).toMatchObject({
    level: 'WARN',
    Faults: 0,
    ClientErrors: 1,
    statusCode: 404,
    error: { message: 'no such order' },
  });
});

test('without expressErrors the answer is the same, and counted by its status', async () => {
  const app = observed();
  app.get('/', async () => {
    throw new Error('secret');
  });
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).send(error.message);
  });
  const response = await fetch(await serve(app));
  expect([response.status, await response.text()]).toEqual([500, 'secret']);
  expect((await told())[0]).toMatchObject({ Faults: 1, statusCode: 500 });
  expect((await told())[0]).not.toHaveProperty('error');
});

test('what handlers record belongs to their request, concurrent ones and those with a body included', async () => {
  const app = observed();
  app.use(express.json());
  app.post('/orders', async (request, response) => {
    const { id } = request.body as { id: string };
    await new Promise(setImmediate);
    log.info(`order ${id}`);
    await dependency('payments', async () => id);
    metrics.count('Orders', 1, { id });
    response.json(propagationHeaders());
  });
  const url = await serve(app);
  const send = async (id: string) => {
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      body: JSON.stringify({ id }),
      headers: {
        'content-type': 'application/json',
        'x-correlation-id': `correlation-${id}`,
        traceparent: `00-${id.padStart(32, '1')}-00f067aa0ba902b7-01`,
      },
    });
    return (await response.json()) as Record<string, string>;
  };
  const [one, two] = await Promise.all([send('1'), send('2')]);
  await told(2);
  expect(one?.traceparent).toContain('1'.repeat(32));
  expect(two?.traceparent).toContain(`${'1'.repeat(31)}2`);
  for (const id of ['1', '2']) {
    const ids = { correlationId: `correlation-${id}` };
    expect(stdout.logs()).toContainEqual(expect.objectContaining({ message: `order ${id}`, ...ids }));
    expect(stdout.metrics()).toContainEqual(expect.objectContaining({ id, Orders: 1, ...ids }));
    expect(requests()).toContainEqual(expect.objectContaining({ operation: 'POST /orders', ...ids }));
  }
});

test('a client that goes away before its answer is no fault', async () => {
  const app = observed();
  const arrived = new Promise<void>((resolve) => {
    app.get('/slow', () => resolve());
  });
  const url = await serve(app);
  const call = get(`${url}/slow`).on('error', () => {});
  await arrived;
  call.destroy();
  expect((await told())[0]).toMatchObject({ operation: 'GET /slow', Faults: 0, ClientErrors: 1, statusCode: 499 });
});

test('an event stream ends well when its client leaves', async () => {
  const app = observed();
  app.get('/events', (_request, response) => {
    response.set('content-type', 'text/event-stream').write('data: 1\n\n');
  });
  const url = await serve(app);
  const call = get(`${url}/events`);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  expect(String((await once(answer, 'data'))[0])).toBe('data: 1\n\n');
  expect(requests()).toEqual([]);
  answer.on('error', () => {});
  call.destroy();
  expect((await told())[0]).toMatchObject({ operation: 'GET /events', Faults: 0, ClientErrors: 0, statusCode: 200 });
});

test('a response that fails midway is a fault, although its status went out as 200', async () => {
  const app = observed();
  app.get('/export', (_request, response, next) => {
    response.write('first');
    setImmediate(() => next(new Error('cursor lost')));
  });
  app.use(expressErrors());
  app.get('/cut', (request, response) => {
    response.write('first');
    setImmediate(() => request.socket.destroy());
  });
  app.get('/file', (_request, response) => {
    response.write('first');
    setImmediate(() => response.destroy(new Error('disk lost')));
  });
  const url = await serve(app);
  for (const path of ['/export', '/file', '/cut'])
    await expect(fetch(url + path).then((answer) => answer.text())).rejects.toThrow();
  const [first, second, third] = await told(3);
  expect(first).toMatchObject({ operation: 'GET /export', Faults: 1, error: { message: 'cursor lost' } });
  expect(second).toMatchObject({ operation: 'GET /file', Faults: 1, error: { message: 'disk lost' } });
  expect(third).toMatchObject({ operation: 'GET /cut', Faults: 1, error: { name: 'BrokenResponse' } });
});

test('streams a long answer byte for byte and counts it once', async () => {
  const app = observed();
  app.get('/big', (_request, response) => {
    for (let n = 0; n < 64; n++) response.write('x'.repeat(16_384));
    response.end();
  });
  expect(await (await fetch(`${await serve(app)}/big`)).text()).toHaveLength(1024 * 1024);
  expect(await told()).toHaveLength(1);
});

test('used twice it observes once', async () => {
  const app = observed();
  app.use(observeExpress(OPTIONS));
  app.get('/', (_request, response) => void response.end());
  await fetch(await serve(app));
  await told();
  await new Promise(setImmediate);
  expect(requests()).toHaveLength(1);
});

test('names the operation by your own words, and by the route where they fail', async () => {
  const operation = (request: Request) => (request.query.q ? 'search' : (undefined as never as string).trim());
  const app = observed({ ...OPTIONS, operation } as never);
  app.get('/items', (_request, response) => void response.end());
  const url = await serve(app);
  await fetch(`${url}/items?q=1`);
  await fetch(`${url}/items`);
  expect((await told(2)).map((document) => document.operation)).toEqual(['search', 'GET /items']);
});

test('the request looks to handlers as it would without', async () => {
  const seen: unknown[] = [];
  const look = (request: Request) => [
    request.baseUrl,
    request.route?.path,
    Object.keys(request).sort(),
    request.params,
  ];
  for (const app of [express(), observed()]) {
    const router = Router({ mergeParams: true });
    router.get('/:b', (request, response) => {
      seen.push(look(request));
      response.end();
    });
    app.use('/:a', router);
    await fetch(`${await serve(app)}/1/2`);
    server?.close();
  }
  const [plain, watched] = seen as [unknown[], unknown[]];
  expect(watched).toEqual(plain);
  expect(plain.slice(0, 2)).toEqual(['/1', '/:b']);
});

test('inside an observed Lambda handler the invocation gets the route and is counted once', async () => {
  const app = observed();
  app.get('/orders/:id', () => {
    throw new RangeError('broken');
  });
  app.use(expressErrors());
  const url = await serve(app);
  const { port } = new URL(url);
  // As adapters do it: the app is called inside the invocation.
  const handler = observe(async (_event: unknown) => {
    const inner = createServer((request, response) => app(request, response)).listen(0, '127.0.0.1');
    await once(inner, 'listening');
    const call = openRequest({ port: (inner.address() as AddressInfo).port, path: '/orders/1' }).end();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    answer.resume();
    inner.close();
    return { statusCode: answer.statusCode };
  }, OPTIONS);
  expect(port).toBeTruthy();
  await withEnv({}, () => handler(httpEvent('ANY /{proxy+}')));
  expect(requests()).toEqual([
    expect.objectContaining({ operation: 'GET /orders/:id', Requests: 1, Faults: 1, statusCode: 500 }),
  ]);
  expect(stdout.logs()).toContainEqual(
    expect.objectContaining({ message: 'broken', error: expect.objectContaining({ name: 'RangeError' }) }),
  );
});

test.each([
  [{}, 0],
  [{ AWS_LAMBDA_FUNCTION_NAME: 'shop-fn' }, 1],
])('with %p the first request counts %i cold starts', async (variables, expected) => {
  await withEnv(variables, async () => {
    const app = observed();
    app.get('/', (_request, response) => void response.end());
    await fetch(await serve(app));
    expect((await told())[0]).toMatchObject({ ColdStarts: expected });
  });
});

test('takes the trace of the request, and the id of the invocation behind the Lambda Web Adapter', async () => {
  await withEnv({ AWS_LAMBDA_FUNCTION_NAME: 'shop-fn' }, async () => {
    const app = observed();
    app.get('/', (_request, response) => void response.end());
    await fetch(await serve(app), {
      headers: {
        'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1',
        'x-amzn-lambda-context': JSON.stringify({ request_id: 'request-7' }),
      },
    });
    expect((await told())[0]).toMatchObject({
      requestId: 'request-7',
      traceId: '1-67891233-abcdef012345678912345678',
    });
  });
});

test('refuses options that are not allowed', () => {
  expect(() => observeExpress({ service: '' })).toThrow("'service' must be a text");
});
