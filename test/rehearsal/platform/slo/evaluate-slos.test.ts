import { metricKey } from '../../../../lib/core/signal/metric';
import { readSignalEvent } from '../../../../lib/core/signal/signal-event';
import type { SloDefinition } from '../../../../lib/core/slo/definition';
import {
  arn,
  closeWorlds,
  type GivenResource,
  type GivenResources,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  START_MS,
} from '../../support';

afterEach(closeWorlds);

const DIMENSIONS = { service: 'checkout', environment: 'prod', slo: 'Availability' };

function definition(change: Partial<SloDefinition> = {}): object {
  const counted = (id: string, name: string) => ({
    id,
    metric: { namespace: 'Shop', name, dimensions: {} },
    statistic: 'Sum',
  });
  return {
    schemaVersion: 1,
    name: 'Availability',
    service: 'checkout',
    environment: 'prod',
    kind: 'availability',
    description: '99 % of the requests succeed.',
    objective: '99',
    window: '1d',
    alertThresholdPercent: 80,
    indicator: { budgeting: 'events', queries: [counted('total', 'Requests'), counted('bad', 'Faults')] },
    rules: [],
    minTotal: 1,
    minBad: 1,
    exclusions: [],
    namespace: 'Sightline',
    tier: 1,
    ...change,
  };
}

function parameter(name: string, value: unknown): GivenResource {
  const Value = typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
  return { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Value } };
}

function evaluation(name: string, bus: string): GivenResource {
  const Variables = { SIGHTLINE_SLO_EVALUATION: name, SIGHTLINE_SLO_TABLE: 'slos', SIGHTLINE_SLO_BUS: bus };
  return {
    ...lambda({ FunctionName: name, Timeout: 240, Environment: { Variables } }),
    Metadata: { 'sightline:function': 'evaluate-slos' },
  };
}

/** Two shards of one evaluation, whose signals go to the bus `hub`. */
const SHOP: GivenResources = {
  Evaluate: evaluation('night', 'hub'),
  Every5: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [0, 1].map((shard) => ({
        Id: `Shard${shard}`,
        Arn: arn('Evaluate'),
        Input: JSON.stringify({ shard, shards: 2 }),
      })),
    },
  },
  Signals: queue(),
  Found: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: 'hub',
      EventPattern: { source: ['sightline'], 'detail-type': ['Sightline Signal'] },
      Targets: [{ Id: 'Queue', Arn: arn('Signals') }],
    },
  },
  Availability: parameter('/sightline-slos/night/checkout/prod/Availability', definition()),
};

function open(resources: GivenResources = SHOP) {
  const { world, platform } = openPlatform(resources);
  const put = (name: string, value: number, minute: number) =>
    world.metrics.put({ namespace: 'Shop', name, dimensions: {} }, value, START_MS + minute * MINUTE_MS);
  platform.start(START_MS);
  return {
    world,
    platform,
    put,
    /** Everything fails from the start on. */
    fail: (minutes: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        put('Requests', 100, minute);
        put('Faults', 100, minute);
      }
    },
    run: (minutes: number) => world.clock.runUntil(START_MS + minutes * MINUTE_MS),
    events: (id = 'Signals') =>
      platform.queues
        .find(id)
        .receive(10)
        .map(({ body }) => JSON.parse(body)),
  };
}

test('runs on its schedule, whatever the number of shards, and measures each objective once', async () => {
  const { world, platform, put, run } = open();
  for (let minute = 0; minute < 20; minute += 1) put('Requests', 10, minute);
  await run(21);
  const [only, ...others] = platform.hub.evaluations.all();
  expect(others).toEqual([]);
  const measured = await only?.store.readMeasurements('checkout/prod/Availability', {
    startMs: 0,
    endMs: START_MS * 2,
  });
  expect(measured?.map(({ atMs, total }) => [(atMs - START_MS) / MINUTE_MS, total])).toEqual([
    [0, 0],
    [5, 50],
    [10, 100],
    [15, 150],
  ]);
  expect(world.failures).toEqual([]);
});

test('a new objective on timeslices begins with its first run, not with a bad hour before it', async () => {
  const indicator: SloDefinition['indicator'] = {
    budgeting: 'timeslices',
    queries: [{ id: 'value', metric: { namespace: 'Shop', name: 'StockAge', dimensions: {} }, statistic: 'Maximum' }],
    sliceSeconds: 300,
    comparison: 'LessThanThreshold',
    threshold: 600,
    missing: 'bad',
  };
  const stock = parameter('/sightline-slos/night/checkout/prod/Availability', definition({ indicator }));
  const { platform, put, run, events } = open({ ...SHOP, Availability: stock });
  for (let minute = 0; minute < 20; minute += 1) put('StockAge', 10, minute);
  await run(21);
  const [only] = platform.hub.evaluations.all();
  const measured = await only?.store.readMeasurements('checkout/prod/Availability', {
    startMs: 0,
    endMs: START_MS * 2,
  });
  expect(measured?.map(({ total, bad }) => [total, bad])).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
  expect(events()).toEqual([]);
});

test('publishes at the moments that were measured', async () => {
  const { world, put, run } = open();
  for (let minute = 0; minute < 10; minute += 1) put('Requests', 10, minute);
  await run(11);
  const key = metricKey({ namespace: 'Sightline', name: 'SloCompliance', dimensions: DIMENSIONS });
  const valueAt = (minute: number) =>
    world.metrics.statistic(key, 'Average', START_MS + minute * MINUTE_MS, START_MS + (minute + 1) * MINUTE_MS);
  expect([valueAt(5), valueAt(10)]).toEqual([100, undefined]);
});

test('tells the bus of a signal, in a form that the hub reads', async () => {
  const { fail, run, events } = open();
  fail(10);
  await run(11);
  const signals = events().map((event) => readSignalEvent(event));
  expect(signals).toContainEqual(
    expect.objectContaining({
      member: 'evaluate-slos#slo/checkout/prod/Availability/burning-fast',
      state: 'ALARM',
      timestampMs: START_MS + 5 * MINUTE_MS,
      service: 'checkout',
      account: expect.stringMatching(/^\d{12}$/),
      region: expect.stringMatching(/-\d$/),
    }),
  );
});

test('what others put on the bus is no signal of ours', async () => {
  const { platform, run, events } = open();
  const detail = { 'detail-type': 'Sightline Signal', detail: {} };
  platform.bus.put('hub', { ...detail, source: 'someone.else' });
  platform.bus.put('hub', { ...detail, source: 'sightline', 'detail-type': 'Sightline Deploy' });
  platform.bus.put('default', { ...detail, source: 'sightline' });
  await run(1);
  expect(events()).toEqual([]);
  platform.bus.put('hub', { ...detail, source: 'sightline' });
  await run(2);
  expect(events()).toHaveLength(1);
});

test('writes its log like any function', async () => {
  const { world, run } = open();
  await run(6);
  const lines = world.recorder.telemetry.keptLines().filter(({ logGroup }) => logGroup === '/aws/lambda/night');
  expect(lines.map(({ text }) => JSON.parse(text).message)).toContain('objectives evaluated');
});

test('an objective that cannot be read is named, and the others are evaluated', async () => {
  const { world, platform, fail, run } = open({
    ...SHOP,
    Text: parameter('/sightline-slos/night/checkout/prod/Text', 'no JSON'),
    Whole: parameter('/sightline-slos/night/checkout/prod/Whole', definition({ name: 'Whole', objective: '100' })),
    Unknown: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/sightline-slos/night/unknown', Value: { 'Fn::ImportValue': 'nowhere' } },
    },
    Elsewhere: parameter('/sightline-slos/nightly/checkout/prod/Other', 'not of this evaluation'),
  });
  fail(10);
  await run(11);
  const [only] = platform.hub.evaluations.all();
  expect(only?.definitions.slos.map(({ name }) => name)).toEqual(['Availability']);
  expect(await only?.store.readLatest(['checkout/prod/Availability'])).toHaveLength(1);
  expect(Object.fromEntries(world.notRehearsed)).toEqual({
    '/sightline-slos/night/checkout/prod/Text': expect.stringMatching(/^objective: .*JSON/),
    '/sightline-slos/night/checkout/prod/Whole': expect.stringMatching(/^objective: .*'objective'/),
    'Shop/Unknown': expect.stringMatching(/^objective: .*nowhere/),
  });
  expect(world.failures).toEqual([]);
});

test('evaluations keep apart what they measure', async () => {
  const { platform, put, run } = open({
    ...SHOP,
    Evaluate2: evaluation('day', 'default'),
    Every5b: {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'rate(5 minutes)', Targets: [{ Id: 'T', Arn: arn('Evaluate2') }] },
    },
    Other: parameter('/sightline-slos/day/search/prod/Availability', definition({ service: 'search' })),
  });
  put('Requests', 1, 0);
  await run(11);
  const measured = await Promise.all(
    platform.hub.evaluations
      .all()
      .map(({ store }) => store.readLatest(['checkout/prod/Availability', 'search/prod/Availability'])),
  );
  expect(measured.map((latest) => latest.map(({ slo }) => slo))).toEqual([
    ['checkout/prod/Availability'],
    ['search/prod/Availability'],
  ]);
});
