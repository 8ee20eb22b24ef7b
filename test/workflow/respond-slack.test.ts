import { createHmac } from 'node:crypto';
import { slackActionId, slackValue } from '../../lib/core/incident/slack-value';
import { createWorld, INCIDENT_ID, MINUTE, type RequestParts, SLACK_SECRET, T0, type World } from './respond-world';

const NOW_SECONDS = (T0 + MINUTE) / 1_000;
const PRESS = {
  action_id: slackActionId('acknowledge'),
  value: slackValue({ incidentId: INCIDENT_ID, generation: 1 }),
  action_ts: '1768464060.000100',
};

/** Signed as Slack does: https://docs.slack.dev/authentication/verifying-requests-from-slack */
function signed(body: string, timestamp: number | string = NOW_SECONDS, secret = SLACK_SECRET): RequestParts {
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    method: 'POST',
    path: '/slack/actions',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${mac}`,
    },
    body,
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
function pressBody(press: unknown = PRESS, user: unknown = { id: 'U1', username: 'alice', name: 'Alice' }): string {
  return new URLSearchParams({ payload: JSON.stringify({ type: 'block_actions', user, actions: [press] }) }).toString();
}

async function openWorld(): Promise<World> {
  const world = createWorld();
  await world.signal('ALARM', 0);
  return world;
}

describe('a button in Slack', () => {
  test('acknowledges as the Slack user', async () => {
    const world = await openWorld();
    const answer = await world.request(signed(pressBody()));
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect((await world.incident()).acknowledgements).toEqual([{ by: 'alice', atMs: T0 + MINUTE }]);
  });

  test('counts when Lambda encoded its body in base64', async () => {
    const world = await openWorld();
    const request = signed(pressBody());
    const body = Buffer.from(request.body ?? '').toString('base64');
    await world.request({ ...request, body, isBase64Encoded: true });
    expect((await world.incident()).status).toBe('acknowledged');
  });

  test('pressed by several people counts for each, and the same press once', async () => {
    const world = await openWorld();
    const request = signed(pressBody());
    await Promise.all([world.request(request), world.request(request)]);
    await world.request(signed(pressBody(PRESS, { id: 'U2', name: 'bob' })));
    expect((await world.incident()).acknowledgements.map(({ by }) => by)).toEqual(['alice', 'bob']);
    const kinds = (await world.memory.readTimeline(INCIDENT_ID)).map(({ kind }) => kind);
    expect(kinds).toEqual(['opened', 'acknowledged', 'acknowledged']);
  });

  test('of a message before the incident came back does nothing', async () => {
    const world = await openWorld();
    await world.signal('OK', MINUTE);
    await world.signal('ALARM', 2 * MINUTE);
    const before = world.stored();
    expect((await world.request(signed(pressBody()))).statusCode).toBe(200);
    expect(world.stored()).toBe(before);
  });

  test.each<[string, (body: string) => RequestParts]>([
    ['another secret', (body) => signed(body, NOW_SECONDS, 'x'.repeat(32))],
    ['more than five minutes ago', (body) => signed(body, NOW_SECONDS - 301)],
    ['more than five minutes ahead', (body) => signed(body, NOW_SECONDS + 301)],
    ['no number for a time', (body) => signed(body, 'NaN')],
    ['another body', (body) => ({ ...signed(body), body: pressBody(PRESS, { id: 'U2', name: 'mallory' }) })],
    [
      'another time',
      (body) => ({
        ...signed(body),
        headers: { ...signed(body).headers, 'x-slack-request-timestamp': String(NOW_SECONDS + 1) },
      }),
    ],
    ['no signature', (body) => ({ ...signed(body), headers: {} })],
    [
      'a short signature',
      (body) => ({ ...signed(body), headers: { ...signed(body).headers, 'x-slack-signature': 'v0=' } }),
    ],
  ])('is refused when it was signed with %s', async (_, request) => {
    const world = await openWorld();
    const before = world.stored();
    expect((await world.request(request(pressBody()))).statusCode).toBe(401);
    expect(world.stored()).toBe(before);
  });

  test('is good at the very edge of five minutes', async () => {
    const world = await openWorld();
    await world.request(signed(pressBody(), NOW_SECONDS - 300));
    expect((await world.incident()).status).toBe('acknowledged');
  });

  test('that is none of ours is taken and ignored', async () => {
    const world = await openWorld();
    const before = world.stored();
    const bodies = [
      '',
      'payload=%7B',
      'payload=null',
      `${pressBody()}&payload=%7B%7D`,
      new URLSearchParams({
        payload: JSON.stringify({ type: 'view_submission', user: {}, actions: [PRESS] }),
      }).toString(),
      new URLSearchParams({ payload: JSON.stringify({ type: 'block_actions', actions: 'x' }) }).toString(),
      pressBody(null),
      pressBody({ ...PRESS, action_id: 'approve' }),
      pressBody({ ...PRESS, action_id: '__proto__' }),
      pressBody({ ...PRESS, value: INCIDENT_ID }),
      pressBody({ ...PRESS, value: `${INCIDENT_ID}/0` }),
      pressBody({ ...PRESS, value: 'other/1' }),
      pressBody(PRESS, {}),
      pressBody(PRESS, { name: { toString: 'x' } }),
    ];
    for (const body of bodies) expect((await world.request(signed(body))).statusCode).toBe(200);
    expect(world.stored()).toBe(before);
  });

  test('with a hostile user name is told by a harmless one', async () => {
    const world = await openWorld();
    await world.request(signed(pressBody(PRESS, { id: 'U1', username: `\u202e<b>\n${'😀'.repeat(200)}` })));
    const [{ by } = { by: '' }] = (await world.incident()).acknowledgements;
    expect(Array.from(by)).toHaveLength(80);
    expect(by).toMatch(/^<b> 😀+…$/u);
  });

  test('has limits, one method, and no endpoint where there is no Slack app', async () => {
    const world = await openWorld();
    expect((await world.request(signed('x'.repeat(131_073)))).statusCode).toBe(413);
    expect((await world.request({ path: '/slack/actions' })).statusCode).toBe(405);
    const without = createWorld({ slack: false });
    expect((await without.request(signed(pressBody()))).statusCode).toBe(404);
  });
});
