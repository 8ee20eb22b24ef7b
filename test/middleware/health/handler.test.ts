import { check, createHealth } from '../../../lib/middleware/health';

const health = createHealth({ checks: [check('db', () => false)], service: 'checkout', environment: 'prod' });

// Shapes: docs.aws.amazon.com/lambda/latest/dg, services-apigateway, urls-invocation, services-alb.
const rest = (path: string, httpMethod = 'GET') => ({
  resource: '/{proxy+}',
  path,
  httpMethod,
  headers: { Accept: '*/*' },
  multiValueHeaders: { Accept: ['*/*'] },
  requestContext: { resourcePath: '/{proxy+}', httpMethod, path: `/prod${path}`, stage: 'prod', identity: {} },
  body: null,
  isBase64Encoded: false,
});
const http = (rawPath: string, method = 'GET') => ({
  version: '2.0',
  routeKey: '$default',
  rawPath,
  rawQueryString: '',
  headers: {},
  requestContext: { http: { method, path: rawPath, protocol: 'HTTP/1.1' }, stage: 'prod' },
  isBase64Encoded: false,
});
const alb = (path: string, headers: object) => ({
  requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/1' } },
  httpMethod: 'GET',
  path,
  queryStringParameters: {},
  ...headers,
  body: '',
  isBase64Encoded: false,
});

describe('the handler', () => {
  test.each([
    ['a REST API', rest('/health/ready'), rest('/health/ready', 'POST')],
    ['an HTTP API with a stage, or a function URL', http('/prod/health/ready'), http('/prod/health/ready', 'POST')],
  ])('answers %s', async (_, get, post) => {
    expect(await health.handler(get)).toEqual({
      statusCode: 503,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      body: '{"status":"unhealthy","score":0,"service":"checkout","environment":"prod"}',
      isBase64Encoded: false,
    });
    expect(await health.handler(post)).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('answers a load balancer with a description of the status', async () => {
    const answer = await health.handler(alb('/health', { headers: { 'user-agent': 'ELB-HealthChecker/2.0' } }));
    expect(answer).toMatchObject({
      statusCode: 503,
      statusDescription: '503 Service Unavailable',
      headers: { 'cache-control': 'no-store' },
    });
    expect(answer).not.toHaveProperty('multiValueHeaders');
  });

  test('answers a load balancer with multi value headers in them alone', async () => {
    const answer = await health.handler(alb('/health/live', { multiValueHeaders: { host: ['a'] } }));
    expect(answer).toMatchObject({
      statusCode: 200,
      statusDescription: '200 OK',
      multiValueHeaders: { 'cache-control': ['no-store'] },
    });
    expect(answer).not.toHaveProperty('headers');
    const missing = await health.handler(alb('/other', { multiValueHeaders: {} }));
    expect(missing.statusDescription).toBe('404 Not Found');
  });

  test.each([undefined, null, 5, 'GET', {}, [], { httpMethod: 7 }, { source: 'aws.events' }])(
    'answers %p, which is no request, like GET /health',
    async (event) => {
      expect(await health.handler(event)).toMatchObject({
        statusCode: 503,
        body: expect.stringContaining('"score":0'),
      });
    },
  );

  test('takes a request without a path, or one that throws when it is read, for another path', async () => {
    expect((await health.handler({ httpMethod: 'GET' })).statusCode).toBe(404);
    const hostile = Object.defineProperty({ httpMethod: 'GET' }, 'path', {
      get: () => {
        throw new Error('getter');
      },
    });
    expect((await health.handler(hostile)).statusCode).toBe(404);
  });
});
