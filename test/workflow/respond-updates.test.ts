import { CONFIG, createWorld, INCIDENT_ID, MINUTE, T0 } from './respond-world';

const ALICE = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
const page = {
  kind: 'webhook',
  name: 'page',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:page',
  audience: 'customers',
} as const;

async function post(fields: unknown) {
  const config = { ...CONFIG, hub: { ...CONFIG.hub, channels: [...CONFIG.hub.channels, page] } };
  const world = createWorld({ endpoint: 'operators', config });
  await world.signal('ALARM', 0);
  const answer = await world.request({
    method: 'POST',
    path: `/incidents/${INCIDENT_ID}/update`,
    callerArn: ALICE,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  return { world, status: answer.statusCode, said: JSON.parse(answer.body ?? '') };
}

test('an update by the API is stored, and owed to whom it is for', async () => {
  const { world, status, said } = await post({
    text: ' We roll back.\u202e ',
    audience: 'customers',
    progress: 'identified',
  });
  expect(status).toBe(200);
  expect(said).toMatchObject({ result: 'done', outcome: 'changed', incident: { informed: ['page'] } });
  expect((await world.incident()).updates).toEqual({
    count: 1,
    lastMs: T0 + MINUTE,
    asked: 0,
    progress: 'identified',
  });
  const owed = world.outbox().filter(({ kind }) => kind === 'update');
  expect(owed.map(({ channel, level }) => [channel, level])).toEqual([
    ['oncall', 1],
    ['page', 1],
  ]);
  expect((await world.memory.readTimeline(INCIDENT_ID)).at(-1)).toMatchObject({
    kind: 'updated',
    text: 'We roll back.',
    audience: 'customers',
    actor: { type: 'user', id: 'alice' },
  });
});

test.each([
  [{}, 400, "'text' must be a text of 1 to 4000 characters that is not blank, got none"],
  [
    { text: 'x', audience: 'custmers' },
    400,
    "'audience' must be one of 'responders', 'stakeholders', 'customers', got 'custmers' (did you mean 'customers'?)",
  ],
  [
    { text: 'x', progress: 7 },
    400,
    "'progress' must be one of 'investigating', 'identified', 'monitoring', got a number",
  ],
  [{ text: 'x', to: 'all' }, 400, "'update' has no field 'to'; it takes 'text', 'audience', 'progress'"],
  [
    { text: 'x', audience: 'stakeholders' },
    409,
    'the hub has no channel for stakeholders; give one of its channels that audience',
  ],
])('%j is refused, and nothing is stored', async (fields, status, message) => {
  const { world, ...answer } = await post(fields);
  expect([answer.status, answer.said.error.message]).toEqual([status, message]);
  expect((await world.incident()).updates).toBeUndefined();
});
