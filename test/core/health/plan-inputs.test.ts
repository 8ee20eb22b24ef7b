import { LAMBDA_FUNCTION } from '../../../lib/core/catalog/lambda-function';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { parseHealthDefinitions } from '../../../lib/core/health/definition';
import { type HealthFacts, metricsRead, planHealthInputs } from '../../../lib/core/health/plan-inputs';

const facts = (given: Partial<HealthFacts> = {}): HealthFacts => ({
  service: 'checkout',
  environment: 'prod',
  namespace: 'Shop',
  objectives: [],
  resources: [],
  dependsOn: [],
  dependencies: [],
  handlers: true,
  ...given,
});
const labels = (given: Partial<HealthFacts>) => planHealthInputs(facts(given)).inputs.map(({ label }) => label);

test('the errors of a service are its faults and its logged errors, for each request', () => {
  const own = { service: 'checkout', environment: 'prod' };
  const per = { namespace: 'Shop', name: 'Requests', dimensions: own };
  const about = { part: 'errors', statistic: 'Sum', periodSeconds: 300, per };
  expect(planHealthInputs(facts()).inputs).toEqual([
    { ...about, label: 'requests', scale: 'share', metric: { namespace: 'Shop', name: 'Faults', dimensions: own } },
    {
      ...about,
      label: 'logged errors',
      scale: 'logged',
      metric: { namespace: 'Shop', name: 'LoggedErrors', dimensions: own },
    },
  ]);
});

test('a service without handlers of ours has no errors to read', () => {
  expect(planHealthInputs(facts({ handlers: false }))).toEqual({ inputs: [], leftOut: [] });
});

test('the weightiest objectives come first, each with its budget and its burn rate', () => {
  const objectives = [3, 1, 2].map((tier) => ({ name: `Tier${tier}`, namespace: 'Shop', tier: tier as 1 | 2 | 3 }));
  expect(labels({ objectives, handlers: false })).toEqual(['Tier1', 'Tier1', 'Tier2', 'Tier2', 'Tier3', 'Tier3']);
});

test('faults of all dependencies come before latencies, and services of its own before', () => {
  expect(labels({ dependsOn: ['search'], dependencies: ['db', 'psp'], handlers: false })).toEqual([
    'requests of search',
    'calls of db',
    'calls of psp',
    'latency of db (p90)',
    'latency of psp (p90)',
  ]);
});

test('of alarms only those on what fills up count, with their threshold, those that page first', () => {
  const dimensions = { default: { FunctionName: 'charge' } };
  const resource = {
    label: 'Charge',
    namespace: 'Shop',
    dimensions,
    facts: { timeoutMs: 10_000, reservedConcurrency: 100 },
  };
  const alarms = resolveAlarms(LAMBDA_FUNCTION, resource);
  const { inputs } = planHealthInputs(facts({ handlers: false, resources: [{ label: 'Charge', alarms }] }));
  expect(inputs[0]).toEqual({
    part: 'saturation',
    label: 'Throttles of Charge',
    scale: 'limit',
    metric: { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: { FunctionName: 'charge' } },
    statistic: 'Sum',
    threshold: 1,
    periodSeconds: 60,
  });
  expect(inputs.map(({ metric }) => metric.name)).not.toContain('Errors');
});

test('reads 20 metrics at most, and says what it leaves out', () => {
  const alarms = resolveAlarms(LAMBDA_FUNCTION, {
    label: 'F',
    namespace: 'Shop',
    facts: {},
    dimensions: { default: { FunctionName: 'f' } },
  });
  const resources = Array.from({ length: 50 }, (_, index) => ({
    label: `F${index}`,
    alarms: alarms.map((alarm) => ({
      ...alarm,
      metric: { ...alarm.metric, dimensions: { FunctionName: `f${index}` } },
    })),
  }));
  const many = (prefix: string) => Array.from({ length: 30 }, (_, index) => `${prefix}${index}`);
  const { inputs, leftOut } = planHealthInputs(
    facts({
      resources,
      dependsOn: many('service'),
      dependencies: many('dependency'),
      objectives: many('slo').map((name) => ({ name, namespace: 'Shop', tier: 2 as const })),
    }),
  );
  expect(new Set(inputs.flatMap(metricsRead)).size).toBe(20);
  expect(leftOut.filter(({ label }) => label === 'slo29')).toEqual([{ part: 'objectives', label: 'slo29' }]);
  expect(leftOut).toContainEqual({ part: 'dependencies', label: 'latency of dependency0 (p90)' });
});

test('what is planned is what is read back', () => {
  const { inputs } = planHealthInputs(
    facts({ objectives: [{ name: 'A', namespace: 'Shop', tier: 1 }], dependencies: ['db'], dependsOn: ['search'] }),
  );
  const document = { schemaVersion: 1, service: 'checkout', environment: 'prod', namespace: 'Shop' };
  const parts = [inputs.slice(0, 3), inputs.slice(3)];
  const read = parseHealthDefinitions(
    parts.map((own, index) => ({ name: `/${index}`, text: JSON.stringify({ ...document, inputs: own }) })),
  );
  expect(read).toEqual({ services: [{ ...document, key: 'checkout/prod', inputs }], problems: [] });
});

test.each([
  ['not JSON', '{', 'is not JSON'],
  ['a list', '[]', 'must be a JSON object'],
  ['newer', '{"schemaVersion":99}', 'has schemaVersion 99'],
  ['no service', '{"schemaVersion":1,"inputs":[]}', "'service' must be"],
  ['hostile', `"${'x'.repeat(70_000)}"`, 'at most 65536 are read'],
  [
    'a period of no minutes',
    JSON.stringify({
      ...{ schemaVersion: 1, service: 's', environment: 'e', namespace: 'n' },
      inputs: [
        {
          ...{ part: 'errors', label: 'x', scale: 'share', statistic: 'Sum', periodSeconds: 90 },
          metric: { namespace: 'n', name: 'm', dimensions: {} },
        },
      ],
    }),
    "'inputs[0].periodSeconds' must be whole minutes",
  ],
])('a document that is %s is a problem, and no obstacle to others', (_, text, problem) => {
  const good = { schemaVersion: 1, service: 's', environment: 'e', namespace: 'n', inputs: [] };
  const read = parseHealthDefinitions([
    { name: '/bad', text },
    { name: '/good', text: JSON.stringify(good) },
  ]);
  expect(read.services).toEqual([{ ...good, key: 's/e' }]);
  expect(read.problems).toEqual([{ name: '/bad', problem: expect.stringContaining(problem) }]);
});
