import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { SsmConfig } from '../../../lib/adapters/aws/ssm-config';

const client = new SSMClient({ region: 'eu-west-1' });
const ssm = mockClient(client);
const reads = () => ssm.commandCalls(GetParametersByPathCommand);

function hub(reopenWindowSeconds: number) {
  const document = {
    schemaVersion: 1,
    kind: 'hub',
    hub: 'main',
    channels: [],
    fallbackTopicArn: 'arn:x',
    reopenWindowSeconds,
  };
  return { Name: '/sightline/main/hub', Value: JSON.stringify(document) };
}

const service = {
  Name: '/sightline/main/service/checkout',
  Value: JSON.stringify({
    schemaVersion: 1,
    kind: 'service',
    service: 'checkout',
    environment: 'prod',
    stackName: 'Checkout',
    dashboardName: 'checkout-prod',
  }),
};

function configAt(clock: { ms: number }) {
  const warnings: unknown[] = [];
  const log = { info: () => {}, error: () => {}, warn: (...said: unknown[]) => void warnings.push(said) };
  return { warnings, config: new SsmConfig({ path: '/sightline/main', now: () => clock.ms, log, client }) };
}

beforeEach(() => ssm.reset());

test('reads all pages below the path', async () => {
  ssm
    .on(GetParametersByPathCommand)
    .resolves({ Parameters: [service] })
    .on(GetParametersByPathCommand, { Path: '/sightline/main', Recursive: true, NextToken: undefined })
    .resolves({ Parameters: [hub(300)], NextToken: 'page 2' });
  const { config } = configAt({ ms: 0 });
  expect(await config.load()).toMatchObject({ hub: { reopenWindowSeconds: 300 }, services: [{ service: 'checkout' }] });
  expect(reads().map((call) => call.args[0].input.NextToken)).toEqual([undefined, 'page 2']);
});

test('reads once a minute, and once for calls made at the same time', async () => {
  ssm.on(GetParametersByPathCommand).resolves({ Parameters: [hub(300)] });
  const clock = { ms: 1_000 };
  const { config } = configAt(clock);
  await Promise.all([config.load(), config.load()]);
  clock.ms += 59_999;
  await config.load();
  expect(reads()).toHaveLength(1);
  clock.ms += 1;
  await config.load();
  expect(reads()).toHaveLength(2);
});

test.each([
  ['SSM does not answer', () => ssm.on(GetParametersByPathCommand).rejects(new Error('ThrottlingException'))],
  ['the documents are broken', () => ssm.on(GetParametersByPathCommand).resolves({ Parameters: [service] })],
])('keeps the last good configuration for another minute while %s, and says so', async (_, fail) => {
  ssm.on(GetParametersByPathCommand).resolves({ Parameters: [hub(300)] });
  const clock = { ms: 0 };
  const { config, warnings } = configAt(clock);
  const good = await config.load();
  fail();
  clock.ms = 60_000;
  expect(await config.load()).toBe(good);
  expect(await config.load()).toBe(good);
  expect(reads()).toHaveLength(2);
  expect(warnings).toHaveLength(1);
  ssm.on(GetParametersByPathCommand).resolves({ Parameters: [hub(60)] });
  clock.ms = 120_000;
  expect((await config.load()).hub.reopenWindowSeconds).toBe(60);
});

test('throws, and tries again, where there never was a good one', async () => {
  ssm.on(GetParametersByPathCommand).resolves({ Parameters: [] });
  const { config } = configAt({ ms: 0 });
  await expect(config.load()).rejects.toThrow('needs exactly one hub document');
  ssm.on(GetParametersByPathCommand).resolves({ Parameters: [hub(300)] });
  expect((await config.load()).hub.hub).toBe('main');
});
