import { SLO_METRIC } from '../../lib/core/conventions';
import { sloKey } from '../../lib/core/slo/definition';
import type { SloMeasurement, SloState } from '../../lib/core/slo/measurement';
import {
  compositeOf,
  DAY,
  definitionOf,
  HOUR,
  MINUTE,
  SETTLED,
  steady,
  T0,
  TICK,
  type Traffic,
  timesliceOf,
  world,
} from './evaluate-slos-world';

const SLO = definitionOf();
const due = (atMs: number) => atMs + SETTLED;

/** Of the first argument of any method of the store. */
function sloOf(given: unknown): string {
  const [first] = Array.isArray(given) ? given : [given];
  return typeof first === 'string' ? first : String((first as { readonly slo?: string })?.slo);
}

describe('a tick', () => {
  test('measures an objective with the data up to it, and publishes what it found at its time', async () => {
    const { runAt, measured, published } = world(
      { slos: [SLO] },
      steady((atMs) => (atMs >= T0 - HOUR ? 2 : 0)),
    );
    const result = await runAt(due(T0));
    expect(result).toMatchObject({ atMs: T0, evaluated: 1, failed: [], raised: [], cleared: [] });
    const [measurement, ...others] = await measured(SLO);
    expect(others).toEqual([]);
    expect(measurement).toMatchObject({ slo: 'checkout/prod/Availability', atMs: T0, status: 'compliant' });
    expect(measurement).toMatchObject({ total: 7 * 288 * 100, bad: 24, burnRates: { '5m': 2, '1h': 2 } });
    const own = published.filter(({ namespace }) => namespace === 'Shop');
    expect(new Set(own.map(({ atMs }) => atMs))).toEqual(new Set([T0]));
    const on = { service: 'checkout', environment: 'prod', slo: 'Availability' };
    expect(own).toContainEqual(
      expect.objectContaining({ name: 'SloCompliance', dimensions: on, value: 99.9880952381 }),
    );
    expect(own).toContainEqual(expect.objectContaining({ name: 'BurnRate', dimensions: on, value: 2 }));
    const windows = own.filter(({ dimensions }) => dimensions.window).map(({ dimensions }) => dimensions.window);
    expect(windows).toEqual(['5m', '30m', '1h', '2h', '6h', '1d', '3d']);
  });

  test('is the last full five minutes that ended three minutes ago', async () => {
    const { runAt } = world({ slos: [SLO] });
    expect(await runAt(T0 + SETTLED - 1)).toMatchObject({ atMs: T0 - TICK });
    expect(await runAt(T0 + SETTLED)).toMatchObject({ atMs: T0 });
    expect(await runAt(T0 + TICK + SETTLED - 1)).toMatchObject({ atMs: T0, evaluated: 0 });
  });

  test('that runs twice changes nothing and tells nothing again', async () => {
    const { runAt, measured, told, published } = world(
      { slos: [SLO] },
      steady(() => 2),
    );
    await runAt(due(T0));
    const [before, tellings] = [await measured(SLO), told.length];
    expect(tellings).toBeGreaterThan(0);
    const points = published.filter(({ namespace }) => namespace === 'Shop').length;
    expect(await runAt(due(T0) + 90_000)).toMatchObject({ evaluated: 0, failed: [], raised: [] });
    expect(await measured(SLO)).toEqual(before);
    expect(told).toHaveLength(tellings);
    expect(published.filter(({ namespace }) => namespace === 'Shop')).toHaveLength(points);
  });

  test('is not done again after the clock went back', async () => {
    const { runAt, measured } = world({ slos: [SLO] });
    await runAt(due(T0));
    expect(await runAt(due(T0 - 2 * TICK))).toMatchObject({ evaluated: 0, failed: [] });
    expect(await measured(SLO)).toHaveLength(1);
  });

  test('fails where the state is of a far future, since nothing would be evaluated until then', async () => {
    const { runAt, store } = world({ slos: [SLO, definitionOf({ name: 'Other' })] });
    await store.writeState({ schemaVersion: 1, slo: sloKey(SLO), version: 1, lastAtMs: T0 + 2 * DAY, raised: {} });
    const { failed, evaluated } = await runAt(due(T0));
    expect(failed).toEqual([{ slo: sloKey(SLO), reason: expect.stringContaining('2026-01-07T00:00:00.000Z') }]);
    expect(evaluated).toBe(1);
  });

  test('without traffic has no data, and publishes neither compliance nor budget', async () => {
    const { runAt, measured, values } = world({ slos: [SLO] }, () => ({}));
    await runAt(due(T0));
    expect(await measured(SLO)).toMatchObject([{ status: 'no_data', total: 0 }]);
    expect(values(SLO_METRIC.compliance)).toEqual([]);
    expect(values(SLO_METRIC.errorBudgetRemaining)).toEqual([]);
    expect(values(SLO_METRIC.burnRate)).toEqual([]);
  });

  test('counts good events as well as bad ones', async () => {
    const queries = SLO.indicator.queries.map((query) => (query.id === 'bad' ? { ...query, id: 'good' } : query));
    const good = definitionOf({ name: 'Good', indicator: { budgeting: 'events', queries } });
    const { runAt, measured } = world(
      { slos: [SLO, good] },
      steady((atMs) => (atMs % HOUR === 0 ? 3 : 0)),
    );
    await runAt(due(T0));
    const [[bads], [goods]] = [await measured(SLO), await measured(good)];
    expect(goods).toEqual({ ...bads, slo: sloKey(good) });
  });

  test('leaves exclusions out', async () => {
    const schedule = { expression: 'cron(0 0 * * *)', duration: 'PT1H' };
    const excluded = definitionOf({ exclusions: [{ schedule, reason: 'nightly restart' }] });
    const { runAt, measured } = world(
      { slos: [excluded] },
      steady((atMs) => (atMs % DAY < HOUR ? 100 : 0)),
    );
    await runAt(due(T0 + 2 * HOUR));
    await runAt(due(T0 + 2 * HOUR + TICK));
    expect(await measured(excluded)).toMatchObject([
      { bad: 0, total: 7 * 276 * 100 },
      { bad: 0, total: 7 * 276 * 100 },
    ]);
  });

  test('reads a calendar window from its start, and enough before it for rules and burn rates', async () => {
    const calendar = definitionOf({ window: 'calendar month' });
    let span = { startMs: 0, endMs: 0 };
    const { runAt, measured } = world({ slos: [calendar] }, steady(), ({ series }) => ({
      series: {
        read: async (requests) => {
          span = requests[0]?.span ?? span;
          return series.read(requests);
        },
      },
    }));
    await runAt(due(T0 + HOUR));
    // The slow ticket rule looks back three days, from each moment of the last day; and the ticks of an hour ago, too.
    expect(span).toEqual({ startMs: T0 - 4 * DAY, endMs: T0 + HOUR });
    expect(await measured(calendar)).toMatchObject([{ total: (4 * 288 + 12) * 100 }]);
  });
});

describe('ticks that were missed', () => {
  const traffic = steady((atMs) => (atMs % HOUR === 0 ? 20 : 0));

  test('are measured as they would have been in time', async () => {
    const [steadyRun, late] = [world({ slos: [SLO] }, traffic), world({ slos: [SLO] }, traffic)];
    for (let tick = 0; tick <= 20; tick += 1) await steadyRun.runAt(due(T0 + tick * TICK));
    await late.runAt(due(T0));
    expect(await late.runAt(due(T0 + 20 * TICK))).toMatchObject({ evaluated: 1 });
    expect(await late.measured(SLO)).toEqual(await steadyRun.measured(SLO));
    expect(late.told).toEqual(steadyRun.told);
    expect(late.values(SLO_METRIC.compliance)).toEqual(steadyRun.values(SLO_METRIC.compliance));
  });

  test('are so where traffic is rare, too: what else was read is not theirs to know', async () => {
    const rare: Traffic = (_, atMs) =>
      atMs === T0 - 7 * DAY + 6 * TICK || atMs >= T0 - DAY ? { total: 100, bad: 1 } : {};
    const [inTime, late] = [world({ slos: [SLO] }, rare), world({ slos: [SLO] }, rare)];
    for (let tick = 0; tick <= 20; tick += 1) await inTime.runAt(due(T0 + tick * TICK));
    await late.runAt(due(T0));
    await late.runAt(due(T0 + 20 * TICK));
    expect(await late.measured(SLO)).toEqual(await inTime.measured(SLO));
  });

  describe('tell', () => {
    /** The budget of a day is gone while a fault lasts that was made right afterwards, or was not. */
    const fault = (untilMs: number) => steady((atMs) => (atMs >= T0 + HOUR && atMs < untilMs ? 60 : 0));
    const slo = definitionOf({ window: '1d', rules: [] });
    const ids = (told: readonly { readonly member: string; readonly state: string }[]) =>
      told.map(({ member, state }) => `${member.split('/').at(-1)} ${state}`);

    test('nothing of what came and went', async () => {
      const it = world({ slos: [slo] }, fault(T0 + 2 * HOUR));
      await it.runAt(due(T0));
      await it.runAt(due(T0 + 5 * DAY));
      await it.runAt(due(T0 + 5 * DAY) + TICK);
      for (let run = 2; run < 8; run += 1) await it.runAt(due(T0 + 5 * DAY + run * TICK));
      expect(it.told).toEqual([]);
      expect(await it.measured(slo)).toHaveLength(1 + 5 * 288 + 7);
    });

    test('what holds at the newest tick, since when it does', async () => {
      const [late, inTime] = [0, 1].map(() => world({ slos: [slo] }, fault(T0 + DAY)));
      await late?.runAt(due(T0));
      await late?.runAt(due(T0 + 4 * HOUR));
      for (let tick = 0; tick <= 48; tick += 1) await inTime?.runAt(due(T0 + tick * TICK));
      expect(ids(late?.told ?? []).sort()).toEqual([
        'budget-exhausted ALARM',
        'burning-fast ALARM',
        'half-used-early ALARM',
      ]);
      expect(new Set(late?.told)).toEqual(new Set(inTime?.told));
    });

    test('nothing yet while there is more to make up for', async () => {
      const it = world({ slos: [slo] }, fault(T0 + 10 * DAY));
      await it.runAt(due(T0));
      await it.runAt(due(T0 + 2 * DAY));
      expect(it.told).toEqual([]);
      await it.runAt(due(T0 + 2 * DAY) + TICK);
      expect(it.told).toEqual([]);
      await it.runAt(due(T0 + 2 * DAY) + 2 * TICK);
      expect(ids(it.told)).toContain('budget-exhausted ALARM');
    });
  });

  test('are made up for oldest first, those of a day a run', async () => {
    const slo = definitionOf({ window: '1d', rules: [] });
    const { runAt, measured } = world({ slos: [slo] });
    await runAt(due(T0));
    const lastAfter = async (ms: number) => {
      await runAt(ms);
      return (await measured(slo)).at(-1)?.atMs;
    };
    expect(await lastAfter(due(T0 + 2 * DAY))).toBe(T0 + DAY);
    expect(await lastAfter(due(T0 + 2 * DAY) + TICK)).toBe(T0 + 2 * DAY);
    expect(await lastAfter(due(T0 + 2 * DAY) + 2 * TICK)).toBe(T0 + 2 * DAY + 2 * TICK);
    expect(await measured(slo)).toHaveLength(1 + 2 * 288 + 2);
  });

  test('are none before the first run', async () => {
    const { runAt, measured } = world({ slos: [SLO] });
    await runAt(due(T0 + DAY));
    expect((await measured(SLO)).map(({ atMs }) => atMs)).toEqual([T0 + DAY]);
  });
});

describe('where a calendar window ends', () => {
  const slo = definitionOf({ window: 'calendar week', objective: '99.9', rules: [] });
  const monday = T0 + 7 * DAY;

  test('it is concluded, its last five minutes with it, and the next one begins', async () => {
    // 7 x 288 x 100 events may have 201 failures.
    const it = world(
      { slos: [slo] },
      steady((atMs) => (atMs === monday - TICK ? 100 : atMs === monday - 2 * TICK ? 100 : atMs === monday ? 1 : 0)),
    );
    for (let tick = -3; tick <= 1; tick += 1) await it.runAt(due(monday + tick * TICK));
    const week = 7 * 28_800;
    expect((await it.measured(slo)).map(({ total, bad, status }) => [total, bad, status])).toEqual([
      [week - 300, 0, 'compliant'],
      [week - 200, 0, 'compliant'],
      [week - 100, 100, 'compliant'],
      [week, 200, 'at_risk'],
      [100, 1, 'violated'],
    ]);
  });
});

describe('late data', () => {
  /** Failures at T0 that are known from half an hour later on. */
  const delayed = world({ slos: [SLO] }, (_, atMs, nowMs) => ({
    total: 100,
    bad: atMs === T0 && nowMs >= T0 + HOUR / 2 ? 50 : 0,
  }));

  test('correct the measurements of the last hour, and publish nothing again', async () => {
    for (let tick = -1; tick <= 5; tick += 1) await delayed.runAt(due(T0 + tick * TICK));
    expect((await delayed.measured(SLO)).map(({ bad }) => bad)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    await delayed.runAt(due(T0 + 6 * TICK));
    expect((await delayed.measured(SLO)).map(({ bad }) => bad)).toEqual([0, 0, 50, 50, 50, 50, 50, 50]);
    const published = delayed.values(SLO_METRIC.compliance).map(({ atMs }) => atMs);
    expect(new Set(published).size).toBe(published.length);
  });

  test('are not looked for where nothing changed', async () => {
    const written: number[] = [];
    const { runAt } = world({ slos: [SLO] }, steady(), ({ store }) => ({
      store: Object.assign(Object.create(store), {
        writeMeasurements: (measurements: []) => {
          written.push(measurements.length);
          return store.writeMeasurements(measurements);
        },
      }),
    }));
    for (let tick = 0; tick <= 15; tick += 1) await runAt(due(T0 + tick * TICK));
    expect(written).toEqual(Array(16).fill(1));
  });
});

describe('signals', () => {
  // The window has 201,600 events, of which 2,016 may fail; 2,100 fail in the hour from T0 on.
  const outage = steady((atMs) => (atMs >= T0 && atMs < T0 + 21 * TICK ? 100 : 0));
  const nightOf = async (more = {}) => {
    const it = world({ slos: [definitionOf(more)] }, outage);
    for (let tick = 0; tick <= 40; tick += 1) await it.runAt(due(T0 + tick * TICK));
    return it;
  };

  test('are raised once and cleared once, at the time of their tick', async () => {
    const { told } = await nightOf();
    const of = (id: string) => told.filter(({ member }) => member === `slo/checkout/prod/Availability/${id}`);
    expect(of('burning-fast').map(({ state, timestampMs }) => [state, (timestampMs - T0) / TICK])).toEqual([
      ['ALARM', 2],
      ['OK', 22],
    ]);
    expect(of('budget-exhausted')).toMatchObject([{ state: 'ALARM', timestampMs: T0 + 21 * TICK, role: 'ticket' }]);
    expect(of('half-used-early')).toMatchObject([{ state: 'ALARM', role: 'ticket', severity: 'medium' }]);
  });

  test('of an exhausted budget page for tier 1', async () => {
    const { told } = await nightOf({ tier: 1 });
    expect(told.find(({ member }) => member.endsWith('budget-exhausted'))).toMatchObject({
      role: 'page',
      severity: 'high',
    });
  });

  test('that the bus did not take are told again by the next tick, with their first time', async () => {
    let down = true;
    const { runAt, told, lines } = world(
      { slos: [SLO] },
      steady(() => 100),
      ({ bus }) => ({
        bus: {
          publish: async (...event) => {
            if (down) throw new Error('the bus is down');
            await bus.publish(...event);
          },
        },
      }),
    );
    await expect(runAt(due(T0))).rejects.toThrow('none of 1 objectives was evaluated');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', slo: sloKey(SLO), reason: 'the bus is down' }),
    );
    down = false;
    const { raised } = await runAt(due(T0));
    expect(raised).toContainEqual({ slo: sloKey(SLO), signal: 'budget-exhausted', atMs: T0 });
    expect(told.length).toBe(raised.length);
  });

  test('go out although metrics cannot be published, once', async () => {
    let denied = true;
    const { runAt, told, store } = world(
      { slos: [SLO] },
      steady(() => 100),
      ({ metrics }) => ({
        metrics: {
          publish: async (datapoints) => {
            if (denied) throw new Error('denied');
            await metrics.publish(datapoints);
          },
        },
      }),
    );
    await expect(runAt(due(T0))).rejects.toThrow('denied');
    const first = [...told];
    denied = false;
    await runAt(due(T0));
    expect(first.length).toBeGreaterThan(0);
    expect(told).toEqual(first);
    expect((await store.readState(sloKey(SLO)))?.lastAtMs).toBe(T0);
  });

  test('stay as they are without data', async () => {
    const { runAt, told, store } = world({ slos: [SLO] }, (_slo, _atMs, nowMs) =>
      nowMs < T0 + HOUR ? { total: 100, bad: 100 } : {},
    );
    await runAt(due(T0));
    const before = told.length;
    await runAt(due(T0 + 2 * HOUR));
    expect(told).toHaveLength(before);
    expect((await store.readState(sloKey(SLO)))?.raised).toMatchObject({ 'budget-exhausted': T0 });
  });
});

describe('how long there have been data', () => {
  const slo = definitionOf({ window: '7d', rules: [] });

  test('is longer than a rolling window where one run a day was before it', async () => {
    const daily: Traffic = (_, atMs) => (atMs % DAY === 2 * HOUR ? { total: 1_000, bad: 1 } : {});
    const it = world({ slos: [slo] }, daily);
    await it.runAt(due(T0 + HOUR));
    expect(await it.measured(slo)).toMatchObject([{ total: 7_000, projection: { minutesLeft: 0, total: 7_000 } }]);
  });

  test('is remembered where one run a week was longer ago', async () => {
    const weekly: Traffic = (_, atMs) => (atMs === T0 - HOUR || atMs === T0 + 7 * DAY ? { total: 1_000, bad: 1 } : {});
    const [it, late] = [world({ slos: [slo] }, weekly), world({ slos: [slo] }, weekly)];
    for (const hour of [0, 24 * 3, 24 * 6, 24 * 7, 24 * 7 + 1]) {
      for (let run = 0; run < 4; run += 1) await it.runAt(due(T0 + hour * HOUR) + run * 1_000);
    }
    await late.runAt(due(T0));
    for (let run = 0; run < 10; run += 1) await late.runAt(due(T0 + 7 * DAY + HOUR));
    expect((await it.measured(slo)).at(-1)).toMatchObject({ total: 1_000, projection: { minutesLeft: 0 } });
    expect(await late.measured(slo)).toEqual(await it.measured(slo));
  });

  test.each([[{ total: 0, bad: 0 }], [{ total: 0 }], [{ bad: 0 }], [{}]])(
    'is since the first event of a new service, whatever a sum is filled with before: %j',
    async (before) => {
      const it = world({ slos: [slo] }, (_, atMs) => (atMs < T0 ? before : { total: 100, bad: atMs === T0 ? 2 : 0 }));
      await it.runAt(due(T0 + 2 * TICK));
      const [measured] = await it.measured(slo);
      expect(measured?.projection).toMatchObject({ minutesLeft: 7 * 1_440 - 10, total: 7 * 288 * 100 });
      expect(measured?.budgetRemainingMinutes).toBe(0);
      expect(it.told).toEqual([]);
    },
  );
});

describe('an objective that was removed', () => {
  const removing = () => {
    // Loaded anew by each run.
    const defined = {
      slos: [SLO, definitionOf({ name: 'Other' })],
      problems: [] as { name: string; problem: string }[],
    };
    const it = world(
      defined,
      steady((_, slo) => (slo.endsWith('Other') ? 0 : 50)),
    );
    return { ...it, defined };
  };
  const about = (told: readonly { readonly member: string; readonly state: string; readonly timestampMs: number }[]) =>
    told
      .filter(({ member }) => member.startsWith('slo/checkout'))
      .map(({ state, timestampMs }) => [state, timestampMs]);
  const raised = Array(3).fill(['ALARM', T0]);
  const cleared = Array(3).fill(['OK', T0 + TICK]);

  test('is cleared of all that was raised, once', async () => {
    const { defined, ...it } = removing();
    await it.runAt(due(T0));
    expect(about(it.told)).toEqual(raised);
    defined.slos = [defined.slos[1] as typeof SLO];
    await it.runAt(due(T0 + TICK));
    await it.runAt(due(T0 + 2 * TICK));
    expect(about(it.told)).toEqual([...raised, ...cleared]);
    expect((await it.store.readState(sloKey(SLO)))?.raised).toEqual({});
  });

  test('may be the last one', async () => {
    const { defined, ...it } = removing();
    await it.runAt(due(T0));
    defined.slos = [];
    await it.runAt(due(T0 + TICK));
    expect(about(it.told)).toEqual([...raised, ...cleared]);
    const overall = it.told.filter(({ member }) => member.endsWith('overall-compliance'));
    expect(overall.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
  });

  test('is none while a document cannot be read, which may be its', async () => {
    const { defined, ...it } = removing();
    await it.runAt(due(T0));
    const [, other] = defined.slos;
    defined.slos = [other as typeof SLO];
    defined.problems = [{ name: '/x', problem: 'not JSON' }];
    await it.runAt(due(T0 + TICK));
    expect(about(it.told)).toEqual(raised);
    defined.problems = [];
    await it.runAt(due(T0 + TICK) + 1);
    expect(about(it.told)).toEqual([...raised, ...cleared]);
  });
});

describe('an objective that fails', () => {
  const slos = ['A', 'B', 'C'].map((name) => definitionOf({ name }));
  const isB = (slo: string) => slo.endsWith('/B');

  async function expectOnlyB(it: ReturnType<typeof world>, reason: string | RegExp): Promise<void> {
    const result = await it.runAt(due(T0));
    expect(result.evaluated).toBe(2);
    expect(result.failed).toEqual([{ slo: 'checkout/prod/B', reason: expect.stringMatching(reason) }]);
    expect(it.values('SlosFailed')).toMatchObject([{ value: 1, dimensions: { evaluation: 'main' } }]);
    expect(it.values('SlosEvaluated')).toMatchObject([{ value: 2 }]);
    expect(it.lines).toContainEqual(expect.objectContaining({ level: 'warn', slo: 'checkout/prod/B' }));
  }

  test('by its series stops no other', async () => {
    const good = steady();
    await expectOnlyB(
      world({ slos }, (slo, ...at) => (isB(slo) ? new Error('no such metric') : good(slo, ...at))),
      'no such metric',
    );
  });

  test('by a series of the wrong length stops no other', async () => {
    const short = world({ slos }, steady(), ({ series }) => ({
      series: {
        read: async (requests) =>
          (await series.read(requests)).map((one, index) =>
            isB(requests[index]?.slo ?? '') ? { total: new Float64Array(3), bad: new Float64Array(3) } : one,
          ),
      },
    }));
    await expectOnlyB(short, /'total' must have \d+ values, got 3/);
  });

  test.each(['readState', 'writeState', 'readMeasurements', 'writeMeasurements'] as const)(
    'by %s of the store stops no other',
    async (method) => {
      const broken = world({ slos }, steady(), ({ store }) => ({
        store: Object.assign(Object.create(store), {
          [method]: async (...given: unknown[]) => {
            if (isB(sloOf(given[0]))) throw new Error('the table is gone');
            return (store[method] as (...all: unknown[]) => Promise<unknown>).apply(store, given);
          },
        }),
      }));
      await expectOnlyB(broken, 'the table is gone');
    },
  );

  test('by its datapoints stops no other, though all are published at once', async () => {
    const refused = world({ slos }, steady(), ({ metrics }) => ({
      metrics: {
        publish: async (datapoints) => {
          if (datapoints.some(({ dimensions }) => dimensions.slo === 'B')) throw new Error('not allowed');
          await metrics.publish(datapoints);
        },
      },
    }));
    await expectOnlyB(refused, 'not allowed');
  });

  test('by its definition, which is only found here, stops no other', async () => {
    await expectOnlyB(
      world({ slos: slos.map((slo) => (slo.name === 'B' ? { ...slo, window: 'soon' } : slo)) }),
      "'window'",
    );
  });

  test('by a document that cannot be read is one that fails', async () => {
    const { runAt } = world({ slos: [SLO], problems: [{ name: '/x', problem: 'not JSON' }] });
    expect(await runAt(due(T0))).toMatchObject({ evaluated: 1, failed: [{ slo: '/x', reason: 'not JSON' }] });
  });

  test('by poisoned values is measured without them, and says so', async () => {
    const { runAt, measured, lines } = world({ slos: [SLO] }, (_, atMs) => ({
      total: atMs === T0 - TICK ? Number.POSITIVE_INFINITY : 100,
      bad: 1,
    }));
    await runAt(due(T0));
    expect(await measured(SLO)).toMatchObject([{ total: (7 * 288 - 1) * 100, bad: 7 * 288 - 1 }]);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', slo: sloKey(SLO), steps: 1 }));
  });

  test('makes the run throw only where all fail', async () => {
    const { runAt } = world({ slos }, () => new Error('throttled'));
    await expect(runAt(due(T0))).rejects.toThrow('none of 3 objectives was evaluated: checkout/prod/A (throttled)');
    await expect(world({}).runAt(due(T0))).resolves.toMatchObject({ evaluated: 0, failed: [] });
  });
});

describe('runs at the same time', () => {
  test('store the same, and one of them commits', async () => {
    const it = world(
      { slos: [SLO] },
      steady(() => 100),
    );
    const results = await Promise.all([it.runAt(due(T0)), it.runAt(due(T0))]);
    expect(results.map(({ evaluated }) => evaluated).sort()).toEqual([0, 1]);
    expect(results.flatMap(({ failed }) => failed)).toEqual([]);
    expect(await it.measured(SLO)).toHaveLength(1);
    const distinct = new Set(it.told.map(({ member, state, timestampMs }) => `${member} ${state} ${timestampMs}`));
    expect(it.told.length).toBe(distinct.size);
    expect(distinct.size).toBeGreaterThan(0);
  });

  test('publish the slices of an objective once', async () => {
    const slo = timesliceOf();
    const it = world({ slos: [slo] });
    await Promise.all([it.runAt(due(T0)), it.runAt(due(T0)), it.runAt(due(T0))]);
    expect(it.values(SLO_METRIC.slices)).toHaveLength(60);
  });
});

describe('shards', () => {
  const slos = Array.from({ length: 40 }, (_, index) => definitionOf({ name: `Slo${index}` }));
  const composites = [compositeOf(['Slo1'])];
  const problems = Array.from({ length: 10 }, (_, index) => ({ name: `/bad/${index}`, problem: 'no JSON' }));

  test.each([1, 2, 3, 7])('of %i cover every objective and every problem exactly once', async (shards) => {
    const { runAt, measured, values } = world({ slos, composites, problems });
    const results = [];
    for (let shard = 0; shard < shards; shard += 1) results.push(await runAt(due(T0), { shard, shards }));
    expect(results.reduce((sum, { evaluated }) => sum + evaluated, 0)).toBe(41);
    expect(results.flatMap(({ failed }) => failed.map(({ slo }) => slo)).sort()).toEqual(
      problems.map(({ name }) => name),
    );
    expect(results.map(({ overall }) => overall !== undefined)).toEqual(results.map((_, shard) => shard === 0));
    for (const slo of slos) expect(await measured(slo)).toHaveLength(1);
    expect(values(SLO_METRIC.compliance)).toHaveLength(
      40 + values(SLO_METRIC.compliance).filter(({ dimensions }) => dimensions.slo === 'Shop').length,
    );
  });

  test.each([
    { shard: 2, shards: 2 },
    { shard: -1, shards: 2 },
    { shard: 0 },
    { shards: 3 },
    { shard: '0', shards: 1 },
  ])('that there are not are refused: %j', async (event) => {
    await expect(world({ slos }).runAt(due(T0), event)).rejects.toThrow("'shard' must be an integer");
  });

  test.each([undefined, null, 'x', { 'detail-type': 'Scheduled Event' }])('are one for the event %j', async (event) => {
    expect(await world({ slos }).runAt(due(T0), event)).toMatchObject({ evaluated: 40 });
  });
});

describe('timeslices', () => {
  const slo = timesliceOf();

  test('of a new objective are those of the last hour; then each is published once, in its last minute', async () => {
    const { runAt, values, measured } = world(
      { slos: [slo] },
      steady((atMs) => (atMs === T0 ? 1 : 0)),
    );
    await runAt(due(T0));
    await runAt(due(T0 + TICK));
    await runAt(due(T0 + 3 * TICK));
    const slices = values(SLO_METRIC.slices);
    expect(slices.map(({ atMs }) => (atMs - T0) / MINUTE)).toEqual(
      Array.from({ length: 75 }, (_, index) => index - 60),
    );
    expect(values(SLO_METRIC.badSlices).filter(({ value }) => value === 1)).toMatchObject([{ atMs: T0 }]);
    expect(await measured(slo)).toMatchObject([
      { total: 60, bad: 0 },
      { total: 65, bad: 1 },
      { total: 70, bad: 1 },
      { total: 75, bad: 1 },
    ]);
  });

  test('are counted although what was published lately cannot be read yet', async () => {
    const blind = world({ slos: [slo] }, steady(), ({ series }) => ({
      series: {
        read: async (requests) =>
          (await series.read(requests)).map((one) => {
            if (!(one instanceof Error) && one.total)
              for (const values of Object.values(one)) values.fill(Number.NaN, -3);
            return one;
          }),
      },
    }));
    for (let tick = 0; tick < 20; tick += 1) await blind.runAt(due(T0 + tick * TICK));
    const totals = (await blind.measured(slo)).map(({ total }) => total);
    expect(totals).toEqual(Array.from({ length: 20 }, (_, tick) => 60 + 5 * tick));
    expect(blind.values(SLO_METRIC.slices)).toHaveLength(155);
  });

  describe('whose data come in late', () => {
    const late = (afterMs: number) =>
      world({ slos: [slo] }, (_, atMs, nowMs) => (nowMs >= atMs + MINUTE + afterMs ? { value: 100 } : {}));
    /** As CloudWatch adds them up. */
    const sumOf = (it: ReturnType<typeof world>, name: string) =>
      it.values(name).reduce((sum, { value }) => sum + value, 0);

    test('up to three minutes are judged right at once', async () => {
      const it = late(3 * MINUTE);
      for (let tick = 1; tick < 30; tick += 1) await it.runAt(due(T0 + tick * TICK));
      expect(it.values(SLO_METRIC.badSlices).every(({ value }) => value === 0)).toBe(true);
      expect((await it.measured(slo)).every(({ bad }) => bad === 0)).toBe(true);
    });

    test('up to an hour are corrected: what is published is the difference, at their own time, once', async () => {
      const it = late(20 * MINUTE);
      for (let tick = 1; tick <= 40; tick += 1) {
        await it.runAt(due(T0 + tick * TICK));
        await it.runAt(due(T0 + tick * TICK) + 1_000);
      }
      // The last 20 minutes are not known yet, less the three that it waited.
      const [last] = (await it.measured(slo)).slice(-1);
      expect(last).toMatchObject({ total: 60 + 39 * 5, bad: 17 });
      expect(sumOf(it, SLO_METRIC.slices)).toBe(60 + 39 * 5);
      expect(sumOf(it, SLO_METRIC.badSlices)).toBe(17);
      const minute = it.values(SLO_METRIC.badSlices).filter(({ atMs }) => atMs === T0 + HOUR);
      expect(minute.map(({ value }) => value)).toEqual([1, -1]);
    });

    test('and are then ignored, or count at last, are taken back and added', async () => {
      const ignore = timesliceOf({ indicator: { ...slo.indicator, missing: 'ignore' } as typeof slo.indicator });
      const it = world({ slos: [ignore] }, (_, atMs, nowMs) => {
        if (atMs === T0) return nowMs < due(T0 + 2 * TICK) ? { value: 1 } : {};
        if (atMs === T0 + MINUTE) return nowMs < due(T0 + 2 * TICK) ? {} : { value: 1 };
        return { value: 100 };
      });
      for (let tick = 1; tick <= 4; tick += 1) await it.runAt(due(T0 + tick * TICK));
      const at = (name: string, atMs: number) =>
        it.values(name).flatMap((one) => (one.atMs === atMs ? [one.value] : []));
      expect([at(SLO_METRIC.slices, T0), at(SLO_METRIC.badSlices, T0)]).toEqual([
        [1, -1],
        [1, -1],
      ]);
      expect([at(SLO_METRIC.slices, T0 + MINUTE), at(SLO_METRIC.badSlices, T0 + MINUTE)]).toEqual([[1], [1]]);
      expect((await it.measured(ignore)).at(-1)).toMatchObject({ total: 60 + 3 * 5 - 1, bad: 1 });
    });

    test('of another length than was published are left as they are', async () => {
      const it = world({ slos: [slo] }, (_, __, nowMs) => ({ value: nowMs < due(T0 + TICK) ? 1 : 100 }));
      await it.runAt(due(T0));
      const state = await it.store.readState(sloKey(slo));
      expect(state?.slices).toEqual({ sliceSeconds: 60, verdicts: 'b'.repeat(60) });
      const slices = { sliceSeconds: 300, verdicts: 'b'.repeat(12) };
      await it.store.writeState({ ...(state as SloState), slices, version: (state?.version ?? 0) + 1 });
      await it.runAt(due(T0 + TICK));
      expect(sumOf(it, SLO_METRIC.badSlices)).toBe(60);
      expect((await it.store.readState(sloKey(slo)))?.slices?.verdicts).toBe(`${'?'.repeat(55)}ggggg`);
    });

    test('have their difference published by the next run where it was refused', async () => {
      let down = false;
      const it = world(
        { slos: [slo] },
        (_, atMs, nowMs) => ({ value: atMs === T0 - HOUR / 2 && nowMs < due(T0 + TICK) ? 1 : 100 }),
        ({ metrics }) => ({
          metrics: {
            publish: async (datapoints) => {
              if (down && datapoints.some(({ name }) => name === SLO_METRIC.badSlices)) throw new Error('throttled');
              await metrics.publish(datapoints);
            },
          },
        }),
      );
      await it.runAt(due(T0));
      expect(sumOf(it, SLO_METRIC.badSlices)).toBe(1);
      down = true;
      await expect(it.runAt(due(T0 + TICK))).rejects.toThrow('throttled');
      down = false;
      await it.runAt(due(T0 + 2 * TICK));
      expect(sumOf(it, SLO_METRIC.badSlices)).toBe(0);
    });
  });

  test('longer than a tick are judged when they end', async () => {
    const indicator = { ...slo.indicator, sliceSeconds: 3_600 } as typeof slo.indicator;
    const hourly = timesliceOf({ indicator });
    const { runAt, values, measured } = world({ slos: [hourly] });
    for (let tick = -6; tick <= 12; tick += 1) await runAt(due(T0 + tick * TICK));
    expect(values(SLO_METRIC.slices).map(({ atMs }) => (atMs + MINUTE - T0) / HOUR)).toEqual([-1, 0, 1]);
    expect((await measured(hourly)).at(-1)).toMatchObject({ total: 3 });
  });

  test('without data are what the definition says', async () => {
    const judged = async (missing: 'good' | 'bad' | 'ignore') => {
      const it = world(
        { slos: [timesliceOf({ indicator: { ...slo.indicator, missing } as typeof slo.indicator })] },
        () => ({}),
      );
      await it.runAt(due(T0));
      await it.runAt(due(T0 + HOUR));
      return (await it.measured(slo)).filter(({ atMs }) => atMs === T0 || atMs === T0 + HOUR).map(countOf);
    };
    const countOf = ({ total, bad }: SloMeasurement) => [total, bad];
    expect(await judged('good')).toEqual([
      [60, 0],
      [120, 0],
    ]);
    // The first run is three minutes after its tick.
    expect(await judged('bad')).toEqual([
      [0, 0],
      [57, 57],
    ]);
    expect(await judged('ignore')).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  describe('that are silent before the first run of an objective', () => {
    const from =
      (firstMs: number): Traffic =>
      (_, atMs) =>
        atMs < firstMs ? {} : { value: 100 };
    const countsOf = async (it: ReturnType<typeof world>, definition = slo) =>
      (await it.measured(definition)).map(({ total, bad }) => [total, bad]);

    test('do not count, and a new objective that is well raises nothing', async () => {
      const it = world({ slos: [slo] }, from(T0));
      for (let tick = 0; tick <= 3; tick += 1) await it.runAt(due(T0 + tick * TICK));
      expect(await countsOf(it)).toEqual([
        [0, 0],
        [5, 0],
        [10, 0],
        [15, 0],
      ]);
      expect(it.told).toEqual([]);
    });

    test('do not count later either, while those after it are bad', async () => {
      const it = world({ slos: [slo] }, () => ({}));
      for (let tick = 0; tick <= 30; tick += 1) await it.runAt(due(T0 + tick * TICK));
      const last = (await countsOf(it)).at(-1);
      expect(last).toEqual([147, 147]);
      const bad = it.values(SLO_METRIC.badSlices).map(({ atMs }) => atMs);
      expect(bad).toEqual(Array.from({ length: 147 }, (_, index) => T0 + (index + 3) * MINUTE));
    });

    test('count where they have data, gaps between these do not', async () => {
      const it = world({ slos: [slo] }, (_, atMs) => ({ value: atMs === T0 - HOUR / 2 ? 1 : 100 }));
      const gap = world({ slos: [slo] }, (_, atMs) => (atMs === T0 - HOUR / 2 ? {} : { value: 100 }));
      for (const one of [it, gap]) await one.runAt(due(T0));
      expect([await countsOf(it), await countsOf(gap)]).toEqual([[[60, 1]], [[59, 0]]]);
    });

    test('count once their data come in late', async () => {
      const it = world({ slos: [slo] }, (_, atMs, nowMs) =>
        nowMs < due(T0 + TICK) ? {} : from(T0 - TICK)(_, atMs, 0),
      );
      for (let tick = 0; tick <= 1; tick += 1) await it.runAt(due(T0 + tick * TICK));
      expect((await countsOf(it)).at(-1)).toEqual([10, 0]);
    });

    test('are also the one that it falls into', async () => {
      const indicator = { ...slo.indicator, sliceSeconds: 3_600 } as typeof slo.indicator;
      const hourly = timesliceOf({ indicator });
      const it = world({ slos: [hourly] }, () => ({}));
      for (let tick = 6; tick <= 24; tick += 1) await it.runAt(due(T0 + tick * TICK));
      expect(await countsOf(it, hourly)).toEqual([...Array(18).fill([0, 0]), [1, 1]]);
    });

    test('are bad where a version before published them', async () => {
      const it = world({ slos: [slo] }, () => ({}));
      const old = { schemaVersion: 1, slo: sloKey(slo), version: 1, lastAtMs: T0, raised: {}, slicesUntilMs: T0 };
      await it.store.writeState({ ...old, slices: { sliceSeconds: 60, verdicts: 'b'.repeat(60) } });
      await it.runAt(due(T0 + TICK));
      expect(it.values(SLO_METRIC.badSlices)).toHaveLength(5);
    });
  });

  const failing = (isDown: () => boolean, storeFails: () => boolean) =>
    world({ slos: [slo, SLO] }, steady(), ({ metrics, store }) => ({
      metrics: {
        publish: async (datapoints) => {
          if (isDown() && datapoints.some(({ name }) => name === SLO_METRIC.slices)) throw new Error('throttled');
          await metrics.publish(datapoints);
        },
      },
      store: Object.assign(Object.create(store), {
        writeState: async (state: SloState) => {
          if (storeFails() && (state.slicesUntilMs ?? 0) === T0 && state.version > 3) throw new Error('dead');
          return store.writeState(state);
        },
      }),
    }));

  test('that were refused are published by the next run', async () => {
    let down = false;
    const it = failing(
      () => down,
      () => false,
    );
    await it.runAt(due(T0));
    down = true;
    const { evaluated, failed } = await it.runAt(due(T0 + TICK));
    expect({ evaluated, failed }).toEqual({ evaluated: 1, failed: [{ slo: sloKey(slo), reason: 'throttled' }] });
    down = false;
    expect(await it.runAt(due(T0 + 2 * TICK))).toMatchObject({ evaluated: 2, failed: [] });
    expect(it.values(SLO_METRIC.slices)).toHaveLength(70);
    expect((await it.measured(slo)).map(({ total }) => total)).toEqual([60, 65, 70]);
  });

  test('of a run that died before it could publish them are a gap, and none counts twice', async () => {
    let down = false;
    const it = failing(
      () => down,
      () => down,
    );
    await it.runAt(due(T0));
    down = true;
    await it.runAt(due(T0 + TICK));
    down = false;
    await it.runAt(due(T0 + 2 * TICK));
    const minutes = it.values(SLO_METRIC.slices).map(({ atMs }) => (atMs - T0) / MINUTE);
    expect(minutes.filter((minute) => minute >= 0)).toEqual([5, 6, 7, 8, 9]);
    expect(new Set(minutes).size).toBe(minutes.length);
  });
});

describe('composites', () => {
  const slos = [definitionOf({ name: 'A' }), definitionOf({ name: 'B', objective: '99.9' })];
  const traffic = steady((_, slo) => (slo.endsWith('A') ? 2 : 1));

  test('are measured from their parts at the same tick', async () => {
    const worst = compositeOf(['A', 'B', 'Unknown']);
    const weighted = compositeOf(['A', 'B'], { name: 'Mean', combine: 'weighted' });
    const { runAt, measured, values } = world({ slos, composites: [worst, weighted] }, traffic);
    await runAt(due(T0));
    expect(await measured(worst)).toMatchObject([
      { sli: 0.98, total: 201_600, burnRates: { '1h': 2 }, status: 'violated' },
    ]);
    expect(await measured(weighted)).toMatchObject([{ sli: 0.985, total: 403_200, burnRates: { '1h': 1.5 } }]);
    expect(values(SLO_METRIC.compliance).map(({ dimensions, value }) => [dimensions.slo, value])).toContainEqual([
      'Mean',
      98.5,
    ]);
  });

  test.each(['worst', 'weighted'] as const)(
    '(%s) are not used up by the first failures of young parts',
    async (combine) => {
      const young: Traffic = (_, atMs) => (atMs < T0 ? {} : { total: 100, bad: atMs === T0 ? 4 : 0 });
      const it = world({ slos, composites: [compositeOf(['A', 'B'], { combine, tier: 1 })] }, young);
      for (let tick = 1; tick <= 3; tick += 1) await it.runAt(due(T0 + tick * TICK));
      expect((await it.measured(compositeOf([])))[0]).toMatchObject({ status: 'violated', budgetRemaining: -3 });
      expect(it.told.filter(({ member }) => member.endsWith('budget-exhausted'))).toEqual([]);
    },
  );

  test('take in a part that was late', async () => {
    let late = true;
    const it = world({ slos, composites: [compositeOf(['A', 'B'])] }, (slo, ...at) =>
      late && slo.endsWith('A') ? new Error('throttled') : traffic(slo, ...at),
    );
    await it.runAt(due(T0 - 12 * TICK));
    late = false;
    await it.runAt(due(T0));
    const history = await it.measured(compositeOf([]));
    expect(history[0]).toMatchObject({ sli: 0.99 });
    expect(history.at(-1)).toMatchObject({ sli: 0.98 });
  });

  test('leave out a part that was not measured for a quarter of an hour', async () => {
    let gone = false;
    const it = world({ slos, composites: [compositeOf(['A', 'B'])] }, (slo, ...at) =>
      gone && slo.endsWith('A') ? new Error('gone') : traffic(slo, ...at),
    );
    await it.runAt(due(T0));
    gone = true;
    for (let tick = 1; tick <= 3; tick += 1) await it.runAt(due(T0 + tick * TICK));
    expect((await it.measured(compositeOf([]))).map(({ sli }) => sli)).toEqual([0.98, 0.98, 0.98, 0.99]);
  });

  test('without any part that is known have no data', async () => {
    const it = world({ slos, composites: [compositeOf(['Gone'])] });
    await it.runAt(due(T0));
    expect(await it.measured(compositeOf([]))).toMatchObject([{ status: 'no_data', total: 0 }]);
  });
});

describe('overall compliance', () => {
  const slos = Array.from({ length: 20 }, (_, index) => definitionOf({ name: `Slo${index}`, tier: index < 2 ? 1 : 3 }));

  test('is stored, published, and a ticket below 95 %', async () => {
    let broken = 1;
    const it = world(
      { slos },
      steady((_, slo) => (Number(slo.slice(slo.indexOf('Slo') + 3)) < broken ? 100 : 0)),
    );
    expect(await it.runAt(due(T0))).toMatchObject({ overall: { compliant: 19, withData: 20, noData: 0, share: 0.95 } });
    broken = 2;
    const second = await it.runAt(due(T0 + TICK));
    expect(second.overall).toMatchObject({ share: 0.9, weightedShare: 0.75 });
    expect(second.raised).toContainEqual({ slo: 'overall/main', signal: 'overall-compliance', atMs: T0 + TICK });
    broken = 0;
    expect((await it.runAt(due(T0 + 2 * TICK))).cleared).toContainEqual(
      expect.objectContaining({ slo: 'overall/main' }),
    );
    const about = it.told.filter(({ member }) => member === 'slo/main/overall-compliance');
    expect(about.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
    expect(about[0]).toMatchObject({
      type: 'Sightline Signal',
      role: 'ticket',
      service: 'sightline',
      environment: 'main',
    });
    expect(it.values('OverallSloCompliance').map(({ value }) => value)).toEqual([95, 90, 100]);
    expect(await it.store.readOverall({ startMs: T0, endMs: T0 + HOUR })).toHaveLength(3);
  });

  test('is told once, with its first time, although it cannot be published', async () => {
    let broken = 2;
    let down = true;
    const it = world(
      { slos },
      steady((_, slo) => (Number(slo.slice(slo.indexOf('Slo') + 3)) < broken ? 100 : 0)),
      ({ metrics }) => ({
        metrics: {
          publish: async (datapoints) => {
            if (down && datapoints.some(({ name }) => name === 'OverallSloCompliance')) throw new Error('throttled');
            await metrics.publish(datapoints);
          },
        },
      }),
    );
    const told = () =>
      it.told
        .filter(({ member }) => member === 'slo/main/overall-compliance')
        .map(({ state, timestampMs }) => [state, (timestampMs - T0) / TICK]);
    expect((await it.runAt(due(T0))).failed).toEqual([{ slo: 'overall/main', reason: 'throttled' }]);
    for (let tick = 1; tick < 4; tick += 1) await it.runAt(due(T0 + tick * TICK));
    expect(told()).toEqual([['ALARM', 0]]);
    broken = 0;
    await it.runAt(due(T0 + 4 * TICK));
    down = false;
    await it.runAt(due(T0 + 5 * TICK));
    expect(told()).toEqual([
      ['ALARM', 0],
      ['OK', 4],
    ]);
  });

  test('counts objectives that were not measured for half an hour as without data', async () => {
    let broken = false;
    const good = steady();
    const it = world({ slos }, (slo, ...at) => (broken && slo.endsWith('Slo7') ? new Error('gone') : good(slo, ...at)));
    await it.runAt(due(T0));
    broken = true;
    expect((await it.runAt(due(T0 + 5 * TICK))).overall).toMatchObject({ withData: 20 });
    expect((await it.runAt(due(T0 + 6 * TICK))).overall).toMatchObject({ withData: 19, noData: 1 });
  });

  test('that cannot be stored is told as a failure, and no obstacle', async () => {
    const it = world({ slos }, steady(), ({ store }) => ({
      store: Object.assign(Object.create(store), { writeOverall: () => Promise.reject(new Error('full')) }),
    }));
    expect(await it.runAt(due(T0))).toMatchObject({ evaluated: 20, failed: [{ slo: 'overall/main', reason: 'full' }] });
  });
});

describe('a thousand objectives', () => {
  test('are read fifty at a time', async () => {
    const slos = Array.from({ length: 1_000 }, (_, index) =>
      definitionOf({ name: `Slo${index}`, window: '1d', rules: [] }),
    );
    const it = world({ slos });
    expect(await it.runAt(due(T0))).toMatchObject({ evaluated: 1_000, failed: [] });
    expect(it.reads).toEqual(Array(20).fill(50));
  });
});
