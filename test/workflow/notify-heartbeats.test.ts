import type { SightlineConfig } from '../../lib/core/config';
import { notify } from '../../lib/workflow/notify';
import type { HeartbeatRequest, SendOutcome } from '../../lib/workflow/ports';
import { CONFIG, createHub } from './hub';

const HUB: SightlineConfig = {
  ...CONFIG,
  hub: {
    ...CONFIG.hub,
    channels: [
      ...CONFIG.hub.channels,
      { kind: 'pagerduty', name: 'pager', secretArn: 'arn:pager', region: 'eu' },
      { kind: 'jira', name: 'jira', secretArn: 'arn:jira' },
      { kind: 'slack', name: 'slack', secretArn: 'arn:slack' },
    ],
  },
};
const REFUSED: SendOutcome = { status: 'refused', reason: 'HTTP 401' };

function pagers(answers: Readonly<Record<string, SendOutcome>> = {}) {
  const hub = createHub({ config: async () => HUB });
  const beats: HeartbeatRequest[] = [];
  const pinged: string[] = [];
  const metrics: string[] = [];
  const taken: SendOutcome = { status: 'sent', providerId: 'heartbeat' };
  const port = {
    beat: async (request: HeartbeatRequest) => {
      beats.push(request);
      return answers[request.channel] ?? taken;
    },
    ping: async (secret: string) => {
      pinged.push(secret);
      return answers.outside ?? taken;
    },
  };
  const record = (channel: string, was: boolean) => void metrics.push(`${channel}=${was ? 1 : 0}`);
  const handler = notify({ ...hub.ports, heartbeats: { port, metrics: { heartbeat: record } } });
  const run = (channels: readonly string[], url?: string) => handler({ heartbeat: { channels, url } });
  return { hub, beats, pinged, metrics, run };
}

test('each pager gets a heartbeat under the name of the hub, and then somebody outside is called', async () => {
  const { beats, pinged, metrics, run, hub } = pagers();
  expect(await run(['pager', 'jira'], 'arn:url')).toEqual({ batchItemFailures: [] });
  expect(metrics).toEqual(['pager=1', 'jira=1']);
  expect(pinged).toEqual(['arn:url']);
  const nowMs = hub.ports.clock.now();
  expect(beats[0]).toEqual({
    name: 'sightline-sightline',
    channel: 'pager',
    provider: 'pagerduty',
    region: 'eu',
    secret: 'arn:pager',
    idempotencyKey: `heartbeat/sightline/${nowMs}`,
    body: {
      schemaVersion: 1,
      id: `heartbeat/sightline/${nowMs}`,
      kind: 'heartbeat',
      hub: 'sightline',
      at: new Date(nowMs).toISOString(),
    },
  });
  expect([hub.said.sent, hub.said.requests, hub.outbox()]).toEqual([[], [], []]);
});

test('one that is refused is 0, the others go on, and nobody outside is told that all is well', async () => {
  const { pinged, metrics, run, hub } = pagers({ pager: REFUSED });
  await run(['pager', 'jira'], 'arn:url');
  expect(metrics).toEqual(['pager=0', 'jira=1']);
  expect(pinged).toEqual([]);
  expect(hub.said.logs).toEqual(['pager refused a heartbeat']);
});

test.each([['gone'], ['slack'], ['oncall'], ['__proto__']])('%s is no pager', async (name) => {
  const { beats, metrics, run } = pagers();
  await run([name]);
  expect(beats).toEqual([]);
  expect(metrics).toEqual([`${name}=0`]);
});

test('circuit breakers are neither read nor set', async () => {
  const { hub, run } = pagers({ pager: REFUSED });
  for (const channel of ['pager', 'jira']) {
    await hub.memory.writeBreaker(channel, { failures: 2, openUntilMs: Number.MAX_SAFE_INTEGER });
  }
  const stored = hub.memory.items();
  const { beats } = { beats: await run(['pager', 'jira']) };
  expect(beats).toEqual({ batchItemFailures: [] });
  expect(hub.memory.items()).toEqual(stored);
});

test('a ping that fails is a line in the log: whoever listens there notices by itself', async () => {
  const { run, hub, metrics } = pagers({ outside: { status: 'failed', reason: 'HTTP 503' } });
  await run(['pager'], 'arn:url');
  expect(metrics).toEqual(['pager=1']);
  expect(hub.said.logs).toEqual(['nobody outside heard that the hub lives']);
});

test('a function that was not given what it takes says so', async () => {
  const { ports } = createHub({ config: async () => HUB });
  await expect(notify(ports)({ heartbeat: { channels: ['pager'] } })).rejects.toThrow(
    'this function sends no heartbeats; deploy the IncidentResponse stack again',
  );
});
