import { Logs } from '../../../lib/rehearsal/platform/logs';
import { closeWorlds, type GivenResource, openWorld, START_MS, templatesOf } from '../support';

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

test('a filter that cannot be played is named', () => {
  const { world } = logs({
    Default: filter({}, { DefaultValue: 0 }),
    Pattern: filter({ FilterPattern: '{ $.level = ' }),
    Fine: filter(),
  });
  expect(world.notRehearsed.get('Shop/Default')).toBe('metric filter: a default value for minutes without a match');
  expect(world.notRehearsed.get('Shop/Pattern')).toMatch(/^metric filter: ./);
  expect(world.notRehearsed.has('Shop/Fine')).toBe(false);
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
