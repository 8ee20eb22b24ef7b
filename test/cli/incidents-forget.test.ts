import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import { incidentsCommand } from '../../lib/cli/incidents';
import type { IncidentSources, IncidentTable } from '../../lib/cli/incidents/sources';
import { entryOf, incidentOf, lockOf, writeOf } from '../adapters/samples';
import { T0 } from '../workflow/respond-world';
import { ran } from './ran';

let memory: MemoryIncidentStore;
let table: Pick<IncidentTable, 'forgetPerson'>;
let asked: string[];

beforeEach(async () => {
  memory = new MemoryIncidentStore();
  table = memory;
  asked = [];
  const incident = incidentOf({ openedMs: T0, assignee: 'alice', acknowledgements: [{ by: 'alice', atMs: T0 }] });
  const actor = { type: 'user', id: 'alice' } as const;
  await memory.commit(
    writeOf({ lock: lockOf(), incident, timeline: [entryOf({ atMs: T0, actor, text: 'Acknowledged by alice' })] }),
  );
});

const sources = {
  table: (name: string) => {
    asked.push(name);
    return table;
  },
} as unknown as IncidentSources;
const forget = (...args: readonly string[]) => ran(() => incidentsCommand(['forget', ...args], sources));

test('takes a name out of incidents and timelines, and says in how many items it was', async () => {
  expect(await forget('alice', '--table', 'Hub-Table', '--yes')).toEqual({
    code: 0,
    error: undefined,
    stderr: '',
    stdout: 'Replaced in 2 items.\n',
  });
  expect(asked).toEqual(['Hub-Table']);
  const [incident] = await memory.listOpen();
  expect(incident?.assignee).toBe('former responder');
  expect((await memory.readTimeline(incident?.id ?? '')).map(({ text }) => text)).toEqual([
    'Acknowledged by former responder',
  ]);
  expect((await forget('alice', '--table', 'Hub-Table', '--yes')).stdout).toBe("Nothing has the name 'alice'.\n");
});

test('writes what it is told to, and JSON for machines', async () => {
  expect((await forget('alice', '--table', 'Hub-Table', '--as', 'A.', '--yes', '--json')).stdout).toBe(
    '{"changed":2}\n',
  );
  expect((await memory.listOpen())[0]?.assignee).toBe('A.');
});

test.each([
  [[], /^whom\? Give the name as it is stored/],
  [
    ['alice', 'smith', '--table', 't-1', '--yes'],
    /^one person at a time; 'smith' is more; write a name with spaces in quotes/,
  ],
  [['alice', '--yes'], /^--table is needed/],
  [
    ['alice', '--table', 'Hub-Table'],
    /^'alice' would become 'former responder' in all of Hub-Table, for good; add --yes/,
  ],
  [['alice', '--table', 'Hub-Table', '--as', 'the late alice', '--yes'], /must be a text without that name/],
  [['', '--table', 'Hub-Table', '--yes'], /needs a name of 1 to 256 characters/],
])('%j is refused, and changes nothing', async (args, message) => {
  expect((await forget(...args)).error?.message).toMatch(message);
  expect((await memory.listOpen())[0]?.assignee).toBe('alice');
});

test('says which rights are missing', async () => {
  const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  table = { forgetPerson: async () => Promise.reject(error) };
  expect((await forget('alice', '--table', 'Hub-Table', '--yes')).error?.message).toMatch(
    /^the credentials may not \(no\); they need dynamodb:Scan, dynamodb:GetItem and dynamodb:UpdateItem/,
  );
});
