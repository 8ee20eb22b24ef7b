import * as fc from 'fast-check';
import { dependencyState, observe, type Span, type SpanExporter } from '../../lib/middleware/index';
import { exportSpans } from '../../lib/middleware/trace/export-spans';
import { observeFetch } from '../../lib/middleware/trace/fetch';
import { captureStdout, httpEvent, withEnv } from './harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

const CALLER = {
  'x-correlation-id': 'c-1',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  tracestate: 'v=1',
};
const URL_TEXT = 'https://user:secret@pay.example.com:8443/charges/7?card=4111#x';

/** Runs in an invocation, and answers the spans of its calls beside what the work answered. */
async function inInvocation<T>(work: () => T): Promise<{ result: Awaited<T>; spans: readonly Span[] }> {
  let spans: readonly Span[] = [];
  const exporter: SpanExporter = (trace) => {
    spans = trace.spans.slice(1);
  };
  const options = { service: 'shop', plugins: [exportSpans(exporter)] };
  const result = await withEnv({}, () =>
    observe(async (_event: unknown) => work(), options)(httpEvent('POST /o', CALLER)),
  );
  return { result, spans };
}

/** A fetch that keeps what it is called with. */
function fakeFetch(answer: () => unknown = () => new Response('ok')) {
  const calls: [Parameters<typeof fetch>[0], RequestInit | undefined][] = [];
  const fake = (async (...input: Parameters<typeof fetch>) => {
    calls.push([input[0], input[1]]);
    return answer();
  }) as typeof fetch;
  return { calls, fake, headers: () => new Headers(calls.at(-1)?.[1]?.headers) };
}

const points = (name: string) => stdout.metrics().filter((document) => document.dependency === name);

test.each<[string, Parameters<typeof fetch>, string]>([
  ['a text', [URL_TEXT], 'GET'],
  ['a URL', [new URL(URL_TEXT), { method: 'put' }], 'PUT'],
  [
    'a request',
    [new Request('https://pay.example.com:8443/charges/7?card=4111', { method: 'POST', body: 'x' })],
    'POST',
  ],
  ['a request and init', [new Request('https://pay.example.com:8443/charges/7'), { method: 'DELETE' }], 'DELETE'],
])('tells method, host and path of %s, and nothing that may be secret', async (_title, input, method) => {
  const { fake } = fakeFetch();
  const { spans } = await inInvocation(() => observeFetch('payments', fake)(...input));
  expect(spans).toEqual([
    expect.objectContaining({
      name: 'payments',
      kind: 'client',
      target: `${method} https://pay.example.com:8443/charges/7`,
      statusCode: 200,
      fault: false,
    }),
  ]);
});

test.each([
  ['/services/T0AB1/B0CD2/aB3dEfGhIjKlMnOpQrStUvWx', '/services/T0AB1/B0CD2/[redacted]'],
  ['/bot123456:ABC-DEF1234ghIkl-zyx57W2v/send', '/[redacted]/send'],
  [`/a/ghp_${'a1'.repeat(18)}`, '/a/[redacted]'],
  [`/${'a'.repeat(460)}/aB3dEfGhIjKlMnOpQrStUvWx${'y'.repeat(5_000)}`, `/${'a'.repeat(460)}/[redacted]`],
  ['/orders/7d1c1b1e-53a4-4b0e-9f5c-7b9d2f9f1a11/Lines2', '/orders/7d1c1b1e-53a4-4b0e-9f5c-7b9d2f9f1a11/Lines2'],
])('of the path %.60s tells no token', async (path, told) => {
  const { spans } = await inInvocation(() => observeFetch('hooks', fakeFetch().fake)(`https://a.io${path}`));
  expect(spans[0]?.target).toBe(`GET https://a.io${told}`);
});

test('tells no content of data URLs, and calls with what is no URL', async () => {
  const { fake, calls } = fakeFetch();
  const { spans } = await inInvocation(async () => {
    await observeFetch('x', fake)('data:text/plain,secret');
    await observeFetch('x', fake)('/relative', { method: 'POST' });
  });
  expect(spans.map((span) => span.target)).toEqual(['GET data:', undefined]);
  expect(calls[1]).toEqual(['/relative', { method: 'POST' }]);
});

test.each([
  [200, 0, false],
  [302, 0, false],
  [404, 0, true],
  [408, 1, false],
  [429, 1, false],
  [500, 1, false],
  [503, 1, false],
])('status %i counts %i faults', async (status, faults, clientError) => {
  const answer = new Response('body', { status });
  const { fake } = fakeFetch(() => answer);
  const name = `status-${status}`;
  const { result, spans } = await inInvocation(() => observeFetch(name, fake)('https://a.example'));
  expect(result).toBe(answer);
  expect(answer.bodyUsed).toBe(false);
  expect(points(name)[0]).toMatchObject({ DependencyFaults: faults, DependencyLatency: expect.any(Number) });
  expect(spans[0]).toMatchObject({ fault: faults === 1, clientError, statusCode: status, throttled: status === 429 });
  expect(dependencyState(name)).toMatchObject({ calls: 1, errorRatio: faults });
});

test('hands on the very rejection, and counts it', async () => {
  const error = new TypeError('fetch failed');
  const fake = (() => Promise.reject(error)) as typeof fetch;
  const { spans } = await inInvocation(() =>
    expect(observeFetch('down', fake)('https://a.example')).rejects.toBe(error),
  );
  expect(spans[0]).toMatchObject({ fault: true, error: { message: 'fetch failed' } });
});

test('answers the very response', async () => {
  const response = new Response();
  const fake = (async () => response) as typeof fetch;
  expect(await observeFetch('same', fake)('https://a.example')).toBe(response);
});

test('gives the next service the trace with the call as its parent', async () => {
  const { fake, headers } = fakeFetch();
  const { spans } = await inInvocation(() => observeFetch('next', fake)('https://a.example'));
  expect(headers().get('traceparent')).toBe(`00-${'a'.repeat(32)}-${spans[0]?.id}-01`);
  expect(headers().get('tracestate')).toBe('v=1');
  expect(headers().get('x-correlation-id')).toBe('c-1');
});

const FORMS: Readonly<Record<string, (own: Record<string, string>) => Parameters<typeof fetch>>> = {
  object: (headers) => ['https://a.example', { method: 'POST', headers }],
  pairs: (headers) => ['https://a.example', { headers: Object.entries(headers) }],
  headers: (headers) => ['https://a.example', { headers: new Headers(headers) }],
  request: (headers) => [new Request('https://a.example', { headers })],
  'init over request': (headers) => [new Request('https://a.example', { headers: { lost: '1' } }), { headers }],
  'request as init': (headers) => ['https://a.example', new Request('https://b.example', { method: 'PUT', headers })],
};

test.each(Object.keys(FORMS))(
  'keeps headers given as %s, own trace included, and leaves the objects alone',
  async (form) => {
    const own = { 'X-Own': '1', traceparent: 'mine' };
    const input = FORMS[form]?.(own) as Parameters<typeof fetch>;
    const before = new Headers(input[1]?.headers ?? (input[0] as Request).headers);
    const { fake, calls, headers } = fakeFetch();
    await inInvocation(() => observeFetch('forms', fake)(...input));
    expect(Object.fromEntries(headers())).toEqual({ 'x-own': '1', traceparent: 'mine', 'x-correlation-id': 'c-1' });
    expect(calls[0]?.[0]).toBe(input[0]);
    expect(calls[0]?.[1]?.method).toBe(input[1]?.method);
    expect([...new Headers(input[1]?.headers ?? (input[0] as Request).headers)]).toEqual([...before]);
    expect(own).toEqual({ 'X-Own': '1', traceparent: 'mine' });
  },
);

test('sends the context to the origins that are named only', async () => {
  const { fake, calls } = fakeFetch();
  const call = observeFetch('named', fake, { propagateTo: ['https://a.example'] });
  await inInvocation(async () => {
    for (const url of ['https://a.example/x', 'https://a.example.evil.example/', 'http://a.example/']) await call(url);
  });
  expect(calls.map(([, init]) => init !== undefined)).toEqual([true, false, false]);
});

test('outside of an invocation the call goes through as it is', async () => {
  const { fake, calls } = fakeFetch();
  const init = { headers: { a: '1' } };
  await observeFetch('outside', fake)('https://a.example', init);
  expect(calls[0]?.[1]).toBe(init);
  expect(points('outside')).not.toEqual([]);
});

test('trouble with the arguments is what fetch itself makes of it', async () => {
  const wrong = { headers: { 'bad name': 'x' } };
  await inInvocation(async () => {
    await expect(observeFetch('wrong')('https://a.example', wrong)).rejects.toMatchObject({ name: 'TypeError' });
    await expect(observeFetch('wrong')(undefined as never)).rejects.toMatchObject({ name: 'TypeError' });
    const trap = {
      get headers(): never {
        throw new RangeError('trap');
      },
    };
    await expect(observeFetch('wrong')('https://a.example', trap)).rejects.toThrow('trap');
  });
});

test('calls the global fetch of the moment', async () => {
  const spy = jest.spyOn(globalThis, 'fetch');
  const call = observeFetch('late');
  spy.mockResolvedValue(new Response('late'));
  expect(await (await call('https://a.example')).text()).toBe('late');
  spy.mockRestore();
});

test('never throws for any URL and method', async () => {
  const { fake } = fakeFetch();
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.webUrl()), fc.anything(), async (url, method) => {
      await observeFetch('any', fake)(url, { method } as RequestInit);
    }),
  );
});

test('a method that cannot be a text is a matter of fetch alone', async () => {
  const { fake } = fakeFetch();
  const init = { method: [{ toString: undefined }] } as unknown as RequestInit;
  await expect(observeFetch('any', fake)('https://a.example', init)).resolves.toBeInstanceOf(Response);
});

test('refuses what is no function, and what is no origin', () => {
  expect(() => observeFetch('x', 'fetch' as never)).toThrow("'fetch' must be a function; got string");
  expect(() => observeFetch('x', undefined, { propagateTo: ['https://a.example/path'] })).toThrow(
    "got 'https://a.example/path'; write 'https://a.example'",
  );
  expect(() => observeFetch('x', undefined, { propagateTo: ['a.example'] })).toThrow("got 'a.example'");
});
