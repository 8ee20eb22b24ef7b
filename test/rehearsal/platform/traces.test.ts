import { createSocket } from 'node:dgram';
import type { SQSEvent } from 'aws-lambda';
import { observe } from '../../../lib/middleware';
import type { RehearsedHandler, RehearsedPlatform } from '../../../lib/rehearsal/bindings';
import { guardNetwork } from '../../../lib/rehearsal/platform/network-guard';
import type { RequestTelemetry } from '../../../lib/rehearsal/telemetry';
import {
  arn,
  closeWorlds,
  type GivenResources,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  ref,
  START_MS,
  type TestPlatform,
} from '../support';

afterEach(closeWorlds);

const HEADER = /^Root=(1-695b7d90-[\da-f]{24});Parent=[\da-f]{16};Sampled=([01])$/;
const ACTIVE = lambda({ TracingConfig: { Mode: 'Active' } });

type InvokeStore = { getXRayTraceId(): string | undefined; hasContext(): boolean };
const store = () => (globalThis as unknown as { awslambda?: { InvokeStore: InvokeStore } }).awslambda?.InvokeStore;
const header = () => store()?.getXRayTraceId();

/** Invokes the one function of the templates several times at once, and plays until all answers are there. */
async function invoke(build: () => RehearsedHandler, fn = ACTIVE, ...events: readonly unknown[]) {
  const opened = openPlatform({ Handler: fn }, { Handler: build });
  const answers = events.map((event) =>
    opened.platform.functions.invoke(opened.world.templates.find('Handler'), event),
  );
  await opened.world.clock.runUntil(START_MS + MINUTE_MS);
  return { ...opened, answers: await Promise.all(answers) };
}

const request = ({ world }: TestPlatform, id: string) => world.recorder.telemetry.request(id) as RequestTelemetry;

describe('an invocation', () => {
  test.each([
    ['with active tracing is sampled', ACTIVE, '1'],
    ['that passes traces through is not', lambda({ TracingConfig: { Mode: 'PassThrough' } }), '0'],
    ['without tracing is not', lambda(), '0'],
  ])('%s', async (_what, fn, sampled) => {
    const { answers } = await invoke(() => () => header(), fn, {});
    expect(answers[0]).toMatchObject({ ok: true, value: expect.stringMatching(HEADER) });
    expect(HEADER.exec(String((answers[0] as { value: unknown }).value))?.[2]).toBe(sampled);
  });

  test('has the same trace id in every rehearsal, and no two have one', async () => {
    const play = async () => {
      const { answers } = await invoke(() => () => header(), ACTIVE, 1, 2, 3);
      closeWorlds();
      return answers.map((answer) => (answer as { value: string }).value);
    };
    const first = await play();
    expect(new Set(first).size).toBe(3);
    expect(await play()).toEqual(first);
  });

  test('keeps its trace across waits while others run', async () => {
    const { answers } = await invoke(
      () => async (waitMs: number) => {
        const seen = [header()];
        for (let n = 0; n < 3; n += 1) {
          await new Promise((wake) => setTimeout(wake, waitMs));
          seen.push(header());
        }
        return seen;
      },
      ACTIVE,
      100,
      70,
      130,
    );
    const seen = answers.map((answer) => new Set((answer as { value: string[] }).value));
    expect(seen.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(seen.flatMap((headers) => [...headers])).size).toBe(3);
  });

  test('that is observed writes lines and documents with its own trace, whatever runs beside it', async () => {
    const build = () =>
      observe(async (waitMs: number) => {
        await new Promise((wake) => setTimeout(wake, waitMs));
        throw new Error(`no ${waitMs}`);
      }) as RehearsedHandler;
    const opened = await invoke(build, ACTIVE, 200, 50);
    const [slow, quick] = ['Handler-1', 'Handler-2'].map((id) => request(opened, id)) as [
      RequestTelemetry,
      RequestTelemetry,
    ];
    for (const { traceIds, trace, logs } of [slow, quick]) {
      expect(traceIds).toHaveLength(1);
      expect(logs).toMatchObject([{ line: { traceId: traceIds[0], level: 'ERROR' } }]);
      expect(trace).toMatchObject([{ trace_id: traceIds[0], fault: true }]);
    }
    expect(slow.traceIds).not.toEqual(quick.traceIds);
    expect(slow.trace).toMatchObject([{ cause: { exceptions: [{ message: 'no 200' }] } }]);
  });

  test('that is not sampled sends no documents, but its lines have the trace id', async () => {
    const opened = await invoke(() => observe(async () => 'well') as RehearsedHandler, lambda(), {});
    const { trace, logs, traceIds } = request(opened, 'Handler-1');
    expect(trace).toEqual([]);
    expect(logs).toMatchObject([{ line: { traceId: expect.stringMatching(/^1-695b7d90-/) } }]);
    expect(traceIds).toHaveLength(1);
  });
});

test('what provides the trace is gone afterwards, and what was there before is back', () => {
  const holder = globalThis as unknown as { awslambda?: { InvokeStore?: object; streamifyResponse?: string } };
  openPlatform({});
  expect(store()?.hasContext()).toBe(false);
  expect(header()).toBeUndefined();
  closeWorlds();
  expect(holder).not.toHaveProperty('awslambda');

  const before = { InvokeStore: { hasContext: () => true }, streamifyResponse: 'kept' };
  holder.awslambda = before;
  openPlatform({});
  expect(holder.awslambda).toMatchObject({ streamifyResponse: 'kept' });
  expect(store()?.hasContext()).toBe(true);
  closeWorlds();
  expect(holder.awslambda).toBe(before);
  delete holder.awslambda;
});

describe('along the way of a request', () => {
  const resources: GivenResources = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: ref('Api'), IntegrationUri: arn('Handler') },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'POST /orders',
        ApiId: ref('Api'),
        Target: { 'Fn::Join': ['', ['integrations/', ref('Integration')]] },
      },
    },
    Handler: ACTIVE,
    Consumer: ACTIVE,
    Dead: queue(),
    Orders: queue({ RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 1 }, VisibilityTimeout: 5 }),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Orders'), FunctionName: ref('Consumer') },
    },
    DeadMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Dead'), FunctionName: ref('Consumer') },
    },
  };

  test('the function has the trace of the request, messages bring it along, also as dead letters', async () => {
    const requested: (string | undefined)[] = [];
    const sent: (string | undefined)[] = [];
    const received: (string | undefined)[] = [];
    const consumed: (string | undefined)[] = [];
    const { world, platform } = openPlatform(resources, (rehearsed: RehearsedPlatform) => ({
      Handler: () => async (event: { headers: Record<string, string> }) => {
        requested.push(event.headers['x-amzn-trace-id']);
        sent.push(header());
        await rehearsed.queue('Orders').send('order');
      },
      Consumer: () => async (event: SQSEvent) => {
        received.push(event.Records[0]?.attributes.AWSTraceHeader);
        consumed.push(header());
        throw new Error('no');
      },
    }));
    void platform.apis.request('POST', '/orders');
    await world.clock.runUntil(START_MS + MINUTE_MS / 2);
    expect(sent).toEqual([expect.stringMatching(HEADER)]);
    expect(requested).toEqual([sent[0]?.split(';')[0]]);
    expect(received.length).toBeGreaterThanOrEqual(2);
    expect(new Set(received)).toEqual(new Set(sent));
    // A batch has messages of many traces, so its own is another one.
    expect(new Set([...consumed, ...sent]).size).toBe(consumed.length + 1);
  });

  test('a message from outside of any function has none', async () => {
    const attributes: unknown[] = [];
    const { world, platform } = openPlatform(resources, {
      Consumer: () => async (event: SQSEvent) => void attributes.push(event.Records[0]?.attributes),
    });
    platform.queues.find('Orders').send('order');
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(attributes).toHaveLength(1);
    expect(attributes[0]).not.toHaveProperty('AWSTraceHeader');
  });
});

describe('a datagram', () => {
  const DOCUMENT = '{"format":"json","version":1}\n{"trace_id":"1-a","name":"é"}';
  type Send = (...given: readonly unknown[]) => void;

  let unguard: () => void;
  const refused: Error[] = [];
  beforeEach(() => {
    refused.length = 0;
    unguard = guardNetwork((error) => refused.push(error));
  });
  afterEach(() => unguard());

  async function send(...given: readonly unknown[]) {
    const socket = createSocket('udp4');
    const opened = await invoke(() => () => (socket.send as Send)(...given), ACTIVE, {});
    socket.close();
    return opened;
  }

  test.each<[string, readonly unknown[]]>([
    ['a text', [DOCUMENT, 2000, '169.254.79.129']],
    ['bytes', [Buffer.from(DOCUMENT), 2000, '169.254.79.129']],
    ['a part', [Buffer.from(`xx${DOCUMENT}x`), 2, Buffer.byteLength(DOCUMENT), 2000, '169.254.79.129']],
    ['parts', [[DOCUMENT.slice(0, 5), Buffer.from(DOCUMENT.slice(5))], 2000, '169.254.79.129']],
  ])('to the X-Ray daemon is recorded: %s', async (_what, given) => {
    const called = jest.fn();
    const opened = await send(...given, called);
    expect(request(opened, '1-a').trace).toEqual([{ trace_id: '1-a', name: 'é' }]);
    expect(called).toHaveBeenCalledWith(null);
    expect(refused).toEqual([]);
  });

  test.each<[string, readonly unknown[]]>([
    ['another port', [DOCUMENT, 2001, '169.254.79.129']],
    ['another address', [DOCUMENT, 2000, '169.254.79.130']],
    ['this machine', [DOCUMENT, 2000]],
    ['another port, of 2000 bytes', [Buffer.alloc(4_000), 0, 2000, 53, '169.254.79.129']],
  ])('to %s is refused', async (_what, given) => {
    const { world, answers } = await send(...given);
    expect(answers[0]).toMatchObject({ ok: false, error: refused[0] });
    expect(refused).toHaveLength(1);
    expect(world.recorder.telemetry.request('1-a')).toBeUndefined();
  });

  test('to the X-Ray daemon from outside of any invocation is refused', () => {
    openPlatform({});
    const socket = createSocket('udp4');
    expect(() => socket.send(DOCUMENT, 2000, '169.254.79.129')).toThrow('tried to reach 169.254.79.129:2000 (UDP)');
    socket.close();
  });
});
