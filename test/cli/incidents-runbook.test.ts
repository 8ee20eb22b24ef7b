import { OperatorsApi } from '../../lib/adapters/aws/operators-api';
import { incidentsCommand } from '../../lib/cli/incidents';
import type { IncidentSources } from '../../lib/cli/incidents/sources';
import { CREDENTIALS, REGION, startServer } from '../adapters/aws/operators-api-server';
import { createWorld, INCIDENT_ID, MINUTE, T0, type World } from '../workflow/respond-world';
import { ran } from './ran';

const CALLER = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';

let world: World;
let server: Awaited<ReturnType<typeof startServer>>;

beforeEach(async () => {
  world = createWorld({ endpoint: 'operators' });
  await world.signal('ALARM', 0);
  server = await startServer((request) => world.request({ ...request, callerArn: CALLER }));
});
afterEach(() => server.stop());

function incidents(...args: readonly string[]) {
  const sources = {
    operators: (url) => new OperatorsApi({ url, region: REGION, credentials: async () => CREDENTIALS, now: () => T0 }),
    now: () => T0 + 5 * MINUTE,
  } as Partial<IncidentSources> as IncidentSources;
  return ran(() => incidentsCommand([...args, `--url=${server.url}`], sources));
}

test.each([
  ['approve', 'Approved: Orders fail.', 'Runbook fail-over approved by alice'],
  ['run', 'Asked for; the timeline will say what became of it: Orders fail.', 'Runbook fail-over asked for by alice'],
])('%s names the runbook behind the incident, and is in the timeline with who did it', async (what, said, entry) => {
  const told = await incidents(what, INCIDENT_ID, 'fail-over');
  expect([told.code, told.stderr]).toEqual([0, '']);
  expect(told.stdout).toContain(`${said}\n`);
  expect((await incidents('show', INCIDENT_ID)).stdout).toContain(entry);
});

test.each([
  [['approve', INCIDENT_ID], 'RUNBOOK is needed: the name of a runbook of the hub'],
  [['approve', INCIDENT_ID, ' '], 'RUNBOOK must not be blank'],
  [['run', INCIDENT_ID, 'a', 'b'], "one incident at a time; 'b' is more"],
  [['ack', INCIDENT_ID, 'a'], "one incident at a time; 'a' is more"],
])('%j is not understood', async (args, problem) => {
  expect((await incidents(...args)).error?.message).toContain(problem);
  expect(server.received).toEqual([]);
});

test('nothing is approved once it is resolved, nor without a name', async () => {
  await world.signal('OK', MINUTE);
  const told = await incidents('approve', INCIDENT_ID, 'fail-over');
  expect([told.code, told.stderr]).toEqual([
    1,
    'sightline incidents: approve was refused: the incident is resolved already\n',
  ]);
  expect((await incidents('approve', '--help')).stdout).toContain(
    'Usage: sightline incidents approve ID RUNBOOK [options]',
  );
});
