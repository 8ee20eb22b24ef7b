/** API Gateway HTTP APIs: routes requests to functions, payload format 2.0. */
import type { Resource } from '../templates';
import type { World } from '../world';
import type { Functions } from './functions';
import { LATENCY } from './latency';
import { readEach } from './not-rehearsed';

interface Route {
  readonly api: Resource;
  readonly routeKey: string;
  readonly method: string;
  readonly path: RegExp;
  readonly target: Resource;
}

export class HttpApis {
  private readonly routes: readonly Route[];

  constructor(
    private readonly world: World,
    private readonly functions: Functions,
  ) {
    const routes = world.templates.ofType('AWS::ApiGatewayV2::Route');
    this.routes = readEach(world, routes, 'route', (route) => this.readRoute(route)).sort(
      (a, b) => vagueness(a) - vagueness(b),
    );
  }

  /**
   * The route a request takes: the most specific one. A query string in the path plays no part.
   * @throws naming the routes there are, where none or more than one API has it
   */
  routeFor(method: string, path: string): Route {
    const [rawPath = ''] = path.split('?');
    const found = this.routes.filter(
      (route) => (route.method === 'ANY' || route.method === method) && route.path.test(rawPath),
    );
    const [first] = found;
    if (first && new Set(found.map(({ api }) => api.ref)).size === 1) return first;
    const known = this.routes.map(({ routeKey }) => routeKey).join(', ') || '(the templates have no HTTP API)';
    throw new Error(
      first
        ? `more than one HTTP API has a route for ${method} ${path}`
        : `no HTTP API has a route for ${method} ${path}; routes are ${known}`,
    );
  }

  /** Sends one request and answers its status code. */
  async request(method: string, path: string, body?: string): Promise<number> {
    const route = this.routeFor(method, path);
    const { clock, recorder } = this.world;
    const startMs = clock.now();
    recorder.count('HTTP requests');
    await clock.sleep(LATENCY.apiGateway.ms);
    const integrationMs = clock.now();
    const traceId = this.functions.startTrace();
    const event = toEvent({ route, method, path, body, atMs: startMs, traceId });
    const result = await this.functions.invoke(route.target, event, traceId);
    const status = result.ok ? statusOf(result.value) : 500;
    this.emit(route.api, startMs, status, clock.now() - startMs, clock.now() - integrationMs);
    return status;
  }

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
  private emit(api: Resource, atMs: number, status: number, latencyMs: number, integrationMs: number): void {
    const sets: Readonly<Record<string, string>>[] = [{ ApiId: api.ref }, { ApiId: api.ref, Stage: '$default' }];
    for (const dimensions of sets) {
      const put = (name: string, value: number) =>
        this.world.metrics.put({ namespace: 'AWS/ApiGateway', name, dimensions }, value, atMs);
      put('Count', 1);
      put('4xx', status >= 400 && status < 500 ? 1 : 0);
      put('5xx', status >= 500 ? 1 : 0);
      put('Latency', latencyMs);
      put('IntegrationLatency', integrationMs);
    }
  }

  private readRoute(resource: Resource): Route[] {
    const { templates, notRehearsed } = this.world;
    const { RouteKey: routeKey, ApiId: apiId, Target: targetId } = resource.properties;
    const api = templates.byIdentity(String(apiId), 'AWS::ApiGatewayV2::Api');
    const integration = templates.byIdentity(
      String(targetId).replace('integrations/', ''),
      'AWS::ApiGatewayV2::Integration',
    );
    const uri = String(integration?.properties.IntegrationUri);
    const target = templates.byIdentity(/functions\/(.+)\/invocations/.exec(uri)?.[1] ?? uri, 'AWS::Lambda::Function');
    if (!api || !target || api.properties.ProtocolType !== 'HTTP') {
      notRehearsed.set(resource.path, 'route: only HTTP APIs with a Lambda integration are played');
      return [];
    }
    if (routeKey === '$default') return [{ api, routeKey, method: 'ANY', path: /^/, target }];
    const [method = '', path = ''] = String(routeKey).split(' ');
    return [{ api, routeKey: String(routeKey), method, path: pathPattern(path), target }];
  }
}

export const HTTP_API_RULES = [
  {
    what: 'AWS/ApiGateway Count, 4xx, 5xx, Latency',
    value: 'one value for each request (4xx and 5xx: 0 or 1), on [ApiId] and [ApiId, Stage]',
    source: 'rule',
  },
] as const;

/** `/orders/{id}` and `/files/{rest+}` as a regular expression over paths. */
function pathPattern(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => {
      const parameter = /^\{(\w+)(\+?)\}$/.exec(part);
      if (!parameter) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return `(?<${parameter[1]}>${parameter[2] ? '.+' : '[^/]+'})`;
    })
    .join('/');
  return new RegExp(`^${source}$`);
}

/**
 * Full matches come before greedy paths, those before `$default`, a method before `ANY`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function vagueness({ routeKey, method }: Route): number {
  const parameters = routeKey.split('{').length - 1;
  const byPath = routeKey === '$default' ? 1_000 : routeKey.includes('+}') ? 100 + parameters : parameters;
  return 2 * byPath + (method === 'ANY' ? 1 : 0);
}

interface Request {
  readonly route: Route;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly atMs: number;
  readonly traceId: string;
}

function toEvent({ route, method, path, body, atMs, traceId }: Request): Record<string, unknown> {
  const [rawPath = '/', rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    headers: {
      'content-type': 'application/json',
      host: `${route.api.ref}.execute-api.amazonaws.com`,
      'x-amzn-trace-id': `Root=${traceId}`,
    },
    pathParameters: { ...route.path.exec(rawPath)?.groups },
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    requestContext: {
      apiId: route.api.ref,
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'rehearsal' },
      routeKey: route.routeKey,
      stage: '$default',
      timeEpoch: atMs,
    },
    body,
    isBase64Encoded: false,
  };
}

/** Format 2.0: without a status code the answer is 200. */
function statusOf(value: unknown): number {
  const status = (value as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : 200;
}
