import { gunzipSync } from 'node:zlib';
import { Logs } from '../../../lib/rehearsal/platform/logs';
import {
  arn,
  closeWorlds,
  type GivenResource,
  lambda,
  openPlatform,
  openWorld,
  START_MS,
  templatesOf,
} from '../support';

afterEach(closeWorlds);

function filter(
  properties: Readonly<Record<string, unknown>> = {},
  transformation: Readonly<Record<string, unknown>> = {},
): GivenResource {
  const errors = { MetricNamespace: 'Shop', MetricName: 'Errors', MetricValue: '1', ...transformation };
  return {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: 'orders',
      FilterPattern: '{ $.level = "ERROR" }',
      MetricTransformations: [errors],
      ...properties,
    },
  };
}

const ERRORS = { namespace: 'Shop', name: 'Errors', dimensions: {} };
const ERROR_LINE = JSON.stringify({ level: 'ERROR', message: 'no', took: 17, service: 'checkout' });

function logs(resources: Readonly<Record<string, GivenResource>> = {}) {
  const world = openWorld(templatesOf(resources));
  return { world, logs: new Logs(world) };
}

test('metric filters count matching lines of their own log group, after five seconds', async () => {
  const { world, logs: written } = logs({ Filter: filter() });
  written.write('orders', ERROR_LINE);
  written.write('orders', '{"level":"INFO"}');
  written.write('orders', 'not JSON');
  written.write('others', ERROR_LINE);
  await world.clock.runUntil(START_MS + 4_999);
  expect(world.sum(ERRORS)).toBeUndefined();
  await world.clock.runUntil(START_MS + 5_001);
  expect(world.sum(ERRORS)).toBe(1);
  expect(world.recorder.counts.get('log lines')).toBe(4);
});

test('a match counts for the minute in which it was written', async () => {
  const { world, logs: written } = logs({ Filter: filter() });
  world.clock.at(START_MS + 59_000, () => written.write('orders', ERROR_LINE));
  await world.clock.runUntil(START_MS + 120_000);
  expect(world.sum(ERRORS, START_MS, START_MS + 60_000)).toBe(1);
});

test('values and dimensions come out of the line', async () => {
  const { world, logs: written } = logs({
    Filter: filter({}, { MetricValue: '$.took', Dimensions: [{ Key: 'service', Value: '$.service' }] }),
  });
  written.write('orders', ERROR_LINE);
  await world.clock.runUntil(START_MS + 6_000);
  expect(world.sum({ ...ERRORS, dimensions: { service: 'checkout' } })).toBe(17);
});

test('several filters of a group, and several transformations of a filter, each publish', async () => {
  const Transformations = ['First', 'Second'].map((MetricName) => ({
    MetricNamespace: 'Shop',
    MetricName,
    MetricValue: '1',
  }));
  const { world, logs: written } = logs({
    Errors: filter(),
    Both: filter({ FilterPattern: '', MetricTransformations: Transformations }),
  });
  written.write('orders', ERROR_LINE);
  await world.clock.runUntil(START_MS + 6_000);
  expect(['Errors', 'First', 'Second'].map((name) => world.sum({ ...ERRORS, name }))).toEqual([1, 1, 1]);
});

describe('a default value', () => {
  test('is published for minutes with log events of which none matches, and for no others', async () => {
    const { world, logs: written } = logs({ Filter: filter({}, { DefaultValue: 5 }) });
    const at = (seconds: number, line: string) =>
      world.clock.at(START_MS + seconds * 1_000, () => written.write('orders', line));
    at(10, 'quiet');
    at(59.999, 'quiet');
    at(70, 'quiet');
    at(119.999, ERROR_LINE);
    at(130, ERROR_LINE);
    at(140, 'quiet');
    await world.clock.runUntil(START_MS + 600_000);
    const minutes = [0, 1, 2, 3].map((minute) => {
      const from = START_MS + minute * 60_000;
      return world.sum(ERRORS, from, from + 60_000);
    });
    expect(minutes).toEqual([5, 1, 1, undefined]);
  });

  test('is published once for a minute', async () => {
    const { world, logs: written } = logs({ Filter: filter({}, { DefaultValue: 3 }) });
    for (let n = 0; n < 5; n += 1) written.write('orders', 'quiet');
    await world.clock.runUntil(START_MS + 600_000);
    expect(world.sum(ERRORS)).toBe(3);
  });
});

test('a filter that cannot be played is named', () => {
  const { world } = logs({
    Default: filter({}, { DefaultValue: 0, Dimensions: [{ Key: 'service', Value: '$.service' }] }),
    Pattern: filter({ FilterPattern: '{ $.level = ' }),
    Transformed: filter({ ApplyOnTransformedLogs: true }),
    Selected: filter({ FieldSelectionCriteria: '@aws.account = "x"' }),
    System: filter({ EmitSystemFieldDimensions: ['@aws.account'] }),
    Fine: filter({ ApplyOnTransformedLogs: false }),
  });
  expect(world.notRehearsed.get('Shop/Default')).toMatch(
    /^metric filter: .*'defaultValue' is not allowed with dimensions/,
  );
  expect(world.notRehearsed.get('Shop/Pattern')).toMatch(/^metric filter: ./);
  expect(world.notRehearsed.get('Shop/Transformed')).toBe('metric filter: ApplyOnTransformedLogs is not played');
  expect(world.notRehearsed.get('Shop/Selected')).toBe('metric filter: FieldSelectionCriteria is not played');
  expect(world.notRehearsed.get('Shop/System')).toBe('metric filter: EmitSystemFieldDimensions is not played');
  expect(world.notRehearsed.has('Shop/Fine')).toBe(false);
});

describe('a subscription filter', () => {
  const subscription = (properties: Readonly<Record<string, unknown>> = {}): GivenResource => ({
    Type: 'AWS::Logs::SubscriptionFilter',
    Properties: {
      LogGroupName: 'orders',
      FilterPattern: '{ $.level = "ERROR" }',
      FilterName: 'errors',
      DestinationArn: arn('Track'),
      ...properties,
    },
  });

  test('sends matching events to its function, compressed, those of a few seconds together', async () => {
    const batches: unknown[] = [];
    const { world, platform } = openPlatform(
      { Track: lambda(), Write: lambda({ LoggingConfig: { LogGroup: 'orders' } }), Filter: subscription() },
      {
        Write: () => (lines: string[]) => void process.stdout.write(`${lines.join('\n')}\n`),
        Track: () => (event: { awslogs: { data: string } }) =>
          void batches.push(JSON.parse(gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString())),
      },
    );
    const write = (...lines: string[]) => platform.functions.invoke(world.templates.find('Write'), lines);
    write(ERROR_LINE, 'quiet');
    await world.clock.runUntil(START_MS + 2_000);
    write(ERROR_LINE);
    await world.clock.runUntil(START_MS + 20_000);
    write(ERROR_LINE);
    await world.clock.runUntil(START_MS + 40_000);
    expect(batches).toEqual([
      {
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'orders',
        logStream: 'rehearsal',
        subscriptionFilters: ['errors'],
        logEvents: [
          { id: 'log-event-1', timestamp: START_MS + 300, message: ERROR_LINE },
          { id: 'log-event-2', timestamp: START_MS + 2_000, message: ERROR_LINE },
        ],
      },
      expect.objectContaining({
        logEvents: [{ id: 'log-event-3', timestamp: START_MS + 20_000, message: ERROR_LINE }],
      }),
    ]);
  });

  test('to anything but a function of the templates is named', () => {
    const { world } = logs({
      Track: lambda(),
      Stream: subscription({ DestinationArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/logs' }),
      Foreign: subscription({ DestinationArn: 'arn:aws:lambda:us-east-1:123456789012:function:foreign' }),
      Transformed: subscription({ ApplyOnTransformedLogs: true }),
    });
    expect(world.notRehearsed.get('Shop/Stream')).toBe('log subscription: kinesis: only functions are played');
    expect(world.notRehearsed.get('Shop/Foreign')).toMatch(
      /^log subscription: .*:foreign: the templates do not have it$/,
    );
    expect(world.notRehearsed.get('Shop/Transformed')).toBe('log subscription: ApplyOnTransformedLogs is not played');
  });
});

describe('EMF', () => {
  const emf = (more: object, root: object) =>
    JSON.stringify({
      _aws: {
        Timestamp: START_MS + 1_000,
        CloudWatchMetrics: [
          { Namespace: 'Shop', Dimensions: [['service'], []], Metrics: [{ Name: 'Latency' }], ...more },
        ],
      },
      service: 'checkout',
      ...root,
    });

  test('documents become metrics on each of their dimension sets, at their own time', async () => {
    const { world, logs: written } = logs();
    written.write('any', emf({}, { Latency: [10, 20] }));
    await world.clock.runUntil(START_MS + 6_000);
    const sets: readonly Readonly<Record<string, string>>[] = [{ service: 'checkout' }, {}];
    for (const dimensions of sets) {
      expect(world.sum({ namespace: 'Shop', name: 'Latency', dimensions }, START_MS, START_MS + 60_000)).toBe(30);
    }
    expect(world.stories()).toEqual([]);
  });

  test('an invalid document is a warning in the story', async () => {
    const { world, logs: written } = logs();
    written.write('any', emf({ Namespace: '' }, { Latency: 10 }));
    await world.clock.runUntil(START_MS + 6_000);
    expect(world.stories('warning')).toEqual([expect.stringMatching(/^Invalid EMF document: .*Namespace/)]);
    expect(world.metrics.metrics()).toEqual([]);
  });
});
