import { zipkin } from '../../../lib/middleware/zipkin';
import { withEnv } from '../harness';
import { answer, FAILED_ORDER, hangUp, START_MS, span, TRACE_ID, trace, withReceiver } from './traces';

type Json = Record<string, unknown>;

async function sent(exported = trace()): Promise<Json[]> {
  let spans: Json[] = [];
  await withReceiver([answer(202)], async (url, received) => {
    await zipkin({ url: `${url}/api/v2/spans` })(exported);
    expect(received).toMatchObject([
      { method: 'POST', path: '/api/v2/spans', headers: { 'content-type': 'application/json' } },
    ]);
    spans = JSON.parse(received[0]?.body ?? '');
  });
  return spans;
}

test('sends the spans of a trace as one list', async () => {
  expect(await sent(FAILED_ORDER)).toEqual([
    {
      traceId: TRACE_ID,
      id: '53995c3f42cd8ad8',
      parentId: 'aaaaaaaaaaaaaaaa',
      name: 'POST /orders',
      kind: 'SERVER',
      timestamp: START_MS * 1000,
      duration: 120_500,
      localEndpoint: { serviceName: 'checkout' },
      tags: {
        'deployment.environment.name': 'prod',
        'service.version': '7',
        'faas.coldstart': 'true',
        'http.response.status_code': '502',
        'error.type': 'PaymentError',
        'sightline.category': 'unknown',
        'sightline.fingerprint': '0123456789abcdef',
        tenant: 'a',
        items: '3',
        total: '12.5',
        gift: 'true',
        error: 'PaymentError: declined',
      },
    },
    {
      traceId: TRACE_ID,
      id: '1111111111111111',
      parentId: '53995c3f42cd8ad8',
      name: 'payments',
      kind: 'CLIENT',
      timestamp: START_MS * 1000 + 10_250,
      duration: 100_000,
      localEndpoint: { serviceName: 'checkout' },
      remoteEndpoint: { serviceName: 'payments' },
      tags: {
        'deployment.environment.name': 'prod',
        'service.version': '7',
        'peer.service': 'payments',
        'http.request.method': 'POST',
        'url.full': 'https://pay.example.com/charges',
        'http.response.status_code': '402',
        'error.type': '402',
        error: '',
      },
    },
    {
      traceId: TRACE_ID,
      id: '2222222222222222',
      parentId: '1111111111111111',
      name: 'sign',
      timestamp: START_MS * 1000 + 11_000,
      // Zipkin reads 0 as "not known".
      duration: 1,
      localEndpoint: { serviceName: 'checkout' },
      tags: { 'deployment.environment.name': 'prod', 'service.version': '7' },
    },
  ]);
});

test('sends producers and consumers by their kind', async () => {
  const spans = [span({ kind: 'consumer' }), span({ kind: 'producer', name: 'orders' })] as const;
  expect(await sent(trace({ spans }))).toMatchObject([
    { kind: 'CONSUMER' },
    { kind: 'PRODUCER', remoteEndpoint: { serviceName: 'orders' } },
  ]);
});

test('has texts only as tags, whatever the annotations are', async () => {
  const unreadable = () => {
    throw new Error('no text');
  };
  const annotations = {
    nan: Number.NaN,
    big: 10n,
    none: null,
    odd: { toString: unreadable },
    long: 'x'.repeat(1_000_000),
  } as never;
  const [first] = await sent(trace({ spans: [span({ annotations })] }));
  expect(first?.tags).toMatchObject({ nan: 'NaN', big: '10', none: 'null', odd: '', long: 'x'.repeat(8_192) });
});

test('asks once more, and tells what it was answered', async () => {
  await withReceiver([hangUp, answer(202)], async (url, received) => {
    await zipkin({ url })(trace());
    expect(received).toHaveLength(2);
  });
  await withReceiver([answer(400, 'bad span')], async (url) => {
    await expect(zipkin({ url })(trace())).rejects.toThrow(`zipkin: POST ${url}: 400: bad span`);
  });
});

test('finds Zipkin beside the code, or where the variable says', async () => {
  const asked: unknown[] = [];
  const fetched = async (url: unknown) => {
    asked.push(url);
    return new Response(null, { status: 202 });
  };
  await withEnv({}, () => zipkin({ fetch: fetched })(trace()));
  const endpoint = 'http://zipkin.example.com/api/v2/spans';
  await withEnv({ OTEL_EXPORTER_ZIPKIN_ENDPOINT: endpoint }, () => zipkin({ fetch: fetched })(trace()));
  expect(asked).toEqual(['http://localhost:9411/api/v2/spans', endpoint]);
});

test('refuses options that it does not have', () => {
  expect(() => zipkin({ endpoint: 'x' } as never)).toThrow('zipkin: an option must be one of url');
});
