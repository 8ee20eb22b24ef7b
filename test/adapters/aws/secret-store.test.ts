import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { hmacSha256 } from '../../../lib/adapters/aws/hmac';
import { SecretStore } from '../../../lib/adapters/aws/secret-store';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:links';
const client = new SecretsManagerClient({ region: 'eu-west-1' });
const secrets = mockClient(client);
const reads = () => secrets.commandCalls(GetSecretValueCommand);

function storeAt(clock: { ms: number }) {
  const warnings: string[] = [];
  const log = {
    info: () => {},
    error: () => {},
    warn: (...said: unknown[]) => void warnings.push(JSON.stringify(said)),
  };
  return { warnings, store: new SecretStore({ now: () => clock.ms, log, client }) };
}

beforeEach(() => secrets.reset());

test('reads a secret every five minutes, and once for calls made at the same time', async () => {
  secrets.on(GetSecretValueCommand).resolves({ SecretString: 'one' });
  const clock = { ms: 1_000 };
  const { store } = storeAt(clock);
  expect(await Promise.all([store.read(ARN), store.read(ARN)])).toEqual(['one', 'one']);
  clock.ms += 299_999;
  expect(await store.read(ARN)).toBe('one');
  expect(reads().map(({ args }) => args[0].input)).toEqual([{ SecretId: ARN }]);
  secrets.on(GetSecretValueCommand).resolves({ SecretString: 'two' });
  clock.ms += 1;
  expect(await store.read(ARN)).toBe('two');
});

test('keeps each secret apart', async () => {
  for (const name of ['a', 'b'])
    secrets.on(GetSecretValueCommand, { SecretId: name }).resolves({ SecretString: `is ${name}` });
  const { store } = storeAt({ ms: 0 });
  expect(await Promise.all([store.read('a'), store.read('b')])).toEqual(['is a', 'is b']);
});

test('keeps the last good value when a refresh fails, asks again soon, and never logs a secret', async () => {
  secrets.on(GetSecretValueCommand).resolves({ SecretString: 'sesame' });
  const clock = { ms: 0 };
  const { store, warnings } = storeAt(clock);
  await store.read(ARN);
  secrets.on(GetSecretValueCommand).rejects(new Error('throttled'));
  clock.ms += 300_000;
  expect(await store.read(ARN)).toBe('sesame');
  clock.ms += 29_999;
  expect(await store.read(ARN)).toBe('sesame');
  expect(reads()).toHaveLength(2);
  expect(warnings).toEqual([expect.stringContaining('throttled')]);
  expect(warnings.join()).not.toContain('sesame');
  secrets.on(GetSecretValueCommand).resolves({ SecretString: 'new' });
  clock.ms += 1;
  expect(await store.read(ARN)).toBe('new');
});

test('throws where it never read one, and tries again at the next call', async () => {
  secrets
    .on(GetSecretValueCommand)
    .rejectsOnce(new Error('denied'))
    .resolves({ SecretBinary: new Uint8Array([1]) });
  const { store } = storeAt({ ms: 0 });
  await expect(store.read(ARN)).rejects.toThrow('denied');
  await expect(store.read(ARN)).rejects.toThrow(`the secret '${ARN}' holds no text; store one as its SecretString`);
  expect(reads()).toHaveLength(2);
});

test('an answer that cannot be read is not quoted, neither in a log line nor in an error', async () => {
  // As Node words it: `Unexpected token '?', "["sesame",?]" is not valid JSON`
  const parse = () => JSON.parse('["sesame",?]');
  expect(parse).toThrow(/sesame/);
  secrets.on(GetSecretValueCommand).callsFake(async () => parse());
  const clock = { ms: 0 };
  const { store, warnings } = storeAt(clock);
  await expect(store.read(ARN)).rejects.toThrow(new Error(`the answer with the secret '${ARN}' is no JSON`));
  secrets.on(GetSecretValueCommand).resolves({ SecretString: 'sesame' });
  await store.read(ARN);
  secrets.on(GetSecretValueCommand).callsFake(async () => parse());
  clock.ms += 300_000;
  expect(await store.read(ARN)).toBe('sesame');
  expect(warnings).toEqual([expect.stringContaining('is no JSON')]);
  expect(warnings.join()).not.toContain('sesame');
});

test('signs as RFC 4231 says, in base64url', () => {
  // Test case 2, https://www.rfc-editor.org/rfc/rfc4231#section-4.3
  const mac = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex');
  expect(hmacSha256('Jefe', 'what do ya want for nothing?')).toBe(mac.toString('base64url'));
});
