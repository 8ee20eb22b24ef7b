import { failingRequests } from '../../lib/rehearsal/failing-requests';
import { evaluationMs, withRequests } from '../../lib/rehearsal/incident-requests';
import { readAlarms } from '../../lib/rehearsal/platform/alarms/definition';
import { Recorder } from '../../lib/rehearsal/recorder';
import { Ring } from '../../lib/rehearsal/ring';
import { Telemetry } from '../../lib/rehearsal/telemetry';
import type { ReportIncident } from '../../lib/view/report/model';
import { alarm, MINUTE_MS, START_MS, templatesOf } from './support';

const SHOP = { service: 'shop', environment: 'test' };

function telemetryOf(lines: readonly (string | Readonly<Record<string, unknown>>)[], capacity?: number): Telemetry {
  const telemetry = new Telemetry(capacity);
  for (const [second, line] of lines.entries()) {
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    telemetry.addLine({ atMs: START_MS + second * 1_000, logGroup: 'orders', text, skewMs: 0 });
  }
  return telemetry;
}

const failures = (telemetry: Telemetry, fromMs = START_MS, toMs = START_MS + MINUTE_MS) =>
  failingRequests(telemetry)({ ...SHOP, fromMs, toMs });
const ids = (telemetry: Telemetry) => failures(telemetry).map(({ requestId }) => requestId);
const failed = (requestId: string, more: object = {}) => ({ level: 'ERROR', ...SHOP, requestId, ...more });

test.each([
  [0, [], 0],
  [2, [0, 1], 0],
  [3, [0, 1, 2], 0],
  [4, [1, 2, 3], 1],
  [7, [4, 5, 6], 4],
])('a ring of three keeps of %d things the last ones', (count, kept, dropped) => {
  const ring = new Ring<number>(3);
  for (let n = 0; n < count; n += 1) ring.add(n);
  expect([ring.values(), ring.dropped]).toEqual([kept, dropped]);
});

describe('what was written', () => {
  test('says how much of it is no longer known', () => {
    const telemetry = telemetryOf([failed('one'), failed('two'), failed('three')], 2);
    telemetry.addTraceDocument({ atMs: START_MS, text: 'no document' });
    expect(telemetry.request('one')).toBeUndefined();
    expect(telemetry.request('three')).toMatchObject({ requestIds: ['three'], dropped: 1 });
  });

  test('is found by a trace id that only a trace document has', () => {
    const telemetry = telemetryOf([]);
    const text = '{"format":"json","version":1}\n{"trace_id":"1-a","parent_id":"b"}';
    telemetry.addTraceDocument({ atMs: START_MS, text });
    expect(telemetry.request('1-a')).toMatchObject({ traceIds: ['1-a'], logs: [], trace: [{ parent_id: 'b' }] });
    expect(telemetry.request('b')).toBeUndefined();
  });

  test('by one correlation id is all requests of all its traces', () => {
    const telemetry = telemetryOf([
      { requestId: 'a', correlationId: 'order', traceId: '1-a' },
      { requestId: 'b', correlationId: 'order', traceId: '1-b' },
      { requestId: 'c', correlationId: 'other', traceId: '1-c', message: 'order' },
    ]);
    for (const traceId of ['1-a', '1-b', '1-c']) {
      telemetry.addTraceDocument({ atMs: START_MS, text: `{}\n{"trace_id":"${traceId}"}` });
    }
    expect(telemetry.request('order')).toMatchObject({
      requestIds: ['a', 'b'],
      traceIds: ['1-a', '1-b'],
      trace: [{ trace_id: '1-a' }, { trace_id: '1-b' }],
    });
  });

  test('may be anything: only lines that are JSON objects with the id count', () => {
    const hostile = ['x', '{x', '[{"requestId":"x"}]', '"x"', 'null', '{"message":"x"}', '{"requestId":["x"]}', ''];
    expect(telemetryOf(hostile).request('x')).toBeUndefined();
    expect(telemetryOf([...hostile, '{"requestId":"x"}']).request('x')?.logs).toHaveLength(1);
    expect(telemetryOf(['{"__proto__":{"requestId":"x"}}']).request('x')).toBeUndefined();
  });

  test('by a clock that is ahead has its metrics ahead', () => {
    const telemetry = new Telemetry();
    const directive = { Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'Orders' }] };
    const document = { _aws: { Timestamp: START_MS, CloudWatchMetrics: [directive] }, Orders: [1, 2], requestId: 'a' };
    telemetry.addLine({ atMs: START_MS, logGroup: 'orders', text: JSON.stringify(document), skewMs: 500 });
    expect(telemetry.request('a')?.metrics).toEqual([
      { metric: { namespace: 'Shop', name: 'Orders', dimensions: {} }, values: [1, 2], atMs: START_MS + 500 },
    ]);
  });
});

describe('the failing requests of a service', () => {
  test('logged an error or count as a fault, in this environment and this window', () => {
    const telemetry = telemetryOf([
      failed('before'),
      failed('error'),
      { ...SHOP, requestId: 'fault', Faults: 1 },
      { ...SHOP, requestId: 'fine', Faults: 0, Latency: 1 },
      { ...SHOP, requestId: 'ten', Faults: 10 },
      failed('warning', { level: 'WARN' }),
      failed('elsewhere', { environment: 'prod' }),
      failed('stranger', { service: 'other' }),
      { level: 'FATAL', ...SHOP, requestId: 'fatal' },
      { level: 'ERROR', ...SHOP },
      failed('after'),
    ]);
    const found = failures(telemetry, START_MS + 1_000, START_MS + 9_000);
    expect(found.map(({ requestId }) => requestId)).toEqual(['error', 'fault', 'fatal']);
  });

  test('are the first ten, each once', () => {
    const lines = Array.from({ length: 15 }, (_, n) => [failed(`r${n}`), failed(`r${n}`)]).flat();
    expect(ids(telemetryOf(lines))).toEqual(Array.from({ length: 10 }, (_, n) => `r${n}`));
  });

  test('are told with their error, wherever in their lines it is', () => {
    const telemetry = telemetryOf([
      failed('a', { operation: 'GET /', error: null }),
      failed('b', { error: { fingerprint: 'of b', category: 'network' } }),
      failed('a', { error: { fingerprint: 'first', category: 'database' } }),
      failed('a', { error: { fingerprint: 'second', category: 'unknown' } }),
    ]);
    expect(failures(telemetry)).toMatchObject([
      { requestId: 'a', operation: 'GET /', fingerprint: 'first', category: 'database', atMs: START_MS },
      { requestId: 'b', fingerprint: 'of b' },
    ]);
  });

  test('have at most ten lines of at most 2,000 characters', () => {
    const long = Array.from({ length: 12 }, (_, n) => failed('a', { n, text: 'x'.repeat(5_000) }));
    const [request] = failures(telemetryOf(long));
    expect(request?.lines).toHaveLength(10);
    expect(new Set(request?.lines.map(({ text }) => text.length))).toEqual(new Set([2_000]));
    expect(request?.lines.at(-1)?.text).toContain('"n":11');
  });
});

describe('the window of an incident', () => {
  const alarms = readAlarms({
    templates: templatesOf({
      Quick: alarm({ AlarmName: 'quick' }),
      Slow: alarm({ AlarmName: 'slow', Period: 300, EvaluationPeriods: 3 }),
      Both: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: { AlarmName: 'both', AlarmRule: 'ALARM(quick) AND ALARM(slow)' },
      },
    }),
    notRehearsed: new Map(),
  });

  test.each([
    [['quick'], 2],
    [['slow', 'quick'], 20],
    [['both'], 20],
    [['unknown'], 0],
    [[], 0],
  ])('of the alarms %p begins %d minutes before it', (names, minutes) => {
    expect(evaluationMs(names, alarms)).toBe(minutes * MINUTE_MS);
  });

  const incident = (fromMs: number) => ({ ...SHOP, id: 'i', openedMs: fromMs, fromMs }) as unknown as ReportIncident;

  test('that reaches back to lines that were dropped is said to', () => {
    const recorder = new Recorder(START_MS, START_MS + MINUTE_MS);
    Object.assign(recorder, { telemetry: telemetryOf([failed('a'), failed('b'), failed('c')], 2) });
    const [reaching, within] = withRequests([incident(START_MS + 1_000), incident(START_MS + 1_500)], recorder);
    expect(reaching).toMatchObject({ requestsIncomplete: true, requests: [{ requestId: 'b' }, { requestId: 'c' }] });
    expect(within).toEqual({
      ...incident(START_MS + 1_500),
      requests: [expect.objectContaining({ requestId: 'c' })],
    });
  });
});
