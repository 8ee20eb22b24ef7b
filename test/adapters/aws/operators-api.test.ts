import { OperatorsApi, type OperatorsApiOptions } from '../../../lib/adapters/aws/operators-api';
import { createWorld, INCIDENT_ID, MINUTE, T0 } from '../../workflow/respond-world';
import { CREDENTIALS, REGION, type Received, type Reply, startServer } from './operators-api-server';

const CALLER = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

async function apiOver(answer: (request: Received) => Promise<Reply>, options: Partial<OperatorsApiOptions> = {}) {
  const server = await startServer(answer);
  open.push(server);
  const own = { url: server.url, region: REGION, credentials: async () => CREDENTIALS, now: () => T0 };
  return { api: new OperatorsApi({ ...own, ...options }), server };
}

/** The API itself behind the server. */
async function overRespond() {
  const world = createWorld({ endpoint: 'operators' });
  const answer = (request: Received) => world.request({ ...request, callerArn: CALLER });
  return { world, ...(await apiOver(answer)) };
}

const failing = (reply: Reply) => apiOver(async () => reply);
const json = (value: unknown, statusCode = 200): Reply => ({ statusCode, body: JSON.stringify(value) });

describe('the client of the operators API', () => {
  test('lists, reads and acts, each request signed', async () => {
    const { world, api, server } = await overRespond();
    expect(await api.list({ open: true })).toEqual([]);
    expect(await api.read(INCIDENT_ID)).toBeUndefined();
    await world.signal('ALARM', 0);
    const incident = await world.incident();
    expect(await api.list({ open: true, service: 'checkout', limit: 5 })).toEqual([incident]);
    expect(await api.list({ service: "a b&c+d!'()*/ü" })).toEqual([]);
    const told = await api.read(INCIDENT_ID);
    expect(told?.incident).toEqual(incident);
    expect(told?.timeline).toMatchObject([{ kind: 'opened', actor: { type: 'alarm' } }]);
    const done = await api.command(INCIDENT_ID, { action: 'acknowledge' }, 'key-1');
    expect(done).toEqual({ result: 'done', incident: await world.incident() });
    expect(done.incident.acknowledgements).toEqual([{ by: 'alice', atMs: T0 + MINUTE }]);
    expect(await api.command(INCIDENT_ID, { action: 'acknowledge' }, 'key-1')).toMatchObject({ result: 'used' });
    expect(await api.command(INCIDENT_ID, { action: 'acknowledge' }, 'key-2')).toMatchObject({
      result: 'nothing',
      why: 'already acknowledged',
    });
    expect(server.received.at(-1)).toMatchObject({
      method: 'POST',
      path: `/incidents/${INCIDENT_ID}/acknowledge`,
      headers: { 'idempotency-key': 'key-2', 'content-type': 'application/json' },
      body: '{}',
    });
  });

  test('every field of an action arrives', async () => {
    const { world, api } = await overRespond();
    await world.signal('ALARM', 0);
    await api.command(INCIDENT_ID, { action: 'note', text: 'päge "x"\n\u2028 \ud83d\ude00' }, 'n');
    await api.command(INCIDENT_ID, { action: 'affected', systems: ['a', 'b'] }, 'a');
    const { incident } = await api.command(
      INCIDENT_ID,
      { action: 'resolve', resolution: 'mended', rootCause: 'rust', force: true },
      'r',
    );
    expect(incident).toMatchObject({
      status: 'resolved',
      affected: ['a', 'b'],
      resolution: 'mended',
      rootCause: 'rust',
    });
    expect((await api.read(INCIDENT_ID))?.timeline.find(({ kind }) => kind === 'noted')?.text).toBe(
      'päge "x"\n\n \ud83d\ude00',
    );
  });

  test('what is refused says why', async () => {
    const { world, api } = await overRespond();
    await world.signal('ALARM', 0);
    await expect(api.command(INCIDENT_ID, { action: 'resolve' }, 'r')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^1 of its alarms is still in ALARM/),
    });
    await expect(api.command('0'.repeat(26), { action: 'acknowledge' }, 'r')).rejects.toMatchObject({
      code: 'not found',
    });
    await expect(api.list({ limit: 0 })).rejects.toMatchObject({ code: 'bad request' });
  });

  test('a wrong secret is told as a matter of credentials', async () => {
    const wrong = { ...CREDENTIALS, secretAccessKey: 'wrong' };
    const { api, server } = await apiOver(async () => json({ incidents: [] }), { credentials: async () => wrong });
    await expect(api.list({ open: true })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(
        '(The request signature we calculated does not match the one you provided); look',
      ),
    });
    expect(server.received).toHaveLength(1);
  });

  test.each<[string, Reply, string, RegExp]>([
    ['no right', json({ Message: 'Forbidden' }, 403), 'forbidden', /\(Forbidden\); look at AWS_PROFILE/],
    ['a 403 that is no JSON', { statusCode: 403, body: '<html>' }, 'forbidden', /grantOperate/],
    ['throttled', json({ Reason: 'x' }, 429), 'throttled', /throttled \(HTTP 429\)/],
    [
      'our own failure',
      json({ error: { code: 'internal error', message: 'request 7' } }, 500),
      'internal error',
      /^request 7$/,
    ],
    ['a redirect', { statusCode: 302 }, 'strange answer', /\(HTTP 302\) is not one of the operators' API/],
    ['a page', { statusCode: 200, body: '<html>' }, 'strange answer', /OperatorsUrl/],
    ['null', json(null), 'strange answer', /OperatorsUrl/],
    ['no list', json({ incidents: {} }), 'strange answer', /OperatorsUrl/],
    ['a wrong incident', json({ incidents: [{ id: 1 }] }), 'strange answer', /OperatorsUrl/],
    ['an error of wrong types', json({ error: { code: 1, message: {} } }, 400), 'strange answer', /\(HTTP 400\)/],
  ])('%s', async (_name, reply, code, message) => {
    const { api } = await failing(reply);
    await expect(api.list({ open: true })).rejects.toMatchObject({
      name: 'OperatorsApiError',
      code,
      message: expect.stringMatching(message),
    });
  });

  test.each(['beganMs', 'plan', 'status', 'acknowledgements', 'firstStep', 'alarms'])(
    'an incident with a wrong %s is not believed',
    async (field) => {
      const { world, api } = await overRespond();
      await world.signal('ALARM', 0);
      const { incident } = (await api.read(INCIDENT_ID)) ?? {};
      for (const wrong of [{}, [{}], 1e300, null]) {
        const { api: liar } = await failing(json({ incidents: [{ ...incident, [field]: wrong }] }));
        await expect(liar.list({ open: true })).rejects.toMatchObject({ code: 'strange answer' });
      }
    },
  );

  test('a lost answer is asked for once more, with the same key', async () => {
    const world = createWorld({ endpoint: 'operators' });
    await world.signal('ALARM', 0);
    let lost = 0;
    const { api, server } = await apiOver(async (request) => {
      const answer = await world.request({ ...request, callerArn: CALLER });
      if (lost === 1) return answer;
      lost += 1;
      return undefined;
    });
    expect(await api.command(INCIDENT_ID, { action: 'acknowledge' }, 'key-1')).toMatchObject({ result: 'used' });
    expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1']);
    expect((await world.incident()).acknowledgements).toHaveLength(1);
  });

  test.each<[string, Reply, RegExp]>([
    ['a closed connection', undefined, /cannot be reached \(/],
    ['no answer in time', 'hang', /\(no answer within 0.05 s\)/],
    ['a bad gateway', { statusCode: 502 }, /HTTP 502/],
  ])('%s, twice', async (_name, reply, message) => {
    const { api, server } = await apiOver(async () => reply, { timeoutMs: 50 });
    await expect(api.list({ open: true })).rejects.toThrow(message);
    expect(server.received).toHaveLength(2);
  });

  test.each([
    'ftp://x.example/',
    'http://abc.lambda-url.eu-west-1.on.aws/',
    'http://127.0.0.1.example.com/',
    'https://user:secret@abc.lambda-url.eu-west-1.on.aws/',
    'https://abc.lambda-url.eu-west-1.on.aws/?x',
    'nonsense',
    '',
  ])("'%s' is no address that signed requests go to", (url) => {
    expect(() => new OperatorsApi({ url })).toThrow(/^the address of the operators' API must be one such as https:/);
  });

  test('the address tells the Region, or else the environment has to', () => {
    const { AWS_REGION, AWS_DEFAULT_REGION, ...rest } = process.env;
    const before = process.env;
    process.env = rest;
    try {
      expect(() => new OperatorsApi({ url: 'https://abc.lambda-url.eu-west-1.on.aws/' })).not.toThrow();
      expect(() => new OperatorsApi({ url: 'https://incidents.example.com/' })).toThrow(/set AWS_REGION$/);
      process.env = { ...rest, AWS_REGION: 'eu-west-1' };
      expect(() => new OperatorsApi({ url: 'https://incidents.example.com/' })).not.toThrow();
    } finally {
      process.env = before;
    }
  });
});
