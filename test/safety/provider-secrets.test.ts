/** A provider that repeats its secret in an error gets it neither into logs and timelines nor into any message. */
import { hmacSha256 } from '../../lib/adapters/aws/hmac';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { HttpHeartbeats } from '../../lib/adapters/http/heartbeats';
import { HttpProviders } from '../../lib/adapters/http/provider';
import type { SightlineConfig } from '../../lib/core/config';
import { PROVIDER_KINDS, type ProviderKind } from '../../lib/core/config/types';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { type NotifyEvent, type NotifyPorts, notify } from '../../lib/workflow/notify';
import { keyringFrom } from '../../lib/workflow/respond/keyring';
import { signedLinks } from '../../lib/workflow/signed-links';
import { API_KEY, FakeProvider, ROUTING_KEY, SLACK_PATH, WEBHOOK_KEY } from '../adapters/http/provider/fake-provider';
import { SLACK_TOKEN } from '../adapters/http/provider/fake-slack';
import { alarmEvent, batchOf, CONFIG, createHub, FALLBACK, streamOf } from '../workflow/hub';

const SIGNING_SECRET = 'signing-secret-that-signs-our-links';
const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as NotifyEvent;

let fake: FakeProvider;
beforeEach(async () => {
  fake = await FakeProvider.start();
});
afterEach(() => fake.stop());

/** What is stored for each kind, and the pieces of it that let somebody act in our name. */
function secretsOf(kind: ProviderKind): { readonly stored: string; readonly pieces: readonly string[] } {
  const secrets = {
    slack: { stored: `${fake.url}${SLACK_PATH}`, pieces: [SLACK_PATH] },
    'slack-app': { stored: JSON.stringify({ token: SLACK_TOKEN }), pieces: [SLACK_TOKEN] },
    teams: { stored: `${fake.url}/teams?sig=secret-of-teams`, pieces: ['secret-of-teams'] },
    pagerduty: { stored: ROUTING_KEY, pieces: [ROUTING_KEY] },
    opsgenie: { stored: API_KEY, pieces: [API_KEY] },
    jira: { stored: API_KEY, pieces: [API_KEY] },
    webhook: {
      stored: JSON.stringify({ url: `${fake.url}/hook?token=token-in-the-address`, key: WEBHOOK_KEY }),
      pieces: [WEBHOOK_KEY, 'token-in-the-address'],
    },
  };
  return secrets[kind];
}

function configOf(kind: ProviderKind): SightlineConfig {
  const channel = {
    kind,
    name: 'provider',
    secretArn: `arn:${kind}`,
    ...(kind === 'slack-app' && { channel: 'C0MAIN' }),
  };
  return { ...CONFIG, hub: { ...CONFIG.hub, channels: [channel] } };
}

interface Played {
  /** All that people or other services get to see: log lines, table, mail, events, dead letters. */
  readonly seen: string;
  readonly mails: number;
}

/** An alarm pages by this provider, which fails as `fail` says each time, and by the fallback topic after it. */
async function play(kind: ProviderKind, secret: () => Promise<string>, fail: () => void): Promise<Played> {
  const lines: string[] = [];
  const hub = createHub({ config: async () => configOf(kind) });
  const { clock } = hub.ports;
  const log = new StdoutLog({ now: () => clock.now(), write: (line) => void lines.push(line) });
  const baseUrls = { pagerduty: fake.url, opsgenie: fake.url, jira: fake.url, 'slack-app': fake.url };
  const options = { secret, clock, baseUrls, allowLoopback: true, timeoutMs: 200 };
  const providers = new HttpProviders(options);
  const heartbeats = new HttpHeartbeats(options);
  const failing =
    <Given, Done>(send: (given: Given) => Promise<Done>) =>
    (given: Given) => {
      fail();
      return send(given);
    };
  const brokenKey = { read: async () => `{"id":"a","secret":"${SIGNING_SECRET}"` };
  const ports: NotifyPorts = {
    ...hub.ports,
    log,
    providers: { send: failing((request) => providers.send(request)) },
    heartbeats: {
      port: {
        beat: failing((request) => heartbeats.beat(request)),
        ping: failing((given) => heartbeats.ping(given)),
      },
      metrics: { heartbeat: () => undefined },
    },
    links: signedLinks({ keys: keyringFrom(brokenKey, 'arn:links', log), hmac: hmacSha256, clock, log }),
  };
  await handleSignal({ ...hub.ports, log })(batchOf(alarmEvent('ALARM', 0)));
  await notify(ports)(streamOf(hub.memory.items().filter(({ sk }) => sk.startsWith('OUT#'))));
  hub.pass(3_600_000);
  await notify(ports)(TICK);
  await notify(ports)({ heartbeat: { channels: ['provider'] } });
  await notify(ports)({ heartbeat: { channels: [], url: `arn:${kind}` } });
  const { sent, events, deadLetters } = hub.said;
  return {
    seen: [...lines, JSON.stringify([hub.memory.items(), sent, events, deadLetters])].join('\n'),
    mails: sent.filter(({ topicArn }) => topicArn === FALLBACK).length,
  };
}

describe.each(PROVIDER_KINDS)('%s', (kind) => {
  const leaks = ({ seen }: Played) =>
    [...secretsOf(kind).pieces, SIGNING_SECRET].filter((piece) => seen.includes(piece));

  test.each([400, 429, 500])('repeats its secret in a %i', async (status) => {
    const { stored, pieces } = secretsOf(kind);
    const body = JSON.stringify({ error: `cannot use ${stored}`, pieces });
    const answer = () => {
      fake.next = (_, response) => response.writeHead(status).end(body);
    };
    const played = await play(kind, async () => stored, answer);
    expect(played.mails).toBe(1);
    expect(played.seen).toContain(`HTTP ${status}: (the answer repeats the secret)`);
    expect(leaks(played)).toEqual([]);
  });

  test('hangs up', async () => {
    const hangUp = () => {
      fake.next = (request) => request.socket.destroy();
    };
    const played = await play(kind, async () => secretsOf(kind).stored, hangUp);
    expect(played.mails).toBe(1);
    expect(played.seen).toContain('no answer (');
    expect(leaks(played)).toEqual([]);
  });

  test('has a secret that cannot be read, and an error that quotes it', async () => {
    const read = () => Promise.reject(new Error(`cannot decrypt ${secretsOf(kind).stored}`));
    const played = await play(kind, read, () => undefined);
    expect(played.mails).toBe(1);
    expect(played.seen).toContain('its secret could not be read');
    expect(leaks(played)).toEqual([]);
  });
});
