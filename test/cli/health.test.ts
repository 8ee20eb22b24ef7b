import { healthCommand } from '../../lib/cli/health';
import type { HealthSources } from '../../lib/cli/health/sources';
import type { FiringAlarm } from '../../lib/core/alarm/firing-alarm';
import type { HealthDefinition } from '../../lib/core/health/definition';
import { ran } from './ran';

const NOW_MS = Date.parse('2026-03-03T10:02:00Z');

function definitionOf(service: string, label = 'requests', environment = 'prod'): HealthDefinition {
  const about = { schemaVersion: 1, service, environment, namespace: 'Shop', key: `${service}/${environment}` };
  const metric = { namespace: 'Shop', name: service, dimensions: {} };
  return {
    ...about,
    inputs: [{ part: 'errors', label, scale: 'share', metric, statistic: 'Average', periodSeconds: 300 }],
  };
}

function health(
  args: readonly string[],
  services: readonly HealthDefinition[],
  values: Readonly<Record<string, number>> = {},
  firing: readonly FiringAlarm[] = [],
) {
  const sources: HealthSources = {
    definitions: async (scoring) => ({ services: scoring === 'sightline' ? services : [], problems: [] }),
    series: {
      read: async (requests) =>
        requests.map(({ queries: [query] }) => {
          const name = query && 'metric' in query ? query.metric.name : '';
          return { q0: new Float64Array(3).fill(values[name] ?? Number.NaN) };
        }),
    },
    alarms: { firing: async () => firing },
  };
  return ran(() => healthCommand(args, sources, NOW_MS));
}

test('tells the score and what takes the points', async () => {
  const { code, stdout } = await health(['checkout'], [definitionOf('checkout'), definitionOf('search')], {
    checkout: 0.0525,
  });
  expect(stdout).toBe(
    [
      'checkout prod  64.3 of 100, degraded  2026-03-03 09:59 UTC',
      '  -35.7 errors: requests: 5.3 % fail',
      '  left out, nothing is known: objectives, dependencies, saturation',
      '',
    ].join('\n'),
  );
  expect(code).toBe(0);
});

test('all services are told, the least healthy first, and an unhealthy one is exit code 1', async () => {
  const values = { checkout: 0, search: 1 };
  const { code, stdout } = await health([], [definitionOf('checkout'), definitionOf('search')], values);
  expect(stdout.match(/^\w+ prod.*(?= {2}20)/gm)).toEqual([
    'search prod  28.6 of 100, unhealthy',
    'checkout prod  100 of 100, healthy',
  ]);
  expect(code).toBe(1);
});

test('a service that nothing is known of is no healthy one', async () => {
  const { code, stdout } = await health(['checkout'], [definitionOf('checkout')]);
  expect(stdout).toContain('checkout prod  not known');
  expect(stdout).toContain('not measured: requests: no data');
  expect(code).toBe(1);
});

test('is one JSON object for machines', async () => {
  const { stdout } = await health(['--json'], [definitionOf('checkout')], { checkout: 0 });
  expect(JSON.parse(stdout)).toMatchObject({ services: [{ service: 'checkout', score: 100, missing: [] }] });
});

test('what strangers wrote cannot steer the terminal', async () => {
  const hostile = '\u001b[2Jpwned\u202e\nroot';
  const { stdout } = await health([], [definitionOf('checkout', hostile)], { checkout: 1 }, [
    { name: hostile, service: 'checkout', environment: 'prod', severity: 'high', role: 'page' },
  ]);
  expect(stdout).toContain('[2Jpwned root');
  for (const control of ['\u001b', '\u202e']) expect(stdout).not.toContain(control);
});

test.each([
  [['chekout'], "no service 'chekout' is scored; did you mean 'checkout'?; there are: checkout (prod)"],
  [['checkout', '--environment', 'dev'], "no service 'checkout' in 'dev' is scored; there are: checkout (prod)"],
  [['a', 'b'], "one service at a time; 'b' is more"],
  [['--scoring', 'other'], "the scoring 'other' knows no services"],
])('%j is refused: %s', async (args, message) => {
  const { error } = await health(args, [definitionOf('checkout')]);
  expect(error?.message).toContain(message);
});
