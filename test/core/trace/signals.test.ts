import { dependenciesOf } from '../../../lib/core/incident/service-graph';
import { dependencySignals } from '../../../lib/core/trace/dependency-signals';
import { deploySignals, isWatched, spansAround, withDeploy } from '../../../lib/core/trace/deploy-signals';
import { rememberEdges, usualOf } from '../../../lib/core/trace/edge-memory';
import { fitReport } from '../../../lib/core/trace/fit-report';
import { readTraceReport } from '../../../lib/core/trace/read-report';
import { type DeployEffect, traceReport } from '../../../lib/core/trace/report';
import { edgeKey, type ServiceGraph } from '../../../lib/core/trace/service-graph';
import { readTraceSettings, writeTraceSettings } from '../../../lib/core/trace/settings';
import { type EdgeMemory, NEW_TRACE_STATE, readTraceState } from '../../../lib/core/trace/state';
import { observedServices, readTopology, withObserved, writeTopology } from '../../../lib/core/trace/topology';
import { order, T0, texts } from './documents';

const RUN = 300_000;
const KEY = edgeKey('payments/prod', 'remote:bank');

/** Each run sees the map of ten orders. */
function runs(stories: readonly { readonly bankMs?: number; readonly bankFails?: boolean }[]) {
  let edges: Readonly<Record<string, EdgeMemory>> = {};
  const told: string[] = [];
  const reasons: string[] = [];
  stories.forEach((story, run) => {
    const sample = Array.from({ length: 10 }, (_, index) => ({ id: `1-${index}`, documents: order(story) }));
    const atMs = T0 + run * RUN;
    const span = { startMs: atMs - RUN, endMs: atMs };
    const { graph } = traceReport({ span, found: 10, complete: true, sample, usual: usualOf(edges) });
    const decided = dependencySignals(rememberEdges(edges, graph, atMs), graph, atMs, 'signal');
    edges = decided.edges;
    for (const { state, member, reason } of decided.signals) {
      told.push(`${run} ${state} ${member}`);
      reasons.push(reason);
    }
  });
  return { edges, told, reasons };
}

const well = (count: number) => Array.from({ length: count }, () => ({ bankMs: 30 }));

describe('signals about dependencies', () => {
  const member = 'trace/payments/prod/dependency/remote:bank';

  test('are raised in the second run of faults, once, and cleared in the second one without', () => {
    const { told, reasons } = runs([...well(1), ...well(4).map(() => ({ bankFails: true })), ...well(3)]);
    const of = (run: number, state: string) => told.filter((one) => one.startsWith(`${run} ${state} `)).length;
    expect(told.filter((one) => one.endsWith(member))).toEqual([`2 ALARM ${member}`, `6 OK ${member}`]);
    expect([of(2, 'ALARM'), of(6, 'OK'), told.length]).toEqual([2, 2, 4]);
    expect(reasons[0]).toMatch(
      /10 of 10 traced calls failed or were refused; half took \d+ ms and more \(usually \d+ ms\)/,
    );
  });

  test('are raised for a brown-out in which nothing fails, once it is known how fast it usually is', () => {
    expect(runs([...well(6), { bankMs: 900 }, { bankMs: 900 }]).told).toContain(`7 ALARM ${member}`);
    expect(runs([...well(3), { bankMs: 900 }, { bankMs: 900 }]).told).toEqual([]);
  });

  test('one bad run raises nothing', () => {
    expect(runs([...well(6), { bankFails: true }, ...well(3)]).told).toEqual([]);
  });

  test('a slow hour does not become the usual one, a slow week does', () => {
    const usual = (count: number) =>
      runs([...well(6), ...Array.from({ length: count }, () => ({ bankMs: 900 }))]).edges[KEY]?.usual.p50 ?? 0;
    expect(usual(12)).toBeLessThan(150);
    expect(usual(300)).toBeGreaterThan(600);
  });

  test('are cleared where nobody calls any more', () => {
    const { edges } = runs([...well(1), { bankFails: true }, { bankFails: true }]);
    const empty: ServiceGraph = { nodes: [], edges: [], more: 0 };
    const at = (runsLater: number) =>
      dependencySignals(edges, empty, T0 + (2 + runsLater) * RUN, 'signal').signals.map(({ state, reason }) => [
        state,
        reason,
      ]);
    expect(at(5)).toEqual([]);
    expect(at(6)).toEqual(Array(2).fill(['OK', 'nobody calls it any more']));
  });

  test('where there are too many edges, the least busy are forgotten, and none whose signal is raised', () => {
    const edge = (index: number) => ({
      ...{
        from: 'checkout/prod',
        to: `remote:${index}`,
        calls: 1_000 - index,
        faults: 0,
        throttled: 0,
        clientErrors: 0,
      },
      ...{ untraced: 0, latency: { count: 10, p50: 1, p90: 2, p99: 3 }, health: 'healthy' as const },
    });
    const graph: ServiceGraph = { nodes: [], edges: Array.from({ length: 300 }, (_, index) => edge(index)), more: 0 };
    const { edges } = runs([...well(1), { bankFails: true }, { bankFails: true }]);
    const kept = rememberEdges(edges, graph, T0 + 3 * RUN);
    expect(Object.keys(kept)).toHaveLength(200);
    expect(Object.values(kept).filter(({ raisedMs }) => raisedMs !== undefined)).toHaveLength(2);
    const numbers = Object.keys(kept).flatMap((key) => /remote:(\d+)/.exec(key)?.[1] ?? []);
    expect(numbers.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 198 }, (_, index) => index));
  });

  test('are not raised for a caller whose environment is not known: nobody could tell that they are over', () => {
    const ill = { calls: 10, faults: 10, throttled: 0, clientErrors: 0, untraced: 0, health: 'unhealthy' as const };
    const latency = { count: 10, p50: 1, p90: 2, p99: 3 };
    const states = (environment: string) => {
      const key = `checkout/${environment}`;
      const node = { key, name: 'checkout', kind: 'service' as const, service: 'checkout', environment };
      const about = { segmentNames: [], requests: 10, faults: 0, clientErrors: 0, latency, health: 'healthy' as const };
      const graph = { nodes: [{ ...node, ...about }], edges: [{ from: key, to: 'aws:t', latency, ...ill }], more: 0 };
      const edges = rememberEdges(rememberEdges({}, graph, T0), graph, T0 + RUN);
      return dependencySignals(edges, graph, T0 + RUN, 'signal').signals.map(({ state }) => state);
    };
    expect([states('prod'), states('')]).toEqual([['ALARM'], []]);
  });

  test('of a storm are told run by run, the busiest edges first: the state has to hold what is to be told', () => {
    const name = 'n'.repeat(170);
    const storm = (health: 'healthy' | 'unhealthy'): ServiceGraph => {
      const latency = { count: 10, p50: 1, p90: 2, p99: 3 };
      const about = { faults: 0, clientErrors: 0, latency, health, throttled: 0, untraced: 0 };
      const of = { key: `${name}/prod`, name, kind: 'service' as const, service: name, environment: 'prod' };
      const edges = Array.from({ length: 150 }, (_, index) => ({
        ...{ ...about, from: of.key, to: `remote:${name}${index}`, calls: 1_000 - index },
      }));
      return { nodes: [{ ...of, ...about, segmentNames: [], requests: 10 }], edges, more: 0 };
    };
    let edges: Readonly<Record<string, EdgeMemory>> = {};
    const told = Array.from({ length: 10 }, (_, run) => {
      const graph = storm(run < 5 ? 'unhealthy' : 'healthy');
      const atMs = T0 + run * RUN;
      const decided = dependencySignals(rememberEdges(edges, graph, atMs), graph, atMs, 'signal');
      edges = decided.edges;
      const bytes = Buffer.byteLength(JSON.stringify({ edges, pending: decided.signals }));
      expect(bytes).toBeLessThan(400_000);
      return decided.signals;
    });
    expect(told.map(({ length }) => length)).toEqual([0, 60, 60, 30, 0, 0, 60, 60, 30, 0]);
    expect(told[1]?.[0]?.member).toContain(`remote:${name}0`);
    expect(new Set(told.flat().map(({ member, state }) => `${member} ${state}`)).size).toBe(300);
  });

  test('what nobody called for a day is forgotten', () => {
    const { edges } = runs(well(1));
    expect(Object.keys(rememberEdges(edges, { nodes: [], edges: [], more: 0 }, T0 + 86_400_000))).toEqual([]);
  });
});

describe('signals about deploys', () => {
  const deploy = (release: string, atMs: number) => ({
    service: 'checkout',
    environment: 'prod',
    release,
    atMs,
    outcome: 'succeeded',
    raised: {},
  });
  const percentiles = { count: 100, p50: 80, p90: 160, p99: 300, faultRatio: 0 };
  const effect = (release: string, verdict: DeployEffect['comparison']['verdict']): DeployEffect => ({
    ...{ service: 'checkout', environment: 'prod', release, deployedMs: T0, operation: 'POST /orders' },
    comparison: {
      verdict,
      before: percentiles,
      after: { ...percentiles, p50: 120.4 },
      superiority: 0.71,
      pValue: 3e-7,
    },
  });

  test('are raised once for what got worse', () => {
    const first = deploySignals([deploy('r1', T0)], [effect('r1', 'slower')], T0 + 2 * RUN, 'ticket');
    expect(first.signals).toEqual([
      {
        ...{ judge: 'analyze-traces', service: 'checkout', environment: 'prod', severity: 'medium', role: 'ticket' },
        member: 'trace/checkout/prod/deploy/r1/POST /orders',
        name: 'POST /orders of checkout after a deploy',
        state: 'ALARM',
        timestampMs: T0 + 2 * RUN,
        reason:
          'half took 120 ms and more, before 80 ms; one in ten 160 ms, before 160 ms; 0 % failed, before 0 %; of 100 requests ' +
          'before and 100 after; one after is slower than one before with 71 % (by chance: 3e-7)',
        summary: 'POST /orders of checkout is slower since the deploy r1.',
        runbook: expect.stringContaining('sightline traces slow'),
      },
    ]);
    expect(deploySignals(first.deploys, [effect('r1', 'slower')], T0 + 3 * RUN, 'ticket').signals).toEqual([]);
    for (const verdict of ['no change', 'faster', 'too few'] as const) {
      expect(deploySignals([deploy('r1', T0)], [effect('r1', verdict)], T0 + 2 * RUN, 'ticket').signals).toEqual([]);
    }
  });

  test('are over with the next deploy of the service, and after six hours', () => {
    const { deploys } = deploySignals([deploy('r1', T0)], [effect('r1', 'failing')], T0 + 2 * RUN, 'signal');
    const states = (all: typeof deploys, atMs: number) =>
      deploySignals(all, [], atMs, 'signal').signals.map(({ state, member }) => [state, member]);
    const over = [['OK', 'trace/checkout/prod/deploy/r1/POST /orders']];
    expect(states(withDeploy(deploys, deploy('r2', T0 + 3 * RUN)), T0 + 4 * RUN)).toEqual(over);
    expect(states(withDeploy(deploys, { ...deploy('r2', T0 + 3 * RUN), service: 'other' }), T0 + 4 * RUN)).toEqual([]);
    expect(states(deploys, T0 + 72 * RUN)).toEqual([]);
    expect(states(deploys, T0 + 73 * RUN)).toEqual(over);
  });

  test('a deploy that is told again changes nothing', () => {
    const deploys = [deploy('r1', T0), deploy('r2', T0 + RUN)];
    for (const again of [deploy('r1', T0), deploy('r1', T0 + 5), deploy('r1', T0 - 5), deploy('r2', T0 + 9 * RUN)])
      expect(withDeploy(deploys, again)).toBe(deploys);
  });

  test('a release that comes back after another one is a deploy', () => {
    const deploys = [deploy('r1', T0), { ...deploy('r2', T0 + RUN), raised: { 'POST /orders': T0 + 2 * RUN } }];
    const back = withDeploy(deploys, deploy('r1', T0 + 2 * RUN));
    expect(back.map(({ release, atMs }) => [release, (atMs - T0) / RUN])).toEqual([
      ['r1', 0],
      ['r2', 1],
      ['r1', 2],
    ]);
    const { signals } = deploySignals(back, [], T0 + 3 * RUN, 'signal');
    expect(signals.map(({ state, member }) => [state, member])).toEqual([
      ['OK', 'trace/checkout/prod/deploy/r2/POST /orders'],
    ]);
  });

  test('a release that is rolled back is no longer compared', () => {
    const raised = { 'POST /orders': T0 + 2 * RUN };
    const rolledBack = { ...deploy('r1', T0 + 3 * RUN), outcome: 'rolled back' };
    const deploys = withDeploy([{ ...deploy('r1', T0), raised }], rolledBack);
    expect(withDeploy(deploys, rolledBack)).toBe(deploys);
    expect(deploySignals(deploys, [], T0 + 4 * RUN, 'signal').signals.map(({ state }) => state)).toEqual(['OK']);
  });

  test('an operation may have the name of what objects have by themselves', () => {
    for (const operation of ['__proto__', 'constructor']) {
      const effects = [{ ...effect('r1', 'slower'), operation }];
      const first = deploySignals([deploy('r1', T0)], effects, T0 + 2 * RUN, 'signal');
      const stored = JSON.parse(JSON.stringify(first.deploys)) as typeof first.deploys;
      const second = deploySignals(stored, effects, T0 + 3 * RUN, 'signal');
      const third = deploySignals(withDeploy(second.deploys, deploy('r2', T0 + 3 * RUN)), [], T0 + 4 * RUN, 'signal');
      const states = [first, second, third].map(({ signals }) => signals.map(({ state }) => state));
      expect(states).toEqual([['ALARM'], [], ['OK']]);
    }
  });

  test('compare an hour before with what came two minutes after, up to the deploy before', () => {
    const later = deploy('r2', T0 + 40 * 60_000);
    expect(spansAround(later, [later, deploy('r1', T0)], T0 + 60 * 60_000)).toEqual({
      before: { startMs: T0 + 2 * 60_000, endMs: later.atMs },
      after: { startMs: later.atMs + 2 * 60_000, endMs: T0 + 60 * 60_000 },
    });
    expect(spansAround(later, [later], 0).before.startMs).toBe(T0 - 20 * 60_000);
    expect([9, 10, 60, 61].map((minutes) => isWatched(later, later.atMs + minutes * 60_000))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('a report', () => {
  const span = { startMs: T0, endMs: T0 + RUN };

  test('sums up a sample, and faults of those that were picked for them', () => {
    const report = traceReport({
      ...{ span, found: 500, complete: false },
      sample: [
        { id: '1-1', documents: order() },
        { id: '1-2', documents: ['{', ...order({ bankMs: 60 })] },
      ],
      failing: [{ id: '1-3', documents: order({ bankFails: true }) }],
    });
    expect(report).toMatchObject({
      schemaVersion: 1,
      startMs: T0,
      atMs: T0 + RUN,
      found: 500,
      read: 3,
      complete: false,
    });
    expect(report.problems.unreadable).toBe(1);
    expect(report.graph.edges.every(({ calls, faults }) => calls === 2 && faults === 0)).toBe(true);
    expect(report.faults).toEqual([
      {
        ...{ kind: 'dependency', place: 'remote:bank', caller: 'payments/prod', cause: 'BankError: closed', count: 1 },
        ...{ passedOnBy: ['payments/prod', 'checkout/prod', 'shop/prod'], exampleTraceId: '1-3' },
      },
    ]);
    expect(report.slowest[0]).toMatchObject({
      traceId: '1-2',
      durationMs: 130,
      entry: 'shop/prod',
      at: 'remote:bank',
      step: 'bank',
      selfMs: 60,
    });
    expect(readTraceReport('It', JSON.stringify(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test('of no traces is one without anything', () => {
    expect(traceReport({ span, found: 0, complete: true, sample: [] })).toMatchObject({
      read: 0,
      graph: { nodes: [], edges: [] },
      slowest: [],
    });
    expect(traceReport({ span, found: 1, complete: true, sample: [{ id: '1-a', documents: [] }] }).slowest).toEqual([]);
  });

  test('with the longest names there are fits into an item', () => {
    const calls = Array.from({ length: 140 }, (_, index) => ({
      id: `c${index}`,
      name: `${index}${'名'.repeat(300)}`,
      from: 1,
      to: 2,
      more: { namespace: 'remote' },
    }));
    const sample = [
      { id: '1-a', documents: texts({ id: 'a', name: '名'.repeat(250), from: 0, to: 9, inside: calls }) },
    ];
    const report = traceReport({ span, found: 1, complete: true, sample });
    const size = (one: object) => Buffer.byteLength(JSON.stringify(one));
    expect(size(report)).toBeGreaterThan(390_000);
    const fitting = fitReport(report, 390_000);
    expect(size(fitting)).toBeLessThan(390_000);
    expect(fitting.graph.nodes.length + fitting.graph.edges.length + fitting.graph.more).toBe(281);
    expect(fitReport(fitting, 390_000)).toBe(fitting);
  });

  test.each([
    '',
    '[]',
    '{"schemaVersion":2}',
    '{"schemaVersion":1}',
    '{"schemaVersion":1,"atMs":1,"graph":{"nodes":[],"edges":[]}}',
  ])('that is none is refused: %s', (text) => expect(() => readTraceReport('It', text)).toThrow(/^It (is|has) /));
});

test('a state that cannot be read is refused, and says what to do', () => {
  expect(readTraceState('It', JSON.stringify(NEW_TRACE_STATE))).toEqual(NEW_TRACE_STATE);
  expect(() => readTraceState('It', '{')).toThrow('It is no JSON; delete it to start afresh');
  expect(() => readTraceState('It', '{"schemaVersion":9}')).toThrow(
    'It has schemaVersion 9, this code reads up to 1; update it',
  );
  expect(() => readTraceState('It', '{"schemaVersion":1,"version":1,"lastAtMs":1,"edges":[],"deploys":[]}')).toThrow(
    'edges and deploys are needed',
  );
});

describe('which services call which', () => {
  const { graph } = traceReport({
    span: { startMs: 0, endMs: 1 },
    found: 1,
    complete: true,
    sample: [{ id: '1-a', documents: order() }],
  });

  test('is told of those that say who they are', () => {
    expect(observedServices(graph)).toEqual([{ service: 'checkout', environment: 'prod', calls: ['payments'] }]);
    expect(readTopology(writeTopology(observedServices(graph)))).toEqual(observedServices(graph));
  });

  test('adds to what services declare', () => {
    const declared = [{ service: 'checkout', environment: 'prod', dependsOn: ['stock'] }];
    const all = withObserved(declared, observedServices(graph));
    expect([...dependenciesOf(all, 'prod', 'checkout')]).toEqual([
      ['stock', 1],
      ['payments', 1],
    ]);
    expect([...dependenciesOf(withObserved(declared, []), 'prod', 'checkout')]).toEqual([['stock', 1]]);
  });

  test('fits into a parameter, whatever the names', () => {
    const services = Array.from({ length: 300 }, (_, index) => ({
      service: `sérvice-${index}`,
      environment: 'prod',
      calls: ['a', 'b'],
    }));
    const text = writeTopology(services);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(readTopology(text).length).toBeGreaterThan(90);
    expect(writeTopology([...services].reverse())).toBe(text);
  });

  test.each(['', 'null', '{}', '{"v":2,"s":[]}', '{"v":1,"s":[null,7,["a"],["a","b",7]]}'])(
    'is nothing where it cannot be read: %s',
    (text) => {
      expect(readTopology(text)).toEqual([]);
    },
  );
});

describe('settings', () => {
  test('reach the function as they were', () => {
    const settings = {
      maxTraces: 50,
      role: 'ticket',
      targetsMs: new Map([['a/prod', 300]]),
      logGroups: ['/aws/lambda/a'],
    } as const;
    expect(readTraceSettings(writeTraceSettings(settings))).toEqual(settings);
    const least = { maxTraces: 200, role: 'signal', targetsMs: new Map(), logGroups: [] } as const;
    expect(readTraceSettings(writeTraceSettings(least))).toEqual(least);
  });
  test.each([
    [{}, 'SIGHTLINE_TRACE_MAX_TRACES must be a whole number above 0'],
    [
      { SIGHTLINE_TRACE_MAX_TRACES: '5', SIGHTLINE_TRACE_ROLE: 'loud' },
      'SIGHTLINE_TRACE_ROLE must be one of page, ticket, signal',
    ],
    [
      { SIGHTLINE_TRACE_MAX_TRACES: '5', SIGHTLINE_TRACE_ROLE: 'page', SIGHTLINE_TRACE_TARGETS: '{' },
      'SIGHTLINE_TRACE_TARGETS must be JSON',
    ],
    [
      { SIGHTLINE_TRACE_MAX_TRACES: '5', SIGHTLINE_TRACE_ROLE: 'page', SIGHTLINE_TRACE_LOG_GROUPS: '{}' },
      'must be a JSON list of names',
    ],
  ])('%j are refused', (variables, message) => {
    expect(() => readTraceSettings(variables)).toThrow(message);
  });
});
