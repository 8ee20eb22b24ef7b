// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import {
  arn,
  closeWorlds,
  type GivenResource,
  type GivenResources,
  lambda,
  MINUTE_MS,
  messageOf,
  openPlatform,
  ref,
} from '../support';

afterEach(closeWorlds);

function api(ProtocolType = 'HTTP'): GivenResource {
  return { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType } };
}

function integration(target: unknown = arn('Handler')): GivenResource {
  return { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: ref('Api'), IntegrationUri: target } };
}

function route(RouteKey: string, to: { readonly api?: string; readonly integration?: string } = {}): GivenResource {
  return {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      RouteKey,
      ApiId: ref(to.api ?? 'Api'),
      Target: { 'Fn::Join': ['', ['integrations/', ref(to.integration ?? 'Integration')]] },
    },
  };
}

const BASE: GivenResources = { Api: api(), Handler: lambda({ Timeout: 29 }), Integration: integration() };

function routes(...keys: readonly string[]): GivenResources {
  return { ...BASE, ...Object.fromEntries(keys.map((key, index) => [`Route${index}`, route(key)])) };
}

/** A platform whose one function notes its events and answers what `answer` says. */
function serve(
  resources: GivenResources,
  answer: (event: APIGatewayProxyEventV2) => unknown = () => ({ statusCode: 200 }),
) {
  const events: APIGatewayProxyEventV2[] = [];
  const opened = openPlatform(resources, {
    Handler: () => async (event: APIGatewayProxyEventV2) => {
      events.push(event);
      return answer(event);
    },
  });
  const { platform, world } = opened;
  return {
    ...opened,
    events,
    send: async (method: string, path: string, body?: string) => {
      const status = platform.apis.request(method, path, body);
      await world.clock.runUntil(world.clock.now() + MINUTE_MS);
      return status;
    },
    metric: (name: string, dimensions: Readonly<Record<string, string>> = { ApiId: 'Shop-Api' }) =>
      world.sum({ namespace: 'AWS/ApiGateway', name, dimensions }),
  };
}

describe('a request', () => {
  test('arrives in payload format 2.0', async () => {
    const { send, events } = serve(routes('POST /orders/{orderId}/items/{item}'));
    await send('POST', '/orders/order-1/items/2?full=1&page=a%20b', '{"n":1}');
    expect(events).toMatchObject([
      {
        version: '2.0',
        routeKey: 'POST /orders/{orderId}/items/{item}',
        rawPath: '/orders/order-1/items/2',
        rawQueryString: 'full=1&page=a%20b',
        pathParameters: { orderId: 'order-1', item: '2' },
        queryStringParameters: { full: '1', page: 'a b' },
        requestContext: {
          apiId: 'Shop-Api',
          stage: '$default',
          http: { method: 'POST', path: '/orders/order-1/items/2' },
        },
        body: '{"n":1}',
        isBase64Encoded: false,
      },
    ]);
  });

  test.each([
    ['its status code', () => ({ statusCode: 404 }), 404],
    ['200 without one', () => ({ ok: true }), 200],
    ['200 for nothing', () => undefined, 200],
    [
      '500 where the function throws',
      () => {
        throw new Error('no');
      },
      500,
    ],
  ])('is answered with %s', async (_what, answer, status) => {
    expect(await serve(routes('GET /orders'), answer).send('GET', '/orders')).toBe(status);
  });

  test('is counted on the API and on its stage, by the class of its status', async () => {
    const { send, metric } = serve(routes('GET /orders/{id}'), ({ rawPath }) => ({
      statusCode: Number(rawPath.slice(-3)),
    }));
    for (const status of [200, 404, 429, 500, 503, 301]) await send('GET', `/orders/${status}`);
    const sets: readonly Readonly<Record<string, string>>[] = [
      { ApiId: 'Shop-Api' },
      { ApiId: 'Shop-Api', Stage: '$default' },
    ];
    for (const dimensions of sets) {
      expect(['Count', '4xx', '5xx'].map((name) => metric(name, dimensions))).toEqual([6, 2, 2]);
    }
  });

  test('takes the gateway 10 ms beside its function', async () => {
    const opened = serve(routes('GET /orders'), () => opened.world.clock.sleep(90));
    await opened.send('GET', '/orders');
    // The cold start of 300 ms is part of what the client waits for.
    expect([opened.metric('Latency'), opened.metric('IntegrationLatency')]).toEqual([400, 390]);
  });
});

describe('routes', () => {
  const keys = [
    'ANY /{proxy+}',
    '$default',
    'GET /orders/{id}',
    'ANY /orders/{id}',
    'GET /orders/latest',
    'GET /files/{rest+}',
    'GET /a.b',
  ];
  test.each([
    ['GET', '/orders/latest', 'GET /orders/latest'],
    ['GET', '/orders/17', 'GET /orders/{id}'],
    ['GET', '/orders/17?x=/a', 'GET /orders/{id}'],
    ['DELETE', '/orders/17', 'ANY /orders/{id}'],
    ['GET', '/files/a/b/c', 'GET /files/{rest+}'],
    ['GET', '/orders/17/items', 'ANY /{proxy+}'],
    ['GET', '/axb', 'ANY /{proxy+}'],
    ['GET', '/', '$default'],
  ])('%s %s takes %s, the most specific', (method, path, routeKey) => {
    expect(serve(routes(...keys)).platform.apis.routeFor(method, path).routeKey).toBe(routeKey);
  });

  test('an ANY route tells the function the method of the request', async () => {
    const { send, events } = serve(routes('ANY /orders'));
    await send('DELETE', '/orders');
    expect(events[0]?.requestContext.http.method).toBe('DELETE');
    expect(events[0]?.routeKey).toBe('ANY /orders');
  });

  test('a request without a route is refused with the routes there are', () => {
    const { platform } = serve(routes('GET /orders', 'POST /orders'));
    expect(messageOf(() => platform.apis.routeFor('PUT', '/orders'))).toBe(
      'no HTTP API has a route for PUT /orders; routes are GET /orders, POST /orders',
    );
    expect(messageOf(() => platform.apis.routeFor('GET', '/orders/1'))).toMatch(
      /^no HTTP API has a route for GET \/orders\/1/,
    );
    closeWorlds();
    expect(messageOf(() => openPlatform({}).platform.apis.routeFor('GET', '/'))).toBe(
      'no HTTP API has a route for GET /; routes are (the templates have no HTTP API)',
    );
  });

  test('two APIs with the same route are ambiguous', () => {
    const { platform } = serve({
      ...routes('GET /orders'),
      Other: api(),
      Twin: route('GET /orders', { api: 'Other' }),
    });
    expect(messageOf(() => platform.apis.routeFor('GET', '/orders'))).toBe(
      'more than one HTTP API has a route for GET /orders',
    );
  });

  test('an integration may name its function inside an invocation URI', async () => {
    const uri = {
      'Fn::Sub': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations',
    };
    const { send } = serve({ ...routes('GET /orders'), Integration: integration(uri) });
    expect(await send('GET', '/orders')).toBe(200);
  });

  test.each([
    ['a WebSocket API', { Api: api('WEBSOCKET') }],
    ['an integration that is no function', { Integration: integration('https://example.com') }],
  ])('%s is named, not played', (_what, change) => {
    const { world } = serve({ ...routes('GET /orders'), ...change });
    expect(world.notRehearsed.get('Shop/Route0')).toBe('route: only HTTP APIs with a Lambda integration are played');
  });
});

test('an integration may name the alias of a function', async () => {
  const { send, events } = serve({
    ...routes('GET /orders'),
    Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: ref('Handler'), Name: 'live' } },
    Integration: integration({
      'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Live}/invocations',
    }),
  });
  await send('GET', '/orders');
  expect(events).toHaveLength(1);
});
