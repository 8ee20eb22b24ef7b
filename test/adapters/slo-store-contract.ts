import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { OverallCompliance, SloMeasurement, SloState } from '../../lib/core/slo/measurement';
import type { SloStore } from '../../lib/workflow/ports';

const T0 = Date.UTC(2026, 0, 5);
const TICK = 300_000;
const SLO = 'checkout/prod/Availability';
const ALWAYS = { startMs: 0, endMs: 9_999_999_999_999 };

export function measurementOf(more: Partial<SloMeasurement> = {}): SloMeasurement {
  return {
    schemaVersion: SCHEMA_VERSION,
    slo: SLO,
    atMs: T0,
    status: 'at_risk',
    total: 100_000,
    bad: 0.1 + 0.2,
    sli: 0.999997,
    budgetEvents: 1_000,
    budgetRemaining: -0.123456789012,
    budgetRemainingEvents: -123.5,
    budgetRemainingMinutes: 0,
    burnRates: { '5m': 0, '1h': 14.4, '3d': 1e-9 },
    firing: ['page_fast', 'ticket_slow'],
    violations24h: 2,
    projection: { minutesLeft: 60, total: 1e15, bad: 3, sli: 0.5, budgetRemaining: -1, usedOfProjected: 0.25 },
    hoursToExhaustion: 12.5,
    ...more,
  };
}

/** Nothing of what may be missing. */
const BARE: SloMeasurement = {
  ...{ schemaVersion: SCHEMA_VERSION, slo: SLO, atMs: T0 + TICK, status: 'no_data', total: 0, bad: 0 },
  ...{ budgetEvents: 0, budgetRemaining: 1, budgetRemainingEvents: 0, budgetRemainingMinutes: 0 },
  ...{ burnRates: {}, firing: [], violations24h: 0 },
};

function stateOf(more: Partial<SloState> = {}): SloState {
  return { schemaVersion: SCHEMA_VERSION, slo: SLO, version: 1, lastAtMs: T0, raised: {}, ...more };
}

function overallOf(more: Partial<OverallCompliance> = {}): OverallCompliance {
  const counts = { compliant: 19, withData: 20, noData: 1, share: 0.95, weightedShare: 0.9 };
  return { schemaVersion: SCHEMA_VERSION, atMs: T0, ...counts, ...more };
}

/** What every store of measurements must do; run it inside a `describe` that names the engine. Each store is empty. */
export function sloStoreContract(create: () => Promise<SloStore>): void {
  describe('states', () => {
    test('are given back as they were written', async () => {
      const store = await create();
      const state = stateOf({ raised: { 'budget-exhausted': T0 - TICK, 'burning-fast': T0 }, slicesUntilMs: T0 - 1 });
      expect(await store.readState(SLO)).toBeUndefined();
      expect(await store.writeState(state)).toBe('committed');
      expect(await store.readState(SLO)).toEqual(state);
      expect(await store.readState('checkout/prod/Other')).toBeUndefined();
    });

    test('follow each other by version', async () => {
      const store = await create();
      expect(await store.writeState(stateOf({ version: 2 }))).toBe('conflict');
      expect(await store.readState(SLO)).toBeUndefined();
      expect(await store.writeState(stateOf())).toBe('committed');
      expect(await store.writeState(stateOf({ lastAtMs: T0 + TICK }))).toBe('conflict');
      expect(await store.writeState(stateOf({ version: 3 }))).toBe('conflict');
      expect(await store.readState(SLO)).toEqual(stateOf());
      expect(await store.writeState(stateOf({ version: 2, lastAtMs: T0 + TICK }))).toBe('committed');
      expect(await store.readState(SLO)).toMatchObject({ version: 2, lastAtMs: T0 + TICK });
    });

    test('written at the same time are written once', async () => {
      const store = await create();
      const written = await Promise.all(
        Array.from({ length: 5 }, (_, index) => store.writeState(stateOf({ lastAtMs: T0 + index }))),
      );
      expect(written.filter((one) => one === 'committed')).toHaveLength(1);
    });

    test('lose what the next one leaves out', async () => {
      const store = await create();
      await store.writeState(stateOf({ raised: { 'many-violations': T0 }, slicesUntilMs: T0 }));
      await store.writeState(stateOf({ version: 2 }));
      expect(await store.readState(SLO)).toEqual(stateOf({ version: 2 }));
    });
  });

  describe('measurements', () => {
    test('are given back as they were written, with and without what may be missing', async () => {
      const store = await create();
      await store.writeMeasurements([BARE, measurementOf()]);
      expect(await store.readMeasurements(SLO, ALWAYS)).toEqual([measurementOf(), BARE]);
    });

    test('are read oldest first, from the start of a span and before its end', async () => {
      const store = await create();
      const moments = [3, 1, 4, 0, 2].map((tick) => measurementOf({ atMs: T0 + tick * TICK }));
      await store.writeMeasurements(moments.slice(0, 3));
      await store.writeMeasurements(moments.slice(3));
      const read = await store.readMeasurements(SLO, { startMs: T0 + TICK, endMs: T0 + 4 * TICK });
      expect(read.map(({ atMs }) => (atMs - T0) / TICK)).toEqual([1, 2, 3]);
      expect(await store.readMeasurements(SLO, { startMs: T0 + 1, endMs: T0 + TICK })).toEqual([]);
      expect(await store.readMeasurements(SLO, { startMs: T0 + TICK, endMs: T0 })).toEqual([]);
    });

    test('of the same moment take the place of the earlier one', async () => {
      const store = await create();
      await store.writeMeasurements([measurementOf()]);
      await store.writeMeasurements([BARE, { ...BARE, atMs: T0 }]);
      expect(await store.readMeasurements(SLO, ALWAYS)).toEqual([{ ...BARE, atMs: T0 }, BARE]);
    });

    test('of one objective are no other’s', async () => {
      const store = await create();
      const other = measurementOf({ slo: `${SLO}2` });
      await store.writeMeasurements([measurementOf(), other]);
      expect(await store.readMeasurements(SLO, ALWAYS)).toEqual([measurementOf()]);
      expect(await store.readMeasurements(`${SLO}2`, ALWAYS)).toEqual([other]);
    });

    test('may be many, and none', async () => {
      const store = await create();
      await store.writeMeasurements([]);
      const many = Array.from({ length: 300 }, (_, tick) => measurementOf({ atMs: T0 + tick * TICK, bad: tick }));
      await store.writeMeasurements(many);
      expect(await store.readMeasurements(SLO, ALWAYS)).toEqual(many);
    });

    test('are not changed by whoever holds one', async () => {
      const store = await create();
      const written = measurementOf();
      await store.writeMeasurements([written]);
      (written.burnRates as Record<string, number>)['1h'] = 99;
      for (const read of await store.readMeasurements(SLO, ALWAYS)) (read.firing as string[]).push('mine');
      expect(await store.readMeasurements(SLO, ALWAYS)).toEqual([measurementOf()]);
    });
  });

  describe('the latest measurements', () => {
    test('are the newest of each objective that has one', async () => {
      const store = await create();
      const other = measurementOf({ slo: 'search/prod/Latency', atMs: T0 - TICK });
      await store.writeMeasurements([BARE, measurementOf(), other]);
      const latest = await store.readLatest([SLO, 'nobody/prod/Knows', 'search/prod/Latency', SLO]);
      expect(latest).toHaveLength(2);
      expect(latest).toEqual(expect.arrayContaining([BARE, other]));
      expect(await store.readLatest([])).toEqual([]);
    });

    test('are not affected by states', async () => {
      const store = await create();
      await store.writeState(stateOf());
      expect(await store.readLatest([SLO])).toEqual([]);
      expect(await store.readMeasurements(SLO, ALWAYS)).toEqual([]);
    });
  });

  describe('overall compliance', () => {
    test('is kept one a moment, oldest first', async () => {
      const store = await create();
      const silent: OverallCompliance = {
        schemaVersion: SCHEMA_VERSION,
        atMs: T0 - TICK,
        compliant: 0,
        withData: 0,
        noData: 3,
      };
      await store.writeOverall(overallOf());
      await store.writeOverall(silent);
      await store.writeOverall(overallOf({ compliant: 20, share: 1 }));
      expect(await store.readOverall(ALWAYS)).toEqual([silent, overallOf({ compliant: 20, share: 1 })]);
      expect(await store.readOverall({ startMs: T0, endMs: T0 })).toEqual([]);
    });
  });
}
