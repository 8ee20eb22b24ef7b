import { HttpProviders, type HttpProvidersOptions } from '../../../../lib/adapters/http/provider';
import { PROVIDER_KINDS, type ProviderKind } from '../../../../lib/core/config/types';
import { NOTIFICATION_KINDS, outboxKey } from '../../../../lib/core/incident/notification';
import { wordFor } from '../../../../lib/view/channel/word-for';
import type { ProviderRequest } from '../../../../lib/workflow/ports';
import { fullContents, ID } from '../../../view/channel/contents';
import { API_KEY, FakeProvider, NOW, ROUTING_KEY, SLACK_PATH, WEBHOOK_KEY } from './fake-provider';
import { SLACK_TOKEN } from './fake-slack';

let fake: FakeProvider;
let slept: number[];

beforeEach(async () => {
  fake = await FakeProvider.start();
  slept = [];
});
afterEach(() => fake.stop());

function secretOf(provider: ProviderKind): string {
  const secrets = {
    slack: `${fake.url}${SLACK_PATH}\n`,
    'slack-app': JSON.stringify({ token: SLACK_TOKEN }),
    teams: `${fake.url}/teams?sig=secret-of-teams`,
    pagerduty: ROUTING_KEY,
    opsgenie: API_KEY,
    jira: API_KEY,
    webhook: JSON.stringify({ url: `${fake.url}/hook?token=token-in-the-address`, key: WEBHOOK_KEY }),
  };
  return secrets[provider];
}

function providers(options: Partial<HttpProvidersOptions> = {}): HttpProviders {
  return new HttpProviders({
    secret: async (arn) => secretOf(arn.split(':')[1] as ProviderKind),
    clock: { now: () => NOW, sleep: async (ms) => void slept.push(ms) },
    baseUrls: { pagerduty: fake.url, opsgenie: fake.url, jira: fake.url, 'slack-app': fake.url },
    allowLoopback: true,
    ...options,
  });
}

function requestOf(provider: ProviderKind, changes: Partial<ProviderRequest> = {}): ProviderRequest {
  const contents = fullContents('page');
  return {
    channel: 'pager',
    provider,
    secret: `arn:${provider}`,
    dedupKey: `${ID}/1`,
    idempotencyKey: outboxKey(contents.item),
    inWords: wordFor('text', contents),
    ...(provider === 'slack-app' && { chat: { channel: 'C0MAIN' } }),
    ...wordFor(provider, contents),
    ...changes,
  };
}

const send = (
  provider: ProviderKind,
  changes: Partial<ProviderRequest> = {},
  options: Partial<HttpProvidersOptions> = {},
) => providers(options).send(requestOf(provider, changes));

const withSecret = (provider: ProviderKind, secret: string, options: Partial<HttpProvidersOptions> = {}) =>
  send(provider, {}, { secret: async () => secret, ...options });

const reply = (status: number, body = '', headers: Record<string, string> = {}) => {
  fake.next = (_, response) => response.writeHead(status, headers).end(body);
};

describe.each(PROVIDER_KINDS)('%s', (provider) => {
  test.each(NOTIFICATION_KINDS)('takes a %s as it is worded', async (kind) => {
    const outcome = await send(provider, wordFor(provider, fullContents(kind)));
    expect(outcome.status).toBe('sent');
    expect(fake.seen[0]?.method).toBe('POST');
    expect(fake.seen[0]?.headers['user-agent']).toBe('sightline-notify');
  });

  test.each([400, 401, 403, 404, 410, 413, 422])('is not tried again after a %i', async (status) => {
    reply(status, 'no <such>\u202e\u0007thing', { 'retry-after': '30' });
    expect(await send(provider)).toEqual({ status: 'refused', reason: `HTTP ${status}: no <such> thing` });
  });

  test.each([408, 429, 500, 503])('may be tried again after a %i, not before it says', async (status) => {
    reply(status, '', { 'retry-after': '30' });
    expect(await send(provider)).toEqual({ status: 'failed', reason: `HTTP ${status}`, retryAfterMs: 30_000 });
    reply(status, '', { 'retry-after': 'Tue, 03 Feb 2026 09:30:10 GMT' });
    expect(await send(provider)).toEqual({ status: 'failed', reason: `HTTP ${status}`, retryAfterMs: 9_600 });
    reply(status, '', { 'retry-after': 'soon' });
    expect(await send(provider)).toEqual({ status: 'failed', reason: `HTTP ${status}` });
  });

  test('is not followed to another address', async () => {
    reply(307, '', { location: `${fake.url}/elsewhere` });
    expect(await send(provider)).toEqual({ status: 'refused', reason: 'HTTP 307: redirects are not followed' });
    expect(fake.seen).toHaveLength(1);
  });

  test('is given up when it does not answer in time, or hangs up', async () => {
    fake.next = () => undefined;
    expect(await send(provider, {}, { timeoutMs: 50 })).toEqual({ status: 'failed', reason: 'no answer within 50 ms' });
    fake.next = (request) => request.socket.destroy();
    expect(await send(provider)).toEqual({ status: 'failed', reason: 'no answer (UND_ERR_SOCKET)' });
    fake.next = (request) => request.socket.end('garbage\r\n\r\n');
    expect(await send(provider)).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^no answer \(/) });
  });

  test('has taken what it answered 2xx to, however the answer ends', async () => {
    fake.next = (request, response) => {
      response.writeHead(202).write('{"requestId":');
      setImmediate(() => request.socket.destroy());
    };
    expect(await send(provider)).toEqual({ status: 'sent', providerId: `${ID}/1` });
    reply(200, '\u0000\ud83d not JSON'.repeat(100_000));
    expect(await send(provider)).toEqual({ status: 'sent', providerId: `${ID}/1` });
    reply(200, '{"requestId":"\\u001b[31m","dedup_key":{"__proto__":1}}');
    expect(await send(provider)).toEqual({ status: 'sent', providerId: `${ID}/1` });
  });

  test('never gets its secret quoted in a reason, wherever the answer repeats it', async () => {
    const secret = secretOf(provider).trim();
    const pieces = provider === 'webhook' ? [WEBHOOK_KEY, 'token-in-the-address'] : [secret.replace(fake.url, '')];
    for (const piece of pieces) {
      for (const echo of [piece, piece.slice(3), `{"bad":"${piece}"}`, piece.replace(/(?=[0-9])/g, '\\')]) {
        reply(400, echo);
        const outcome = await send(provider);
        expect(outcome).toEqual({ status: 'refused', reason: 'HTTP 400: (the answer repeats the secret)' });
      }
    }
  });

  test('is refused with a secret of another kind, which stays secret', async () => {
    for (const secret of ['', 'x y', '{"url":1}', '\ud800', 'not a secret of this provider: é']) {
      const outcome = await withSecret(provider, secret);
      expect(outcome).toEqual({ status: 'refused', reason: expect.stringMatching(/^its secret is not .*: store /) });
      if (secret.length > 3) expect(JSON.stringify(outcome)).not.toContain(secret);
    }
    expect(fake.seen).toHaveLength(0);
  });

  test('is tried again later where the secret cannot be read', async () => {
    const secret = () => Promise.reject(new Error(`cannot decrypt ${ROUTING_KEY}`));
    expect(await send(provider, {}, { secret })).toEqual({ status: 'failed', reason: 'its secret could not be read' });
  });

  test('is not called on this machine, unless in tests', async () => {
    expect(await send(provider, {}, { allowLoopback: false })).toEqual({
      status: 'refused',
      reason: expect.stringContaining('is not allowed: it leads to the machine itself'),
    });
    expect(fake.seen).toHaveLength(0);
  });
});

describe('an address in a secret', () => {
  test.each([
    'http://hooks.slack.com/services/x',
    'https://169.254.169.254/latest/meta-data',
    'https://2852039166/',
    'https://0xa9.0xfe.0xa9.0xfe/',
    'https://10.0.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://[::]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://user:password@example.com/',
    'ftp://example.com/',
    'http://10.0.0.1/',
  ])('is not called where it is not public: %s', async (url) => {
    for (const outcome of [
      await withSecret('slack', url),
      await withSecret('webhook', JSON.stringify({ url, key: WEBHOOK_KEY })),
    ]) {
      expect(outcome).toEqual({
        status: 'refused',
        reason: expect.stringMatching(/^the address in its secret is not allowed: it /),
      });
    }
  });

  test.each([
    'https://localhost/',
    'https://a.localhost./',
    'https://127.9.9.9/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
  ])('is not called on this machine: %s', async (url) => {
    expect(await withSecret('teams', url, { allowLoopback: false })).toEqual({
      status: 'refused',
      reason: 'the address in its secret is not allowed: it leads to the machine itself',
    });
  });
});

test('PagerDuty gets routing key, action and dedup key', async () => {
  const actions = [];
  for (const operation of ['open', 'say', 'acknowledge', 'resolve'] as const) {
    expect(await send('pagerduty', { operation })).toEqual({ status: 'sent', providerId: `${ID}/1` });
    const { routing_key, event_action, dedup_key } = JSON.parse(fake.seen.at(-1)?.text ?? '');
    expect({ routing_key, dedup_key }).toEqual({ routing_key: ROUTING_KEY, dedup_key: `${ID}/1` });
    actions.push(event_action);
  }
  expect(actions).toEqual(['trigger', 'trigger', 'acknowledge', 'resolve']);
});

describe.each([
  ['opsgenie', '/v2/alerts'],
  ['jira', '/jsm/ops/integration/v2/alerts'],
] as const)('%s', (provider, path) => {
  test('opens, marks, notes and closes one alert by its alias', async () => {
    for (const operation of ['open', 'acknowledge', 'say', 'resolve'] as const) {
      const body = operation === 'open' ? requestOf(provider).body : { source: 'Sightline', note: 'words' };
      expect(await send(provider, { operation, body })).toEqual({ status: 'sent', providerId: '43a29c5c' });
      expect(fake.alerts).toEqual(new Set(operation === 'resolve' ? [] : [`${ID}-1`]));
    }
    expect(fake.seen.filter(({ method }) => method === 'POST').map((seen) => seen.path)).toEqual([
      path,
      `${path}/${ID}-1/acknowledge?identifierType=alias`,
      `${path}/${ID}-1/notes?identifierType=alias`,
      `${path}/${ID}-1/close?identifierType=alias`,
    ]);
  });
});

describe('Opsgenie is asked once what became of a request', () => {
  test.each([
    ['success', { status: 200, body: '{"data":{"success":true,"isSuccess":true,"status":"Created alert"}}' }],
    ['nobody knows yet', { status: 404, body: '{"message":"Request not found"}' }],
    ['no right to ask', { status: 403, body: '' }],
    ['garbage', { status: 200, body: '<html>' }],
  ])('%s: it is sent', async (_, result) => {
    fake.result = result;
    expect(await send('opsgenie')).toEqual({ status: 'sent', providerId: '43a29c5c' });
    expect(slept).toEqual([1_000]);
    expect(fake.seen.at(-1)).toMatchObject({
      method: 'GET',
      path: '/v2/alerts/requests/43a29c5c',
      headers: { authorization: `GenieKey ${API_KEY}` },
    });
  });

  test('a failure after all is one', async () => {
    fake.result = { status: 200, body: '{"data":{"success":false,"isSuccess":false,"status":"Alert does not exist"}}' };
    expect(await send('opsgenie', { operation: 'resolve', body: { note: '', source: '' } })).toEqual({
      status: 'refused',
      reason: 'accepted, and then failed: Alert does not exist',
    });
  });

  test('no answer in the time for it: it is sent', async () => {
    fake.next = (_, response) => {
      response.writeHead(202).end('{"requestId":"1"}');
      fake.next = () => undefined;
    };
    expect(await send('opsgenie', {}, { inquireAfterMs: 50 })).toEqual({ status: 'sent', providerId: '1' });
    expect(fake.seen.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  test('Jira Service Management is not asked', async () => {
    expect(await send('jira')).toEqual({ status: 'sent', providerId: '43a29c5c' });
    expect([fake.seen.length, slept]).toEqual([1, []]);
  });
});

describe('Teams', () => {
  test('hides a throttled message behind a 200', async () => {
    reply(200, 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429');
    expect(await send('teams')).toEqual({ status: 'failed', reason: 'HTTP 200: message delivery failed (throttled)' });
  });
});

describe('the webhook', () => {
  test('is signed over its time and body, and names the try', async () => {
    expect(await send('webhook')).toEqual({ status: 'sent', providerId: `${ID}/1` });
    const { headers } = fake.seen[0] as (typeof fake.seen)[number];
    expect(headers['sightline-signature']).toMatch(new RegExp(`^t=${Math.floor(NOW / 1_000)},v1=[0-9a-f]{64}$`));
    expect(headers['idempotency-key']).toBe(`${ID}/1/page/0/oncall`);
  });

  test('is refused by a receiver with another key, or another clock', async () => {
    const secret = JSON.stringify({ url: `${fake.url}/hook`, key: 'another key' });
    expect(await withSecret('webhook', secret)).toEqual({ status: 'refused', reason: 'HTTP 401: bad signature' });
    const clock = { now: () => NOW - 400_000, sleep: async () => undefined };
    expect(await send('webhook', {}, { clock })).toEqual({ status: 'refused', reason: 'HTTP 401: too old' });
  });

  test('takes any text in body and key', async () => {
    const hostile = {
      idempotencyKey: 'ü\ud800\r\nx: y',
      body: { ...requestOf('webhook').body, text: '\ud800\u2028"€' },
    };
    expect(await send('webhook', hostile)).toMatchObject({ status: 'sent' });
    expect(fake.seen[0]?.headers['idempotency-key']).toBe('%C3%BC%EF%BF%BD%0D%0Ax:%20y');
  });
});

describe('regions', () => {
  test.each([
    ['pagerduty', 'us', 'https://events.pagerduty.com/v2/enqueue'],
    ['pagerduty', 'eu', 'https://events.eu.pagerduty.com/v2/enqueue'],
    ['opsgenie', undefined, 'https://api.opsgenie.com/v2/alerts'],
    ['opsgenie', 'eu', 'https://api.eu.opsgenie.com/v2/alerts'],
    ['jira', 'eu', 'https://api.atlassian.com/jsm/ops/integration/v2/alerts'],
  ] as const)('%s in %s', async (provider, region, url) => {
    const called = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 500 }));
    await send(provider, { region }, { baseUrls: {}, allowLoopback: false });
    expect(called.mock.calls.map(([address]) => String(address))).toEqual([url]);
    called.mockRestore();
  });

  test('a base address must be one', () => {
    expect(() => providers({ baseUrls: { jira: 'localhost' } })).toThrow(
      "baseUrls.jira must be a web address such as 'https://api.example.com', got 'localhost'",
    );
  });
});

test('a failure names no more than a code', async () => {
  const url = 'http://127.0.0.1:2/services/secret-part-of-the-address';
  expect(await withSecret('slack', url)).toEqual({ status: 'failed', reason: 'no answer (ECONNREFUSED)' });
});
