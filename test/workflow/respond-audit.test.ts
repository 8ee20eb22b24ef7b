/** The audit trail: every action is an entry that says who did it and by which door, as docs/reference/security.md tells. */
import { createHmac } from 'node:crypto';
import { slackActionId, slackValue } from '../../lib/core/incident/slack-value';
import { createWorld, INCIDENT_ID, MINUTE, SLACK_SECRET, T0, type World } from './respond-world';

/** Of the newest entry: who, and the part of its id that tells the door. */
async function lastAction({ memory }: World) {
  const { kind, actor, atMs, eventId } = (await memory.readTimeline(INCIDENT_ID)).at(-1) ?? fail();
  return { kind, who: `${actor.type} ${actor.id}`, atMs, door: eventId.split('|').at(-1) };
}

function fail(): never {
  throw new Error('there is no entry');
}

async function opened(world: World): Promise<World> {
  await world.signal('ALARM', 0);
  return world;
}

test('a link leaves its own id, which counts once', async () => {
  const world = await opened(createWorld());
  await world.press(world.link({ id: 'token-7', responder: 'alice' }));
  expect(await lastAction(world)).toEqual({
    ...{ kind: 'acknowledged', who: 'user alice', atMs: T0 + MINUTE, door: 'token-7' },
  });
});

test('a button in Slack leaves the member, whatever they call themselves', async () => {
  const world = await opened(createWorld());
  const action = {
    action_id: slackActionId('acknowledge'),
    value: slackValue({ incidentId: INCIDENT_ID, generation: 1 }),
  };
  const user = { id: 'U1', username: 'alice' };
  const payload = JSON.stringify({ type: 'block_actions', user, actions: [{ ...action, action_ts: '17.01' }] });
  const body = new URLSearchParams({ payload }).toString();
  const seconds = (T0 + MINUTE) / 1_000;
  const signature = createHmac('sha256', SLACK_SECRET).update(`v0:${seconds}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': `v0=${signature}`,
  };
  await world.request({ method: 'POST', path: '/slack/actions', headers, body });
  expect(await lastAction(world)).toMatchObject({ who: 'user alice', door: '["slack","U1","17.01"]' });
});

test("the operators' API leaves the request, and its log the whole ARN of the caller", async () => {
  const world = await opened(createWorld({ endpoint: 'operators' }));
  const callerArn = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
  const act = (headers: Readonly<Record<string, string>>) =>
    world.request({
      ...{ method: 'POST', path: `/incidents/${INCIDENT_ID}/assign`, callerArn, body: JSON.stringify({ to: 'bob' }) },
      headers: { 'content-type': 'application/json', ...headers },
    });
  await act({});
  expect(await lastAction(world)).toMatchObject({
    kind: 'assigned',
    who: 'user alice',
    door: '["request","request-1"]',
  });
  await act({ 'idempotency-key': 'mine' });
  expect(await lastAction(world)).toMatchObject({ door: '["key","mine"]' });
  expect(world.logs.filter((line) => line.includes(`"caller":"${callerArn}"`))).toHaveLength(2);
});

test('what happens by itself has no door', async () => {
  const world = await opened(createWorld());
  const [entry] = await world.memory.readTimeline(INCIDENT_ID);
  expect(entry?.actor).toEqual({ type: 'alarm', id: 'arn:faults' });
});
