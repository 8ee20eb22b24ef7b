import { OperatorsApi } from '../../lib/adapters/aws/operators-api';
import { incidentsCommand } from '../../lib/cli/incidents';
import type { IncidentSources } from '../../lib/cli/incidents/sources';
import { CREDENTIALS, REGION, startServer } from '../adapters/aws/operators-api-server';
import { CONFIG, createWorld, INCIDENT_ID, MINUTE, T0, type World } from '../workflow/respond-world';
import { ran } from './ran';

const CALLER = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
const page = {
  kind: 'webhook',
  name: 'page',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:page',
  audience: 'customers',
} as const;

let world: World;
let server: Awaited<ReturnType<typeof startServer>>;

beforeEach(async () => {
  const config = { ...CONFIG, hub: { ...CONFIG.hub, channels: [...CONFIG.hub.channels, page] } };
  world = createWorld({ endpoint: 'operators', config });
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

test('an update is told, and the timeline says by whom and to whom', async () => {
  const told = await incidents('update', INCIDENT_ID, '--text', 'We roll back.', '--audience', 'customers');
  expect([told.code, told.stdout]).toEqual([
    0,
    `Update told: Orders fail.\n  high, triggered  checkout prod  ${INCIDENT_ID}\n`,
  ]);
  expect((await incidents('show', INCIDENT_ID)).stdout).toContain(
    '  updated       alice to the customers: We roll back.\n',
  );
});

test('who has no channel is refused', async () => {
  const told = await incidents('update', INCIDENT_ID, '--text', 'x', '--audience', 'stakeholders');
  expect([told.code, told.stderr]).toEqual([
    1,
    'sightline incidents: update was refused: the hub has no channel for stakeholders; give one of its channels that audience\n',
  ]);
});

test.each([
  [[], '--text is needed: what to tell them, such as'],
  [['--text', ' '], '--text must not be blank'],
  [['--text', 'x', '--audience', 'all'], "--audience must be one of responders, stakeholders, customers, got 'all'"],
  [
    ['--text', 'x', '--progress', 'done'],
    "--progress must be one of investigating, identified, monitoring, got 'done'",
  ],
])('%j is refused before anything is asked', async (args, message) => {
  expect((await incidents('update', INCIDENT_ID, ...args)).error?.message).toContain(message);
  expect(server.received).toEqual([]);
});
