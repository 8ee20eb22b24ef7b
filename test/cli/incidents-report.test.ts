import { OperatorsApi } from '../../lib/adapters/aws/operators-api';
import { incidentsCommand } from '../../lib/cli/incidents';
import type { IncidentSources, IncidentTable } from '../../lib/cli/incidents/sources';
import { CREDENTIALS, REGION, startServer } from '../adapters/aws/operators-api-server';
import { entryOf, incidentOf, lockOf, outboxOf, writeOf } from '../adapters/samples';
import { createWorld, INCIDENT_ID, MINUTE, T0, type World } from '../workflow/respond-world';
import { ran } from './ran';

const DAY = 24 * 60 * MINUTE;
const CALLER = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';

let world: World;
let server: Awaited<ReturnType<typeof startServer>>;
let asked: string[];
let table: IncidentTable | undefined;
let sources: IncidentSources;

beforeEach(async () => {
  world = createWorld({ endpoint: 'operators' });
  server = await startServer((request) => world.request({ ...request, callerArn: CALLER }));
  asked = [];
  table = undefined;
  sources = {
    operators: (url) => new OperatorsApi({ url, region: REGION, credentials: async () => CREDENTIALS, now: () => T0 }),
    table: (name) => {
      asked.push(name);
      return table ?? world.memory;
    },
    bus: () => {
      throw new Error('no command of incidents puts anything on a bus');
    },
    now: () => T0 + 60 * MINUTE,
  };
});
afterEach(() => server.stop());

const incidents = (...args: readonly string[]) => ran(() => incidentsCommand(args, sources));
const report = (...args: readonly string[]) => incidents('report', '--table', 'Hub-Table', ...args);

describe('sightline incidents report', () => {
  test('tells the numbers of a week, and that every escalation ran', async () => {
    await world.signal('ALARM', 0);
    await world.signal('OK', 10 * MINUTE);
    table = allSent();
    expect(await report()).toEqual({
      code: 0,
      error: undefined,
      stderr: '',
      stdout: `Weekly digest
8 January 2026 to 15 January 2026 (UTC)

1 incident opened, 0 reopened, 1 resolved
1 alert raised, 1 cleared
Resolved after 10 min
  by alarms after 10 min
Ended and nobody had looked: 1 of 1
Came back: 0 of 1

Over:
- HIGH checkout prod: Orders fail. (10 min)

Every escalation ran.
`,
    });
    expect(asked).toEqual(['Hub-Table']);
  });

  test('is a failure where a level was due and nothing proves that it was told', async () => {
    const plan = { policy: 'default', levels: [{ name: 'on-call', afterMs: 0, targets: [] }], acksNeeded: 1 };
    const incident = incidentOf({ openedMs: T0, beganMs: T0, startedMs: T0, plan });
    await world.memory.commit(writeOf({ lock: lockOf(), incident, timeline: [entryOf({ atMs: T0 })] }));
    const unproven = await report();
    expect(unproven.code).toBe(1);
    expect(unproven.stdout).toMatch(/\nEscalations that did not run:\n- i-1: on-call not told\n$/);
    // It was due on that day.
    expect((await report('--from', '2026-01-16', '--to', '2026-01-17')).code).toBe(0);
    const outbox = [outboxOf({ kind: 'page', generation: 1, level: 0, status: 'pending', dueMs: T0 })];
    table = { ...reading(), listOutbox: async () => outbox };
    expect((await report()).stdout).toMatch(/- i-1: on-call not delivered\n$/);
    table = { ...reading(), listOutbox: async () => outbox.map((item) => ({ ...item, status: 'sent' as const })) };
    expect(await report()).toMatchObject({ code: 0 });
  });

  test('as JSON has what it was counted from', async () => {
    await world.signal('ALARM', 0);
    table = allSent();
    const { stdout, code } = await report('--json', '--from', '2026-01-15', '--to', '2026-01-16');
    const told = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(told).toMatchObject({
      from: Date.UTC(2026, 0, 15),
      to: Date.UTC(2026, 0, 16),
      complete: true,
      violations: [],
      numbers: { noise: { count: 0, of: 0 }, days: [{ incidentsOpened: 1 }] },
    });
    expect(told.incidents.map(({ id }: { id: string }) => id)).toEqual([INCIDENT_ID]);
  });

  test.each([
    [['--from', '2026-01-20'], /^--from must be before --to, got '2026-01-20'/],
    [['--from', '2026-02-30'], /^--from must be a date such as/],
    [['--to', 'now'], /^--to must be a date such as/],
    [['checkout'], /^'report' takes options only, got 'checkout'/],
  ])('%j is refused', async (args, message) => {
    expect((await report(...args)).error?.message).toMatch(message);
    expect(asked).toEqual([]);
  });

  test('asks for a table, which must be one', async () => {
    expect((await incidents('report')).error?.message).toMatch(/^--table is needed: .*IncidentTable/);
    const evil = '\u001b]0;pwned\u0007';
    expect((await incidents('report', '--table', evil)).error?.message).toBe(
      "--table must be the name of a DynamoDB table or its ARN, got ']0;pwned'",
    );
    const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Hub-Table';
    await incidents('report', '--table', arn);
    expect(asked).toEqual([arn]);
  });

  test('says which rights are missing, and that there is no such table', async () => {
    const failing = (name: string) => async () => Promise.reject(Object.assign(new Error('no'), { name }));
    table = { ...reading(), listDuring: failing('AccessDeniedException') };
    expect((await report()).error?.message).toMatch(/^the credentials may not \(no\); they need dynamodb:Query on /);
    table = { ...reading(), listDuring: failing('ResourceNotFoundException') };
    expect((await report()).error?.message).toMatch(/^there is no such table here/);
  });

  /** Nobody runs `notify` here. */
  function allSent(): IncidentTable {
    const listOutbox = async (id: string) =>
      (await world.memory.listOutbox(id)).map((item) => ({ ...item, status: 'sent' as const }));
    return { ...reading(), listOutbox };
  }

  function reading(): IncidentTable {
    return {
      listDuring: (...given) => world.memory.listDuring(...given),
      readTimeline: (...given) => world.memory.readTimeline(...given),
      listOutbox: (...given) => world.memory.listOutbox(...given),
      forgetPerson: (...given) => world.memory.forgetPerson(...given),
    };
  }
});

describe('sightline incidents history', () => {
  const history = (...args: readonly string[]) => incidents('history', ...args, `--url=${server.url}`);

  test('has those that are over, too, since a day', async () => {
    await world.signal('ALARM', 0);
    await world.signal('OK', 10 * MINUTE);
    expect((await history('checkout')).stdout).toBe(
      `SEVERITY  STATUS         LASTED       ID                          WHO
high      resolved       10 min       ${INCIDENT_ID}
          checkout prod: Orders fail.

None is open. 1 over.
`,
    );
    expect((await history('checkout', '--since', '2026-01-15')).stdout).toContain(INCIDENT_ID);
    expect((await history('checkout', '--since', '2026-01-16')).stdout).toBe('There is no incident.\n');
    expect((await history('payments')).stdout).toBe('There is no incident.\n');
    const { incidents: listed } = JSON.parse((await history('checkout', '--json')).stdout);
    expect(listed.map(({ status }: { status: string }) => status)).toEqual(['resolved']);
    await world.signal('ALARM', DAY);
    expect((await history('checkout', '--limit', '1')).stdout).toContain('There may be more: 1 at most were asked for');
  });

  test.each([
    [[], /^which service\?/],
    [['a', 'b'], /^one service at a time; 'b' is more/],
    [['a', '--since', 'monday'], /^--since must be a date/],
    [['a', '--limit', '0'], /^--limit must be a whole number from 1 to 100/],
  ])('%j is refused', async (args, message) => {
    expect((await history(...args)).error?.message).toMatch(message);
  });
});

test.each([['report'], ['history']])('%s explains itself', async (name) => {
  const { stdout, code } = await incidents(name, '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: sightline incidents ${name} `));
  expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
});
