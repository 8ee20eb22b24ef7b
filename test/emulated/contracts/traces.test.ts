/** Traces over the wire, as far as moto has X-Ray. */
import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import { clientOptions } from '../../../lib/adapters/aws/client-options';
import { XrayTraces } from '../../../lib/adapters/aws/xray-traces';
import { describeOnMoto } from '../moto';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy';

const START_S = Math.floor(Date.now() / 1_000) - 600;
const SPAN = { startMs: (START_S - 60) * 1_000, endMs: (START_S + 300) * 1_000 };

describeOnMoto('traces', 'eu-north-1', ({ config, endpoint }) => {
  let proxy: FaultyProxy;
  let client: XRayClient;
  let traces: XrayTraces;

  const idOf = (index: number, seconds = START_S) =>
    `1-${seconds.toString(16)}-${index.toString(16).padStart(24, '0')}`;
  const documentOf = (index: number, seconds = START_S) =>
    JSON.stringify({
      id: index.toString(16).padStart(16, '0'),
      trace_id: idOf(index, seconds),
      name: 'checkout',
      start_time: seconds + index,
      end_time: seconds + index + 0.5,
      ...(index % 3 === 0 && { fault: true }),
    });

  beforeAll(async () => {
    proxy = await startFaultyProxy(endpoint);
    client = new XRayClient({ ...config, ...clientOptions(), endpoint: proxy.endpoint });
    traces = new XrayTraces({ client, sleep: async () => undefined });
    const documents = Array.from({ length: 12 }, (_, index) => documentOf(index));
    const TraceSegmentDocuments = [...documents.reverse(), documentOf(99, START_S - 3_600)];
    const { UnprocessedTraceSegments } = await client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments }));
    expect(UnprocessedTraceSegments ?? []).toEqual([]);
  });

  beforeEach(() => proxy.next());

  afterAll(async () => {
    client.destroy();
    await proxy.stop();
  });

  test('are found by their span, oldest first, with their faults', async () => {
    const heads = Array.from({ length: 12 }, (_, index) => ({ id: idOf(index), fault: index % 3 === 0 }));
    expect(await traces.find(SPAN)).toEqual({ heads, complete: true });
  });

  test('are read as they were sent, more than X-Ray reads at once, without those that there are not', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => idOf(index));
    const read = await traces.read([...ids, idOf(77), ids[0] as string]);
    expect([...read].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      ids.map((id, index) => ({ id, documents: [documentOf(index)] })),
    );
    // Three calls of five ids each, and the missing one asked for once more.
    expect(proxy.requests()).toBe(4);
  });

  test('are read although X-Ray throttles twice', async () => {
    proxy.next('throttle', 'throttle');
    expect(await traces.read([idOf(1)])).toEqual([{ id: idOf(1), documents: [documentOf(1)] }]);
    expect(proxy.requests()).toBe(3);
  });
});
