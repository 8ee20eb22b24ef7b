import { OperatorsApi } from '../../lib/adapters/aws/operators-api';
import { incidentsCommand } from '../../lib/cli/incidents';
import type { IncidentSources } from '../../lib/cli/incidents/sources';
import type { Incident } from '../../lib/core/incident/incident';
import { CREDENTIALS, REGION, startServer } from '../adapters/aws/operators-api-server';
import { createWorld, INCIDENT_ID, MINUTE, T0, type World } from '../workflow/respond-world';
import { captured } from './captured';
import { ran } from './ran';

const CALLER = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
const SHORT = INCIDENT_ID.slice(-6).toLowerCase();

let world: World;
let server: Awaited<ReturnType<typeof startServer>>;
let sources: IncidentSources;

beforeEach(async () => {
  world = createWorld({ endpoint: 'operators' });
  server = await startServer((request) => world.request({ ...request, callerArn: CALLER }));
  sources = {
    operators: (url) => new OperatorsApi({ url, region: REGION, credentials: async () => CREDENTIALS, now: () => T0 }),
    table: () => {
      throw new Error('no command but report reads the table');
    },
    bus: () => {
      throw new Error('no command of incidents puts anything on a bus');
    },
    now: () => T0 + 5 * MINUTE,
  };
});
afterEach(() => server.stop());

const incidents = (...args: readonly string[]) =>
  ran(() => incidentsCommand([...args, `--url=${server.url}`], sources));
const posted = () => server.received.filter(({ method }) => method === 'POST');

describe('sightline incidents', () => {
  test('list, show and act, as a person would', async () => {
    expect(await incidents('list')).toMatchObject({ code: 0, stdout: 'No incident is open.\n' });
    await world.signal('ALARM', 0);
    expect((await incidents('list')).stdout).toBe(
      `SEVERITY  STATUS         FOR          ID                          WHO
high      triggered      5 min        ${INCIDENT_ID}
          checkout prod: Orders fail.

1 open: 1 high.
`,
    );
    expect(await incidents('ack', SHORT)).toEqual({
      code: 0,
      error: undefined,
      stderr: '',
      stdout: `Acknowledged: Orders fail.\n  high, acknowledged  checkout prod  ${INCIDENT_ID}\n`,
    });
    expect((await incidents('acknowledge', SHORT)).stdout).toMatch(
      /^Nothing to do, already acknowledged: Orders fail\./,
    );
    for (const [name = '', ...fields] of [
      ['note', '--text', 'rolled back v42'],
      ['assign', '--to', 'Kim'],
      ['severity', '--severity', 'sev1'],
      ['affected', '--systems', 'web, app'],
    ]) {
      world.pass(1_000);
      expect((await incidents(name, SHORT, ...fields)).code).toBe(0);
    }
    const shown = (await incidents('show', INCIDENT_ID)).stdout;
    expect(shown).toBe(`Orders fail.
critical, investigating  checkout prod  ${INCIDENT_ID}

Since         2026-01-15 08:00 UTC, for 5 min
Acknowledged  alice at 2026-01-15 08:01 UTC
Assigned to   Kim
Escalation    policy default, told level 1 of 1 (on-call)
First step    Roll back the last deploy
Affected      web, app
Alarms        checkout-faults

Timeline, 2026-01-15, UTC
  08:00:00  opened        Opened by checkout-faults: because
  08:01:00  acknowledged  Acknowledged by alice
  08:01:01  noted         alice: rolled back v42
  08:01:02  assigned      alice: Assigned to Kim
  08:01:03  severity      alice: Severity changed from high to critical
  08:01:04  affected      alice: Affected: web, app
`);
  });

  test('resolve is refused while alarms last, unless forced, and close ends it', async () => {
    await world.signal('ALARM', 0);
    expect(await incidents('resolve', SHORT, '--resolution', 'mended')).toEqual({
      code: 1,
      error: undefined,
      stdout: '',
      stderr:
        'sightline incidents: resolve was refused: 1 of its alarms is still in ALARM; mend them and it resolves by ' +
        'itself, or force it (--force)\n',
    });
    expect((await incidents('close', SHORT)).stderr).toMatch(
      /close was refused: it is still open; resolve it first\n$/,
    );
    expect((await incidents('resolve', SHORT, '--force', '--resolution', 'mended')).stdout).toMatch(/^Resolved: /);
    expect((await incidents('close', SHORT)).error?.message).toBe(
      `no open incident's id begins or ends with '${SHORT}'; open are: none. One that is over needs its whole id`,
    );
    expect((await incidents('close', INCIDENT_ID, '--root-cause', 'rust')).stdout).toMatch(
      /^Closed: Orders fail\.\n {2}high, closed/,
    );
    expect(await world.incident()).toMatchObject({ status: 'closed', resolution: 'mended', rootCause: 'rust' });
    expect((await incidents('list', '--all', '--service', 'checkout')).stdout).toContain('None is open. 1 over.\n');
    const shown = (await incidents('show', INCIDENT_ID)).stdout;
    expect(shown).toContain(
      '\nResolved      2026-01-15 08:01 UTC by alice\nResolution    mended\nRoot cause    rust\n',
    );
    expect(shown).not.toContain('Escalation');
  });

  test('each command is sent once, with a key of its own', async () => {
    await world.signal('ALARM', 0);
    await incidents('note', INCIDENT_ID, '--text', 'a');
    await incidents('note', INCIDENT_ID, '--text', 'a');
    const keys = posted().map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect((await world.memory.readTimeline(INCIDENT_ID)).filter(({ kind }) => kind === 'noted')).toHaveLength(2);
  });

  test('--json is what the API answers', async () => {
    await world.signal('ALARM', 0);
    const plainly = (value: unknown) => JSON.parse(JSON.stringify(value));
    const incident = plainly(await world.incident());
    const json = async (...args: readonly string[]) => JSON.parse((await incidents(...args, '--json')).stdout);
    expect(await json('list')).toEqual({ incidents: [incident] });
    expect(await json('show', SHORT)).toEqual({
      incident,
      timeline: plainly(await world.memory.readTimeline(INCIDENT_ID)),
    });
    expect(await json('ack', SHORT)).toEqual({
      result: 'done',
      outcome: undefined,
      incident: plainly(await world.incident()),
    });
  });

  test('an incident that the hub does not have', async () => {
    expect((await incidents('show', '0'.repeat(26))).error?.message).toMatch(
      /^there is no incident '0{26}' in this hub/,
    );
    expect((await incidents('ack', '0'.repeat(26))).error?.message).toMatch(/^there is no incident '0{26}'; list them/);
  });

  test('what strangers wrote steers no terminal, wherever it is shown', async () => {
    const evil = '\u001b]0;pwned\u0007\u202eevil\ud800\r\nnext';
    await world.signal('ALARM', 0, { summary: evil, alarmName: evil, reason: evil, firstStep: evil });
    await incidents('note', SHORT, '--text', evil);
    for (const args of [['list'], ['show', SHORT], ['ack', SHORT]]) {
      const { stdout, code } = await incidents(...args);
      expect(code).toBe(0);
      expect(stdout).toContain(']0;pwnedevil\ufffd next');
      expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Cs}/u);
    }
  });
});

describe('which incident is meant', () => {
  const open = (...ids: readonly string[]) => {
    const api = {
      list: async () => ids.map((id) => ({ id, service: 'checkout\u001b', environment: 'prod' }) as Incident),
      read: async (id: string) => {
        throw new Error(`read ${id}`);
      },
    };
    return (given: string) =>
      ran(() =>
        incidentsCommand(['show', given, '--url', 'https://x.example/'], { ...sources, operators: () => api as never }),
      );
  };
  const A = '01KF0000000000AAAAAAAAAXYZ';
  const B = '01KF0000000001BBBBBBBBBXYZ';

  test.each([
    [A, A],
    ['01kf0000000000', A],
    ['AXYZ', A],
    ['bxyz', B],
    ['OIKFOOOOOOOOOIB', B],
    ['OlKFOOOOOOOOOlB', B],
    ['01KFFFFFFFFFFFFFFFFFFFFFFF', '01KFFFFFFFFFFFFFFFFFFFFFFF'],
  ])('%s is %s', async (given, id) => {
    expect((await open(A, B)(given)).error?.message).toBe(`read ${id}`);
  });

  test.each([
    ['xyz', `'xyz' means 2 open incidents; give more of one of: ${A} (checkout prod), ${B} (checkout prod)`],
    [
      'qqq',
      `no open incident's id begins or ends with 'qqq'; open are: ${A} (checkout prod), ${B} (checkout prod). One that is over needs its whole id`,
    ],
    ['xy', "an incident's id has 26 letters and digits, and at least 3 of its begin or end are needed, got 'xy'"],
    [
      '../../x',
      "an incident's id has 26 letters and digits, and at least 3 of its begin or end are needed, got '../../x'",
    ],
    [
      'A'.repeat(27),
      `an incident's id has 26 letters and digits, and at least 3 of its begin or end are needed, got '${'A'.repeat(27)}'`,
    ],
  ])('%s is told what to give', async (given, message) => {
    expect((await open(A, B)(given)).error?.message).toBe(message);
  });
});

describe('wrong use', () => {
  test.each<[readonly string[], RegExp]>([
    [[], /say what to do with the incidents/],
    [['lst'], /there is no 'incidents lst'; did you mean 'list'\?/],
    [['__proto__'], /there is no 'incidents __proto__'/],
    [['list', '--all'], /--all needs --service NAME/],
    [['list', '--limit', '0'], /--limit must be a whole number from 1 to 100, got '0'/],
    [['list', '--limit', '1e1'], /got '1e1'/],
    [['list', 'checkout'], /a service is given by --service/],
    [['list'], /give --url or set SIGHTLINE_OPERATORS_URL to the output \.\.\.OperatorsUrl/],
    [['show'], /which incident\? Give its id/],
    [['show', '--reason', 'x'], /there is no option '--reason'/],
    [['note', 'ABC'], /--text is needed: the line to add/],
    [['note', 'ABC', '--text', ' '], /--text must not be blank/],
    [['note', 'ABC', 'rolled', 'back', '--text', 'x'], /'rolled' is more. A value of several words stands in quotes/],
    [['assign', 'ABC'], /--to is needed: a name/],
    [['severity', 'ABC'], /--severity must be one of critical, high, medium, low, or SEV1 to SEV4/],
    [['severity', 'ABC', '--severity', 'huge'], /got 'huge'/],
    [['affected', 'ABC'], /--systems must be names between commas, such as checkout,payments/],
    [['affected', 'ABC', '--systems', 'a,,b'], /got 'a,,b'/],
    [['resolve', 'ABC', '--root-cause', ' '], /--root-cause must not be blank/],
    [['close', 'ABC', '--force'], /there is no option '--force'/],
    [['list', '--url', 'http://example.com'], /must be one such as https:/],
  ])('%j is refused with what to write', async (args, message) => {
    const { SIGHTLINE_OPERATORS_URL, ...rest } = process.env;
    const before = process.env;
    process.env = rest;
    if (/--text x|which/.test(`${args.join(' ')}${message.source}`))
      process.env.SIGHTLINE_OPERATORS_URL = 'https://x.lambda-url.eu-west-1.on.aws/';
    try {
      const { code, stdout, stderr } = await captured('incidents', ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(
        /\nRun 'sightline incidents( \w+)? --help' for what it takes\.\n$|must be one such as https:/,
      );
    } finally {
      process.env = before;
    }
  });

  test('the address comes from the environment, and the credentials from where the SDK looks', async () => {
    await world.signal('ALARM', 0);
    const before = process.env;
    process.env = {
      ...before,
      SIGHTLINE_OPERATORS_URL: server.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    };
    try {
      expect(await captured('incidents', 'list')).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining(INCIDENT_ID),
      });
    } finally {
      process.env = before;
    }
  });

  test.each(['list', 'show', 'ack', 'note', 'assign', 'severity', 'affected', 'resolve', 'close'])(
    '%s --help fits 100 columns and names the address',
    async (part) => {
      const { code, stdout } = await captured('incidents', part, '--help');
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: sightline incidents ${part}`));
      expect(stdout).toContain('--url URL');
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      expect((await captured('incidents', '--help')).stdout).toContain(`  ${part} `);
    },
  );
});
