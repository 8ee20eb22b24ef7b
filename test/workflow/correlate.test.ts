import type { ServiceConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { alarmEvent, T0 } from './hub';
import { LATENCY } from './races/events';
import { createNight, MINUTE } from './races/night';
import { NIGHT } from './races/team';

function service(name: string, stackName: string, dependsOn?: readonly string[]): ServiceConfig {
  const named = { service: name, environment: 'prod', stackName, dashboardName: name };
  return { schemaVersion: SCHEMA_VERSION, kind: 'service', ...named, ...(dependsOn && { dependsOn }) };
}

const SERVICES = [
  service('checkout', 'Shop', ['payments']),
  service('payments', 'Payments'),
  service('cart', 'Shop'),
  service('search', 'Search'),
];
const CONFIG = { ...NIGHT, services: SERVICES };

const faults = (name: string, atMs: number) => alarmEvent('ALARM', atMs, { alarm: `${name}-faults`, service: name });

function deploy(stackName: string, atMs: number): Record<string, unknown> {
  return {
    id: `deploy-${stackName}`,
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    time: new Date(T0 + atMs).toISOString(),
    detail: {
      'stack-id': `arn:aws:cloudformation:eu-west-1:111122223333:stack/${stackName}/1`,
      'status-details': { status: 'UPDATE_COMPLETE' },
    },
  };
}

/** Bodies of the pages to alice, the oldest first. */
function pagesOf(night: ReturnType<typeof createNight>): string[] {
  return night.hub.said.sent
    .filter(({ attributes }) => attributes.kind === 'page' && attributes.responder === 'alice')
    .map(({ body }) => body);
}

async function texts(night: ReturnType<typeof createNight>, name: string): Promise<string[]> {
  const incident = night.hub.incidents().find((one) => one.service === name);
  return (await night.hub.memory.readTimeline(incident?.id ?? '')).map(({ kind, text }) => `${kind}: ${text}`);
}

test('a page says that a dependency is in trouble, and both timelines do', async () => {
  const night = createNight({ config: CONFIG });
  await night.deliver(faults('payments', 0));
  await night.pass(3 * MINUTE);
  await night.deliver(faults('checkout', 3 * MINUTE));
  const [payments, checkout] = ['payments', 'checkout'].map(
    (name) => night.hub.incidents().find((incident) => incident.service === name)?.id,
  );
  const [first, second] = pagesOf(night);
  expect(first).not.toContain('Related');
  expect(second).toContain(`\nRelated: payments (a dependency) has been in trouble since 08:00 UTC: ${payments}.\n`);
  expect(await texts(night, 'checkout')).toContain(
    `linked: payments (a dependency) has been in trouble since 08:00 UTC: ${payments}`,
  );
  expect(await texts(night, 'payments')).toContain(
    `linked: checkout (depends on this one) has been in trouble since 08:03 UTC: ${checkout}`,
  );
});

test('a page says which deploy came before it, and which other incident came of it', async () => {
  const night = createNight({ config: CONFIG });
  await night.deliver(deploy('Shop', 0));
  await night.pass(3 * MINUTE);
  await night.deliver(faults('cart', 3 * MINUTE));
  await night.pass(MINUTE);
  await night.deliver(faults('checkout', 4 * MINUTE));
  const cart = night.hub.incidents().find((incident) => incident.service === 'cart')?.id;
  const [first, second] = pagesOf(night);
  expect(first).toContain('\nIt began 3 min after this: Deploy of Shop succeeded.\n');
  expect(first).not.toContain('Related');
  expect(second).toContain('\nIt began 4 min after this: Deploy of Shop succeeded.\n');
  expect(second).toContain(`\nRelated: cart (the same deploy) has been in trouble since 08:03 UTC: ${cart}.\n`);
  expect((await texts(night, 'cart'))[0]).toBe('deployed: Deploy of Shop succeeded');
});

test('a deploy of long ago, or of another stack, is not mentioned', async () => {
  const night = createNight({ config: CONFIG });
  await night.deliver(deploy('Shop', 0), deploy('Search', 20 * MINUTE));
  await night.pass(31 * MINUTE);
  await night.deliver(faults('checkout', 31 * MINUTE));
  expect(pagesOf(night)[0]).not.toContain('Deploy');
});

test('a deploy while the incident was open is told once, also when it comes back', async () => {
  const night = createNight({ config: CONFIG });
  await night.deliver(faults('checkout', 0));
  await night.pass(MINUTE);
  await night.deliver(deploy('Shop', MINUTE));
  await night.pass(11 * MINUTE);
  await night.deliver(alarmEvent('OK', 12 * MINUTE, { alarm: 'checkout-faults' }));
  await night.pass(MINUTE);
  await night.deliver(faults('checkout', 13 * MINUTE));
  const lines = await texts(night, 'checkout');
  expect(lines.filter((line) => line.startsWith('deployed'))).toEqual(['deployed: Deploy of Shop succeeded']);
  expect(pagesOf(night).at(-1)).toContain('It began 12 min after this: Deploy of Shop succeeded.');
});

test('a deploy between two rounds is told in the second', async () => {
  const night = createNight({ config: CONFIG });
  await night.deliver(faults('checkout', 0));
  await night.pass(12 * MINUTE);
  await night.deliver(alarmEvent('OK', 12 * MINUTE, { alarm: 'checkout-faults' }));
  await night.deliver(deploy('Shop', 13 * MINUTE));
  await night.pass(2 * MINUTE);
  await night.deliver(faults('checkout', 14 * MINUTE));
  expect(night.incident().generation).toBe(2);
  expect(pagesOf(night).at(-1)).toContain('It began 1 min after this: Deploy of Shop succeeded.');
});

test.each(['listOpen', 'readMemos'] as const)('where %s fails, the page goes out all the same', async (method) => {
  const night = createNight({ config: CONFIG });
  await night.deliver(faults('payments', 0));
  night.around(method, {
    before: () => {
      throw new Error('the table is not there');
    },
  });
  await night.deliver(faults('checkout', 0));
  expect(pagesOf(night)).toHaveLength(2);
  expect(pagesOf(night)[1]).not.toContain('Related');
  expect(night.logs).toContain('an incident is not linked to others');
});

test('where the other timeline cannot be written, only the line is missing', async () => {
  const night = createNight({ config: CONFIG });
  await night.deliver(faults('payments', 0));
  night.around('appendTimeline', {
    before: () => {
      throw new Error('the table is not there');
    },
  });
  expect(await night.deliver(faults('checkout', 0))).toEqual({ batchItemFailures: [] });
  expect(pagesOf(night)[1]).toContain('Related: payments');
  expect((await texts(night, 'payments')).filter((line) => line.startsWith('linked'))).toEqual([]);
});

test('a second delivery, or another alarm of it, links nothing again', async () => {
  const night = createNight({ config: CONFIG });
  await night.deliver(faults('payments', 0));
  await night.deliver(faults('checkout', 0), faults('checkout', 0));
  await night.deliver(faults('checkout', 0), alarmEvent('ALARM', 1, LATENCY));
  expect((await texts(night, 'checkout')).filter((line) => line.startsWith('linked'))).toHaveLength(1);
  expect((await texts(night, 'payments')).filter((line) => line.startsWith('linked'))).toHaveLength(1);
});

test('where nothing says how services hang together, no list of incidents is read', async () => {
  const night = createNight({ config: NIGHT });
  night.around('listOpen', {
    before: () => {
      throw new Error('nobody asked for this');
    },
  });
  await night.deliver(faults('checkout', 0));
  expect(night.logs).not.toContain('an incident is not linked to others');
});

test('foreign names are harmless in a page', async () => {
  const evil = 'pay\u202ements\n<!channel>';
  const config = { ...NIGHT, services: [service('checkout', 'Shop', [evil])] };
  const night = createNight({ config });
  await night.deliver(faults(evil, 0));
  await night.deliver(faults('checkout', 0));
  const page = pagesOf(night)[1] ?? '';
  expect(page).toContain('Related: payments <!channel> (a dependency)');
  expect(page).not.toContain('\u202e');
});
