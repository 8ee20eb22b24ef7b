import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tallies } from '../scripts/vectors/report';
import { runAll } from '../scripts/vectors/run';

const OWN = join(__dirname, 'events');

interface Entry {
  readonly file: string;
  readonly expect: { readonly action: string };
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'events-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
}

const manifest: Entry[] = JSON.parse(readFileSync(join(OWN, 'MANIFEST.json'), 'utf8'));

function own(name: string): string {
  const file = manifest.find((entry) => entry.file.startsWith(`${name}-`))?.file ?? '';
  return readFileSync(join(OWN, file), 'utf8');
}

/** Plays one event, or several, and answers what became of it. */
async function playing(action: string, content: unknown, more: Record<string, unknown> = {}) {
  write('event.json', content);
  write('MANIFEST.json', [{ file: 'event.json', expect: { action, ...more } }]);
  const { results, unreadable } = await runAll(directory);
  expect([results.length, unreadable]).toEqual([1, []]);
  const [{ tally, event, failures }] = results as [(typeof results)[number]];
  return { ...tally, ...event, failures };
}

describe("the project's own events", () => {
  test('are all listed', () => {
    const files = readdirSync(OWN).filter((file) => !/^(MANIFEST\.json|README\.md)$/.test(file));
    expect(manifest.map(({ file }) => file)).toEqual(files.sort());
  });

  test('each become what the manifest says', async () => {
    const run = await runAll(OWN);
    expect(run.results.flatMap(({ failures }) => failures)).toEqual([]);
    expect(run.results.map(({ file, tally }) => [file, tally.passed])).toEqual(manifest.map(({ file }) => [file, 1]));
    expect([run.notVectors, run.unreadable]).toEqual([['README.md'], []]);
  });

  test('begin with the word for what became of them: nothing passes for something else', async () => {
    const { results } = await runAll(OWN);
    for (const { event } of results) {
      const [expected] = (event?.expected ?? '').split(/[;,( ]/);
      expect(event?.happened.split(':')[0]).toBe(expected);
    }
  });

  test('all fail where the manifest says what is not so', async () => {
    const turned = (action: string) => (/^open/.test(action) ? 'record, do not page' : 'open');
    write(
      'MANIFEST.json',
      manifest.map((entry) => ({ ...entry, expect: { action: turned(entry.expect.action) } })),
    );
    for (const { file } of manifest) write(file, readFileSync(join(OWN, file), 'utf8'));
    const { results } = await runAll(directory);
    expect(results.map(({ tally }) => tally)).toEqual(manifest.map(() => ({ passed: 0, failed: 1, notAsserted: 0 })));
    for (const { failures } of results) expect(failures[0]?.actual).toMatch(/^[A-Za-z-]+: /);
  });
});

describe('an event', () => {
  test('that is held back says until when', async () => {
    expect(await playing('record, do not page', own('06'))).toMatchObject({
      passed: 1,
      happened: 'record: 0 messages, held back until 2022-07-22T15:59:45.394Z',
    });
  });

  test('of the alarm that the manifest names must be in the incident', async () => {
    expect(await playing('open', own('01'), { alarm: 'ServerCpuTooHigh' })).toMatchObject({ passed: 1, failed: 0 });
    expect(await playing('open', own('01'), { alarm: 'Other' })).toMatchObject({ passed: 0, failed: 1 });
  });

  test('with an action of unknown words is not asserted, but told', async () => {
    expect(await playing('celebrate', own('01'))).toMatchObject({
      ...{ passed: 0, failed: 0, notAsserted: 1 },
      happened: expect.stringMatching(/^open: /),
    });
  });

  test.each([
    'open; SAME dedupe key and transition time as 01',
    'open with dedupe key alarmArn#contributorId, or attach to the alarm-level incident',
    'Page once (released)',
  ])('may be expected in more words: %s', async (action) => {
    expect(await playing(action, own('01'))).toMatchObject({ passed: 1, expected: action });
  });

  test('80 KB of description and 1,000 contributors in one batch are one incident and one message', async () => {
    const event = JSON.parse(own('10'));
    event.detail.configuration.description = '🔥 \u202e'.repeat(16_000);
    const contributors = Array.from({ length: 1_000 }, (_, index) => ({
      ...event,
      detail: { ...event.detail, alarmContributor: { id: `c${index}` } },
    }));
    const small = contributors.map((each, index) => (index === 0 ? each : withoutDescription(each)));
    expect(await playing('open', small)).toMatchObject({
      passed: 1,
      happened: 'open: high incident of DynamoDBInsightsAlarm triggered (DynamoDBInsightsAlarm), 1 message',
    });
  });

  test.each([
    ['one transition over four transports', ['01', '22', '23', '29'], 'ServerCpuTooHigh triggered (ServerCpuTooHigh)'],
    [
      'an alarm and its contributor in the same millisecond',
      ['10', '12'],
      'DynamoDBInsightsAlarm triggered (DynamoDBInsightsAlarm)',
    ],
    ['a composite that was suppressed and then released', ['06', '07', '08'], 'orders triggered (orders)'],
    ['an insight that repeats itself', ['16', '16', '16'], 'payments triggered (X-Ray insight of payments)'],
  ])('%s: one incident, one message', async (_, names, incident) => {
    const { happened } = await playing(
      'open',
      names.map((name) => JSON.parse(own(name))),
    );
    expect(happened).toMatch(/^open: /);
    expect(happened?.split(', ').slice(0, 2)).toEqual([`open: high incident of ${incident}`, '1 message']);
  });

  test('that the folder lacks fails', async () => {
    write('MANIFEST.json', [{ file: '../other.json', expect: { action: 'open' } }]);
    const { results } = await runAll(directory);
    expect(results[0]).toMatchObject({
      tally: { passed: 0, failed: 1, notAsserted: 0 },
      failures: [{ expected: 'open', actual: 'the folder has no such file' }],
    });
  });
});

function withoutDescription(event: { readonly detail: Record<string, unknown> }): object {
  return { ...event, detail: { ...event.detail, configuration: {} } };
}

test('events and cases may lie below the same directory', async () => {
  write('rules.json', { states: { A: 'ALARM' }, cases: [{ rule: 'ALARM(A)', expect: true }] });
  write('events/a.json', own('01'));
  write('events/MANIFEST.json', [{ file: 'a.json', expect: { action: 'open' } }, { file: 5 }, null]);
  expect(tallies(await runAll(directory))).toEqual({
    'rules.json': { passed: 1, failed: 0, notAsserted: 0 },
    'events/a.json': {
      ...{ passed: 1, failed: 0, notAsserted: 0 },
      expected: 'open',
      happened: 'open: high incident of ServerCpuTooHigh triggered (ServerCpuTooHigh), 1 message',
    },
  });
});

test.each([['{}'], ['[]'], ['[{"file":"a.json"}]'], ['[{"file":"a.json","expect":{"action":1}}]']])(
  'a manifest such as %s is none',
  async (content) => {
    write('MANIFEST.json', content);
    write('a.json', '{}');
    expect((await runAll(directory)).notVectors).toEqual(['MANIFEST.json', 'a.json']);
  },
);
