import { createHash } from 'node:crypto';
import type { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import { createWorld, INCIDENT_ID, MINUTE, pressOf, T0 } from './respond-world';

describe('the page behind a link', () => {
  test('shows the incident and changes nothing, however often it is opened', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const [path, before] = [world.link(), world.stored()];
    const page = await world.request({ path });
    await world.request({ path });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<h1>Orders fail.</h1>');
    expect(page.body).toContain('Since 08:00:00 UTC, for 1 min');
    expect(page.body).toContain('<p class="first"><b>First</b>Roll back the last deploy</p>');
    expect(page.body).toContain('<button type="submit" name="confirm" value="acknowledge">Acknowledge</button>');
    expect(world.stored()).toBe(before);
  });

  test('is kept out of caches, frames and referrers, and runs no script', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    for (const path of [world.link(), '/i/none', '/favicon.ico']) {
      const page = await world.request({ path });
      const style = /<style>([\s\S]*)<\/style>/.exec(page.body ?? '')?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(page.headers).toEqual({
        'cache-control': 'no-store',
        'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
        'content-type': 'text/html; charset=utf-8',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-robots-tag': 'noindex',
      });
      expect(page.body).not.toMatch(/<script|style="|\son\w+=/);
    }
  });

  test('acknowledges by its button, in the name of whom the link was sent to', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const answer = await world.press(world.link());
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Done. You have it now, alice.');
    expect(answer.body).toContain('Acknowledged by alice at 08:01:00 UTC');
    expect(answer.body).not.toContain('<form');
    const incident = await world.incident();
    expect(incident.status).toBe('acknowledged');
    expect(incident.acknowledgements).toEqual([{ by: 'alice', atMs: T0 + MINUTE }]);
    expect((await world.memory.readTimeline(INCIDENT_ID)).at(-1)).toMatchObject({
      kind: 'acknowledged',
      actor: { type: 'user', id: 'alice' },
      text: 'Acknowledged by alice',
    });
    expect(world.woken).toEqual([
      { ref: expect.objectContaining({ kind: 'remind', incidentId: INCIDENT_ID, level: 1 }), dueMs: T0 + 61 * MINUTE },
    ]);
    expect(world.metrics).toEqual([`TimeToAcknowledge=${MINUTE}`]);
  });

  test('has nothing to press for whoever acknowledged, and more for others', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    await world.press(world.link());
    const own = await world.request({ path: world.link({ id: 'token-2' }) });
    expect(own.body).toContain('Acknowledged by alice at');
    expect(own.body).not.toContain('<form');
    const other = await world.request({ path: world.link({ id: 'token-3', responder: 'bob' }) });
    expect(other.body).toContain('Acknowledge as well');
    expect((await world.press(world.link({ id: 'token-3', responder: 'bob' }))).statusCode).toBe(200);
    expect((await world.incident()).acknowledgements.map(({ by }) => by)).toEqual(['alice', 'bob']);
  });

  test('says that it was acknowledged already, when its button is pressed after another link', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const late = world.link({ id: 'token-2' });
    const page = await world.request({ path: late });
    await world.press(world.link());
    const before = world.stored();
    const answer = await world.request(pressOf(late, page));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('It was acknowledged already; nothing was changed.');
    expect(answer.body).toContain('Acknowledged by alice at 08:01:00 UTC');
    expect(world.stored()).toBe(before);
  });

  test('resolves by a link that says so, unless something still alarms', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link({ action: 'resolve' });
    const refused = await world.press(path);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('Nothing was changed: 1 of its alarms is still in ALARM');
    expect((await world.incident()).status).toBe('triggered');
  });

  test.each([
    ['HEAD', 200],
    ['OPTIONS', 204],
    ['PUT', 405],
    ['DELETE', 405],
  ])('answers %s without acting, and the same for any token', async (method, statusCode) => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const [path, before] = [world.link(), world.stored()];
    const answer = await world.request({ method, path });
    expect(answer.statusCode).toBe(statusCode);
    expect(answer.body).toBe('');
    expect(await world.request({ method, path: '/i/forged.token' })).toEqual(answer);
    expect(world.stored()).toBe(before);
  });
});

describe('a link that is of no use', () => {
  test('any more says that it expired, and nothing of the incident', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link();
    const page = await world.request({ path });
    world.pass(60 * MINUTE);
    for (const answer of [await world.request({ path }), await world.request(pressOf(path, page))]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('This link has expired');
      expect(answer.body).not.toMatch(/Orders|href|<form/);
    }
    expect((await world.incident()).status).toBe('triggered');
  });

  test('because it is forged looks like any address that is not there', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link();
    const nowhere = await world.request({ path: '/nowhere' });
    expect(nowhere.statusCode).toBe(404);
    const hostile = [`${path}x`, path.slice(0, -1), '/i/a.b', `/i/${'x'.repeat(80_000)}`, '/i/%00', '/i/../incidents'];
    for (const each of hostile) expect(await world.request({ path: each })).toEqual(nowhere);
    expect(await world.request({ path: `${path}x`, method: 'POST' })).toEqual(nowhere);
  });

  test('because the incident came back since does nothing', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link();
    const page = await world.request({ path });
    await world.signal('OK', MINUTE);
    await world.signal('ALARM', 2 * MINUTE);
    const before = world.stored();
    for (const answer of [await world.request({ path }), await world.request(pressOf(path, page))]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('This link is out of date');
      expect(answer.body).not.toMatch(/Orders|href|<form/);
    }
    expect(world.stored()).toBe(before);
    expect(await world.incident()).toMatchObject({ generation: 2, status: 'triggered', acknowledgements: [] });
  });

  test('because its incident is gone, or is another one, does nothing', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const other = world.link({ incidentId: 'another' });
    const mine = await world.request({ path: world.link() });
    const before = world.stored();
    expect((await world.request({ path: other })).statusCode).toBe(410);
    // The nonce is that of a token with the same id, so the press itself is well made.
    expect((await world.request(pressOf(other, mine))).statusCode).toBe(410);
    expect(world.stored()).toBe(before);
  });

  test('because it is of a ticket that was taken is out of date once a page asks again', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0, { severity: 'medium', role: 'ticket' });
    const path = world.link();
    const page = await world.request({ path });
    await world.request(pressOf(path, page));
    await world.signal('ALARM', 30_000, { member: 'arn:latency', alarmName: 'checkout-latency' });
    expect((await world.incident()).acknowledgements).toEqual([]);
    const before = world.stored();
    const looked = await world.request({ path });
    expect(looked.statusCode).toBe(410);
    expect(looked.body).toContain('This link is out of date');
    const pressed = await world.request(pressOf(path, page));
    expect(pressed.statusCode).toBe(200);
    expect(pressed.body).toContain('This link was used already; nothing more was changed.');
    for (const { body } of [looked, pressed]) expect(body).not.toContain('<form');
    expect(world.stored()).toBe(before);
    expect((await world.press(world.link({ id: 'token-2', generation: 2 }))).body).toContain('Done.');
  });

  test('because the incident is resolved says when and by whom, and changes nothing', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link();
    const page = await world.request({ path });
    await world.signal('OK', 30_000);
    const before = world.stored();
    const press = await world.request(pressOf(path, page));
    expect(press.statusCode).toBe(200);
    expect(press.body).toContain('It was over already; nothing was changed.');
    expect(press.body).toContain('Resolved at 08:00:30 UTC by alarm');
    const read = await world.request({ path });
    expect(read.statusCode).toBe(200);
    expect(read.body).toContain('Resolved at 08:00:30 UTC by alarm');
    expect(read.body).not.toContain('<form');
    expect(world.stored()).toBe(before);
  });
});

test('a failure says nothing of its reason, and the log does not repeat the link', async () => {
  const world = createWorld({
    store: (memory) =>
      Object.assign(Object.create(memory) as MemoryIncidentStore, {
        readIncident: async () => Promise.reject(new Error('ThrottlingException: table arn:aws:secret-table')),
      }),
  });
  const path = world.link();
  const answer = await world.request({ path });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).toContain('That did not work');
  expect(answer.body).not.toContain('secret-table');
  expect(world.logs.join()).toContain('ThrottlingException');
  expect(world.logs.join()).not.toContain(path.slice(3, 20));
});

test('the public endpoint has no API, whoever asks', async () => {
  const world = createWorld();
  await world.signal('ALARM', 0);
  const callerArn = 'arn:aws:iam::111122223333:user/mallory';
  for (const path of ['/incidents', `/incidents/${INCIDENT_ID}`, '/i/../incidents', '//incidents']) {
    expect((await world.request({ path, query: 'open', callerArn })).statusCode).toBe(404);
  }
  expect(
    (await world.request({ method: 'POST', path: `/incidents/${INCIDENT_ID}/acknowledge`, callerArn })).statusCode,
  ).toBe(404);
  expect((await world.incident()).status).toBe('triggered');
});
