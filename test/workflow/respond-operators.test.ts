import { createWorld, INCIDENT_ID, MINUTE, type RequestParts, T0, type World } from './respond-world';

const ALICE = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';

async function openWorld(): Promise<World> {
  const world = createWorld({ endpoint: 'operators' });
  await world.signal('ALARM', 0);
  return world;
}

function get(world: World, path: string, query = '') {
  return world.request({ path, query, callerArn: ALICE });
}

function post(world: World, action: string, fields?: unknown, more: Partial<RequestParts> = {}) {
  return world.request({
    method: 'POST',
    path: `/incidents/${INCIDENT_ID}/${action}`,
    callerArn: ALICE,
    headers: { 'content-type': 'application/json' },
    body: fields === undefined ? undefined : JSON.stringify(fields),
    ...more,
  });
}

const json = ({ body }: { readonly body?: string }) => JSON.parse(body ?? '');

describe('the operators API', () => {
  test('lists open incidents, those of a service, and no more than asked for', async () => {
    const world = await openWorld();
    const incident = await world.incident();
    for (const query of ['open', 'open=true&service=checkout', 'service=checkout&limit=1']) {
      const answer = await get(world, '/incidents', query);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
      expect(json(answer)).toEqual({ incidents: [JSON.parse(JSON.stringify(incident))] });
    }
    expect(json(await get(world, '/incidents', 'open&service=other'))).toEqual({ incidents: [] });
    await world.signal('OK', MINUTE);
    expect(json(await get(world, '/incidents', 'open'))).toEqual({ incidents: [] });
    expect(json(await get(world, '/incidents', 'service=checkout')).incidents).toHaveLength(1);
  });

  test('shows an incident with its timeline', async () => {
    const world = await openWorld();
    const answer = json(await get(world, `/incidents/${INCIDENT_ID}`));
    expect(answer.incident.id).toBe(INCIDENT_ID);
    expect(answer.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(['opened']);
    expect((await get(world, '/incidents/none')).statusCode).toBe(404);
  });

  test('acts in the name of the caller that IAM knows', async () => {
    const world = await openWorld();
    const answer = await post(world, 'acknowledge');
    expect(answer.statusCode).toBe(200);
    expect(json(answer)).toMatchObject({
      result: 'done',
      outcome: 'acknowledged',
      incident: { status: 'acknowledged', acknowledgements: [{ by: 'alice', atMs: T0 + MINUTE }] },
    });
    const again = await post(world, 'acknowledge');
    expect(again.statusCode).toBe(200);
    expect(json(again)).toMatchObject({ result: 'nothing', why: 'already acknowledged' });
    const user = await post(world, 'acknowledge', undefined, { callerArn: 'arn:aws:iam::111122223333:user/ops/bob' });
    expect(json(user).incident.acknowledgements.map(({ by }: { by: string }) => by)).toEqual(['alice', 'bob']);
  });

  test('takes every action with its fields', async () => {
    const world = await openWorld();
    const results = [
      await post(world, 'acknowledge', {}),
      await post(world, 'note', { text: 'looking at it' }),
      await post(world, 'assign', { to: 'bob' }),
      await post(world, 'severity', { severity: 'SEV1' }),
      await post(world, 'affected', { systems: ['payments', 'cart'] }),
      await post(world, 'resolve', { resolution: 'rolled back', rootCause: 'a bad deploy', force: true }),
      await post(world, 'close', { rootCause: 'the deploy of 08:00' }),
    ];
    expect(results.map((answer) => [answer.statusCode, json(answer).result])).toEqual(results.map(() => [200, 'done']));
    expect(await world.incident()).toMatchObject({
      status: 'closed',
      assignee: 'bob',
      severity: 'critical',
      affected: ['payments', 'cart'],
      resolution: 'rolled back',
      rootCause: 'the deploy of 08:00',
      resolvedBy: { type: 'user', id: 'alice' },
    });
    const noted = (await world.memory.readTimeline(INCIDENT_ID)).filter(({ kind }) => kind === 'noted');
    expect(noted.map(({ text, actor }) => [text, actor.id])).toEqual([['looking at it', 'alice']]);
  });

  test('answers 409 with the reason where things stand against it', async () => {
    const world = await openWorld();
    const early = await post(world, 'close');
    expect(early.statusCode).toBe(409);
    expect(json(early)).toEqual({ error: { code: 'refused', message: 'it is still open; resolve it first' } });
    expect(json(await post(world, 'resolve')).error.message).toContain('1 of its alarms is still in ALARM');
  });

  test('does a command once, however often it is sent with its key', async () => {
    const world = await openWorld();
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'note-1' };
    const first = await post(world, 'note', { text: 'once' }, { headers });
    const second = await post(world, 'note', { text: 'once' }, { headers });
    expect([json(first).result, json(second).result]).toEqual(['done', 'used']);
    await Promise.all(
      [1, 2, 3].map(() =>
        post(world, 'note', { text: 'more' }, { headers: { ...headers, 'idempotency-key': 'note-2' } }),
      ),
    );
    await post(world, 'note', { text: 'without a key' });
    await post(world, 'note', { text: 'without a key' });
    const timeline = await world.memory.readTimeline(INCIDENT_ID);
    const notes = timeline.filter(({ kind }) => kind === 'noted').map(({ text }) => text);
    expect(notes.sort()).toEqual(['more', 'once', 'without a key', 'without a key']);
  });

  test.each<[string, unknown, string]>([
    ['acknowlege', {}, "there is no action 'acknowlege' (did you mean 'acknowledge'?); use 'acknowledge', 'note',"],
    ['__proto__', {}, "there is no action '__proto__'; use"],
    ['acknowledge', { by: 'bob' }, "'acknowledge' has no field 'by'; it takes none"],
    ['note', { txt: 'x' }, "'note' has no field 'txt' (did you mean 'text'?); it takes 'text'"],
    ['note', {}, "'text' must be a text of 1 to 4000 characters that is not blank, got none"],
    [
      'note',
      { text: ' \u202e\u0000 ' },
      "'text' must be a text of 1 to 4000 characters that is not blank, got 4 characters",
    ],
    ['note', { text: 'x'.repeat(4_001) }, 'got 4001 characters'],
    ['note', { text: ['x'] }, 'got a list'],
    ['assign', { to: 7 }, "'to' must be a text of 1 to 200 characters that is not blank, got a number"],
    [
      'severity',
      { severity: 'SEV9' },
      "'severity' must be one of 'critical', 'high', 'medium', 'low', or SEV1 to SEV4, got 'SEV9'",
    ],
    ['severity', { severity: null }, 'got null'],
    ['affected', { systems: [] }, "'systems' must be a list of 1 to 50 names, got 0"],
    [
      'affected',
      { systems: ['a', {}] },
      "'systems[1]' must be a text of 1 to 200 characters that is not blank, got an object",
    ],
    ['resolve', { force: 'yes' }, "'force' must be true or false, got a string"],
    ['acknowledge', [], 'the body must be a JSON object with the fields of the action'],
    ['acknowledge', null, 'the body must be a JSON object'],
  ])('refuses %s with %j, and says what it takes', async (action, fields, message) => {
    const world = await openWorld();
    const before = world.stored();
    const answer = await post(world, action, fields);
    expect(answer.statusCode).toBe(400);
    expect(json(answer).error.code).toBe('bad request');
    expect(json(answer).error.message).toContain(message);
    expect(world.stored()).toBe(before);
  });

  test('stores texts without what misleads or breaks', async () => {
    const world = await openWorld();
    await post(world, 'note', { text: 'a\u202eb\ud800\u0007\r\nc' });
    expect((await world.memory.readTimeline(INCIDENT_ID)).at(-1)?.text).toBe('ab\ufffd\nc');
  });

  test('refuses other bodies, methods, parameters and paths', async () => {
    const world = await openWorld();
    const cases: [Partial<RequestParts> & { path: string }, number, string | undefined][] = [
      [{ path: '/incidents', query: '' }, 400, "say which incidents: '?open', '?service=<name>' or both"],
      [{ path: '/incidents', query: 'open&limit=0' }, 400, "'limit' must be a whole number from 1 to 100, got '0'"],
      [{ path: '/incidents', query: 'open&limit=1e1' }, 400, "got '1e1'"],
      [{ path: '/incidents', query: 'opn' }, 400, "there is no parameter 'opn'"],
      [{ path: '/incidents', method: 'DELETE' }, 405, undefined],
      [{ path: `/incidents/${INCIDENT_ID}`, method: 'HEAD' }, 405, undefined],
      [{ path: `/incidents/${INCIDENT_ID}/acknowledge`, method: 'GET' }, 405, undefined],
      [{ path: '/incidents/' }, 404, "there is nothing at '/incidents/'"],
      [{ path: '/incidents/a/b/c' }, 404, 'there is nothing at'],
      [{ path: '/i/token' }, 404, 'start at /incidents'],
      [{ path: '/slack/actions', method: 'POST' }, 404, 'start at /incidents'],
      [{ path: '/incidents/%E0%A4%A' }, 400, 'is not percent-encoded UTF-8'],
    ];
    for (const [parts, statusCode, message] of cases) {
      const answer = await world.request({ callerArn: ALICE, ...parts });
      expect([parts, answer.statusCode]).toEqual([parts, statusCode]);
      if (message === undefined) expect(answer.body).toBe('');
      else expect(json(answer).error.message).toContain(message);
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(world, 'note', { text: 'x' }, { headers: form })).statusCode).toBe(415);
    expect((await post(world, 'note', { text: 'x'.repeat(17_000) })).statusCode).toBe(413);
    expect((await post(world, 'note', undefined, { body: '{' })).statusCode).toBe(400);
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k'.repeat(129) };
    expect(json(await post(world, 'note', { text: 'x' }, { headers })).error.message).toContain(
      'at most 128 characters, got 129',
    );
  });

  test('is closed to callers that IAM does not know', async () => {
    const world = await openWorld();
    const before = world.stored();
    for (const callerArn of [undefined, '']) {
      expect((await world.request({ path: '/incidents', query: 'open', callerArn })).statusCode).toBe(403);
      expect((await post(world, 'acknowledge', {}, { callerArn })).statusCode).toBe(403);
    }
    expect(world.stored()).toBe(before);
  });
});
