import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorsApi } from '../../lib/adapters/aws/operators-api';
import { incidentsCommand } from '../../lib/cli/incidents';
import type { IncidentSources } from '../../lib/cli/incidents/sources';
import { postmortemFile, readPostmortemFile } from '../../lib/view/incidents/postmortem';
import { writePostmortem } from '../../lib/workflow/write-postmortem';
import { CREDENTIALS, REGION, startServer } from '../adapters/aws/operators-api-server';
import { createWorld, INCIDENT_ID, T0, type World } from '../workflow/respond-world';
import { ran } from './ran';

const CALLER = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
const MARK = `<!-- sightline post-mortem ${INCIDENT_ID} version 1: leave this line to '--edit', it says what you edited -->`;

let world: World;
let server: Awaited<ReturnType<typeof startServer>>;
let sources: IncidentSources;
let directory: string;
let sleeps: number;
/** Drafts while the command waits. */
let drafting: boolean;

beforeEach(async () => {
  world = createWorld({ endpoint: 'operators' });
  await world.signal('ALARM', 0);
  server = await startServer((request) => world.request({ ...request, callerArn: CALLER }));
  directory = mkdtempSync(join(tmpdir(), 'postmortem-'));
  sleeps = 0;
  drafting = true;
  const never = () => {
    throw new Error('a post-mortem is read by the API');
  };
  sources = {
    operators: (url) => new OperatorsApi({ url, region: REGION, credentials: async () => CREDENTIALS, now: () => T0 }),
    bus: never,
    table: never,
    now: () => T0 + sleeps * 2_000,
    sleep: async (ms) => {
      expect(ms).toBe(2_000);
      sleeps += 1;
      if (drafting && sleeps === 3) await draft();
    },
  };
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

const draft = () =>
  writePostmortem({ ...world.ports, store: world.memory, region: REGION })({ incidentId: INCIDENT_ID });
const postmortem = (...args: readonly string[]) =>
  ran(() => incidentsCommand(['postmortem', ...args, `--url=${server.url}`], sources));
const file = (text: string) => {
  const path = join(directory, 'it.md');
  writeFileSync(path, text);
  return path;
};

test('prints the draft below a line that says what it is', async () => {
  await draft();
  const { code, stdout } = await postmortem(INCIDENT_ID);
  expect(code).toBe(0);
  expect(stdout.startsWith(`${MARK}\n\n# Post-mortem: Orders fail.\n`)).toBe(true);
  expect(JSON.parse((await postmortem(INCIDENT_ID, '--json')).stdout)).toMatchObject({
    version: 1,
    incidentId: INCIDENT_ID,
  });
});

test('without one it says how to ask, and --write asks and waits for it', async () => {
  expect(await postmortem(INCIDENT_ID)).toEqual({
    code: 1,
    error: undefined,
    stdout: '',
    stderr: `sightline incidents postmortem: incident ${INCIDENT_ID} has no post-mortem yet; ask for one with --write\n`,
  });
  const { code, stdout } = await postmortem(INCIDENT_ID.slice(-6), '--write');
  expect(code).toBe(0);
  expect(sleeps).toBe(3);
  expect(stdout).toContain(MARK);
  const asked = (await world.memory.readTimeline(INCIDENT_ID)).filter(({ kind }) => kind === 'postmortem');
  expect(asked.map(({ text }) => text)).toEqual(['Post-mortem asked for by alice']);
});

test('--write waits for a newer one than there was, a minute at most', async () => {
  await draft();
  drafting = false;
  const { code, stdout, stderr } = await postmortem(INCIDENT_ID, '--write');
  expect([code, stdout, sleeps]).toEqual([1, '', 30]);
  expect(stderr).toMatch(/^sightline incidents postmortem: no draft came within 60 s; does the hub draft any/);
});

test('--edit stores the file, once; what somebody wrote in between is not overwritten', async () => {
  await draft();
  const printed = (await postmortem(INCIDENT_ID)).stdout;
  const path = file(printed.replace('_What ended it, and is that for good?_', 'Rolled back.'));
  expect(await postmortem(INCIDENT_ID, '--edit', path)).toMatchObject({
    code: 0,
    stdout: 'Stored as version 2: from now on it is yours, and the hub drafts it no more.\n',
  });
  const stored = await world.memory.readPostmortem(INCIDENT_ID);
  expect(stored).toMatchObject({
    version: 2,
    editedBy: 'alice',
    text: expect.stringMatching(/^# Post-mortem.*\nRolled back\./s),
  });
  expect(stored?.text).not.toContain('<!--');
  expect(await postmortem(INCIDENT_ID, '--edit', file(`${printed}\nMore.`))).toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      'sightline incidents postmortem: it was refused: version 2 is stored and your text was made of version 1; ' +
      'read it again and join them\n',
  });
  expect((await postmortem(INCIDENT_ID, '--write')).stderr).toBe(
    'sightline incidents postmortem: it was refused: alice has edited it: it is not drafted again\n',
  );
});

test.each([
  ['another beginning', '# Mine\n', /its first line must be the one that 'sightline incidents postmortem/],
  [
    'another incident',
    postmortemFile({ incidentId: '0'.repeat(26), version: 1, text: 'x' }),
    /of the incident 0{26}, not of/,
  ],
])('a file with %s is refused before anything is sent', async (_, text, message) => {
  await draft();
  expect((await postmortem(INCIDENT_ID, '--edit', file(text))).error?.message).toMatch(message);
  expect(server.received.filter(({ method }) => method === 'PUT')).toEqual([]);
});

test.each<[readonly string[], RegExp]>([
  [[], /^which incident\?/],
  [[INCIDENT_ID, '--write', '--edit', 'x'], /^--write and --edit do not go together/],
  [[INCIDENT_ID, '--edit', '/nowhere/it.md'], /^cannot read the post-mortem '\/nowhere\/it.md': there is no such file/],
  [['0'.repeat(26), '--write'], /^there is no incident '0{26}' and no post-mortem of it/],
])('%j is an error', async (args, message) => {
  expect((await postmortem(...args)).error?.message).toMatch(message);
});

test('what strangers wrote steers no terminal', async () => {
  const text = '\u001b]0;pwned\u0007\u202eevil\ud800\nnext';
  const api = { list: async () => [], readPostmortem: async () => ({ incidentId: INCIDENT_ID, version: 1, text }) };
  const { stdout } = await ran(() =>
    incidentsCommand(['postmortem', INCIDENT_ID, '--url', 'https://x.example/'], {
      ...sources,
      operators: () => api as never,
    }),
  );
  expect(stdout).toBe(`${MARK}\n\n]0;pwnedevil\ufffd\nnext\n`);
});

test('--help tells of it, and so does the list of commands', async () => {
  expect((await postmortem('--help')).stdout).toMatch(/^Usage: sightline incidents postmortem ID/);
  const { stdout } = await ran(() => incidentsCommand(['--help'], sources));
  expect(stdout).toMatch(/\n {2}postmortem {2}what is known/);
});

describe('the file', () => {
  const given = { incidentId: INCIDENT_ID, version: 12, text: '# A\n\n- b\n' };

  test('comes back as it was printed, also from an editor of Windows', () => {
    expect(readPostmortemFile(postmortemFile(given))).toEqual(given);
    expect(readPostmortemFile(`\uFEFF${postmortemFile(given).replace(/\n/g, '\r\n')}`)).toEqual(given);
  });

  test.each(['', '# A', ` ${MARK}`, MARK.replace('version 1', 'version x'), MARK.replace(INCIDENT_ID, '../x')])(
    '%j says nothing of what it was made of',
    (text) => {
      expect(readPostmortemFile(text)).toBeUndefined();
    },
  );
});
