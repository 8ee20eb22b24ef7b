import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { annotate, dependency, observe, propagationHeaders, span } from '../../../lib/middleware/index';
import { readTraceHeader } from '../../../lib/middleware/trace/context';
import { captureStdout, httpEvent, lambdaContext, withEnv } from '../harness';

const ROOT = '1-67891233-abcdef012345678912345678';
const PARENT = '53995c3f42cd8ad8';
const HEADER = `Root=${ROOT};Parent=${PARENT};Sampled=1;Lineage=1:a:0`;

let daemon: Socket;
let stdout: ReturnType<typeof captureStdout>;
let variables: Record<string, string>;

beforeEach(async () => {
  stdout = captureStdout();
  daemon = createSocket('udp4');
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const { port } = daemon.address() as AddressInfo;
  variables = { AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}`, _X_AMZN_TRACE_ID: HEADER };
});

afterEach(() => {
  daemon.close();
  stdout.restore();
});

const OPTIONS = { service: 'checkout', environment: 'prod', release: '7' };

async function received(count: number): Promise<Record<string, unknown>[]> {
  const documents: Record<string, unknown>[] = [];
  await new Promise<void>((resolve) => {
    daemon.on('message', (message) => {
      const [header, document] = message.toString().split('\n');
      expect(header).toBe('{"format":"json","version":1}');
      documents.push(JSON.parse(document ?? ''));
      if (documents.length === count) resolve();
    });
  });
  return documents;
}

test('sends one subsegment of the Lambda segment for a sampled invocation', async () => {
  const documents = received(1);
  await withEnv(variables, () =>
    observe(async (_event: unknown) => ({ statusCode: 429 }), OPTIONS)(httpEvent('GET /orders/{id}')),
  );
  const [document] = await documents;
  expect(document).toEqual({
    type: 'subsegment',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    trace_id: ROOT,
    parent_id: PARENT,
    name: 'GET /orders/_id_',
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    error: true,
    fault: false,
    http: { response: { status: 429 } },
    annotations: {
      service: 'checkout',
      environment: 'prod',
      operation: 'GET /orders/{id}',
      coldStart: true,
      fault: false,
    },
  });
  expect(document?.end_time).toBeGreaterThanOrEqual(document?.start_time as number);
  expect(stdout.logs()[0]).toMatchObject({ traceId: ROOT, correlationId: ROOT });
});

test('tells the fault with its exception, stack and fingerprint', async () => {
  const documents = received(1);
  const failing = () =>
    withEnv(variables, () =>
      observe(async function chargeCard() {
        throw new TypeError('declined');
      }, OPTIONS)(),
    );
  await expect(failing()).rejects.toThrow('declined');
  const [document] = await documents;
  const [line] = stdout.logs();
  const fingerprint = (line?.error as { fingerprint: string } | undefined)?.fingerprint;
  expect(document).toMatchObject({
    fault: true,
    annotations: { fault: true, fingerprint },
    cause: { exceptions: [{ type: 'TypeError', message: 'declined' }] },
  });
  expect(document).toHaveProperty('cause.exceptions.0.stack.0', {
    label: 'chargeCard',
    path: expect.stringContaining('x-ray.test'),
    line: expect.any(Number),
  });
});

test('sends all subsegments of a handler from one socket', async () => {
  const ports = new Set<number>();
  daemon.on('message', (_message, sender) => ports.add(sender.port));
  const documents = received(3);
  await withEnv(variables, async () => {
    const handler = observe(async () => 'ok', OPTIONS);
    for (let n = 0; n < 3; n++) await handler();
  });
  expect(new Set((await documents).map((document) => document.id)).size).toBe(3);
  expect(ports.size).toBe(1);
});

test.each<[string, Record<string, string>]>([
  ['a trace that is not sampled', { _X_AMZN_TRACE_ID: HEADER.replace('Sampled=1', 'Sampled=0') }],
  ['a trace without a parent', { _X_AMZN_TRACE_ID: `Root=${ROOT};Sampled=1` }],
  ['no trace', { _X_AMZN_TRACE_ID: '' }],
  ['traces switched off', { SIGHTLINE_TRACES: 'off' }],
])('sends nothing for %s', async (_title, override) => {
  const documents = received(1);
  await withEnv({ ...variables, ...override }, () => observe(async () => 'quiet', OPTIONS)());
  // Datagrams on one host keep their order: had the quiet one been sent, it would arrive first.
  await withEnv(variables, () => observe(async () => 'heard', { ...OPTIONS, operation: 'heard' })());
  expect((await documents)[0]?.name).toBe('heard');
});

test.each(['nonsense', '127.0.0.1:99999', ':2000', 'tcp:127.0.0.1:2000'])(
  'a daemon address that does not work changes nothing: %s',
  async (address) => {
    await withEnv({ ...variables, AWS_XRAY_DAEMON_ADDRESS: address }, async () => {
      await expect(observe(async () => 'ok', OPTIONS)()).resolves.toBe('ok');
    });
    expect(stdout.metrics()).toHaveLength(1);
  },
);

test('finds the daemon in the long form of its address', async () => {
  const documents = received(1);
  const address = `tcp:127.0.0.1:1 udp:${variables.AWS_XRAY_DAEMON_ADDRESS}`;
  await withEnv({ ...variables, AWS_XRAY_DAEMON_ADDRESS: address }, () => observe(async () => 'ok', OPTIONS)());
  expect(await documents).toHaveLength(1);
});

test('reads trace headers strictly', () => {
  const traceId = ROOT.slice(2).replace('-', '');
  expect(readTraceHeader(HEADER)).toEqual({
    traceId: ROOT,
    header: { traceId, parentId: PARENT, sampled: true, lineage: '1:a:0' },
  });
  expect(readTraceHeader(`Sampled=1;Root=${ROOT}`)).toEqual({
    traceId: ROOT,
    header: { traceId, parentId: undefined, sampled: true, lineage: undefined },
  });
  expect(readTraceHeader(HEADER.replace('Sampled=1', 'Sampled=11'))?.header.sampled).toBeUndefined();
  for (const header of [undefined, '', 'Root=1-x-y', 'Root=', `Root=${ROOT}0;Sampled=1`]) {
    expect(readTraceHeader(header)).toBeUndefined();
  }
});

describe('each span', () => {
  const declined = () => Promise.reject(Object.assign(new Error('declined'), { statusCode: 429 }));

  test('is a subsegment in the one that it happened in', async () => {
    const documents = received(4);
    await withEnv(variables, () =>
      observe(
        async () => {
          annotate('orderId', 'o-1');
          await span('charge {card}', async () => {
            annotate('operation', 'mine');
            await dependency('payments', declined, { target: 'POST https://pay/charges' }).catch(() => undefined);
          });
          await dependency('stock', async () => 1, { judge: () => ({ statusCode: 404 }) });
        },
        { ...OPTIONS, operation: 'pay' },
      )(),
    );
    const [root, payments, charge, stock] = await documents;
    for (const document of await documents) {
      expect(document).toMatchObject({
        type: 'subsegment',
        trace_id: ROOT,
        id: expect.stringMatching(/^[\da-f]{16}$/),
      });
      expect(document.annotations).toMatchObject({ service: 'checkout', environment: 'prod', operation: 'pay' });
      expect(document.end_time).toBeGreaterThanOrEqual(document.start_time as number);
      // The time is in seconds.
      expect(Math.abs((document.start_time as number) - Date.now() / 1000)).toBeLessThan(600);
    }
    expect(root).toMatchObject({ name: 'pay', parent_id: PARENT, annotations: { orderId: 'o-1' } });
    expect(charge).toMatchObject({ name: 'charge _card_', parent_id: root?.id, annotations: { _operation: 'mine' } });
    expect(charge).not.toHaveProperty('namespace');
    expect(payments).toMatchObject({
      name: 'payments',
      parent_id: charge?.id,
      namespace: 'remote',
      fault: true,
      throttle: true,
      http: { request: { url: 'POST https://pay/charges' }, response: { status: 429 } },
      cause: {
        exceptions: [
          { id: expect.stringMatching(/^[\da-f]{16}$/), type: 'Error', message: 'declined', stack: expect.any(Array) },
        ],
      },
    });
    expect(stock).toMatchObject({
      parent_id: root?.id,
      fault: false,
      error: true,
      http: { response: { status: 404 } },
    });
    expect(stock).not.toHaveProperty('cause');
  });

  test('is valid JSON, whatever it is told', async () => {
    const documents = received(4);
    await withEnv(variables, () =>
      observe(async () => {
        const hostile = '"},{\n\ud800\u0000';
        annotate(hostile, hostile);
        span(hostile, () => annotate('__proto__', Number.NaN));
        await dependency(hostile, async () => 1, {
          target: hostile,
          judge: () => ({ statusCode: hostile, fault: hostile }) as never,
        });
        await dependency('x', () =>
          Promise.reject(Object.assign(new Error(hostile), { statusCode: Infinity, name: hostile })),
        ).catch(() => undefined);
      }, OPTIONS)(),
    );
    expect((await documents).map(({ fault }) => fault)).toEqual([false, false, true, true]);
  });

  test('is not sent where it is too large for the daemon, and the others are', async () => {
    const documents = received(2);
    await withEnv(variables, () =>
      observe(
        async () => {
          span('large', () => {
            for (let n = 0; n < 50; n++) annotate(`${n}${'k'.repeat(90)}`, 'x'.repeat(1_000));
            for (let n = 0; n < 50; n++) annotate(`${n}${'k'.repeat(90)}`, '\u0001'.repeat(1_000));
          });
          span('small', () => 1);
        },
        { ...OPTIONS, operation: 'pay' },
      )(),
    );
    expect((await documents).map(({ name }) => name)).toEqual(['pay', 'small']);
  });

  test('is measured in bytes, and that of the invocation goes without annotations rather than not at all', async () => {
    const documents = received(2);
    const failing = () =>
      withEnv(variables, () =>
        observe(
          async () => {
            for (let n = 0; n < 27; n++) annotate(`k${n}`, '漢'.repeat(1_000));
            span('large', () => {
              for (let n = 0; n < 27; n++) annotate(`k${n}`, '漢'.repeat(1_000));
            });
            span('small', () => annotate('word', '漢'.repeat(1_000)));
            throw new RangeError('too far');
          },
          { ...OPTIONS, operation: 'pay' },
        )(),
      );
    await expect(failing()).rejects.toThrow('too far');
    const [root, small] = await documents;
    expect(root).toMatchObject({ name: 'pay', fault: true, cause: { exceptions: [{ message: 'too far' }] } });
    expect(root?.annotations).not.toHaveProperty('k0');
    expect(small).toMatchObject({ name: 'small', annotations: { word: '漢'.repeat(1_000) } });
  });

  test('is one of those open at the timeout, too', async () => {
    const documents = received(2);
    await withEnv(variables, () => {
      void observe(
        (_event: unknown, _context: unknown) => dependency('payments', () => new Promise(() => undefined)),
        OPTIONS,
      )({}, lambdaContext({ getRemainingTimeInMillis: () => 60 }));
    });
    const [root, payments] = await documents;
    expect(payments).toMatchObject({
      name: 'payments',
      parent_id: root?.id,
      fault: true,
      cause: { exceptions: [{ type: 'ImpendingTimeout' }] },
    });
  });
});

test('the trace of the invocation under way comes from the invoke store, else from the environment', async () => {
  const other = ROOT.replace('abcdef', 'fedcba');
  const runtime = globalThis as { awslambda?: unknown };
  const headers: unknown[] = [];
  const handler = () => observe(async () => headers.push(propagationHeaders()['x-amzn-trace-id']), OPTIONS)();
  try {
    await withEnv(variables, async () => {
      runtime.awslambda = { InvokeStore: { getXRayTraceId: () => HEADER.replace(ROOT, other) } };
      await handler();
      runtime.awslambda = { InvokeStore: { getXRayTraceId: () => undefined } };
      await handler();
      runtime.awslambda = { InvokeStore: {} };
      await handler();
      runtime.awslambda = {
        InvokeStore: {
          getXRayTraceId: () => {
            throw new Error('no');
          },
        },
      };
      await observe(async () => 'ok', OPTIONS)();
    });
  } finally {
    delete runtime.awslambda;
  }
  expect(stdout.logs().map(({ traceId }) => traceId)).toEqual([other, ROOT, ROOT, ROOT]);
  expect(headers.map((header) => String(header).includes(other))).toEqual([true, false, false]);
});
