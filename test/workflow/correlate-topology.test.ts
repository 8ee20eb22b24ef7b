import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { ObservedService } from '../../lib/core/trace/topology';
import { correlate } from '../../lib/workflow/correlate';
import { incidentOf } from '../adapters/samples';
import { NIGHT } from './races/team';

const of = (service: string, id: string) => incidentOf({ id, service, environment: 'prod' });

async function linked(observed: readonly ObservedService[] | undefined, dependsOn: readonly string[] = []) {
  const open = [of('payments', 'P'), of('stock', 'S')];
  const begun = of('checkout', 'C');
  const services = [
    {
      schemaVersion: SCHEMA_VERSION,
      kind: 'service',
      service: 'checkout',
      environment: 'prod',
      stackName: 'Shop',
      dashboardName: 'd',
      dependsOn,
    } as const,
  ];
  const store = { listOpen: async () => open, readMemos: async () => [], appendTimeline: async () => undefined };
  const log = { info: () => undefined, warn: (text: string) => fail(text), error: () => undefined };
  const ports = { store, log, clock: {}, ...(observed && { topology: { load: async () => observed } }) } as Parameters<
    typeof correlate
  >[0];
  const { own } = await correlate(
    ports,
    { ...NIGHT, services },
    { lock: {} } as Parameters<typeof correlate>[2],
    begun,
  );
  return own.map(({ text }) => text);
}

function fail(text: string): never {
  throw new Error(text);
}

const OBSERVED = [{ service: 'checkout', environment: 'prod', calls: ['payments'] }];
const LINK = expect.stringMatching(/^payments \(a dependency\) has been in trouble since/);

test('an incident is linked to that of a service which its traces show it calls', async () => {
  expect(await linked(OBSERVED)).toEqual([LINK]);
});

test('what is declared and what is seen add up', async () => {
  expect(await linked(OBSERVED, ['stock'])).toEqual(
    expect.arrayContaining([LINK, expect.stringMatching(/^stock \(a dependency\)/)]),
  );
});

test('without a map of traces the declared ones are known', async () => {
  expect(await linked([], ['stock'])).toEqual([expect.stringMatching(/^stock/)]);
  expect(await linked(undefined)).toEqual([]);
});

test('of another environment nothing is said', async () => {
  expect(await linked([{ service: 'checkout', environment: 'stage', calls: ['payments'] }])).toEqual([]);
});
