import { HttpHeartbeats, type HttpHeartbeatsOptions } from '../../../../lib/adapters/http/heartbeats';
import { PROVIDER_KINDS, type ProviderKind } from '../../../../lib/core/config/types';
import { heartbeatBody } from '../../../../lib/view/channel/heartbeat';
import type { HeartbeatRequest } from '../../../../lib/workflow/ports';
import { FakePager } from './fake-pager';
import { API_KEY, NOW, ROUTING_KEY, WEBHOOK_KEY } from './fake-provider';

let fake: FakePager;
beforeEach(async () => {
  fake = await FakePager.start();
});
afterEach(() => fake.stop());

const SECRETS = (): Readonly<Partial<Record<ProviderKind, string>>> => ({
  pagerduty: ROUTING_KEY,
  opsgenie: API_KEY,
  jira: `${API_KEY}\n`,
  webhook: JSON.stringify({ url: `${fake.url}/hook?token=token-in-the-address`, key: WEBHOOK_KEY }),
});

function heartbeats(options: Partial<HttpHeartbeatsOptions> = {}): HttpHeartbeats {
  return new HttpHeartbeats({
    secret: async (arn) => SECRETS()[arn.split(':')[1] as ProviderKind] ?? arn,
    clock: { now: () => NOW, sleep: async () => undefined },
    baseUrls: { pagerduty: fake.url, opsgenie: fake.url, jira: fake.url },
    allowLoopback: true,
    ...options,
  });
}

function requestOf(provider: ProviderKind): HeartbeatRequest {
  return {
    name: 'sightline-main hub',
    channel: 'pager',
    provider,
    secret: `arn:${provider}`,
    idempotencyKey: `heartbeat/main/${NOW}`,
    body: heartbeatBody('main', NOW),
  };
}

const PAGERS = ['pagerduty', 'opsgenie', 'jira', 'webhook'] as const;

describe.each(PAGERS)('%s', (provider) => {
  test('takes a heartbeat, and nobody is woken', async () => {
    expect(await heartbeats().beat(requestOf(provider))).toEqual({ status: 'sent', providerId: 'heartbeat' });
    expect(fake.woken).toEqual([]);
    expect(fake.seen).toHaveLength(1);
  });

  test('with another key it is refused, and the reason does not quote it', async () => {
    const wrong: Readonly<Record<string, string>> = {
      pagerduty: 'x'.repeat(32),
      opsgenie: 'another-key-of-an-api',
      jira: 'another-key-of-an-api',
      webhook: JSON.stringify({ url: `${fake.url}/hook`, key: 'another-key-of-an-api' }),
    };
    const secret = wrong[provider] ?? '';
    const outcome = await heartbeats({ secret: async () => secret }).beat(requestOf(provider));
    expect(outcome).toMatchObject({ status: 'refused', reason: expect.stringMatching(/^HTTP 40[01]/) });
    expect(JSON.stringify(outcome)).not.toMatch(/another-key|xxxxxxxx/);
  });

  test('a key that is none never leaves', async () => {
    const outcome = await heartbeats({ secret: async () => 'no key' }).beat(requestOf(provider));
    expect(outcome).toMatchObject({ status: 'refused', reason: expect.stringContaining('its secret is not ') });
    expect(fake.seen).toEqual([]);
  });

  test('a quota that is used up, or silence, is a failure', async () => {
    fake.next = { status: 429 };
    expect(await heartbeats().beat(requestOf(provider))).toEqual({ status: 'failed', reason: 'HTTP 429' });
    fake.next = 'silence';
    expect(await heartbeats({ timeoutMs: 50 }).beat(requestOf(provider))).toEqual({
      status: 'failed',
      reason: 'no answer within 50 ms',
    });
  });

  test('a secret that cannot be read is a failure, and its reason is not told', async () => {
    const secret = async () => Promise.reject(new Error(`denied: ${API_KEY}`));
    expect(await heartbeats({ secret }).beat(requestOf(provider))).toEqual({
      status: 'failed',
      reason: 'its secret could not be read',
    });
  });
});

test('each has its own way', async () => {
  for (const provider of PAGERS) await heartbeats().beat(requestOf(provider));
  expect(fake.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v2/enqueue',
    'GET /v2/heartbeats/sightline-main%20hub/ping',
    'POST /jsm/ops/integration/v2/alerts/sightline-main%20hub-heartbeat/close?identifierType=alias',
    'POST /hook?token=token-in-the-address',
  ]);
  expect(JSON.parse(fake.seen[0]?.text ?? '')).toEqual({
    routing_key: ROUTING_KEY,
    event_action: 'resolve',
    dedup_key: 'sightline-main hub/heartbeat',
  });
  expect(JSON.parse(fake.seen[3]?.text ?? '')).toEqual({
    schemaVersion: 1,
    id: `heartbeat/main/${NOW}`,
    kind: 'heartbeat',
    hub: 'main',
    at: new Date(NOW).toISOString(),
  });
});

test.each(PROVIDER_KINDS.filter((kind) => !PAGERS.some((pager) => pager === kind)))('%s is no pager', async (kind) => {
  expect(await heartbeats().beat(requestOf(kind))).toEqual({
    status: 'refused',
    reason: `a ${kind} channel is no pager`,
  });
  expect(fake.seen).toEqual([]);
});

test('regions have their own addresses', async () => {
  const called = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 500 }));
  for (const provider of ['pagerduty', 'opsgenie'] as const) {
    await heartbeats({ baseUrls: {} }).beat({ ...requestOf(provider), region: 'eu' });
  }
  expect(called.mock.calls.map(([address]) => String(address))).toEqual([
    'https://events.eu.pagerduty.com/v2/enqueue',
    'https://api.eu.opsgenie.com/v2/heartbeats/sightline-main%20hub/ping',
  ]);
  called.mockRestore();
});

describe('somebody outside', () => {
  test('is called at the address in the secret', async () => {
    expect(await heartbeats().ping(`${fake.url}/ping/0c1d2e3f?x=1`)).toEqual({
      status: 'sent',
      providerId: 'heartbeat',
    });
    expect(fake.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /ping/0c1d2e3f?x=1']);
  });

  test.each([
    ['not an address', 'its secret is not a web address'],
    ['http://example.com/ping', 'it does not begin with https://'],
    ['https://169.254.169.254/latest', 'it leads to a private or link-local address'],
    ['https://user:password@example.com/', 'it has a user name or a password in it'],
  ])('is not called at %s', async (secret, why) => {
    expect(await heartbeats().ping(secret)).toMatchObject({ status: 'refused', reason: expect.stringContaining(why) });
    expect(fake.seen).toEqual([]);
  });
});
