import * as fc from 'fast-check';
import { redactor } from '../../lib/middleware/redact';
import { anyCharacter } from '../any-character';

const { isSecretKey, redactText } = redactor();
const personal = redactor({ personalData: true });
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

test.each([
  ...['password', 'Passwd', 'dbPassword', 'DB_PASS', 'pwd', 'passwordHash', 'new-password', 'PGPASSWORD', 'passphrase'],
  ...['secret', 'clientSecret', 'SecretString', 'webhook_secrets', 'AWS_SECRET_ACCESS_KEY', 'privateKeyPem'],
  ...['token', 'accessToken', 'authtoken', 'refresh_tokens', 'X-Amz-Security-Token', 'token_value', 'nextAuthToken'],
  ...['apiKey', 'x-api-key', 'APIKey', 'apikey', 'accessKey', 'signing.key', 'credentials', 'X-Amz-Credential'],
  ...['authorization', 'Proxy-Authorization', 'cookie', 'set-cookie', 'sessionId', 'PHPSESSID', 'connect.session_id'],
  ...['X-Amz-Signature', 'sig', 'pass', 'smtp-pass', 'dbpass'],
])('%s is the key of a secret', (key) => {
  expect(isSecretKey(key)).toBe(true);
});

test.each([
  ...['orderId', 'tokenCount', 'maxTokens', 'total_tokens', 'validTokens', 'nextToken', 'secretary', 'passwordless'],
  ...[
    'max_token',
    'author',
    'authorId',
    'authorizer',
    'authorizationType',
    'secretArn',
    'secretName',
    'apiKeyId',
    'key',
    'keys',
  ],
  ...['primaryKey', 'idempotencyKey', 'passwordPolicy', 'password_expires', 'cookieConsent', 'passenger', 'session'],
  ...['secretsManagerClient', 'TokenError', 'InvalidPasswordException', 'secret.ts', 'design', 'compass', 'bypass'],
  ...['', 'email', 'cardNumber', 'firstName', '__proto__', 'constructor'],
])('%j is the key of no secret', (key) => {
  expect(isSecretKey(key)).toBe(false);
});

test.each([
  'email',
  'userEMail',
  'e-mail-address',
  'phone_number',
  'cardNumber',
  'cvv',
  'cvc2',
  'ssn',
  'IBAN',
  'firstName',
])('%s is personal, and so are secrets', (key) => {
  expect([personal.isSecretKey(key), isSecretKey(key), personal.isSecretKey('token')]).toEqual([true, false, true]);
});

test.each(['emailCount', 'company', 'skip', 'recipient', 'script', 'fileName', 'phoneType'])(
  '%s is not personal',
  (key) => {
    expect(personal.isSecretKey(key)).toBe(false);
  },
);

test('a name of the user counts in any spelling and inside a longer name', () => {
  const own = redactor({ keys: ['tenant id', 'Größe', 'C++'] });
  const secret = ['tenantId', 'TENANT_ID', 'x-tenant-id', 'tenantid', 'oldTenantIdHash', 'größe', 'c', 'password'];
  expect(secret.filter((key) => !own.isSecretKey(key))).toEqual([]);
  expect(['tenant', 'subtenantids', 'id', 'cc'].filter(own.isSecretKey)).toEqual([]);
});

test('keys are judged alike before and after the memory of keys was full', () => {
  const fresh = redactor();
  for (let index = 0; index < 5_000; index++) {
    expect([fresh.isSecretKey(`field${index}`), fresh.isSecretKey(`password${index}`)]).toEqual([false, true]);
  }
  expect(fresh.isSecretKey(`password${'x'.repeat(1_000_000)}`)).toBe(true);
});

test.each([
  ['key AKIAIOSFODNN7EXAMPLE used', 'key [redacted] used'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = [redacted]'],
  [`got ${JWT}, sorry`, 'got [redacted], sorry'],
  [`cut ${JWT.slice(0, 40)}`, 'cut [redacted]'],
  ['Authorization: Bearer abc123.x-y_z== failed', 'Authorization: [redacted] failed'],
  ['sent Basic dXNlcjpwYXNz to it', 'sent Basic [redacted] to it'],
  ['postgres://ann:p@ss:w%20rd@db.example.com:5432/x', 'postgres://[redacted]@db.example.com:5432/x'],
  ['https://TOKEN@github.com/a/b.git', 'https://[redacted]@github.com/a/b.git'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nab==\n-----END RSA PRIVATE KEY-----\nnext', '[redacted]\nnext'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE cut', '[redacted]'],
  [`postgres://app:${'x%2F'.repeat(500)}@db/x`, 'postgres://[redacted]@db/x'],
  ['DB_PASS=abc pass=abc password:  abc', 'DB_PASS=[redacted] pass=[redacted] password:  [redacted]'],
  [`ghp_${'a1'.repeat(18)}`, '[redacted]'],
  [`github_pat_${'a1'.repeat(30)} xoxb-1234567890-abcdefghij`, '[redacted] [redacted]'],
  [`sk_${'live'}_${'a1'.repeat(12)} or sk-ant-${'a1'.repeat(12)}`, '[redacted] or [redacted]'],
  ['/in?token=abc&page=2&password=x%26y&tokenCount=7', '/in?token=[redacted]&page=2&password=[redacted]&tokenCount=7'],
  ['/o?X-Amz-Credential=AKIA1%2Fx&X-Amz-Signature=ab12', '/o?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]'],
  ['{"user":"ann","password":"correct \\"horse\\" staple","n":1}', '{"user":"ann","password":"[redacted]","n":1}'],
  ['"{\\"password\\":\\"correct horse\\",\\"n\\":1}"', '"{\\"password\\":\\"[redacted]\\",\\"n\\":1}"'],
  ['{"credentials":{"user":"u","x":"y"},"n":1}', '{"credentials":[redacted],"n":1}'],
  ["{ cookie: 'a=b; c=d', ok: true }", "{ cookie: '[redacted]', ok: true }"],
  ['Cookie: a=b; c=d; e=f\nHost: x', 'Cookie: [redacted]\nHost: x'],
  ['{"hasPassword":true,"password":null}', '{"hasPassword":true,"password":null}'],
  ['<Password>abc</Password><n>1</n>', '<Password>[redacted]</Password><n>1</n>'],
  ['run --password=abc --n=1', 'run --password=[redacted] --n=1'],
  ['paid with 4111 1111 1111 1111 today', 'paid with [redacted] today'],
  ['378282246310005,5555-5555-5555-4444', '[redacted],[redacted]'],
])('%j is shown as %j', (text, shown) => {
  expect(redactText(text)).toBe(shown);
});

test.each([
  'order 4711 placed: 3 items, 12.50 EUR at 2026-11-21T10:00:00.000Z',
  '4111 1111 1111 1112', // wrong check digit
  '1760000000000 1763719200123456 0.4111111111111111', // times, a fraction
  '7d1c1b1e-53a4-4b0e-9f5c-7b9d2f9f1a11 1-67891233-abcdef012345678912345678',
  'basic information, Bearer authentication is needed',
  'TypeError: x\n    at getToken (/var/task/secret.js:10:5)\n    at token.ts:12:7\n    at Token::parse',
  'InvalidPasswordException: Incorrect username, tokenCount: 3',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret',
  'https://example.com/@ann/x:y@z?page=2 mailto:ann@example.com 10.0.0.12:5432 +49 30 901820',
  '',
])('%j is shown as it is', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each([
  ['write to Ann.B+c@mail.example.co.uk!', 'write to [redacted]!'],
  ['call +49 (30) 901-820 or +14155552671', 'call [redacted] or [redacted]'],
  ['pay DE89 3704 0044 0532 0130 00 and GB82WEST12345698765432', 'pay [redacted] and [redacted]'],
  ['DE89370400440532013001 is no account', 'DE89370400440532013001 is no account'],
  ['a@b, 1 + 12345678, 10.0.0.12:5432', 'a@b, 1 + 12345678, 10.0.0.12:5432'],
])('with personal data %j is shown as %j', (text, shown) => {
  expect(personal.redactText(text)).toBe(shown);
});

test('patterns of the user hide each match, whatever their flags and their lastIndex', () => {
  const sticky = /cust-\d+/y;
  sticky.lastIndex = 5;
  const own = redactor({ patterns: [sticky, /ORDER-\d+/i, /\bx*/g, /(a)(b)/] });
  expect(own.redactText('cust-1 cust-2 order-3 xx ab')).toBe('[redacted] [redacted] [redacted] [redacted] [redacted]');
  expect(own.redactText('ab')).toBe('[redacted]');
  expect(sticky.lastIndex).toBe(5);
});

test('a text that a pattern cannot search is not shown', () => {
  const own = redactor({ patterns: [/never/] });
  const search = jest.spyOn(String.prototype, 'search').mockImplementation(() => {
    throw new RangeError('Maximum call stack size exceeded');
  });
  const shown = own.redactText('a text of some length');
  search.mockRestore();
  expect(shown).toBe('[redacted]');
});

test('with off nothing is hidden', () => {
  const off = redactor({ off: true, keys: ['x'], patterns: [/x/], personalData: true });
  expect([off.isSecretKey('password'), off.isSecretKey('x'), off.redactText('password=x')]).toEqual([
    false,
    false,
    'password=x',
  ]);
});

test('a key that is a secret itself is not shown', () => {
  expect([isSecretKey(JWT), redactText(JWT)]).toEqual([false, '[redacted]']);
  expect(personal.redactText('ann@example.com')).toBe('[redacted]');
});

test.each([
  [{ keys: 'password' }, "keys: 'password'"],
  [{ keys: [''] }, "keys: ''"],
  [{ keys: ['--'] }, "keys: '--'"],
  [{ keys: [7] }, "keys: '7'"],
  [{ patterns: ['x'] }, "patterns: 'x'"],
  [{ patterns: /x/ }, "patterns: '/x/'"],
  [{ personalData: 'yes' }, "personalData: 'yes'"],
  [{ off: 1 }, "off: '1'"],
  [{ key: ['x'] }, "key: 'x'"],
])('%j is refused', (options, got) => {
  const allowed = 'redaction: keys is a list of names, patterns one of regular expressions, ';
  expect(() => redactor(options as never)).toThrow(allowed);
  expect(() => redactor(options as never)).toThrow(`got ${got}`);
});

test('what was hidden once is not hidden again', () => {
  const words = fc.constantFrom(
    'password',
    'token',
    '=',
    ': ',
    '"',
    "'",
    '\\"',
    '[',
    '{',
    '}',
    ';',
    'a=b',
    ' ',
    JWT,
    '@',
    '://',
    'Bearer ',
    '>',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ unit: anyCharacter }))), (parts) => {
      const once = redactText(parts.join(''));
      expect(redactText(once)).toBe(once);
    }),
  );
});

test('a secret in any surroundings is hidden', () => {
  const around = fc.string({ unit: fc.constantFrom(' ', ',', '\n', 'a ', '"', ' b', '=', ':', '(', '}') });
  fc.assert(
    fc.property(around, around, (before, after) => {
      expect(redactText(`${before} ${JWT} ${after}`)).not.toContain(JWT.slice(40));
    }),
  );
});

test('of a text that is too long the rest is hidden unread', () => {
  expect(redactText('ab '.repeat(400_000))).toBe(`${'ab '.repeat(65_536 / 3).slice(0, 65_536)}a[redacted]`);
});

test('texts made to be slow are only as slow as they are long', () => {
  const parts = [
    'a',
    '1',
    '1 ',
    '1-',
    '@',
    'a.',
    'a@',
    '.a',
    '-',
    '--',
    '-----BEGIN PRIVATE KEY',
    '://',
    'eyJ',
    '-eyJ',
    'eyJaaaaaaaa.',
  ];
  parts.push(
    'Bearer ',
    'bearer a',
    ' ',
    '\\',
    '\\"',
    '"',
    'token',
    'token=',
    'token="',
    'token=\\"',
    'a=b; ',
    'token=[',
    'A',
    'AA11',
  );
  parts.push(
    'A1 ',
    '+1',
    '+1 ',
    '(',
    'sk-',
    '-sk-',
    ':',
    '=',
    'a=',
    'a:\n',
    '<a>',
    '\u{1f600}',
    '\ud800',
    'DE89 ',
    '1.',
    'password: {',
  );
  for (const part of parts) {
    const text = part.repeat(1_000_000 / part.length);
    expect(personal.redactText(text).length).toBeLessThan(300_000);
    expect(personal.redactText(`token=${text}"`).length).toBeLessThan(300_000);
  }
});
