import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { SsmSloDefinitions } from '../../../lib/adapters/aws/ssm-slo-definitions';
import { sloPath } from '../../../lib/core/conventions';

const client = new SSMClient({ region: 'eu-west-1' });
const ssm = mockClient(client);
const path = sloPath('shop');

beforeEach(() => ssm.reset());

function parameter(name: string, changes: Readonly<Record<string, unknown>> = {}) {
  const metric = { namespace: 'Sightline', name: 'Requests', dimensions: { service: 'checkout', environment: 'prod' } };
  const queries = ['total', 'bad'].map((id) => ({ id, metric, statistic: 'Sum' }));
  const definition = {
    schemaVersion: 1,
    name,
    service: 'checkout',
    environment: 'prod',
    kind: 'availability',
    description: 'Requests succeed.',
    objective: '99.9',
    window: '30d',
    alertThresholdPercent: 80,
    indicator: { budgeting: 'events', queries },
    rules: [],
    minTotal: 1,
    minBad: 1,
    exclusions: [],
    namespace: 'Sightline',
    tier: 2,
    ...changes,
  };
  return { Name: `${path}/checkout/prod/${name}`, Value: JSON.stringify(definition) };
}

test('reads the objectives of all pages, and tells of those that it cannot read', async () => {
  ssm
    .on(GetParametersByPathCommand, { Path: path, Recursive: true, NextToken: undefined })
    .resolves({ Parameters: [parameter('Availability'), parameter('Odd', { objective: '100' })], NextToken: 'more' })
    .on(GetParametersByPathCommand, { Path: path, Recursive: true, NextToken: 'more' })
    .resolves({ Parameters: [parameter('Latency')] });
  const { slos, problems } = await new SsmSloDefinitions({ client, path }).load();
  expect(slos.map(({ name }) => name)).toEqual(['Availability', 'Latency']);
  expect(problems).toEqual([{ name: `${path}/checkout/prod/Odd`, problem: expect.stringContaining('objective') }]);
});

test('reads once a minute, and keeps the last objectives while SSM does not answer', async () => {
  let nowMs = 0;
  const warn = jest.fn();
  const log = { info: () => undefined, warn, error: () => undefined };
  const definitions = new SsmSloDefinitions({ client, path, now: () => nowMs, log });
  ssm
    .on(GetParametersByPathCommand)
    .resolvesOnce({ Parameters: [parameter('Availability')] })
    .rejects(new Error('throttled'));
  const first = await definitions.load();
  nowMs = 59_999;
  expect(await definitions.load()).toBe(first);
  expect(ssm.calls()).toHaveLength(1);
  nowMs = 60_000;
  expect(await definitions.load()).toBe(first);
  expect(ssm.calls()).toHaveLength(2);
  expect(warn).toHaveBeenCalledTimes(1);
});

test('throws where there never were any', async () => {
  ssm.on(GetParametersByPathCommand).rejects(new Error('AccessDenied'));
  await expect(new SsmSloDefinitions({ client, path }).load()).rejects.toThrow('AccessDenied');
});
