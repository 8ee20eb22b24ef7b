import { dependency, type ObserveOptions, observe, propagationHeaders } from '../../../lib/middleware/index';
import { captureStdout, httpEvent, lambdaContext, withEnv } from '../harness';

const XRAY = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8';
const XRAY_ID = '67891233abcdef012345678912345678';
const CALLER_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = `00-${CALLER_ID}-00f067aa0ba902b7`;

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

async function headersFor(
  headers: Readonly<Record<string, string>>,
  xray: string | undefined,
  options: ObserveOptions = {},
  work: () => unknown = propagationHeaders,
) {
  let found: unknown;
  const env: Record<string, string> = { AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9' };
  if (xray) env._X_AMZN_TRACE_ID = xray;
  await withEnv(env, async () => {
    const handler = observe(
      async (_event: unknown, _context: unknown) => {
        found = await work();
      },
      { service: 's', ...options },
    );
    await handler(httpEvent('GET /', headers), lambdaContext());
  });
  return found as Record<string, string>;
}

const ID = '[\\da-f]{16}';

test('without any trace one begins here, and all of the invocation share it', async () => {
  const [first, second] = (await headersFor({}, undefined, {}, () => [
    propagationHeaders(),
    propagationHeaders(),
  ])) as never as Record<string, string>[];
  expect(first).toEqual({
    traceparent: expect.stringMatching(new RegExp(`^00-[\\da-f]{32}-${ID}-01$`)),
    'x-correlation-id': 'request-1',
  });
  expect(second).toEqual(first);
});

test('X-Ray goes on in both spellings, with the innermost span as parent', async () => {
  const seen = (await headersFor({}, `${XRAY};Sampled=1;Lineage=1:a:0`, {}, async () => [
    propagationHeaders(),
    await dependency('d', async () => propagationHeaders()),
  ])) as never as Record<string, string>[];
  const parents = seen.map((headers) => {
    const parent = headers.traceparent?.split('-')[2];
    expect(headers).toEqual({
      traceparent: `00-${XRAY_ID}-${parent}-01`,
      'x-amzn-trace-id': `Root=1-67891233-abcdef012345678912345678;Parent=${parent};Sampled=1;Lineage=1:a:0`,
      'x-correlation-id': '1-67891233-abcdef012345678912345678',
    });
    return parent;
  });
  expect(new Set(parents).size).toBe(2);
  expect(parents).not.toContain('53995c3f42cd8ad8');
});

test('what is not sampled stays so', async () => {
  const headers = await headersFor({}, `${XRAY};Sampled=0`);
  expect(headers.traceparent).toMatch(new RegExp(`^00-${XRAY_ID}-${ID}-00$`));
  expect(headers['x-amzn-trace-id']).toContain('Sampled=0');
});

test.each<[string, string, string]>([
  ['sampled', `${CALLER}-01`, '01'],
  ['not sampled', `${CALLER}-00`, '00'],
])('the traceparent of the caller goes on beside X-Ray: %s', async (_title, traceparent, flags) => {
  const headers = await headersFor(
    { traceparent, tracestate: 'a=1,b=2', baggage: 'user=1;ttl=6, odd name=2', 'x-correlation-id': 'c-1' },
    `${XRAY};Sampled=1`,
  );
  expect(headers).toEqual({
    traceparent: expect.stringMatching(new RegExp(`^00-${CALLER_ID}-${ID}-${flags}$`)),
    tracestate: 'a=1,b=2',
    baggage: 'user=1;ttl=6',
    'x-amzn-trace-id': expect.stringContaining('Root=1-67891233-'),
    'x-correlation-id': 'c-1',
  });
});

test.each<[string, Record<string, string>, string[]]>([
  ['a traceparent that is none', { traceparent: '00-x-y-01' }, ['traceparent', 'x-correlation-id']],
  ['a tracestate without traceparent', { tracestate: 'a=1' }, ['traceparent', 'x-correlation-id']],
  [
    'a malformed tracestate',
    { traceparent: `${CALLER}-01`, tracestate: 'a=1,=,b' },
    ['traceparent', 'x-correlation-id'],
  ],
  ['malformed baggage', { baggage: 'no baggage at all' }, ['traceparent', 'x-correlation-id']],
  [
    'line breaks',
    { baggage: 'a=1\r\nset-cookie: x', 'x-correlation-id': 'a\r\nb' },
    ['traceparent', 'x-correlation-id'],
  ],
])('passes on no header that could do harm: %s', async (_title, given, names) => {
  const headers = await headersFor(given, undefined);
  expect(Object.keys(headers)).toEqual(names);
  expect(Object.values(headers).join('')).not.toMatch(/[\r\n]/);
  expect(headers.traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
});

test('outside of an invocation there is nothing to pass on', () => {
  expect(propagationHeaders()).toEqual({});
});

test('invocations that run at once have headers of their own', async () => {
  const handler = observe(async (_event: unknown, _context: unknown) => {
    const before = propagationHeaders();
    await new Promise(setImmediate);
    expect(propagationHeaders()).toEqual(before);
    return before;
  });
  const all = await withEnv({}, () =>
    Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        handler(httpEvent('GET /', { 'x-correlation-id': `c-${n}` }), lambdaContext({ awsRequestId: `r-${n}` })),
      ),
    ),
  );
  expect(all.map((headers) => headers['x-correlation-id'])).toEqual(all.map((_, n) => `c-${n}`));
  expect(new Set(all.map(({ traceparent }) => traceparent)).size).toBe(20);
});
