import type { OperatorsPort } from '../../lib/cli/incidents/sources';
import { pageCommand } from '../../lib/cli/page';
import { testPage } from '../../lib/cli/page/signals';
import type { Incident } from '../../lib/core/incident/incident';
import { readArrival } from '../../lib/core/signal/arrival';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { temporaryDirectory } from '../rehearsal/support';
import { createWorld } from '../workflow/respond-world';
import { captured } from './captured';
import { writeHubApp } from './hub-app';
import { ran } from './ran';

const T0 = Date.parse('2026-12-02T12:00:00Z');
const directory = temporaryDirectory();
const home = process.cwd();

beforeAll(() => {
  writeHubApp(directory);
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

type Detail = Readonly<Record<string, unknown>>;

interface Hub {
  readonly sent: {
    readonly atMs: number;
    readonly hub: string;
    readonly detailType: string;
    readonly detail: Detail;
  }[];
  /** @param read what the API says of the incident, by the time since T0 */
  run(
    args: readonly string[],
    read?: (afterMs: number, id: string) => Awaited<ReturnType<OperatorsPort['read']>>,
    interruptAfterMs?: number,
  ): ReturnType<typeof ran>;
}

function hub(fail?: string): Hub {
  let nowMs = T0;
  const sent: Hub['sent'] = [];
  return {
    sent,
    run: (args, read, interruptAfterMs = Number.POSITIVE_INFINITY) => {
      const operators = () => ({ read: async (id: string) => read?.(nowMs - T0, id) }) as unknown as OperatorsPort;
      const bus = (name: string) => ({
        publish: async (detailType: string, detail: Detail) => {
          if (fail !== undefined) throw Object.assign(new Error(fail), { name: 'AccessDeniedException' });
          sent.push({ atMs: nowMs - T0, hub: name, detailType, detail });
        },
      });
      const pause = async (ms: number) => {
        nowMs += ms;
        return nowMs - T0 < interruptAfterMs;
      };
      return ran(() => pageCommand(args, { operators, bus, now: () => nowMs }, pause));
    },
  };
}

const told = (acknowledgements: Incident['acknowledgements']) => ({
  incident: { acknowledgements } as Incident,
  timeline: [],
});
const TEST = ['--test', '--hub', 'sightline'];

describe('sightline page --test', () => {
  test('begins and ends an incident of its own', async () => {
    const at = hub();
    const { code, stdout } = await at.run(TEST);
    expect(code).toBe(0);
    expect(at.sent).toMatchObject([
      { atMs: 0, hub: 'sightline', detailType: 'Sightline Signal', detail: { state: 'ALARM', timestampMs: T0 } },
      { atMs: 60_000, detail: { state: 'OK', timestampMs: T0 + 60_000 } },
    ]);
    const [first, last] = at.sent.map(({ detail }) => detail);
    expect(first).toMatchObject({
      judge: 'page-test',
      service: 'sightline',
      environment: 'test-page',
      severity: 'high',
      role: 'page',
      summary: 'Test page: nothing is wrong',
      group: expect.stringMatching(/^test-page\/[0-9a-f]{8}$/),
    });
    expect({ member: last?.member, group: last?.group }).toEqual({ member: first?.member, group: first?.group });
    expect(stdout).toMatch(
      /^Opens incident [0-9A-Z]{26} of the hub 'sightline' and pages whom its routes name; ends it after 1 min\.\n12:00:00 UTC {2}sent\n12:01:00 UTC {2}ended\nWhether it arrived/,
    );
  });

  test('the hub opens the incident that was named, pages, and resolves it', async () => {
    const world = createWorld();
    const page = testPage(undefined, world.ports.clock.now(), 'abc');
    const handle = handleSignal({
      ...world.ports,
      metrics: { count: () => {}, duration: () => {} },
      bus: { publish: async () => {} },
      deadLetters: { send: async (_body, reason) => Promise.reject(new Error(reason)) },
    });
    const receive = (event: object) =>
      handle({ Records: [{ messageId: '1', body: JSON.stringify(event) }] } as Parameters<typeof handle>[0]);
    expect(readArrival(JSON.stringify(page.event('ALARM')))).toEqual([{ kind: 'signal', signal: page.signal }]);
    expect(await receive(page.event('ALARM'))).toEqual({ batchItemFailures: [] });
    expect(await world.memory.readIncident(page.incidentId)).toMatchObject({ status: 'triggered', paged: true });
    await receive(page.event('OK', 60_000));
    expect(await world.memory.readIncident(page.incidentId)).toMatchObject({ status: 'resolved', autoResolved: true });
  });

  test('with the address of the API it tells who acknowledged, and ends at once', async () => {
    const at = hub();
    const asked: string[] = [];
    const { code, stdout } = await at.run([...TEST, '--url', 'https://x.example'], (afterMs, id) => {
      asked.push(id);
      if (afterMs < 10_000) return undefined;
      return told(afterMs < 20_000 ? [] : [{ by: 'dana\u001b', atMs: T0 + 17_000 }]);
    });
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(1)).toEqual([
      '12:00:00 UTC  sent',
      '12:00:10 UTC  the hub opened it',
      '12:00:17 UTC  acknowledged by dana after 17 s',
      '12:00:20 UTC  ended',
      '',
    ]);
    expect(at.sent.map(({ atMs }) => atMs)).toEqual([0, 20_000]);
    expect(new Set(asked)).toEqual(new Set([stdout.slice('Opens incident '.length).slice(0, 26)]));
  });

  test.each<[string, boolean, RegExp]>([
    ['nobody acknowledged', true, /the hub opened it\nNobody acknowledged it\.\n12:00:30 UTC {2}ended\n$/],
    ['the hub did not open it', false, /sent\nThe hub opened no incident: is it deployed here/],
  ])('%s: exit code 1', async (_name, opened, words) => {
    const at = hub();
    const ranIt = await at.run([...TEST, '--url', 'https://x.example', '--wait', '30'], () =>
      opened ? told([]) : undefined,
    );
    expect(ranIt.code).toBe(1);
    expect(ranIt.stdout).toMatch(words);
    expect(at.sent.map(({ atMs }) => atMs)).toEqual([0, 30_000]);
  });

  test.each<[string, () => never]>([
    [
      'the API fails',
      () => {
        throw new Error('gone\u001b');
      },
    ],
  ])('it is ended all the same where %s', async (_name, read) => {
    const at = hub();
    const { error } = await at.run([...TEST, '--url', 'https://x.example'], read);
    expect(error?.message).toBe('gone');
    expect(at.sent.map(({ detail }) => detail.state)).toEqual(['ALARM', 'OK']);
  });

  test('it is ended all the same where somebody interrupts', async () => {
    const at = hub();
    const { code } = await at.run([...TEST, '--url', 'https://x.example'], () => told([]), 10_000);
    expect(code).toBe(1);
    expect(at.sent.map(({ atMs }) => atMs)).toEqual([0, 10_000]);
  });

  test('where the bus refuses, nothing else is sent, and the right that is missing is named', async () => {
    const { code, error } = await hub('not authorized').run(TEST);
    expect(code).toBe(2);
    expect(error?.message).toBe(
      "the credentials may not (not authorized); they need events:PutEvents on the hub's bus",
    );
  });

  test('--dry-run prints the two events and sends nothing', async () => {
    const at = hub();
    const { code, stdout } = await at.run([...TEST, '--dry-run', '--wait', '90']);
    expect(code).toBe(0);
    expect(at.sent).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject([
      { source: 'sightline', 'detail-type': 'Sightline Signal', detail: { state: 'ALARM', timestampMs: T0 } },
      { source: 'sightline', 'detail-type': 'Sightline Signal', detail: { state: 'OK', timestampMs: T0 + 90_000 } },
    ]);
  });

  test('a channel is tested only if a route leads there', async () => {
    const at = hub();
    expect((await at.run([...TEST, '--channel', 'war-room'])).code).toBe(0);
    expect(at.sent[0]?.detail.environment).toBe('channel:war-room');
    const others = hub();
    expect((await others.run([...TEST, '--channel', 'oncall'])).error?.message).toBe(
      "a test page for channel 'oncall' would tell @dana now. Add a route before the others that matches " +
        "{ service: 'sightline', environment: 'channel:oncall' } and tells that channel alone",
    );
    expect((await others.run([...TEST, '--channel', 'nowhere'])).error?.message).toBe(
      "the hub has no channel 'nowhere'; it has: oncall, war-room",
    );
    expect((await others.run([...TEST, '--person', 'kim'])).error?.message).toMatch(/look at their quiet hours$/);
    expect((await others.run([...TEST, '--person', 'dana'])).code).toBe(0);
    expect(others.sent[0]?.detail.environment).toBe('person:dana');
  });

  test('the app with the routes is one of several that are given, or some stacks of one', async () => {
    const at = hub();
    const joined = ['--app', 'joins.json', '--app', 'cdk.out', '--stacks', 'Shop'];
    expect((await at.run([...TEST, '--channel', 'war-room', ...joined])).code).toBe(0);
    const copies = [...TEST, '--channel', 'war-room', '--app', 'copies.out'];
    expect((await at.run(copies)).error?.message).toMatch(/^there are 2 hubs named 'sightline'/);
    expect((await at.run([...copies, '--stacks', 'Dev/*'])).code).toBe(0);
  });

  test('and only if it leads nowhere else, at once or while it waits', async () => {
    const at = hub();
    expect((await at.run([...TEST, '--channel', 'war-room', '--app', 'others.json'])).error?.message).toBe(
      "a test page for channel 'war-room' would also tell oncall, @dana now. Add a route before the others that " +
        "matches { service: 'sightline', environment: 'channel:war-room' } and tells that channel alone",
    );
    const long = [...TEST, '--channel', 'war-room', '--wait'];
    expect((await at.run([...long, '301'])).error?.message).toBe(
      'a test page that waits for 5 min 1 s would also tell @kim, war-room after 5 min; give a shorter --wait',
    );
    expect(at.sent).toEqual([]);
    expect((await at.run([...long, '300'])).code).toBe(0);
  });

  test('stakeholders, who hear of every incident that is as severe, are named', async () => {
    const { code, stdout } = await hub().run([...TEST, '--channel', 'war-room', '--app', 'stakeholders.json']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Stakeholders hear of it, too: execs\.\nOpens incident/);
  });

  test.each<[readonly string[], RegExp]>([
    [[], /give --test/],
    [['--test'], /which hub\? Give --hub NAME/],
    [['--test', '--hub', 'a b'], /'a b' is no name of a hub/],
    [[...TEST, 'x'], /takes options only, got 'x'/],
    [[...TEST, '--wait', '5'], /--wait must be whole seconds from 10 to 900, got '5'/],
    [[...TEST, '--wait', '1m'], /got '1m'/],
    [[...TEST, '--channel', 'a', '--person', 'b'], /not both/],
  ])('%j is refused with what to write', async (args, message) => {
    const { code, stdout, stderr } = await captured('page', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('--help fits 100 columns', async () => {
    const { code, stdout } = await captured('page', '--help');
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});
