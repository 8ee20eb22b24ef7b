import { createHmac } from 'node:crypto';
import { slackActionId, slackValue } from '../../lib/core/incident/slack-value';
import type { SendOutcome } from '../../lib/workflow/ports';
import { type LinksPorts, respond } from '../../lib/workflow/respond';
import { createWorld, INCIDENT_ID, MINUTE, SLACK_SECRET, T0 } from './respond-world';

const RESPONSE_URL = 'https://hooks.slack.com/actions/T000/1/x';
const BUTTON = { type: 'button', action_id: slackActionId('acknowledge') };
const BLOCKS = [
  { type: 'header', text: { type: 'plain_text', text: 'HIGH: Orders fail.' } },
  { type: 'actions', elements: [BUTTON, { type: 'button', action_id: 'dashboard', url: 'https://example.com' }] },
  { type: 'actions', elements: [BUTTON] },
];

/** A hub whose Slack app can answer a press, and what it answered. */
async function pressed(parts: Record<string, unknown> = {}, outcome: SendOutcome = { status: 'sent', providerId: '' }) {
  const world = createWorld();
  await world.signal('ALARM', 0);
  const said: { readonly url: string; readonly body: Record<string, unknown> }[] = [];
  const slackReplies = {
    reply: async (url: string, body: Readonly<Record<string, unknown>>) => {
      said.push({ url, body });
      return outcome;
    },
  };
  const handle = respond({ ...(world.ports as LinksPorts), slackReplies });
  let presses = 0;
  const press = (user = 'alice', more: Record<string, unknown> = {}) => {
    presses += 1;
    const action = {
      action_id: BUTTON.action_id,
      value: slackValue({ incidentId: INCIDENT_ID, generation: 1 }),
      action_ts: `1768464060.00010${presses}`,
    };
    const payload = {
      type: 'block_actions',
      user: { id: user, username: user },
      actions: [action],
      response_url: RESPONSE_URL,
      message: { blocks: BLOCKS },
      ...parts,
      ...more,
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = (T0 + MINUTE) / 1_000;
    const mac = createHmac('sha256', SLACK_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    return handle({
      requestContext: { http: { method: 'POST' }, requestId: 'r' },
      rawPath: '/slack/actions',
      rawQueryString: '',
      headers: { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${mac}` },
      body,
      isBase64Encoded: false,
    } as never);
  };
  return { world, said, press };
}

test('who acknowledged stands in the message in place of the button', async () => {
  const { said, press } = await pressed();
  expect((await press()).statusCode).toBe(200);
  expect(said).toEqual([
    {
      url: RESPONSE_URL,
      body: {
        replace_original: true,
        text: expect.stringMatching(/^alice acknowledged at 08:01:00 UTC: /),
        blocks: [
          BLOCKS[0],
          { type: 'actions', elements: [{ type: 'button', action_id: 'dashboard', url: 'https://example.com' }] },
          {
            type: 'context',
            elements: [{ type: 'mrkdwn', text: 'alice acknowledged at 08:01:00 UTC', verbatim: true }],
          },
        ],
      },
    },
  ]);
});

test.each([undefined, null, 7, { blocks: 'x' }, { blocks: [] }])(
  'without the message they are told alone: %p',
  async (message) => {
    const { said, press } = await pressed({ message });
    await press('<!channel>\u202e');
    expect(said[0]?.body).toEqual({
      response_type: 'ephemeral',
      replace_original: false,
      text: expect.stringMatching(/^&lt;!channel&gt; acknowledged at 08:01:00 UTC: /),
    });
  },
);

test('what changed nothing says why, to them alone', async () => {
  const { world, said, press } = await pressed();
  await press();
  await press();
  await world.signal('OK', MINUTE);
  await press('bob');
  await world.signal('ALARM', 2 * MINUTE);
  await press('bob');
  expect(said.slice(1).map(({ body }) => body)).toEqual(
    [
      'Nothing was changed: already acknowledged.',
      'Nothing was changed: already resolved.',
      'Nothing was changed: the incident came back since, and has a newer message.',
    ].map((text) => ({ response_type: 'ephemeral', replace_original: false, text })),
  );
});

test('a press counts where nobody can be told, and the log says so', async () => {
  const { world, press } = await pressed({}, { status: 'failed', reason: 'no answer within 2000 ms' });
  expect((await press()).statusCode).toBe(200);
  expect((await world.incident()).status).toBe('acknowledged');
  expect(world.logs.join('\n')).toContain(
    'Slack did not take the answer to a press {"why":"no answer within 2000 ms"}',
  );
});

test('nothing is said without an address for it', async () => {
  const { said, press } = await pressed({ response_url: { toString: 'x' } });
  await press();
  expect(said).toEqual([]);
});
