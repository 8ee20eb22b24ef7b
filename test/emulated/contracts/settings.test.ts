/** Configuration, topology and secrets over the wire. */
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '../../../lib/adapters/aws/client-options';
import { SecretStore } from '../../../lib/adapters/aws/secret-store';
import { SsmDocuments } from '../../../lib/adapters/aws/ssm-documents';
import { SsmTopology } from '../../../lib/adapters/aws/ssm-topology';
import type { ConfigDocument } from '../../../lib/core/config';
import { writeTopology } from '../../../lib/core/trace/topology';
import { describeOnMoto } from '../moto';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy';

const MINUTE_MS = 60_000;

describeOnMoto('settings', 'eu-west-1', ({ config, endpoint }) => {
  let proxy: FaultyProxy;
  let ssm: SSMClient;
  let secrets: SecretsManagerClient;
  let nowMs: number;
  let warnings: unknown[];
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message), error: () => {} };
  const now = () => nowMs;

  beforeAll(async () => {
    proxy = await startFaultyProxy(endpoint);
    // The attempts and timeouts of our functions.
    const options = { ...config, ...clientOptions(), endpoint: proxy.endpoint };
    ssm = new SSMClient(options);
    secrets = new SecretsManagerClient(options);
  });

  beforeEach(() => {
    proxy.next();
    nowMs = Date.UTC(2026, 0, 5);
    warnings = [];
  });

  afterAll(async () => {
    ssm.destroy();
    secrets.destroy();
    await proxy.stop();
  });

  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));

  describe('documents of SSM', () => {
    const parse = (documents: readonly ConfigDocument[]) =>
      documents.map(({ text }) => Number(text)).sort((a, b) => a - b);
    const open = (path: string) => new SsmDocuments<number[]>({ client: ssm, path, now, log }, parse);

    test('are read below their path, also in folders, and more than one page of them', async () => {
      const numbers = Array.from({ length: 25 }, (_, index) => index);
      for (const number of numbers) await put(`/many/${number % 3}/${number}`, String(number));
      await put('/many-others/1', '99');
      expect(await open('/many').load()).toEqual(numbers);
    });

    test('where there are none are none', async () => {
      expect(await open('/nothing').load()).toEqual([]);
    });

    test('are asked for again after two throttles, and stay what they were while SSM is away', async () => {
      await put('/one/a', '1');
      const documents = open('/one');
      proxy.next('throttle', 'throttle');
      expect(await documents.load()).toEqual([1]);
      expect(proxy.requests()).toBe(3);

      await put('/one/a', '2');
      nowMs += MINUTE_MS;
      proxy.next('throttle', 'break', 'throttle');
      expect(await documents.load()).toEqual([1]);
      expect([proxy.requests(), warnings]).toEqual([3, ['configuration not refreshed, the last good one stays']]);

      nowMs += MINUTE_MS;
      expect(await documents.load()).toEqual([2]);
    });

    test('that were never read are an error with the words of SSM', async () => {
      proxy.next('throttle', 'throttle', 'throttle');
      await expect(open('/one').load()).rejects.toThrow('Rate exceeded');
    });
  });

  describe('the map of services', () => {
    test('is nothing at first, and what was saved last after that', async () => {
      const topology = new SsmTopology({ client: ssm, hub: 'shop', now, log });
      expect([await topology.load(), warnings]).toEqual([[], []]);
      const calls = (...called: string[]) => [{ service: 'shop', environment: 'prod', calls: called }];
      await topology.save(writeTopology(calls('search')));
      await topology.save(writeTopology(calls('payments', 'search')));
      expect(await topology.load()).toEqual([]);
      nowMs += 5 * MINUTE_MS;
      expect(await topology.load()).toEqual(calls('payments', 'search'));
    });
  });

  describe('secrets', () => {
    const create = async (Name: string, more: object) =>
      (await secrets.send(new CreateSecretCommand({ Name, ...more }))).ARN ?? '';

    test('are read by their ARN, once in five minutes, and then as they were rotated', async () => {
      const arn = await create('webhook', { SecretString: 'https://a' });
      const store = new SecretStore({ client: secrets, now, log });
      expect(await store.read(arn)).toBe('https://a');
      await secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'https://b' }));
      expect(await store.read(arn)).toBe('https://a');
      nowMs += 5 * MINUTE_MS;
      expect(await store.read(arn)).toBe('https://b');
    });

    test('that are gone stay what they were, with a warning', async () => {
      const arn = await create('key', { SecretString: 'k' });
      const store = new SecretStore({ client: secrets, now, log });
      await store.read(arn);
      await secrets.send(new DeleteSecretCommand({ SecretId: arn, ForceDeleteWithoutRecovery: true }));
      nowMs += 5 * MINUTE_MS;
      expect([await store.read(arn), warnings]).toEqual(['k', ['secret not refreshed, the last good one stays']]);
    });

    test('that there are not, or that hold bytes, are errors', async () => {
      const store = new SecretStore({ client: secrets, now, log });
      await expect(store.read('arn:aws:secretsmanager:eu-west-1:123456789012:secret:no-abcdef')).rejects.toThrow(
        ResourceNotFoundException,
      );
      const bytes = await create('bytes', { SecretBinary: Buffer.from('k') });
      await expect(store.read(bytes)).rejects.toThrow('holds no text; store one as its SecretString');
    });
  });
});
