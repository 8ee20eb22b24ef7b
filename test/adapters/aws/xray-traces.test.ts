import {
  BatchGetTracesCommand,
  GetServiceGraphCommand,
  GetTraceSummariesCommand,
  XRayClient,
} from '@aws-sdk/client-xray';
import { mockClient } from 'aws-sdk-client-mock';
import { XrayTraces } from '../../../lib/adapters/aws/xray-traces';

const xray = mockClient(XRayClient);
const T0 = Date.UTC(2026, 10, 21, 12);
const SPAN = { startMs: T0, endMs: T0 + 300_000 };
const waits: number[] = [];
const reader = () =>
  new XrayTraces({
    client: new XRayClient({ region: 'eu-west-1' }),
    maxTries: 3,
    random: () => 1,
    sleep: async (ms) => void waits.push(ms),
  });
const throttled = Object.assign(new Error('slow down'), {
  name: 'ThrottledException',
  $metadata: { httpStatusCode: 429 },
});

beforeEach(() => {
  xray.reset();
  waits.length = 0;
});

describe('finding traces', () => {
  const inputs = () => xray.commandCalls(GetTraceSummariesCommand).map(({ args: [{ input }] }) => input);

  test('reads all pages, empty ones too, and sorts by time', async () => {
    xray
      .on(GetTraceSummariesCommand)
      .resolvesOnce({ TraceSummaries: [{ Id: '1-b', HasFault: true }, {}], NextToken: 'a' })
      .resolvesOnce({ TraceSummaries: [], NextToken: 'b' })
      .resolvesOnce({ TraceSummaries: [{ Id: '1-a' }] });
    expect(await reader().find(SPAN, 'fault')).toEqual({
      heads: [
        { id: '1-a', fault: false },
        { id: '1-b', fault: true },
      ],
      complete: true,
    });
    expect(inputs()[1]).toEqual({
      StartTime: new Date(T0),
      EndTime: new Date(T0 + 300_000),
      FilterExpression: 'fault',
      NextToken: 'a',
    });
  });

  test('reads no more than fifty pages and ten thousand traces, and says that there are more', async () => {
    xray.on(GetTraceSummariesCommand).resolves({ TraceSummaries: [{ Id: '1-a' }], NextToken: 'more' });
    expect(await reader().find(SPAN)).toMatchObject({ complete: false });
    expect(inputs()).toHaveLength(50);
    const many = Array.from({ length: 6_000 }, (_, index) => ({ Id: `1-${index}` }));
    xray.reset();
    xray.on(GetTraceSummariesCommand).resolves({ TraceSummaries: many, NextToken: 'more' });
    const { heads, complete } = await reader().find(SPAN);
    expect([heads.length, complete, inputs().length]).toEqual([10_000, false, 2]);
  });

  test('waits where it is throttled, and gives up in the end', async () => {
    xray.on(GetTraceSummariesCommand).rejectsOnce(throttled).resolves({ TraceSummaries: [] });
    expect(await reader().find(SPAN)).toEqual({ heads: [], complete: true });
    expect(waits).toEqual([500]);
    xray.on(GetTraceSummariesCommand).rejects(throttled);
    await expect(reader().find(SPAN)).rejects.toThrow('slow down');
    expect(waits).toEqual([500, 500, 1_000]);
  });

  test('does not repeat what is not allowed', async () => {
    xray.on(GetTraceSummariesCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(reader().find(SPAN)).rejects.toThrow('no');
    expect(waits).toEqual([]);
  });
});

describe('reading traces', () => {
  const asked = () => xray.commandCalls(BatchGetTracesCommand).map(({ args: [{ input }] }) => input.TraceIds ?? []);
  const found = (ids: readonly string[] = []) => ({
    Traces: ids.map((Id) => ({ Id, Segments: [{ Id: 's', Document: `{"id":"${Id}"}` }, {}] })),
  });

  test('asks for five at a time, each once', async () => {
    xray.on(BatchGetTracesCommand).callsFake(({ TraceIds }) => found(TraceIds));
    const ids = Array.from({ length: 23 }, (_, index) => `1-${index}`);
    const traces = await reader().read([...ids, ...ids]);
    expect(asked().map(({ length }) => length)).toEqual([5, 5, 5, 5, 3]);
    expect(traces.map(({ id }) => id)).toEqual(ids);
    expect(traces[0]).toEqual({ id: '1-0', documents: ['{"id":"1-0"}'] });
  });

  test('asks once more for those that X-Ray did not get to', async () => {
    xray
      .on(BatchGetTracesCommand)
      .resolvesOnce({ ...found(['1-a']), UnprocessedTraceIds: ['1-b', '1-other'] })
      .resolves({ Traces: [], UnprocessedTraceIds: ['1-b'] });
    expect((await reader().read(['1-a', '1-b'])).map(({ id }) => id)).toEqual(['1-a']);
    expect(asked()).toEqual([['1-a', '1-b'], ['1-b']]);
  });

  test('of nothing asks nothing', async () => {
    expect(await reader().read([])).toEqual([]);
    expect(xray.calls()).toEqual([]);
  });
});

test('counts requests by name, of a function once, of clients none', async () => {
  const service = (Name: string, Type: string, TotalCount?: number) => ({
    Name,
    Type,
    SummaryStatistics: { TotalCount },
  });
  xray
    .on(GetServiceGraphCommand)
    .resolvesOnce({ Services: [service('Pay', 'AWS::Lambda', 12), service('Pay', 'client', 99)], NextToken: 'more' })
    .resolves({ Services: [service('Pay', 'AWS::Lambda::Function', 11), service('New', 'AWS::Lambda'), {}] });
  expect([...(await reader().countRequests(SPAN))]).toEqual([
    ['Pay', 12],
    ['New', 0],
    ['', 0],
  ]);
});
