import { GetTraceSummariesCommand, type TraceSummary, XRayClient } from '@aws-sdk/client-xray';
import { mockClient } from 'aws-sdk-client-mock';
import { XrayEvidence } from '../../../lib/adapters/aws/xray-evidence';

const xray = mockClient(XRayClient);
const T0 = Date.UTC(2026, 0, 15, 8);
const HOUR = 3_600_000;
const CHECKOUT = { service: 'checkout', environment: 'prod' };
const SPAN = { startMs: T0, endMs: T0 + HOUR / 3 };

beforeEach(() => {
  xray.reset();
});

const evidence = () => new XrayEvidence({ region: 'eu-west-1', client: new XRayClient({ region: 'eu-west-1' }) });
const inputs = () => xray.commandCalls(GetTraceSummariesCommand).map(({ args: [{ input }] }) => input);

/** As X-Ray sums up a trace in which a span of the middleware's failed. */
function traceOf(id: string, name?: string, message = 'declined', fingerprint?: string): TraceSummary {
  const root = { Name: 'ChargePayment', EntityPath: [{ Name: 'ChargePayment' }, exception(name, message)] };
  return {
    Id: id,
    HasFault: true,
    Annotations: fingerprint ? { fingerprint: [{ AnnotationValue: { StringValue: fingerprint } }] } : {},
    ...(name && { FaultRootCauses: [{ Services: [{ Name: 'Api' }, root], ClientImpacting: true }] }),
  };
}

function exception(Name: string | undefined, Message: string) {
  return { Name: 'POST /orders', Exceptions: [{ Name, Message }] };
}

test('asks once for the failing traces of service and environment, for both ports', async () => {
  xray.on(GetTraceSummariesCommand).resolves({ TraceSummaries: [traceOf('1-a', 'PaymentError')] });
  const found = evidence();
  await Promise.all([found.faults(CHECKOUT, SPAN), found.top(CHECKOUT, SPAN)]);
  expect(inputs()).toEqual([
    {
      StartTime: new Date(T0),
      EndTime: new Date(T0 + HOUR / 3),
      FilterExpression: 'annotation.service = "checkout" AND annotation.environment = "prod" AND fault',
      NextToken: undefined,
    },
  ]);
  await found.faults(CHECKOUT, { ...SPAN, endMs: SPAN.endMs + 1 });
  await found.faults({ ...CHECKOUT, environment: 'stage' }, SPAN);
  expect(inputs()).toHaveLength(3);
});

test('a name is a text of the filter, whatever is in it', async () => {
  xray.on(GetTraceSummariesCommand).resolves({});
  await evidence().faults({ service: 'a" OR fault OR "\\', environment: '' }, SPAN);
  expect(inputs()[0]?.FilterExpression).toBe(
    'annotation.service = "a\\" OR fault OR \\"\\\\" AND annotation.environment = "" AND fault',
  );
});

test('of a long incident it asks for the first half hour, which costs no more than a short one', async () => {
  xray.on(GetTraceSummariesCommand).resolves({});
  await evidence().top(CHECKOUT, { startMs: T0, endMs: T0 + 48 * HOUR });
  expect(inputs()[0]?.EndTime).toEqual(new Date(T0 + HOUR / 2));
});

test('tells one trace of each cause first, oldest first, five at most', async () => {
  const TraceSummaries = [
    ...['6', '5', '4', '3'].map((n) => traceOf(`1-${n}`, 'PaymentError', 'declined', 'f-1')),
    traceOf('1-1', 'PaymentError', 'declined', 'f-1'),
    traceOf('1-2', 'TypeError', 'x is undefined', 'f-2'),
  ];
  xray.on(GetTraceSummariesCommand).resolves({ TraceSummaries });
  const traces = await evidence().faults(CHECKOUT, SPAN);
  expect(traces.map(({ id }) => id)).toEqual(['1-1', '1-2', '1-3', '1-4', '1-5']);
  expect(traces[1]).toEqual({
    id: '1-2',
    url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#xray:traces/1-2',
    what: 'TypeError: x is undefined, in ChargePayment',
  });
});

test.each<[string, TraceSummary, string]>([
  [
    'what the caller got, without the query',
    { Http: { HttpStatus: 500, HttpMethod: 'POST', HttpURL: 'https://x.example/o?token=s#f\nx' } },
    '500 POST https://x.example/o',
  ],
  ['a name without a message', traceOf('1', 'Timeout', ''), 'Timeout, in ChargePayment'],
  ['where nothing is known', {}, 'a fault without an exception'],
])('without an annotation it tells %s', async (_, summary, what) => {
  xray.on(GetTraceSummariesCommand).resolves({ TraceSummaries: [summary] });
  expect((await evidence().faults(CHECKOUT, SPAN))[0]?.what).toBe(what);
});

test('counts errors by the fingerprint of the middleware, the most frequent first', async () => {
  const TraceSummaries = [
    traceOf('1', 'TypeError', 'x is undefined', 'f-2'),
    traceOf('2', 'PaymentError', 'declined', 'f-1'),
    traceOf('3', 'PaymentError', 'declined', 'f-1'),
    // Nothing says what kind of error it was.
    traceOf('4'),
  ];
  xray.on(GetTraceSummariesCommand).resolves({ TraceSummaries });
  expect(await evidence().top(CHECKOUT, SPAN)).toEqual([
    { fingerprint: 'f-1', what: 'PaymentError: declined', count: 2 },
    { fingerprint: 'f-2', what: 'TypeError: x is undefined', count: 1 },
  ]);
});

test('an error of others has the fingerprint of its name and of what in its message does not change', async () => {
  const TraceSummaries = [
    traceOf('1', 'NotFound', 'order 4711 is gone'),
    traceOf('2', 'NotFound', 'order 4712 is gone'),
    traceOf('3', 'NotFound', 'cart 1 is gone'),
  ];
  xray.on(GetTraceSummariesCommand).resolves({ TraceSummaries });
  expect((await evidence().top(CHECKOUT, SPAN)).map(({ what, count }) => [what, count])).toEqual([
    ['NotFound: order 4711 is gone', 2],
    ['NotFound: cart 1 is gone', 1],
  ]);
});

test('reads page by page, and no more than five', async () => {
  let pages = 0;
  xray.on(GetTraceSummariesCommand).callsFake(({ NextToken }) => {
    pages += 1;
    expect(NextToken).toBe(pages === 1 ? undefined : `t${pages - 1}`);
    return {
      TraceSummaries: pages === 2 ? [] : [traceOf(`1-${pages}`, 'E', `${pages}`, `f-${pages}`)],
      NextToken: `t${pages}`,
    };
  });
  expect((await evidence().faults(CHECKOUT, SPAN)).map(({ id }) => id)).toEqual(['1-1', '1-3', '1-4', '1-5']);
  expect(pages).toBe(5);
});

test('a failure is thrown to both, and not remembered', async () => {
  xray.on(GetTraceSummariesCommand).rejectsOnce(new Error('AccessDenied')).resolves({});
  const found = evidence();
  const both = [found.faults(CHECKOUT, SPAN), found.top(CHECKOUT, SPAN)];
  for (const one of both) await expect(one).rejects.toThrow('AccessDenied');
  expect(await found.faults(CHECKOUT, SPAN)).toEqual([]);
});
