import { HttpProviders } from '../../../../lib/adapters/http/provider';
import { outboxKey } from '../../../../lib/core/incident/notification';
import { wordFor } from '../../../../lib/view/channel/word-for';
import type { ChatTarget, SendOutcome } from '../../../../lib/workflow/ports';
import { fullContents, ID } from '../../../view/channel/contents';
import { FakeProvider, NOW } from './fake-provider';
import { type FakeSlack, SLACK_TOKEN } from './fake-slack';

let fake: FakeProvider;
let slack: FakeSlack;

beforeEach(async () => {
  fake = await FakeProvider.start();
  slack = fake.slack;
});
afterEach(() => fake.stop());

const CHANNEL = { name: 'inc-20260203-checkout-q4zp2jm', topic: 'HIGH: Orders fail.' };

function send(chat: Partial<ChatTarget> = {}, secret = JSON.stringify({ token: SLACK_TOKEN })): Promise<SendOutcome> {
  const contents = fullContents('page');
  const providers = new HttpProviders({
    secret: async () => secret,
    clock: { now: () => NOW, sleep: async () => undefined },
    baseUrls: { 'slack-app': fake.url },
    allowLoopback: true,
    timeoutMs: 500,
  });
  return providers.send({
    channel: 'chat',
    provider: 'slack-app',
    secret: 'arn:slack-app',
    dedupKey: `${ID}/1`,
    idempotencyKey: outboxKey(contents.item),
    inWords: wordFor('text', contents),
    chat: { channel: 'C0MAIN', ...chat },
    ...wordFor('slack-app', contents),
  });
}

const FIRST = '1770111000.000001';

test('the first message begins a thread, and the next ones are in it', async () => {
  expect(await send()).toEqual({ status: 'sent', providerId: FIRST });
  expect(await send({ thread: FIRST })).toEqual({ status: 'sent', providerId: '1770111000.000002' });
  expect(slack.posted.map(({ channel, thread_ts }) => [channel, thread_ts])).toEqual([
    ['C0MAIN', undefined],
    ['C0MAIN', FIRST],
  ]);
});

test('a thread whose first message was deleted is begun anew', async () => {
  slack.deleted.add(FIRST);
  expect(await send({ thread: FIRST })).toEqual({ status: 'sent', providerId: FIRST });
  expect(slack.posted).toHaveLength(1);
});

describe('an incident channel', () => {
  test('is made, gets its topic, and is told of in the thread', async () => {
    expect(await send({ incidentChannel: CHANNEL })).toEqual({ status: 'sent', providerId: FIRST });
    expect(slack.channels[1]).toEqual({ id: 'C01', ...CHANNEL, is_archived: false });
    expect(slack.posted.slice(1)).toMatchObject([{ thread_ts: FIRST, text: 'Channel of this incident: <#C01>' }]);
    expect(slack.calls).not.toContain('conversations.archive');
  });

  test('that a crashed try made is found again, and told of in the new thread', async () => {
    for (let other = 0; other < 450; other += 1) {
      slack.channels.push({ id: `C9${other}`, name: `other-${other}`, topic: '', is_archived: false });
    }
    slack.channels.push({ id: 'C0INC', ...CHANNEL, is_archived: true });
    expect(await send({ incidentChannel: CHANNEL })).toEqual({ status: 'sent', providerId: FIRST });
    expect(slack.calls.filter((name) => name === 'conversations.list')).toHaveLength(3);
    expect(slack.posted.at(-1)?.text).toBe('Channel of this incident: <#C0INC>');
  });

  test('that the thread told of before is not told of again', async () => {
    slack.channels.push({ id: 'C0INC', ...CHANNEL, is_archived: false });
    expect(await send({ thread: FIRST, incidentChannel: CHANNEL })).toMatchObject({ status: 'sent' });
    expect(slack.posted).toHaveLength(1);
  });

  test('is not looked for among more than a thousand', async () => {
    for (let other = 0; other < 1_200; other += 1) {
      slack.channels.push({ id: `C9${other}`, name: `other-${other}`, topic: '', is_archived: false });
    }
    slack.channels.push({ id: 'C0INC', ...CHANNEL, is_archived: false });
    expect(await send({ incidentChannel: CHANNEL })).toEqual({
      status: 'sent',
      providerId: FIRST,
      remark: `the incident's channel ${CHANNEL.name} is there, and was not found among the first ones`,
    });
    expect(slack.calls.filter((name) => name === 'conversations.list')).toHaveLength(5);
  });

  test.each([
    ['conversations.create', { error: 'restricted_action' }, 'no channel was made for the incident: restricted_action'],
    ['conversations.create', { status: 429, retryAfter: '30' }, 'no channel was made for the incident: ratelimited'],
    ['conversations.create', { status: 503 }, 'no channel was made for the incident: HTTP 503'],
    [
      'conversations.setTopic',
      { error: 'not_in_channel' },
      `the incident's channel ${CHANNEL.name} has no topic: not_in_channel`,
    ],
  ])('that fails at %s leaves the message sent', async (method, planned, remark) => {
    slack.next.set(method, planned);
    expect(await send({ incidentChannel: CHANNEL })).toEqual({ status: 'sent', providerId: FIRST, remark });
    expect(slack.posted[0]?.ts).toBe(FIRST);
  });

  test('without the scope for it is a remark, too', async () => {
    slack.scopes.delete('channels:manage');
    expect(await send({ incidentChannel: CHANNEL })).toMatchObject({
      status: 'sent',
      remark: 'no channel was made for the incident: missing_scope',
    });
  });

  test('is not made where the message was not taken', async () => {
    slack.next.set('chat.postMessage', { error: 'internal_error' });
    expect(await send({ incidentChannel: CHANNEL })).toMatchObject({ status: 'failed' });
    expect(slack.calls).toEqual(['chat.postMessage']);
  });
});

describe('what Slack refuses with 200', () => {
  test.each([
    'invalid_auth',
    'channel_not_found',
    'is_archived',
    'missing_scope',
    'msg_blocks_too_long',
    'no_such_code',
  ])('is not tried again: %s', async (error) => {
    slack.next.set('chat.postMessage', { error });
    expect(await send()).toEqual({ status: 'refused', reason: `Slack answered: ${error}` });
  });

  test.each(['internal_error', 'fatal_error', 'ratelimited', 'service_unavailable'])(
    'may be tried again: %s',
    async (error) => {
      slack.next.set('chat.postMessage', { error });
      expect(await send()).toEqual({ status: 'failed', reason: `Slack answered: ${error}` });
    },
  );

  test('is named by its code only', async () => {
    for (const error of ['<script>', 'x'.repeat(4_000), SLACK_TOKEN, '\u202e', '']) {
      slack.next.set('chat.postMessage', { error });
      expect(await send()).toEqual({ status: 'refused', reason: 'Slack answered: unknown_error' });
    }
  });

  test('with 429 is tried again after the time it says', async () => {
    slack.next.set('chat.postMessage', { status: 429, retryAfter: '2' });
    expect(await send()).toEqual({
      status: 'failed',
      reason: 'HTTP 429: {"ok":false,"error":"ratelimited"}',
      retryAfterMs: 2_000,
    });
  });
});

test.each(['channel', '#incidents', 'C0GONE'])('a channel that is not there is refused: %s', async (channel) => {
  const outcome = await send({ channel });
  expect(outcome.status).toBe(channel === '#incidents' ? 'sent' : 'refused');
});

test('a token is one of Slack, and stays secret', async () => {
  for (const token of ['', 'xoxb-', 'not a token', 'xoxb-1\r\nx: y12345678', 7]) {
    const outcome = await send({}, JSON.stringify({ token }));
    expect(outcome).toEqual({
      status: 'refused',
      reason: 'its secret is not a token of a Slack app: store JSON with the text "token"',
    });
  }
  expect(fake.seen).toHaveLength(0);
});
