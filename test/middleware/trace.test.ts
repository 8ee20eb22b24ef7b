import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { observe } from '../../lib/middleware/index';
import { readTraceHeader } from '../../lib/middleware/trace/context';
import { captureStdout, httpEvent, withEnv } from './harness';

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
    path: expect.stringContaining('trace.test'),
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
  expect(readTraceHeader(HEADER)).toEqual({ traceId: ROOT, parentId: PARENT });
  expect(readTraceHeader(`Sampled=1;Root=${ROOT}`)).toEqual({ traceId: ROOT, parentId: undefined });
  for (const header of [undefined, '', 'Root=1-x-y', 'Root=', `Root=${ROOT}0;Sampled=1`]) {
    expect(readTraceHeader(header)).toBeUndefined();
  }
});
