/** A bad deploy over hours of virtual time: which of a service's errors are new, and which come back. */
import type { CfnElement } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { MemoryErrorStore } from '../../../../lib/adapters/memory/error-store';
import { ErrorTracking } from '../../../../lib/constructs/error/error-tracking';
import { IncidentResponse } from '../../../../lib/constructs/incident/incident-response';
import { Observability } from '../../../../lib/constructs/observability';
import type { ErrorRef, TrackedError } from '../../../../lib/core/error/tracked-error';
import { observe } from '../../../../lib/middleware';
import { assemblyOfTemplate, type TemplateJson } from '../../../../lib/rehearsal/assembly';
import type { HandlerFactory } from '../../../../lib/rehearsal/bindings';
import { Templates } from '../../../../lib/rehearsal/templates';
import { errorEvidence } from '../../../../lib/workflow/error-evidence';
import { ensureBundles, newFunction, newStack } from '../../../constructs/template';
import { closeWorlds, MINUTE_MS, openPlatform, START_MS } from '../../support';

jest.setTimeout(60_000);
beforeAll(ensureBundles);
afterEach(closeWorlds);

const HOUR_MS = 60 * MINUTE_MS;
const OF = { service: 'checkout', environment: 'prod' };

class OutOfStock extends Error {
  override readonly name = 'OutOfStock';
}
class PriceMissing extends Error {
  override readonly name = 'PriceMissing';
}

interface Order {
  readonly order: number;
  readonly fail?: 'stock' | 'price';
}

/** The service's code, as this release of it. */
function charge(release: string): HandlerFactory {
  return () => {
    process.env.SIGHTLINE_RELEASE = release;
    return observe(async ({ order, fail }: Order) => {
      // As handlers do. What throws before has the rehearsal's own functions on its stack, cold ones others than warm ones.
      await Promise.resolve();
      if (fail === 'stock') throw new OutOfStock(`order ${order} cannot be served`);
      if (fail === 'price') throw new PriceMissing(`order ${order} has no price`);
      return {};
    });
  };
}

function shop() {
  const stack = newStack('Shop');
  const incidents = IncidentResponse.fromHubName('sightline');
  const code = newFunction(stack, 'Charge');
  const errors = new ErrorTracking(stack, 'Errors', { incidents });
  new Observability(stack, 'Obs', { ...OF, incidents }).monitor(code).trackErrors(errors);
  const id = stack.getLogicalId(code.node.defaultChild as CfnElement);
  const templates = new Templates(assemblyOfTemplate(Template.fromStack(stack).toJSON() as TemplateJson, 'Shop'));
  const { platform, world } = openPlatform(templates, { [id]: charge('1.0.0') });
  platform.bus.startSchedules(START_MS);
  return { platform, world, fn: platform.functions.find(id) };
}

test('errors of a bad deploy are new, old ones are not; one that was resolved in a release and comes in it is back', async () => {
  const { platform, world, fn } = shop();
  const { clock } = world;
  const raised: string[] = [];
  const put = platform.bus.put.bind(platform.bus);
  platform.bus.put = (bus, event) => {
    const { name, state, member } = event.detail as Record<string, string>;
    if (member) raised.push(`${Math.round((clock.now() - START_MS) / MINUTE_MS)} ${state} ${name}`);
    return put(bus, event);
  };
  let order = 4_711;
  const every = (minutes: number, fromMs: number, toMs: number, fail: 'stock' | 'price') => {
    for (let atMs = fromMs; atMs < toMs; atMs += minutes * MINUTE_MS) {
      clock.at(atMs, () => {
        order += 1;
        void platform.functions.invoke(fn, { order, fail });
      });
    }
  };
  // A new version starts cold.
  const deploy = (release: string) => platform.functions.bind(fn, charge(release));
  const store = () => platform.hub.errorTrackings.stores()[0] as MemoryErrorStore;

  // The old error comes every ten minutes, for eight hours; the release of the second hour brings another one.
  every(10, START_MS + MINUTE_MS, START_MS + 8 * HOUR_MS, 'stock');
  every(5, START_MS + 2 * HOUR_MS + MINUTE_MS, START_MS + 3 * HOUR_MS, 'price');
  await clock.runUntil(START_MS + 2 * HOUR_MS);
  deploy('1.1.0');
  await clock.runUntil(START_MS + 4 * HOUR_MS);
  expect(raised).toEqual([
    '121 ALARM New error: PriceMissing: order <number> has no price',
    '185 OK New error: PriceMissing: order <number> has no price',
  ]);

  const found = await store().list(OF);
  const bySeen = (title: string) => found.find((error) => error.title.startsWith(title)) as TrackedError;
  const [stock, price] = [bySeen('OutOfStock'), bySeen('PriceMissing')];
  expect(found).toHaveLength(2);
  expect(stock).toMatchObject({
    count: 24,
    status: 'open',
    firstRelease: '1.0.0',
    lastRelease: '1.1.0',
    operations: ['invoke'],
  });
  expect(price).toMatchObject({ count: 12, firstRelease: '1.1.0', lastRelease: '1.1.0', raised: {} });
  expect(await store().readSample(price)).toMatchObject({
    message: expect.stringContaining('has no price'),
    release: '1.1.0',
  });
  const top = await errorEvidence(store(), clock).top(OF, {
    startMs: START_MS + 2 * HOUR_MS,
    endMs: START_MS + 3 * HOUR_MS,
  });
  expect(top.map(({ what, count }) => [what, count])).toEqual([
    ['PriceMissing: order <number> has no price', 12],
    ['OutOfStock: order <number> cannot be served', 6],
  ]);

  // Somebody resolves it in 1.2.0: what 1.1.0 still throws is no regression, what 1.2.0 throws is.
  await resolve(store(), price, clock.now());
  every(10, START_MS + 4 * HOUR_MS + 2 * MINUTE_MS, START_MS + 4 * HOUR_MS + 30 * MINUTE_MS, 'price');
  await clock.runUntil(START_MS + 5 * HOUR_MS);
  expect(raised).toHaveLength(2);
  expect((await store().read(price))?.status).toBe('resolved');
  deploy('1.2.0');
  every(10, START_MS + 5 * HOUR_MS + 2 * MINUTE_MS, START_MS + 5 * HOUR_MS + 20 * MINUTE_MS, 'price');
  await clock.runUntil(START_MS + 7 * HOUR_MS);
  expect(raised.slice(2)).toEqual([
    '302 ALARM Error is back: PriceMissing: order <number> has no price',
    '345 OK Error is back: PriceMissing: order <number> has no price',
  ]);
  expect(await store().read(price)).toMatchObject({ status: 'open', count: 17, lastRelease: '1.2.0' });
  expect(world.failures).toEqual([]);
});

async function resolve(store: MemoryErrorStore, ref: ErrorRef, nowMs: number): Promise<void> {
  const error = (await store.read(ref)) as TrackedError;
  const resolution = { atMs: nowMs, by: 'alice', inRelease: '1.2.0' };
  expect(await store.revise({ ...error, version: error.version + 1, status: 'resolved', resolution }, nowMs)).toBe(
    'committed',
  );
}
