import type { IncidentStore } from '../../lib/workflow/ports';
import { writePostmortem } from '../../lib/workflow/write-postmortem';
import {
  createWorld,
  INCIDENT_ID,
  MINUTE,
  type RequestParts,
  T0,
  type World,
  type WorldOptions,
} from './respond-world';

const ALICE = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
const BOB = 'arn:aws:iam::111122223333:user/ops/bob';

async function openWorld(options: Partial<WorldOptions> = {}): Promise<World> {
  const world = createWorld({ endpoint: 'operators', ...options });
  await world.signal('ALARM', 0);
  return world;
}

function ask(world: World, method: string, fields?: unknown, more: Partial<RequestParts> = {}) {
  return world.request({
    method,
    path: `/incidents/${INCIDENT_ID}/postmortem`,
    callerArn: ALICE,
    headers: { 'content-type': 'application/json' },
    body: fields === undefined ? undefined : JSON.stringify(fields),
    ...more,
  });
}

const json = ({ body }: { readonly body?: string }) => JSON.parse(body ?? '');
const draft = ({ memory, ports }: World) =>
  writePostmortem({ ...ports, store: memory, region: 'eu-west-1' })({ incidentId: INCIDENT_ID });

test('there is none until somebody asks, and then it is read', async () => {
  const world = await openWorld();
  const none = await ask(world, 'GET');
  expect(none.statusCode).toBe(404);
  expect(json(none).error.message).toBe(`nobody has drafted a post-mortem of '${INCIDENT_ID}' yet; ask by POST`);
  const asked = await ask(world, 'POST');
  expect([asked.statusCode, json(asked)]).toEqual([200, { result: 'asked', version: 0 }]);
  const entries = (await world.memory.readTimeline(INCIDENT_ID)).filter(({ kind }) => kind === 'postmortem');
  expect(entries).toMatchObject([
    {
      actor: { type: 'user', id: 'alice' },
      atMs: T0 + MINUTE,
      text: 'Post-mortem asked for by alice',
      // No name in what is a key: people can be forgotten.
      eventId: expect.stringMatching(/^postmortem\|request-\d+$/),
    },
  ]);
  await draft(world);
  const read = await ask(world, 'GET');
  expect(read.statusCode).toBe(200);
  expect(json(read)).toEqual({
    postmortem: JSON.parse(JSON.stringify(await world.memory.readPostmortem(INCIDENT_ID))),
  });
  expect(json(read).postmortem).toMatchObject({
    version: 1,
    text: expect.stringContaining('# Post-mortem: Orders fail.'),
  });
  expect(json(await ask(world, 'POST'))).toEqual({ result: 'asked', version: 1 });
});

test('what somebody wrote is theirs: it is stored, and not drafted again', async () => {
  const world = await openWorld();
  await draft(world);
  const stored = await ask(
    world,
    'PUT',
    { text: '# Why\r\n\tindented \u202eevil\u0000\n', version: 1 },
    { callerArn: BOB },
  );
  expect(stored.statusCode).toBe(200);
  expect(json(stored).postmortem).toEqual({
    schemaVersion: 2,
    incidentId: INCIDENT_ID,
    version: 2,
    generation: 1,
    writtenMs: T0 + MINUTE,
    text: '# Why\n\tindented evil\n',
    editedBy: 'bob',
  });
  expect(json(await ask(world, 'GET')).postmortem).toEqual(json(stored).postmortem);
  const again = await ask(world, 'POST');
  expect([again.statusCode, json(again).error]).toEqual([
    409,
    { code: 'refused', message: 'bob has edited it: it is not drafted again' },
  ]);
  expect(await draft(world)).toEqual({ result: 'kept', editedBy: 'bob' });
  expect(json(await ask(world, 'PUT', { text: 'more', version: 2 })).postmortem).toMatchObject({
    version: 3,
    editedBy: 'alice',
  });
});

test('an edit that is sent once more, since its answer was lost, is the same edit', async () => {
  const world = await openWorld();
  const edit = { text: 'mine', version: 0 };
  const first = json(await ask(world, 'PUT', edit));
  world.pass(MINUTE);
  expect(json(await ask(world, 'PUT', edit))).toEqual(first);
  expect((await ask(world, 'PUT', edit, { callerArn: BOB })).statusCode).toBe(409);
  expect((await ask(world, 'PUT', { ...edit, text: 'other' })).statusCode).toBe(409);
});

test('one may be written where none was drafted', async () => {
  const world = await openWorld();
  expect(json(await ask(world, 'PUT', { text: 'by hand', version: 0 })).postmortem.version).toBe(1);
});

test('a text of an older version is refused: nobody overwrites what they have not read', async () => {
  const world = await openWorld();
  await draft(world);
  await ask(world, 'PUT', { text: 'first', version: 1 });
  for (const version of [0, 1, 3]) {
    const late = await ask(world, 'PUT', { text: 'lost', version }, { callerArn: BOB });
    expect([late.statusCode, json(late).error.message]).toEqual([
      409,
      `version 2 is stored and your text was made of version ${version}; read it again and join them`,
    ]);
  }
  const racing = await openWorld({
    store: (memory) =>
      new Proxy(memory as IncidentStore, {
        get: (target, name) =>
          name === 'writePostmortem' ? async () => 'conflict' : Reflect.get(target, name).bind(target),
      }),
  });
  expect(json(await ask(racing, 'PUT', { text: 'x', version: 0 })).error.message).toMatch(
    /^somebody wrote it just now/,
  );
});

test('it outlives its incident', async () => {
  const world = await openWorld();
  await draft(world);
  world.pass(40 * 24 * 60 * MINUTE);
  const gone = createWorld({
    endpoint: 'operators',
    store: () =>
      new Proxy(world.memory as IncidentStore, {
        get: (target, name) =>
          name === 'readIncident' ? async () => undefined : Reflect.get(target, name).bind(target),
      }),
  });
  expect((await ask(gone, 'GET')).statusCode).toBe(200);
  expect(json(await ask(gone, 'PUT', { text: 'late', version: 1 })).postmortem).toMatchObject({ generation: 1 });
});

test.each([
  ['no such incident', 'GET', undefined, 404],
  ['no such incident', 'POST', undefined, 404],
  ['no such incident', 'PUT', { text: 'x', version: 0 }, 404],
])('%s: %s', async (_, method, fields, status) => {
  const world = createWorld({ endpoint: 'operators' });
  const answer = await ask(world, method, fields);
  expect(answer.statusCode).toBe(status);
  expect(json(answer).error.message).toBe(`there is no incident '${INCIDENT_ID}' and no post-mortem of it`);
  expect(world.memory.items()).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['no version', { text: 'x' }, "'version' must be that of the text you edited, or 0 where there was none"],
  ['a version as text', { text: 'x', version: '1' }, "'version' must be"],
  ['a version below 0', { text: 'x', version: -1 }, "'version' must be"],
  ['a version of no counter', { text: 'x', version: 1.5 }, "'version' must be"],
  ['no text', { version: 0 }, "'text' must be Markdown of 1 to 307200 bytes that is not blank, got 0 bytes"],
  ['a blank text', { text: ' \n\u0000', version: 0 }, "'text' must be Markdown"],
  ['a text that is none', { text: {}, version: 0 }, "'text' must be Markdown"],
  ['too much', { text: 'é'.repeat(153_601), version: 0 }, 'got 307202 bytes'],
  [
    'more',
    { text: 'x', version: 0, editedBy: 'eve' },
    "a post-mortem has no field 'editedBy'; it takes 'text' and 'version'",
  ],
  ['a list', [], 'the body must be a JSON object'],
])('an edit with %s is refused', async (_, fields, message) => {
  const world = await openWorld();
  const answer = await ask(world, 'PUT', fields);
  expect(answer.statusCode).toBe(400);
  expect(json(answer).error.message).toContain(message);
  expect(await world.memory.readPostmortem(INCIDENT_ID)).toBeUndefined();
});

test('it takes 300 KB in whatever characters, as JSON, and no other form', async () => {
  const world = await openWorld();
  const text = '"\n'.repeat(153_600);
  expect((await ask(world, 'PUT', { text, version: 0 })).statusCode).toBe(200);
  const huge = await ask(world, 'PUT', { text: '"'.repeat(400_000), version: 1 });
  expect([huge.statusCode, json(huge).error.code]).toEqual([413, 'too large']);
  const form = await ask(world, 'PUT', { text: 'x', version: 1 }, { headers: {} });
  expect([form.statusCode, json(form).error.code]).toEqual([415, 'unsupported media type']);
});

test('other methods and other callers have no way in', async () => {
  const world = await openWorld();
  const other = await ask(world, 'DELETE');
  expect([other.statusCode, other.headers?.allow]).toEqual([405, 'GET, POST, PUT']);
  expect((await ask(world, 'GET', undefined, { callerArn: undefined })).statusCode).toBe(403);
});
