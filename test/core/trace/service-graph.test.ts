import { bottlenecks } from '../../../lib/core/trace/bottlenecks';
import { analyzeTrace } from '../../../lib/core/trace/calls';
import { faultOrigins } from '../../../lib/core/trace/fault-origin';
import { healthOf } from '../../../lib/core/trace/graph-health';
import { journeyOf } from '../../../lib/core/trace/journey';
import { operationsOf } from '../../../lib/core/trace/operations';
import { edgeKey, serviceGraph } from '../../../lib/core/trace/service-graph';
import { readTrace } from '../../../lib/core/trace/trace';
import { FUNCTION, order, span, texts } from './documents';

const read = (documents: readonly string[], id = '1-a') => analyzeTrace(readTrace(id, documents));
const many = (count: number, documents: (index: number) => string[]) =>
  Array.from({ length: count }, (_, index) => read(documents(index), `1-${index}`));

describe('the calls of a trace', () => {
  test('go from service to service, and to what sends no segments', () => {
    const calls = read(order()).calls.map(({ from, to, durationMs, untraced }) => [
      from.key,
      to.key,
      durationMs,
      untraced,
    ]);
    expect(calls).toEqual([
      ['shop/prod', 'checkout/prod', 90, false],
      ['checkout/prod', 'aws:orders-table', 10, false],
      ['checkout/prod', 'payments/prod', 60, false],
      ['payments/prod', 'remote:bank', 30, true],
    ]);
  });

  test('attempts within a call are none of their own', () => {
    const attempt = { id: 'try', from: 2, to: 8, more: { namespace: 'aws' } };
    const call = { id: 'call', name: 'S3', from: 1, to: 9, more: { namespace: 'aws' }, inside: [attempt] };
    const { calls } = read(texts({ id: 'a', from: 0, to: 10, inside: [call] }));
    expect(calls.map(({ to }) => to.key)).toEqual(['aws:S3']);
  });

  test('a function that sends no spans is known by its name', () => {
    const { visits } = read(
      texts(
        { id: 'l', name: 'Old', from: 0, to: 9, more: { origin: 'AWS::Lambda' } },
        { id: 'f', name: 'Old', parent: 'l', from: 1, to: 8, more: FUNCTION },
      ),
    );
    expect(visits.map(({ place, operation, durationMs }) => [place.key, operation, durationMs])).toEqual([
      ['Old', 'Old', 9],
    ]);
  });

  test('spans whose segment was not sent stand for their service', () => {
    const { visits, calls } = read(
      texts(
        {
          id: 'i',
          name: 'GET /a',
          parent: 'gone',
          from: 0,
          to: 9,
          more: { type: 'subsegment', ...span('a', 'GET /a') },
        },
        {
          id: 'c',
          name: 'bank',
          parent: 'i',
          from: 1,
          to: 8,
          more: { type: 'subsegment', ...span('a', 'GET /a', { namespace: 'remote' }) },
        },
      ),
    );
    expect(visits.map(({ place, operation }) => [place.key, operation])).toEqual([['a/prod', 'GET /a']]);
    expect(calls.map(({ from, to }) => [from.key, to.key])).toEqual([['a/prod', 'remote:bank']]);
  });
});

describe('the map', () => {
  test('counts requests and calls, and how long they took', () => {
    const { nodes, edges, more } = serviceGraph(
      many(20, (index) => order({ bankMs: 10 + index, bankFails: index < 4 })),
    );
    expect(more).toBe(0);
    expect(
      nodes.map(({ key, kind, requests, faults, health, segmentNames }) => [
        key,
        kind,
        requests,
        faults,
        health,
        segmentNames,
      ]),
    ).toEqual([
      ['aws:orders-table', 'aws', 20, 0, 'healthy', []],
      ['checkout/prod', 'service', 20, 4, 'degraded', ['Orders']],
      ['payments/prod', 'service', 20, 4, 'degraded', ['Pay']],
      ['remote:bank', 'remote', 20, 4, 'degraded', []],
      ['shop/prod', 'service', 20, 4, 'degraded', ['shop/prod']],
    ]);
    expect(edges.find(({ to }) => to === 'remote:bank')).toEqual({
      ...{
        from: 'payments/prod',
        to: 'remote:bank',
        calls: 20,
        faults: 4,
        throttled: 0,
        clientErrors: 0,
        untraced: 20,
      },
      latency: { count: 20, p50: 19, p90: 27, p99: 29 },
      health: 'degraded',
    });
  });

  test('an edge that is slower than usual is ill, whoever answers', () => {
    const usual = new Map([[edgeKey('payments/prod', 'remote:bank'), { p50: 30, p90: 40 }]]);
    const edgeAt = (bankMs: number) =>
      serviceGraph(
        many(10, () => order({ bankMs })),
        { usual },
      ).edges.find(({ to }) => to === 'remote:bank')?.health;
    expect([30, 79, 90, 299, 300].map(edgeAt)).toEqual(['healthy', 'healthy', 'degraded', 'degraded', 'unhealthy']);
  });

  test.each([
    [4, 4, 'unknown'],
    [10, 1, 'healthy'],
    [10, 2, 'degraded'],
    [10, 5, 'degraded'],
    [10, 6, 'unhealthy'],
  ] as const)('of %i requests with %i failures the state is %s', (requests, failed, health) => {
    expect(healthOf({ requests, failed, latency: { count: requests, p50: 1, p90: 1, p99: 1 } })).toBe(health);
  });

  test('is bounded, and says what is missing', () => {
    const fan = Array.from({ length: 400 }, (_, index) => ({
      id: `c${index}`,
      name: `d${index}`,
      from: 1,
      to: 2,
      more: { namespace: 'remote' },
    }));
    const { nodes, edges, more } = serviceGraph([read(texts({ id: 'a', from: 0, to: 9, inside: fan }))]);
    expect([nodes.length, edges.length, more]).toEqual([150, 149, 251 + 251]);
  });
});

describe('faults', () => {
  const told = (documents: string[]) =>
    faultOrigins(read(documents)).map(({ kind, place, caller, passedOnBy, absorbedBy, node }) => ({
      ...{ kind, place: place.key, caller: caller?.key, passedOnBy: passedOnBy.map(({ key }) => key) },
      ...{ absorbedBy: absorbedBy?.key, cause: node.cause },
    }));

  test('of a dependency begin there, and those above only pass them on', () => {
    expect(told(order({ bankFails: true }))).toEqual([
      {
        ...{ kind: 'dependency', place: 'remote:bank', caller: 'payments/prod', cause: 'BankError: closed' },
        ...{ passedOnBy: ['payments/prod', 'checkout/prod', 'shop/prod'], absorbedBy: undefined },
      },
    ]);
  });

  const pay = (inside: Record<string, unknown>, call = {}, outer = {}) =>
    texts(
      {
        id: 'a',
        name: 'A',
        from: 0,
        to: 20,
        more: outer,
        inside: [{ id: 'c', name: 'B', from: 1, to: 19, more: { namespace: 'remote', ...call } }],
      },
      { id: 'b', name: 'B', parent: 'c', from: 2, to: 18, more: inside },
    );
  test.each([
    ['its own work', pay({ fault: true }, { fault: true }, { fault: true }), 'service', 'B', ['A'], undefined],
    ['its own work, and the caller did without', pay({ fault: true }, { fault: true }), 'service', 'B', [], 'A'],
    [
      'between two that were well, such as a timeout',
      pay({}, { fault: true }, { fault: true }),
      'call',
      'B',
      ['A'],
      undefined,
    ],
    ['the entry itself', pay({}, {}, { fault: true }), 'service', 'A', [], undefined],
  ])('of %s', (_, documents, kind, place, passedOnBy, absorbedBy) => {
    expect(told(documents)).toMatchObject([{ kind, place, passedOnBy, absorbedBy }]);
  });

  test('inside of a function are one fault of one service', () => {
    const inside = [{ id: 's', name: 'step', from: 1, to: 2, more: { fault: true } }];
    expect(told(texts({ id: 'a', name: 'A', from: 0, to: 3, more: { fault: true }, inside }))).toMatchObject([
      { kind: 'service', place: 'A', passedOnBy: [] },
    ]);
  });

  test('there are none where nothing failed', () => {
    expect(told(order())).toEqual([]);
  });
});

describe('what requests wait for', () => {
  test('is told by place and step, and adds up to all of their time', () => {
    const found = bottlenecks([read(order())]);
    expect(found.map(({ place, step, kind, selfMs }) => [place, step, kind, Math.round(selfMs)])).toEqual([
      ['remote:bank', 'bank', 'wait', 30],
      ['payments/prod', 'POST /charges', 'work', 18],
      ['checkout/prod', 'POST /orders', 'work', 12],
      ['aws:orders-table', 'orders-table', 'wait', 10],
      ['checkout/prod', 'pay', 'way', 10],
      ['shop/prod', 'shop/prod', 'work', 10],
      ['checkout/prod', 'Orders', 'work', 6],
      ['payments/prod', 'Pay', 'work', 2],
      ['shop/prod', 'Lambda', 'way', 2],
    ]);
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
  });
});

test('a journey tells the stops in order, and what held the request up', () => {
  const { stops, durationMs } = journeyOf(read(order({ bankFails: true })));
  expect(durationMs).toBe(100);
  expect(
    stops.map(({ place, operation, depth, offsetMs, outcome, cause }) => [
      place.key,
      operation,
      depth,
      offsetMs,
      outcome,
      cause,
    ]),
  ).toEqual([
    ['shop/prod', 'shop/prod', 0, 0, 'fault', undefined],
    ['checkout/prod', 'POST /orders', 1, 6, 'fault', undefined],
    ['aws:orders-table', 'DynamoDB', 2, 10, 'ok', undefined],
    ['payments/prod', 'POST /charges', 2, 25, 'fault', undefined],
    ['remote:bank', 'bank', 3, 30, 'fault', 'BankError: closed'],
  ]);
  expect(stops.map(({ criticalMs }) => Math.round(criticalMs))).toEqual([12, 28, 10, 20, 30]);
});

test('operations tell percentiles, faults, and the share within the promised time', () => {
  const targetsMs = new Map([['payments/prod', 24]]);
  const found = operationsOf(
    many(10, (index) => order({ bankMs: index, bankFails: index === 9 })),
    { targetsMs },
  );
  expect(found.map(({ place, operation }) => [place, operation])).toEqual([
    ['shop/prod', 'shop/prod'],
    ['checkout/prod', 'POST /orders'],
    ['payments/prod', 'POST /charges'],
  ]);
  expect(found[2]).toMatchObject({
    latency: { count: 10, p50: 22, p99: 27 },
    faults: 1,
    withinTarget: 0.7,
    slowestTraceId: '1-9',
  });
});
