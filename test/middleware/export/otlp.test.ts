import type { ServerResponse } from 'node:http';
import { otlp } from '../../../lib/middleware/otlp';
import { withEnv } from '../harness';
import { validateOtlp } from './otlp-shape';
import { answer, FAILED_ORDER, hangUp, START_MS, span, TRACE_ID, trace, withReceiver } from './traces';

type Json = Record<string, unknown>;
interface OtlpBody {
  readonly resourceSpans: readonly [
    { readonly resource: { readonly attributes: Json[] }; readonly scopeSpans: readonly [{ readonly spans: Json[] }] },
  ];
}

/** Attributes as a plain object: `{ key: [kind, value] }`. */
const plain = (attributes: unknown) =>
  Object.fromEntries(
    (attributes as { key: string; value: Json }[]).map(({ key, value }) => [key, Object.entries(value)[0]]),
  );

async function sent(exported = trace(), env: Record<string, string> = {}) {
  let body: OtlpBody | undefined;
  await withReceiver([answer(200, '{}')], async (url, received) => {
    await withEnv(env, () => otlp({ url })(exported));
    expect(received).toHaveLength(1);
    body = JSON.parse(received[0]?.body ?? '') as OtlpBody;
  });
  expect(validateOtlp(body)).toEqual([]);
  const [resourceSpans] = (body as OtlpBody).resourceSpans;
  return { resource: plain(resourceSpans.resource.attributes), spans: resourceSpans.scopeSpans[0].spans };
}

describe('what is sent', () => {
  test('has the shape of the specification and tells of each span', async () => {
    const { spans } = await sent(FAILED_ORDER);
    expect(spans).toHaveLength(3);
    expect(spans[0]).toMatchObject({
      traceId: TRACE_ID,
      spanId: '53995c3f42cd8ad8',
      parentSpanId: 'aaaaaaaaaaaaaaaa',
      name: 'POST /orders',
      kind: 2,
      startTimeUnixNano: `${START_MS}000000`,
      endTimeUnixNano: `${START_MS + 120}500000`,
      status: { code: 2, message: 'declined' },
    });
    expect(spans[1]).toMatchObject({
      kind: 3,
      parentSpanId: '53995c3f42cd8ad8',
      startTimeUnixNano: `${START_MS + 10}250000`,
      status: { code: 2 },
    });
    expect(spans[2]).toMatchObject({ kind: 1, status: {} });
    expect(spans[2]).not.toHaveProperty('events');
  });

  test('names what it knows by the semantic conventions', async () => {
    const { spans } = await sent(FAILED_ORDER);
    expect(plain(spans[0]?.attributes)).toEqual({
      'faas.coldstart': ['boolValue', true],
      'http.response.status_code': ['intValue', '502'],
      'error.type': ['stringValue', 'PaymentError'],
      'sightline.category': ['stringValue', 'unknown'],
      'sightline.fingerprint': ['stringValue', '0123456789abcdef'],
      tenant: ['stringValue', 'a'],
      items: ['intValue', '3'],
      total: ['doubleValue', 12.5],
      gift: ['boolValue', true],
    });
    expect(plain(spans[1]?.attributes)).toEqual({
      'peer.service': ['stringValue', 'payments'],
      'http.request.method': ['stringValue', 'POST'],
      'url.full': ['stringValue', 'https://pay.example.com/charges'],
      'http.response.status_code': ['intValue', '402'],
      'error.type': ['stringValue', '402'],
    });
  });

  test('tells an error as an exception event at the end of its span', async () => {
    const { spans } = await sent(FAILED_ORDER);
    const [event] = (spans[0]?.events ?? []) as Json[];
    expect(event).toMatchObject({ name: 'exception', timeUnixNano: spans[0]?.endTimeUnixNano });
    expect(plain(event?.attributes)).toEqual({
      'exception.type': ['stringValue', 'PaymentError'],
      'exception.message': ['stringValue', 'declined'],
      'exception.stacktrace': ['stringValue', expect.stringContaining('at charge')],
    });
  });

  test('calls a client error a failure on the side of the caller only', async () => {
    const spans = [
      span({ clientError: true }),
      span({ kind: 'client', throttled: true, target: 'table Orders' }),
    ] as const;
    const [server, client] = (await sent(trace({ spans }))).spans;
    expect(server?.status).toEqual({});
    expect(plain(server?.attributes)).not.toHaveProperty(['error.type']);
    expect(client?.status).toEqual({ code: 2 });
    expect(plain(client?.attributes)).toMatchObject({
      'error.type': ['stringValue', '_OTHER'],
      'sightline.target': ['stringValue', 'table Orders'],
    });
  });

  test('says where the code runs', async () => {
    const { resource } = await sent(trace(), {
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'orders-fn',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders-fn',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      OTEL_RESOURCE_ATTRIBUTES: 'team=blue%20team, service.name=another,nonsense,=1,broken=%ZZ',
    });
    expect(resource).toEqual({
      'service.name': ['stringValue', 'checkout'],
      'service.version': ['stringValue', '7'],
      'deployment.environment.name': ['stringValue', 'prod'],
      'cloud.region': ['stringValue', 'eu-west-1'],
      'faas.name': ['stringValue', 'orders-fn'],
      'faas.version': ['stringValue', '$LATEST'],
      'faas.instance': ['stringValue', 'stream'],
      'faas.max_memory': ['intValue', '268435456'],
      'aws.log.group.names': ['stringValue', '/aws/lambda/orders-fn'],
      team: ['stringValue', 'blue team'],
      broken: ['stringValue', '%ZZ'],
    });
  });

  test('says nothing of Lambda elsewhere', async () => {
    const { resource } = await sent(trace({ release: undefined }));
    expect(Object.keys(resource).sort()).toEqual(['deployment.environment.name', 'service.name']);
  });

  test('stays valid with values that are hostile or that their type forbids', async () => {
    const annotations = {
      nan: Number.NaN,
      endless: Infinity,
      zero: -0,
      large: 2 ** 60,
      big: 10n,
      long: 'x'.repeat(1_000_000),
      half: '\ud800',
      nothing: null,
      missing: undefined,
      toText: {
        toString: () => {
          throw new Error('no text');
        },
      },
      list: [1, 2],
      symbol: Symbol('s'),
    } as never as Record<string, string>;
    Object.defineProperty(annotations, '__proto__', { value: 'own', enumerable: true });
    const { spans } = await sent(trace({ spans: [span({ annotations })] }));
    expect(plain(spans[0]?.attributes)).toMatchObject({
      nan: ['stringValue', 'NaN'],
      endless: ['stringValue', 'Infinity'],
      zero: ['intValue', '0'],
      large: ['doubleValue', 2 ** 60],
      big: ['stringValue', '10'],
      nothing: ['stringValue', 'null'],
      toText: ['stringValue', ''],
      symbol: ['stringValue', 'Symbol(s)'],
    });
    const attributes = spans[0]?.attributes as { key: string; value: { stringValue?: string } }[];
    expect(attributes.find(({ key }) => key === '__proto__')?.value.stringValue).toBe('own');
    expect(attributes.find(({ key }) => key === 'long')?.value.stringValue).toHaveLength(8_192);
    expect(attributes.map(({ key }) => key)).not.toContain('missing');
  });
});

describe('where it is sent', () => {
  const request = async (env: Record<string, string>, options: Parameters<typeof otlp>[0] = {}) => {
    const fetched = jest.fn(async (_url: string, _init: { headers: object }) => new Response('{}'));
    await withEnv(env, () => otlp({ ...options, fetch: fetched as never })(trace()));
    const [url, init] = fetched.mock.calls[0] ?? [];
    return { url, headers: init?.headers as Record<string, string> };
  };

  test.each<[string, Record<string, string>, string]>([
    ['a collector beside the code by default', {}, 'http://localhost:4318/v1/traces'],
    [
      'the endpoint of all signals',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com/base/' },
      'https://otel.example.com/base/v1/traces',
    ],
    [
      'the endpoint of traces, as it is',
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a.example.com',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://b.example.com/',
      },
      'https://b.example.com/',
    ],
    [
      'no empty endpoint',
      { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '' },
      'http://localhost:4318/v1/traces',
    ],
  ])('is %s', async (_title, env, url) => {
    expect(await request(env)).toMatchObject({ url });
    expect(await request(env, { url: 'https://mine.example.com/v1/traces' })).toMatchObject({
      url: 'https://mine.example.com/v1/traces',
    });
  });

  test('carries the headers of the variable and of the options', async () => {
    const { headers } = await request(
      { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20YTpi==, x-tenant = a' },
      { headers: { 'X-Tenant': 'b' } },
    );
    expect(headers).toEqual({ 'content-type': 'application/json', authorization: 'Basic YTpi==', 'x-tenant': 'b' });
  });

  test('leaves headers of the variable out that HTTP does not allow', async () => {
    const { headers } = await request({ OTEL_EXPORTER_OTLP_HEADERS: 'x-evil=a%0D%0Ab' });
    expect(headers).toEqual({ 'content-type': 'application/json' });
  });

  test('takes the headers of a signer, and shows it the request', async () => {
    const sign = jest.fn(async () => ({ authorization: 'signed' }));
    const { headers } = await request({}, { sign, url: 'https://x.example.com/v1/traces' });
    expect(headers).toMatchObject({ authorization: 'signed' });
    expect(sign).toHaveBeenCalledWith({
      method: 'POST',
      url: 'https://x.example.com/v1/traces',
      headers: { 'content-type': 'application/json' },
      body: expect.stringContaining(TRACE_ID),
    });
  });
});

describe('a receiver in trouble', () => {
  test.each([429, 502, 503, 504])('is asked once more after %d', async (status) => {
    await withReceiver([answer(status, '', { 'retry-after': '0' }), answer(200)], async (url, received) => {
      await otlp({ url })(trace());
      expect(received).toHaveLength(2);
      expect(received[1]?.body).toBe(received[0]?.body);
    });
  });

  test('is asked once more where the connection broke, also without and with a strange Retry-After', async () => {
    await withReceiver([hangUp, answer(200)], async (url, received) => {
      await otlp({ url })(trace());
      expect(received).toHaveLength(2);
    });
    await withReceiver([answer(503, '', { 'retry-after': 'soon' }), answer(200)], async (url, received) => {
      await otlp({ url })(trace());
      expect(received).toHaveLength(2);
    });
    const past = new Date(0).toUTCString();
    await withReceiver([answer(503, '', { 'retry-after': past }), answer(200)], async (url, received) => {
      await otlp({ url })(trace());
      expect(received).toHaveLength(2);
    });
  });

  test('is asked twice at most, and its last word is told', async () => {
    await withReceiver([answer(503, 'first'), answer(429, 'too\nmany\u0007')], async (url, received) => {
      await expect(otlp({ url: `${url}/v1/traces?key=secret` })(trace())).rejects.toThrow(
        `otlp: POST ${url}/v1/traces: 429: too many  (timeoutMs: 2000)`,
      );
      expect(received).toHaveLength(2);
    });
  });

  test.each([400, 401, 404, 413, 500, 301])('is not asked again after %d', async (status) => {
    await withReceiver([answer(status, 'no', { location: '/elsewhere' })], async (url, received) => {
      await expect(otlp({ url })(trace())).rejects.toThrow(`${status}: no`);
      expect(received).toHaveLength(1);
    });
  });

  test('is not waited for longer than there is time', async () => {
    const later = new Date(Date.now() + 3_600_000).toUTCString();
    for (const after of ['3600', '9'.repeat(400), later]) {
      await withReceiver([answer(503, 'busy', { 'retry-after': after })], async (url, received) => {
        await expect(otlp({ url, timeoutMs: 1_000 })(trace())).rejects.toThrow('503: busy');
        expect(received).toHaveLength(1);
      });
    }
  });

  test('is given up where it does not answer in time', async () => {
    await withReceiver([() => {}], async (url, received) => {
      await expect(otlp({ url, timeoutMs: 50 })(trace())).rejects.toThrow(
        /^otlp: POST http:\/\/127\.0\.0\.1:\d+: no answer: .*timeout.* \(timeoutMs: 50\)$/,
      );
      expect(received.length).toBeLessThanOrEqual(1);
    });
  });

  test('is named without the secrets of its URL where nobody listens', async () => {
    const failing = async () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    };
    const exporter = otlp({ url: 'https://user:password@otel.example.com/v1/traces?key=secret#x', fetch: failing });
    await expect(exporter(trace())).rejects.toThrow(
      'otlp: POST https://otel.example.com/v1/traces: no answer: ECONNREFUSED (timeoutMs: 2000)',
    );
  });

  test.each([
    '',
    'garbage',
    '<html>',
    'null',
    '[]',
    '{"partialSuccess":null}',
    '{"partialSuccess":{"rejectedSpans":"0"}}',
  ])('has accepted what it answers with 200 and %j', async (body) => {
    await withReceiver([answer(200, body)], async (url) => {
      await expect(otlp({ url })(trace())).resolves.toBeUndefined();
    });
  });

  test('is believed where it refuses a part', async () => {
    const body = '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}';
    await withReceiver([answer(200, body)], async (url, received) => {
      await expect(otlp({ url })(trace())).rejects.toThrow('otlp: 2 spans were refused: too old');
      expect(received).toHaveLength(1);
    });
  });

  test('may answer without end: the beginning is read', async () => {
    let bytes = 0;
    const endless = (response: ServerResponse) => {
      const fill = () => {
        do bytes += 65_536;
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', fill);
      fill();
    };
    await withReceiver([endless], async (url) => {
      await expect(otlp({ url })(trace())).resolves.toBeUndefined();
    });
    // What the buffers between the two hold; a reader that goes on until the timeout takes a hundred times as much.
    expect(bytes).toBeLessThan(32 * 2 ** 20);
  });

  test('may break off within its answer: the status counts', async () => {
    const half = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    await withReceiver([half], async (url, received) => {
      await expect(otlp({ url })(trace())).resolves.toBeUndefined();
      expect(received).toHaveLength(1);
    });
  });

  test('is not asked where the signer fails, and its error is told', async () => {
    const fetched = jest.fn();
    const sign = () => Promise.reject(new Error('no credentials'));
    await expect(otlp({ fetch: fetched, sign })(trace())).rejects.toThrow('no credentials');
    expect(fetched).not.toHaveBeenCalled();
  });
});

test.each<[string, object, string]>([
  ['a misspelt option', { ulr: 'x' }, "otlp: an option must be one of url, headers, timeoutMs, fetch, sign, got 'ulr'"],
  ['a URL without scheme', { url: 'localhost:4318' }, "otlp: url must be an http or https URL, got 'localhost:4318'"],
  ['an empty URL', { url: '' }, "otlp: url must be an http or https URL, got ''"],
  ['no time', { timeoutMs: 0 }, "otlp: timeoutMs must be whole milliseconds, 1 to 900000, got '0'"],
  ['half milliseconds', { timeoutMs: 1.5 }, "got '1.5'"],
  [
    'a header with a line break, not showing it',
    { headers: { 'x-key': 'secret\n' + 'x: y' } },
    "otlp: headers must be what HTTP allows, got 'x-key'",
  ],
])('refuses %s', (_title, options, message) => {
  expect(() => otlp(options)).toThrow(message);
});

test('a strange timeout in the variables counts as none', async () => {
  for (const timeout of ['', 'soon', '-1', '1e9', '0.5']) {
    await withEnv({ OTEL_EXPORTER_OTLP_TIMEOUT: timeout }, async () => {
      const fetched = async () => new Response('no', { status: 400 });
      await expect(otlp({ fetch: fetched })(trace())).rejects.toThrow('timeoutMs: 2000');
    });
  }
  await withEnv({ OTEL_EXPORTER_OTLP_TIMEOUT: '5000', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '700' }, async () => {
    const fetched = async () => new Response('no', { status: 400 });
    await expect(otlp({ fetch: fetched })(trace())).rejects.toThrow('timeoutMs: 700');
  });
});
