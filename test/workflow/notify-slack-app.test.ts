import type { ProviderChannelConfig, SightlineConfig } from '../../lib/core/config';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { notify } from '../../lib/workflow/notify';
import { alarmEvent, batchOf, CONFIG, createHub, type Hub, streamOf } from './hub';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:chat';
const MINUTE = 60_000;

function configOf(more: Partial<ProviderChannelConfig> = {}): SightlineConfig {
  const chat = { kind: 'slack-app', name: 'chat', secretArn: SECRET, channel: 'incidents', ...more } as const;
  return { ...CONFIG, hub: { ...CONFIG.hub, channels: [chat, { ...chat, name: 'other' }] } };
}

function hubOf(config: SightlineConfig) {
  const hub = createHub({ config: async () => config });
  const written: { readonly pk: string; readonly sk: string }[] = [];
  hub.memory.onWrite((records) => {
    written.push(...records.filter(({ eventName }) => eventName === 'INSERT').map(({ keys }) => keys));
  });
  const deliver = async (...events: readonly Record<string, unknown>[]) => {
    await handleSignal(hub.ports)(batchOf(...events));
    await notify(hub.ports)(streamOf(written.splice(0).filter(({ sk }) => sk.startsWith('OUT#'))));
  };
  return { hub, deliver };
}

const chatsOf = (hub: Hub, channel = 'chat') =>
  hub.said.requests.filter((request) => request.channel === channel).map(({ chat }) => chat);

test('messages of an incident answer its first one there, and only there', async () => {
  const { hub, deliver } = hubOf(configOf());
  hub.answer('chat', { status: 'sent', providerId: '1770111000.000200' });
  hub.answer('other', { status: 'sent', providerId: '1770111000.000100' });
  await deliver(alarmEvent('ALARM', 0));
  hub.answer('chat', { status: 'sent', providerId: '1770111999.000300' });
  await deliver(alarmEvent('OK', MINUTE));
  await deliver(alarmEvent('ALARM', 2 * MINUTE));
  const thread = { channel: 'incidents', thread: '1770111000.000200' };
  expect(chatsOf(hub)).toEqual([{ channel: 'incidents' }, thread, thread]);
  expect(chatsOf(hub, 'other').at(-1)).toEqual({ channel: 'incidents', thread: '1770111000.000100' });
});

test('an id that is none of Slack is no thread', async () => {
  const { hub, deliver } = hubOf(configOf());
  hub.answer('chat', { status: 'sent', providerId: `${'01KF0AP90062QQ1768GY312YT0'}/1` });
  await deliver(alarmEvent('ALARM', 0));
  await deliver(alarmEvent('OK', MINUTE));
  expect(chatsOf(hub)).toEqual([{ channel: 'incidents' }, { channel: 'incidents' }]);
});

describe('an incident gets a channel of its own', () => {
  const incidentChannel = { name: 'inc-20260115-checkout-y312yt0', topic: expect.stringMatching(/^HIGH: /) };

  test('when it is severe enough, by the message that begins it', async () => {
    const { hub, deliver } = hubOf(configOf({ incidentChannels: 'high' }));
    await deliver(alarmEvent('ALARM', 0));
    await deliver(alarmEvent('OK', MINUTE));
    const name = chatsOf(hub)[0]?.incidentChannel?.name;
    expect(name).toMatch(/^inc-20260115-checkout-[0-9a-z]{8}$/);
    expect(chatsOf(hub)).toEqual([
      { channel: 'incidents', incidentChannel: { ...incidentChannel, name } },
      { channel: 'incidents' },
    ]);
  });

  test.each([
    ['less severe', configOf({ incidentChannels: 'critical' })],
    ['none is wanted', configOf()],
    ['those who listen are not responders', configOf({ incidentChannels: 'high', audience: 'stakeholders' })],
  ])('not where it is %s', async (_, config) => {
    const { hub, deliver } = hubOf(config);
    await deliver(alarmEvent('ALARM', 0));
    expect(chatsOf(hub)).toEqual([{ channel: 'incidents' }]);
  });

  test('and what was not done about it is in the log, while the message is sent', async () => {
    const { hub, deliver } = hubOf(configOf({ incidentChannels: 'high' }));
    hub.answer('chat', { status: 'sent', providerId: '1.2', remark: 'no channel was made: missing_scope' });
    await deliver(alarmEvent('ALARM', 0));
    expect(hub.said.logs).toContain('no channel was made: missing_scope');
    expect(hub.outbox().map(({ status }) => status)).toEqual(['sent', 'sent']);
  });
});

test('a pager that is said to be for others is not told: the fallback topic is', async () => {
  const config = configOf();
  const pager = { kind: 'pagerduty', name: 'pager', secretArn: SECRET, audience: 'stakeholders' } as const;
  const { hub, deliver } = hubOf({ ...config, hub: { ...config.hub, channels: [...config.hub.channels, pager] } });
  await deliver(alarmEvent('ALARM', 0));
  expect(hub.said.requests.map(({ channel }) => channel)).not.toContain('pager');
  expect(hub.outbox().find(({ channel }) => channel === 'pager')).toMatchObject({
    status: 'dead',
    lastError: 'a pager has no words for stakeholders',
  });
});

test('nobody stands in for a channel of another audience', async () => {
  const { hub: base } = configOf();
  const page = {
    kind: 'webhook',
    name: 'page',
    secretArn: SECRET,
    audience: 'stakeholders',
    failover: 'chat',
  } as const;
  const { hub, deliver } = hubOf({ ...CONFIG, hub: { ...base, channels: [...base.channels, page] } });
  hub.answer('page', { status: 'refused', reason: 'HTTP 410' });
  await deliver(alarmEvent('ALARM', 0));
  expect(hub.outbox().find(({ channel }) => channel === 'page')).toMatchObject({
    status: 'dead',
    lastError: 'HTTP 410',
  });
  expect(hub.said.requests.map(({ channel }) => channel).sort()).toEqual(['other', 'page']);
});
