/** What every store of tracked errors has to do. */
import { countTimes } from '../../lib/core/error/counts';
import { hash64 } from '../../lib/core/error/fingerprint';
import type { ErrorSample } from '../../lib/core/error/log-event';
import type { ErrorTally } from '../../lib/core/error/tally';
import { newError, type TrackedError } from '../../lib/core/error/tracked-error';
import type { ErrorStore } from '../../lib/workflow/ports/error-store';

export const T0 = Date.UTC(2026, 10, 21, 12);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
let services = 0;

export const SAMPLE: ErrorSample = {
  atMs: T0,
  logGroup: '/aws/lambda/charge',
  logStream: 'a',
  message: 'declined',
  stack: '    at pay (/var/task/pay.js:1:1)',
  causes: ['TimeoutError: slow'],
  breadcrumbs: ['{"message":"cart loaded"}'],
  operation: 'POST /orders',
};

/** Of a service of its own, so that tests may share a table. */
export function newTally(changes: Partial<ErrorTally> = {}): ErrorTally {
  services += 1;
  return {
    service: `shop-${services}`,
    environment: 'prod',
    fingerprint: '0123456789abcdef',
    batch: 1_000,
    title: 'PaymentError: declined',
    category: 'network',
    count: 1,
    firstMs: T0,
    lastMs: T0,
    counts: countTimes([T0]),
    operations: ['POST /orders'],
    events: [{ release: '1.0.0', atMs: T0 }],
    sample: SAMPLE,
    ...changes,
  };
}

/** As the hash that batches get their numbers from. */
export function numberOf(index: number): number {
  return Number.parseInt(hash64(`batch ${index}`).slice(0, 12), 16);
}

export function errorStoreContract(open: () => Promise<ErrorStore>): void {
  let store: ErrorStore;
  beforeAll(async () => {
    store = await open();
  });

  const created = async (tally: ErrorTally): Promise<TrackedError> => {
    const error = { ...newError(tally), version: 1 };
    expect(await store.create(error, tally.batch)).toBe('committed');
    return error;
  };

  test('an error that was never seen is unknown, and nothing is stored', async () => {
    const tally = newTally();
    expect(await store.add(tally)).toEqual({ outcome: 'unknown' });
    expect(await store.read(tally)).toBeUndefined();
    expect(await store.list(tally)).toEqual([]);
  });

  test('what is created is read as it was, once', async () => {
    const tally = newTally();
    const error: TrackedError = {
      ...newError(tally),
      version: 1,
      status: 'resolved',
      resolution: { atMs: T0, by: 'alice', inRelease: '1.0.1' },
      regressedMs: T0 - 1,
      raised: { spike: T0 },
    };
    expect(await store.create(error, tally.batch)).toBe('committed');
    expect(await store.read(tally)).toEqual(error);
    expect(await store.create({ ...error, count: 7 }, 2)).toBe('conflict');
    expect(await store.list(tally)).toEqual([error]);
  });

  test('batches are added up, by minute, hour and day', async () => {
    const tally = newTally();
    await created(tally);
    const times = [T0, T0 + MINUTE_MS, T0 + MINUTE_MS, T0 + DAY_MS];
    const more = { ...tally, batch: 1_002, count: 4, lastMs: T0 + DAY_MS, counts: countTimes(times) };
    const counted = await store.add(more);
    expect(counted).toMatchObject({
      outcome: 'counted',
      error: { count: 5, lastMs: T0 + DAY_MS, firstMs: T0, version: 1 },
    });
    const minute = T0 / MINUTE_MS;
    const expected = { [minute]: 2, [minute + 1]: 2, [minute + 1_440]: 1 };
    expect((await store.read(tally))?.counts).toEqual({
      minutes: expected,
      hours: { [minute / 60]: 4, [minute / 60 + 24]: 1 },
      days: { [Math.floor(T0 / DAY_MS)]: 4, [Math.floor(T0 / DAY_MS) + 1]: 1 },
    });
  });

  test('a batch that comes again counts once, also the one the error was created by', async () => {
    const tally = newTally();
    await created(tally);
    expect(await store.add(tally)).toMatchObject({ outcome: 'duplicate', error: { count: 1 } });
    for (const batch of [1_001, 1_002, 1_003]) await store.add({ ...tally, batch });
    for (const batch of [1_000, 1_001, 1_002, 1_003]) {
      expect(await store.add({ ...tally, batch })).toMatchObject({ outcome: 'duplicate', error: { count: 4 } });
    }
  });

  test('of each half of the batches at least the last ten are known again, whatever their order, and few more are kept', async () => {
    const tally = newTally();
    await created(tally);
    const batches = Array.from({ length: 120 }, (_, index) => numberOf(index));
    for (const batch of batches) expect(await store.add({ ...tally, batch })).toMatchObject({ outcome: 'counted' });
    for (const half of [0, 1]) {
      const last = batches.filter((batch) => batch % 2 === half).slice(-10);
      for (const batch of last) expect(await store.add({ ...tally, batch })).toMatchObject({ outcome: 'duplicate' });
    }
    expect((await store.read(tally))?.count).toBe(121);
    // The list is bounded: the first of all is forgotten, and would count again.
    expect(await store.add({ ...tally, batch: numberOf(0) })).toMatchObject({ outcome: 'counted' });
  });

  test('batches that come together are all counted', async () => {
    const tally = newTally();
    await created(tally);
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.add({ ...tally, batch: 3_000 + index, count: 2 })),
    );
    expect((await store.read(tally))?.count).toBe(101);
  });

  test('a judgement keeps what was counted meanwhile, and takes away what is no longer kept', async () => {
    const tally = newTally();
    const error = await created(tally);
    const nowMs = T0 + 20 * MINUTE_MS;
    await store.add({ ...tally, batch: 5, count: 3, lastMs: nowMs, counts: countTimes([nowMs, nowMs, nowMs]) });
    const judged: TrackedError = {
      ...error,
      version: 2,
      status: 'ignored',
      operations: ['GET /'],
      raised: { regression: T0 },
    };
    expect(await store.revise(judged, nowMs)).toBe('committed');
    const stored = await store.read(tally);
    expect(stored).toMatchObject({
      version: 2,
      status: 'ignored',
      count: 4,
      lastMs: nowMs,
      operations: ['GET /'],
      raised: { regression: T0 },
    });
    expect(stored?.counts.minutes).toEqual({ [nowMs / MINUTE_MS]: 3 });
    expect(stored?.counts.hours).toEqual({ [T0 / 3_600_000]: 4 });
    expect(await store.revise(judged, nowMs)).toBe('conflict');
    expect(await store.revise({ ...judged, version: 4 }, nowMs)).toBe('conflict');
  });

  test('what a judgement no longer says is gone', async () => {
    const tally = newTally();
    const error = await created(tally);
    const resolution = { atMs: T0, by: 'alice' };
    await store.revise({ ...error, version: 2, status: 'resolved', resolution, raised: { spike: 1 } }, T0);
    await store.revise({ ...error, version: 3 }, T0);
    expect(await store.read(tally)).toEqual({ ...error, version: 3 });
  });

  test('errors with signals are listed, others not', async () => {
    const [quiet, raised, pending] = [newTally(), newTally(), newTally()];
    for (const tally of [quiet, raised, pending]) await created(tally);
    const now = async (tally: ErrorTally) => (await store.read(tally)) as TrackedError;
    await store.revise({ ...(await now(raised)), version: 2, raised: { 'first-seen': T0 } }, T0);
    await store.revise({ ...(await now(pending)), version: 2, pending: [] }, T0);
    const listed = async () => (await store.listRaised(1_000)).map(({ service }) => service);
    expect(await listed()).toContain(raised.service);
    expect(await listed()).not.toContain(quiet.service);
    const ref = (await store.listRaised(1_000)).find(({ service }) => service === raised.service);
    expect(ref).toEqual({ service: raised.service, environment: 'prod', fingerprint: raised.fingerprint });
    await store.revise({ ...(await now(raised)), version: 3, raised: {} }, T0);
    expect(await listed()).not.toContain(raised.service);
    expect(await store.listRaised(1)).toHaveLength(Math.min(1, (await listed()).length));
  });

  test('errors of one service do not show in another, nor in another environment', async () => {
    const tally = newTally();
    await created(tally);
    await created({ ...tally, fingerprint: 'fedcba9876543210' });
    await created({ ...tally, environment: 'dev' });
    const prints = (await store.list(tally)).map(({ fingerprint }) => fingerprint).sort();
    expect(prints).toEqual(['0123456789abcdef', 'fedcba9876543210']);
    expect(await store.list({ service: tally.service, environment: 'test' })).toEqual([]);
  });

  test('a sample takes the place of the one before', async () => {
    const tally = newTally();
    expect(await store.readSample(tally)).toBeUndefined();
    await store.writeSample(tally, SAMPLE);
    await store.writeSample(tally, { ...SAMPLE, message: 'refused', breadcrumbs: [] });
    expect(await store.readSample(tally)).toEqual({ ...SAMPLE, message: 'refused', breadcrumbs: [] });
    expect(await store.list(tally)).toEqual([]);
  });

  test('of two that write a service at once one has a conflict', async () => {
    const { service, environment } = newTally();
    const first = {
      schemaVersion: 1,
      version: 1,
      service,
      environment,
      sinceMs: T0,
      releases: { '1.0.0': T0, 'a b"é': 5 },
    };
    expect(await store.readService(first)).toBeUndefined();
    expect(await store.writeService(first)).toBe('committed');
    expect(await store.readService(first)).toEqual(first);
    const second = { ...first, version: 2 };
    const outcomes = await Promise.all([store.writeService(second), store.writeService(second)]);
    expect(outcomes.sort()).toEqual(['committed', 'conflict']);
  });
}
