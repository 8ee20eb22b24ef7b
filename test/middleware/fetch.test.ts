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

test("headers keep their form, so that a fetch of the caller's can add its own", async () => {
  const given: unknown[] = [];
  const own = { 'content-type': 'application/json' };
  const withAuth = ((url: string, init: RequestInit = {}) => {
    given.push(init.headers);
    const headers = { ...(init.headers as Record<string, string>), authorization: 'token' };
    given.push(Object.fromEntries(new Request(url, { ...init, headers }).headers));
    return Promise.resolve(new Response());
  }) as typeof fetch;
  const call = observeFetch('pay', withAuth);
  await inInvocation(() => call('https://a.example/', { method: 'POST', headers: own }));
  expect(given[1]).toMatchObject({ ...own, authorization: 'token', 'x-correlation-id': expect.any(String) });
  await inInvocation(() => call('https://a.example/'));
  expect(given[3]).toMatchObject({ authorization: 'token', 'x-correlation-id': expect.any(String) });
  await inInvocation(() => call('https://a.example/', { headers: [['a', '1']] }));
  await inInvocation(() => call('https://a.example/', { headers: new Headers({ a: '1' }) }));
  expect(given[4]).toEqual(
    expect.arrayContaining([
      ['a', '1'],
      ['x-correlation-id', expect.any(String)],
    ]),
  );
  expect((given[6] as Headers).get('a')).toBe('1');
  expect(own).toEqual({ 'content-type': 'application/json' });
});

type Pairs = readonly [string, string][];

const HEADER_FORMS: Readonly<Record<string, (pairs: Pairs) => unknown>> = {
  none: () => undefined,
  null: () => null,
  object: (pairs) => Object.fromEntries(pairs),
  pairs: (pairs) => pairs,
  headers: (pairs) => new Headers(pairs as [string, string][]),
  'entries of headers': (pairs) => new Headers(pairs as [string, string][]).entries(),
  'entries of a map': (pairs) => new Map(pairs).entries(),
  'iterators of iterators': (pairs) => pairs.map((pair) => pair.values()).values(),
  'a bad name last': (pairs) => [...pairs, ['bad name', 'x']].values(),
  'an iterator that throws': function* (pairs) {
    yield* pairs;
    throw new RangeError('halfway');
  },
};

const INIT_FORMS: Readonly<Record<string, (members: Record<string, unknown>) => unknown>> = {
  none: () => undefined,
  null: () => null,
  'no object': () => 5,
  plain: (members) => members,
  frozen: (members) => Object.freeze(members),
  inherited: (members) => Object.create(members),
  'without a prototype': (members) => Object.assign(Object.create(null), members),
  'getters of a class': (members) => {
    class Init {
      readonly #members = members;
      get method() {
        return this.#members.method;
      }
      get body() {
        return this.#members.body;
      }
      get headers() {
        return this.#members.headers;
      }
    }
    return new Init();
  },
  'a getter that throws': (members) =>
    Object.defineProperty({ ...members }, 'priority', {
      enumerable: true,
      get() {
        throw new RangeError('no priority');
      },
    }),
  request: (members) =>
    new Request('https://b.example/init', { ...members, headers: (members.headers ?? {}) as never }),
};

const RESOURCE_FORMS: Readonly<Record<string, () => unknown>> = {
  text: () => 'https://a.example/',
  url: () => new URL('https://a.example/'),
  request: () =>
    new Request('https://a.example/', {
      method: 'POST',
      body: 'of the request',
      headers: { 'x-request': '1' },
      referrer: 'https://a.example/from',
      referrerPolicy: 'origin',
    }),
  'an object that only looks like a request': () => ({
    headers: { 'x-no': '1' },
    toString: () => 'https://a.example/',
  }),
};

test('whatever the call is made of, fetch sees the same, and our headers beside those of the caller', async () => {
  const seen = async (...input: unknown[]) => {
    try {
      const request = new Request(...(input as ConstructorParameters<typeof Request>));
      const { method, url, headers, referrer, referrerPolicy } = request;
      return { method, url, headers: [...headers], referrer, referrerPolicy, body: await request.text() };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const names = fc.constantFrom('X-Own', 'authorization', 'traceparent', 'X-Correlation-Id', 'x-amzn-trace-id');
  const calls = fc.record({
    pairs: fc.uniqueArray(fc.tuple(names, fc.stringMatching(/^[a-z0-9]{1,9}$/)), { selector: ([name]) => name }),
    headers: fc.constantFrom(...Object.keys(HEADER_FORMS)),
    init: fc.constantFrom(...Object.keys(INIT_FORMS)),
    resource: fc.constantFrom(...Object.keys(RESOURCE_FORMS)),
    inside: fc.boolean(),
    content: fc.constantFrom({}, { method: 'delete' }, { method: 'POST', body: 'text' }, { method: 'GET', body: 'x' }),
  });
  await fc.assert(
    fc.asyncProperty(calls, async ({ pairs, inside, content, ...forms }) => {
      const input = () => {
        const headers = HEADER_FORMS[forms.headers]?.(pairs);
        const members = { ...content, ...(forms.headers === 'none' ? {} : { headers }) };
        return [RESOURCE_FORMS[forms.resource]?.(), INIT_FORMS[forms.init]?.(members)];
      };
      const made = attemptInput(input);
      if (!made) return;
      const expected = await seen(...made);
      let actual: Partial<Awaited<ReturnType<typeof seen>>> = {};
      const call = observeFetch('any', (async (...given: unknown[]) => {
        actual = await seen(...given);
        return new Response();
      }) as typeof fetch);
      const work = () => call(...(input() as Parameters<typeof fetch>));
      await (inside ? inInvocation(work) : work());
      expect({ ...actual, headers: undefined }).toEqual({ ...expected, headers: undefined });
      const own = new Set(expected.headers?.map(([name]) => name));
      const ours = ['traceparent', 'tracestate', 'x-amzn-trace-id', 'x-correlation-id', 'baggage'];
      expect(actual.headers?.filter(([name]) => own.has(name) || !ours.includes(name))).toEqual(expected.headers);
      const isReadable = forms.init !== 'a getter that throws';
      if (inside && isReadable && actual.headers)
        expect(actual.headers.map(([name]) => name)).toContain('x-correlation-id');
    }),
    { numRuns: 1_000 },
  );
});

/** What a form makes of the members; `undefined` where the caller could not even make it. */
function attemptInput(input: () => unknown[]): unknown[] | undefined {
  try {
    return input();
  } catch {
    return undefined;
  }
}

test('reads no header twice, and leaves unread what is to go out as it is', async () => {
  let reads = 0;
  const init = {
    get headers() {
      reads += 1;
      return { a: '1' };
    },
  };
  const { fake, calls } = fakeFetch();
  await observeFetch('once', fake)('https://a.example', init);
  expect(reads).toBe(0);
  await inInvocation(() => observeFetch('once', fake)('https://a.example', init));
  expect(new Headers(calls.at(-1)?.[1]?.headers).get('a')).toBe('1');
  expect(reads).toBe(1);
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
