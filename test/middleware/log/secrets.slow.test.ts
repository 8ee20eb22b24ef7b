import { breadcrumb, capture, type Logger, log, observe, redactor } from '../../../lib/middleware/index';
import { hideSecrets, type SecretFilter, secretsOf } from '../../../lib/middleware/log/secrets';
import { ownRuntime } from '../../../lib/middleware/runtime';
import { captureStdout } from '../harness';

const { isSecretKey, redactText } = secretsOf(ownRuntime());
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';

test.each([
  ...[
    'password',
    'Passwd',
    'dbPassword',
    'DB_PASS',
    'pass',
    'smtp-pass',
    'pwd',
    'PGPASSWORD',
    'new-password',
    'passphrase',
  ],
  ...['secret', 'clientSecret', 'SecretString', 'AWS_SECRET_ACCESS_KEY', 'privateKeyPem', 'signing.key', 'accessKey'],
  ...[
    'token',
    'accessToken',
    'ACCESS_TOKEN',
    'X-Amz-Security-Token',
    'oauth2Token',
    'auth.token',
    'apiKey',
    'x-api-key',
  ],
  ...['credentials', 'authorization', 'Proxy-Authorization', 'cookie', 'set-cookie', 'sessionId', 'session_id'],
])('%s is the key of a secret', (key) => {
  expect(isSecretKey(key)).toBe(true);
});

test.each([
  ...['orderId', 'tokenCount', 'maxTokens', 'total_tokens', 'author', 'authorId', 'authorizer', 'compass', 'bypass'],
  ...[
    'passenger',
    'passage',
    'passport',
    'secretary',
    'key',
    'keys',
    'primaryKey',
    'idempotencyKey',
    'session',
    'design',
  ],
  ...['userSessionIds', 'email', '', '__proto__', 'constructor', 'tokenize', 'accessible', 'cook'],
])('%j is the key of no secret', (key) => {
  expect(isSecretKey(key)).toBe(false);
});

test.each([
  [`key ${KEY_ID} used`, 'key [redacted] used'],
  ['temporary ASIAIOSFODNN7EXAMPLE', 'temporary [redacted]'],
  [`got ${JWT}, sorry`, 'got [redacted], sorry'],
  [`jwt=${JWT}`, 'jwt=[redacted]'],
  ['Authorization: Bearer abc123.x-y_z== failed', 'Authorization: [redacted] failed'],
  ['sent basic dXNlcjpwYXNz to it', 'sent [redacted] to it'],
  ['postgres://ann:p@ss:w%20rd@db.example.com:5432/x', 'postgres://[redacted]@db.example.com:5432/x'],
  ['https://TOKEN@github.com/a/b.git', 'https://[redacted]@github.com/a/b.git'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nab==\n-----END RSA PRIVATE KEY-----\nnext', '[redacted]\nnext'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE cut', '[redacted]'],
  ['/in?token=abc&page=2&password=x%26y&tokenCount=7', '/in?token=[redacted]&page=2&password=[redacted]&tokenCount=7'],
  ['DB_PASSWORD=geheim; clientSecret: geheim', 'DB_PASSWORD=[redacted]; clientSecret: [redacted]'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key = [redacted]'],
  ['{"password":"my secret words","a":1}', '{"password":"[redacted]","a":1}'],
  ["{ apiKey: 'a b', b: 1 }", "{ apiKey: '[redacted]', b: 1 }"],
  ['{"body":"{\\"token\\":\\"geheim\\",\\"n\\":1}"}', '{"body":"{\\"token\\":\\"[redacted]\\",\\"n\\":1}"}'],
  ['{"password":"ab\\"hunter2","n":1}', '{"password":"[redacted]","n":1}'],
  ['"{\\"password\\":\\"ab\\\\\\"hunter2\\",\\"n\\":1}"', '"{\\"password\\":\\"[redacted]\\",\\"n\\":1}"'],
  ['passphrase=geheim DB_PASS=geheim ?pass=geheim', 'passphrase=[redacted] DB_PASS=[redacted] ?pass=[redacted]'],
  ['{"pass":"geheim"}', '{"pass":"[redacted]"}'],
  ['password:  geheim', 'password:  [redacted]'],
  [`got ghp_${'a1'.repeat(18)} sadly`, 'got [redacted] sadly'],
  [`xoxb-1234567890-abcdefghij sk_${'live'}_${'a1'.repeat(12)}`, '[redacted] [redacted]'],
  [`postgres://app:${'x%2F'.repeat(500)}@db/x`, 'postgres://[redacted]@db/x'],
])('hides %j', (text, shown) => {
  expect(redactText(text)).toBe(shown);
});

test.each([
  'Order 4711 not found',
  'Basic authentication failed, bearer missing',
  'basic information about tokens: none',
  'https://example.com/a?b=1#c',
  'mail a@example.com about https://example.com',
  'Unexpected token \'a\', "abc" is not valid JSON',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret/name',
  'at load (file:///var/task/index.mjs:12:34)',
  'ASIAN and AKIA',
  'eyJ is how they begin',
  'Unexpected token: string',
  'max_token=4096, maxToken: 7',
  'Bearer of news',
  'Tests pass: 3, fail: 0, compass=north',
  'order 7d1c1b1e-53a4-4b0e-9f5c-7b9d2f9f1a11 of tenant_0123456789abcdefghij',
])('shows %j', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each<[string, string, number]>([
  ['beginnings of JSON Web Tokens', 'eyJ', 0],
  ['beginnings of them with a break', 'eyJabcdefgh-', 0],
  ['schemes', 'bearer ', 0],
  ['URLs', '://', 0],
  ['users without an end', '://a', 0],
  ['beginnings of keys', '-----BEGIN ', 0],
  ['private keys without an end', '-----BEGIN PRIVATE KEY-----', 1],
  ['names', 'password', 0],
  ['prefixes of tokens', 'ghp_ ', 0],
  ['runs of dashes', 'ab-', 0],
  ['names of passwords', '_pass', 0],
  ['names and blanks', 'password  ', 0],
  ['names and colons', 'password: ', 1],
  ['quotes', 'token:"', 1],
  ['backslashes', 'token\\', 0],
  ['at signs', 'a@', 0],
  ['keys', `${KEY_ID} `, 1],
  ['blanks', ' ', 0],
])('a megabyte of %s is searched to its end', (_title, part, hidden) => {
  const text = part.repeat(Math.ceil(1_048_576 / part.length));
  const shown = redactText(text);
  expect(shown.includes('[redacted]')).toBe(hidden === 1);
  if (hidden === 0) expect(shown).toBe(text);
  // What follows is found all the same.
  expect(redactText(`${text}" \n${KEY_ID}`)).not.toContain(KEY_ID);
});

test('a text is searched anew each time, as no search leaves its place behind', () => {
  for (let n = 0; n < 5; n++) {
    expect([redactText(`a ${KEY_ID}`), redactText('a: b'), isSecretKey('password')]).toEqual([
      'a [redacted]',
      'a: b',
      true,
    ]);
  }
});

test('what a filter of the user fails to search is not shown', () => {
  const failing = (redactText: unknown) => {
    const runtime = ownRuntime();
    return { ...runtime, settings: { ...runtime.settings, redact: { redactText } as SecretFilter } };
  };
  const trap = () => {
    throw new Error('no');
  };
  expect(hideSecrets(failing(trap), 'text')).toBe('[redacted]');
  expect(hideSecrets(failing(undefined), 'text')).toBe('[redacted]');
  expect(
    hideSecrets(
      failing(() => 7),
      'text',
    ),
  ).toBe('7');
});

test.each([
  ['user and password', (n: number) => `${'x '.repeat(n / 2)}postgres://app:geheim-geheim-geheim@db/x`],
  ['a password without an end', (n: number) => `${'x '.repeat(n / 2)}postgres://app:${'geheim'.repeat(2_000)}@db`],
  ['a token with a prefix', (n: number) => `${'x '.repeat(n / 2)}ghp_geheim${'a1'.repeat(15)}`],
  ['texts in quotes', (n: number) => `${'x '.repeat(n / 2)}token="geheim geheim geheim"`],
])('a cut never lays bare what it cuts: %s', (_title, textOf) => {
  for (const filter of [undefined, redactor()]) {
    const known = ownRuntime();
    const runtime = { ...known, settings: { ...known.settings, redact: filter } };
    for (let n = 960; n <= 1_000; n += 2) {
      const shown = hideSecrets(runtime, textOf(n), 1_000);
      expect(shown).not.toContain('gehe');
      expect(shown.length).toBeLessThanOrEqual(1_000);
    }
  }
  expect(hideSecrets(ownRuntime(), 'x'.repeat(5_000), 1_000)).toBe('x'.repeat(1_000));
});

describe('in what is written', () => {
  let stdout: ReturnType<typeof captureStdout>;
  beforeEach(() => {
    stdout = captureStdout();
  });
  afterEach(() => stdout.restore());

  const SECRET = 'geheim';
  const said = `password=${SECRET}`;
  const url = `redis://app:${SECRET}${'x'.repeat(40)}@cache`;

  test.each<[string, (log: Logger) => unknown]>([
    ['a message', () => log.info(said)],
    ['a field', () => log.info('x', { text: said })],
    ['a field by its key', () => log.info('x', { password: SECRET, sessionId: [SECRET] })],
    ['nested fields', () => log.info('x', { user: [{ apiKey: { id: SECRET } }, { note: said }] })],
    [
      'maps and toJSON',
      () => log.info('x', { m: new Map([['token', SECRET]]), j: { toJSON: () => ({ token: SECRET }) } }),
    ],
    ['names of fields', () => log.info('x', { map: { [said]: 1 } })],
    ['errors in fields', () => log.info('x', { nested: { error: new Error(said, { cause: new Error(said) }) } })],
    ['errors', () => log.error('x', new Error(said, { cause: new Error(said) }))],
    ['names and codes of errors', () => log.error('x', Object.assign(new Error('x'), { name: said, code: said }))],
    ['errors whose message is cut', () => log.error('x', new Error(`${'x'.repeat(1_000)} ${url}`))],
    ['causes whose message is cut', () => log.error('x', new Error(said, { cause: `${'x'.repeat(1_000)} ${url}` }))],
    [
      'frames that are cut',
      () => log.error(said, Object.assign(new Error('x'), { stack: `x${'\n'.repeat(4_070)}${url}` })),
    ],
    ['messages that are cut', () => log.info(`${said} ${'x'.repeat(8_150)} ${url}`)],
    ['fields that are cut', () => log.info(said, { text: `${'x'.repeat(8_170)} ${url}` })],
    ['names of fields that are cut', () => log.info(said, { [`${'x'.repeat(235)} ${url}`]: 1 })],
    [
      'breadcrumbs that are cut',
      () => {
        breadcrumb(`${'x'.repeat(228)} ${url}`);
        capture(said);
      },
    ],
    ['errors that come out', () => Promise.reject(new Error(said, { cause: said }))],
    [
      'children, append and the summary',
      () => {
        log.append({ token: SECRET });
        log.child({ token: SECRET }).info('x', { url: `https://a:${SECRET}@b` });
      },
    ],
    [
      'lines that were held',
      () => {
        log.debug(said, { password: SECRET });
        log.error('x');
      },
    ],
  ])('are none: %s', async (_title, work) => {
    for (const redact of [undefined, redactor()]) {
      await observe(async () => work(log), { redact })().catch(() => undefined);
      const text = stdout.writes.join('');
      expect(text).toContain('[redacted]');
      expect(text).not.toContain(SECRET);
      stdout.writes.length = 0;
    }
  });

  test('whether there is a secret is told', async () => {
    await observe(async () => log.info('x', { token: null, secret: undefined, hasToken: true, password: '' }))();
    expect(stdout.logs()[0]).toMatchObject({ token: null, password: '[redacted]' });
    expect(stdout.logs()[0]).not.toHaveProperty('secret');
  });
});
