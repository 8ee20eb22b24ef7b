import { otlp, sigV4 } from '../../../lib/middleware/otlp';
import { withEnv } from '../harness';
import { trace } from './traces';

const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const now = () => new Date('2015-08-30T12:36:00.123Z');
const SUITE = { region: 'us-east-1', service: 'service', credentials: () => KEY, now };
const TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';

/** Cases of the Signature Version 4 test suite of AWS, by their names there. */
describe('signs as the test suite of AWS does', () => {
  const request = { method: 'POST', url: 'https://example.amazonaws.com/', headers: {}, body: '' } as const;
  const authorization = (names: string, signature: string) =>
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
    `SignedHeaders=${names}, Signature=${signature}`;

  test('post-vanilla', async () => {
    expect(await sigV4(SUITE)(request)).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization: authorization(
        'host;x-amz-date',
        '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
      ),
    });
  });

  test('post-x-www-form-urlencoded', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await sigV4(SUITE)({ ...request, headers, body: 'Param1=value1' })).toHaveProperty(
      'authorization',
      authorization('content-type;host;x-amz-date', 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a'),
    );
  });

  test('post-vanilla-query', async () => {
    expect(await sigV4(SUITE)({ ...request, url: `${request.url}?Param1=value1` })).toHaveProperty(
      'authorization',
      authorization('host;x-amz-date', '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11'),
    );
  });

  test('post-sts-header-before', async () => {
    const credentials = () => ({ ...KEY, sessionToken: TOKEN });
    expect(await sigV4({ ...SUITE, credentials })(request)).toEqual({
      'x-amz-date': '20150830T123600Z',
      'x-amz-security-token': TOKEN,
      authorization: authorization(
        'host;x-amz-date;x-amz-security-token',
        '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
      ),
    });
  });
});

describe('for CloudWatch', () => {
  const LAMBDA = {
    AWS_ACCESS_KEY_ID: 'AKIDLAMBDA',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_REGION: 'us-east-1',
  };
  const send = async (url: string, options = {}) => {
    const fetched = jest.fn(async (_url: string, _init: { headers: object }) => new Response('{}'));
    await otlp({ url, sign: sigV4({ now, ...options }), fetch: fetched as never })(trace());
    return fetched.mock.calls[0]?.[1].headers as Record<string, string>;
  };

  test('takes the credentials of the function, and the region of the endpoint', async () => {
    await withEnv(LAMBDA, async () => {
      const headers = await send('https://xray.eu-west-1.amazonaws.com/v1/traces');
      expect(headers).toMatchObject({ 'x-amz-security-token': 'token', 'content-type': 'application/json' });
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDLAMBDA\/20150830\/eu-west-1\/xray\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=[\da-f]{64}$/,
      );
      expect((await send('https://xray.us-gov-west-1.amazonaws.com/v1/traces')).authorization).toContain(
        '/us-gov-west-1/xray/',
      );
    });
  });

  test("takes the function's region behind another host, and a given one before all", async () => {
    await withEnv(LAMBDA, async () => {
      expect((await send('https://otel.example.com/v1/traces')).authorization).toContain('/us-east-1/xray/');
      const url = 'https://xray.eu-west-1.amazonaws.com/v1/traces';
      expect((await send(url, { region: 'eu-west-2' })).authorization).toContain('/eu-west-2/xray/');
    });
  });

  test('says what to do without credentials', async () => {
    await withEnv({}, () =>
      expect(send('https://xray.eu-west-1.amazonaws.com/v1/traces')).rejects.toThrow(
        'sigV4: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; give sigV4({ credentials })',
      ),
    );
  });

  test('refuses options that it does not have', () => {
    expect(() => sigV4({ regoin: 'x' } as never)).toThrow(
      "sigV4: an option must be one of region, service, credentials, now, got 'regoin'",
    );
  });
});
