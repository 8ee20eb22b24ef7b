import fc from 'fast-check';
import type { CompositeSloDefinition, SloDefinition } from '../../../lib/core/slo/definition';
import type { SloMeasurement } from '../../../lib/core/slo/measurement';
import { SloReporter, type SloReportOptions } from '../../../lib/core/slo/report';
import { readingsFor, stepsOf } from '../../../lib/core/slo/report/account';
import { DAY_MS, incidentOf, MINUTE_MS, measurementOf, SLICES, START_MS, sloOf, ticks } from './report-support';

const END_MS = START_MS + 30 * DAY_MS;
const SPAN = { startMs: START_MS, endMs: END_MS };
type Given = readonly [SloDefinition | CompositeSloDefinition, readonly SloMeasurement[]];

function reportOf(given: readonly Given[], options: Partial<SloReportOptions> = {}) {
  const reporter = new SloReporter({ span: SPAN, nowMs: END_MS, ...options });
  for (const [definition, measurements] of given) reporter.add(definition, measurements);
  return reporter.report();
}

const at = (bad: number, total?: number) => [measurementOf(END_MS, { bad, total })];

test('no objectives and no measurements are told as such, not as compliant', () => {
  expect(reportOf([])).toMatchObject({
    overall: { objectives: 0, withData: 0 },
    byService: [],
    history: [],
    incidents: [],
  });
  expect(reportOf([]).overall.share).toBeUndefined();
  const { overall, byService } = reportOf([[sloOf(), []]]);
  expect(overall).toEqual({
    objectives: 1,
    compliant: 0,
    withData: 0,
    violated: 0,
    atRisk: 0,
    noData: 0,
    notMeasured: 1,
  });
  expect(byService).toMatchObject([{ name: 'checkout', notMeasured: 1 }]);
  expect(byService[0]?.budgetUsed).toBeUndefined();
});

test('compliance counts those that are not violated among those with data, and tiers weigh 3, 2 and 1', () => {
  const { overall } = reportOf([
    [sloOf({ name: 'a', tier: 1 }), at(100)],
    [sloOf({ name: 'b', tier: 2 }), at(1_500)],
    [sloOf({ name: 'c', tier: 3 }), at(900)],
    [sloOf({ name: 'd', tier: 3 }), at(0, 0)],
  ]);
  expect(overall).toMatchObject({ objectives: 4, withData: 3, compliant: 2, violated: 1, atRisk: 1, noData: 1 });
  expect(overall.share).toBeCloseTo(2 / 3, 12);
  expect(overall.weightedShare).toBeCloseTo(4 / 6, 12);
});

test('groups tell their mean budget used and their worst objective, the least compliant group first', () => {
  const { byService, byTeam, byTier } = reportOf([
    [sloOf({ name: 'a', team: 'web' }), at(200)],
    [sloOf({ name: 'b', service: 'payments', team: 'web', tier: 1 }), at(1_400)],
    [sloOf({ name: 'c', service: 'payments' }), at(600)],
    [sloOf({ name: 'd', service: 'quiet' }), at(0, 0)],
  ]);
  expect(byService.map(({ name }) => name)).toEqual(['payments', 'checkout', 'quiet']);
  expect(byService[0]).toMatchObject({ objectives: 2, share: 0.5, worst: { slo: 'payments/prod/b' } });
  expect(byService[0]?.budgetUsed).toBeCloseTo(1, 12);
  expect(byService[0]?.worst?.budgetUsed).toBeCloseTo(1.4, 12);
  expect(byTeam.map(({ name, objectives }) => [name, objectives])).toEqual([
    ['web', 2],
    ['', 2],
  ]);
  expect(byTier.map(({ name }) => name)).toEqual(['tier 1', 'tier 2']);
});

test('names of Object.prototype are names', () => {
  const { byService } = reportOf([
    [sloOf({ service: '__proto__' }), at(0)],
    [sloOf({ service: 'constructor' }), at(0)],
  ]);
  expect(byService.map(({ name }) => name).sort()).toEqual(['__proto__', 'constructor']);
});

test('measurements outside the time of the report do not count', () => {
  const outside = [measurementOf(START_MS, { bad: 2_000 }), measurementOf(END_MS + 1, { bad: 2_000 })];
  expect(reportOf([[sloOf(), outside]]).overall.notMeasured).toBe(1);
});

test('the report of a month that is not over ends now', () => {
  const nowMs = START_MS + 2 * DAY_MS;
  const report = reportOf([[sloOf(), [measurementOf(nowMs)]]], { nowMs });
  expect(report).toMatchObject({ startMs: START_MS, endMs: nowMs, overall: { compliant: 1 } });
  expect(report.history).toEqual([{ startMs: START_MS + DAY_MS, compliant: 1, withData: 1, noData: 0, share: 1 }]);
});

test('the history has the last measurement of each day, and no day without one', () => {
  const day = (number: number, bad: number, total?: number) =>
    measurementOf(START_MS + number * DAY_MS, { bad, total });
  const { history } = reportOf([
    [sloOf({ name: 'a' }), [measurementOf(START_MS + 1_000, { bad: 5_000 }), day(1, 0), day(2, 2_000)]],
    [sloOf({ name: 'b' }), [day(1, 0, 0), day(2, 0)]],
  ]);
  expect(history).toEqual([
    { startMs: START_MS, compliant: 1, withData: 1, noData: 1, share: 1 },
    { startMs: START_MS + DAY_MS, compliant: 1, withData: 2, noData: 0, share: 0.5 },
  ]);
});

test('composites are told apart and count nowhere else', () => {
  const { name, service, environment, description, objective, namespace, tier } = sloOf({ name: 'All' });
  const common = { schemaVersion: 1, name, service, environment, description, objective, namespace, tier };
  const composite: CompositeSloDefinition = { ...common, kind: 'composite', combine: 'worst', parts: [] };
  const report = reportOf([
    [sloOf(), at(0)],
    [composite, at(5_000)],
  ]);
  expect(report.overall).toMatchObject({ objectives: 1, violated: 0 });
  expect(report.composites).toMatchObject([{ slo: 'checkout/prod/All', last: { status: 'violated' } }]);
});

describe('what an incident ate', () => {
  const openedMs = START_MS + 12 * 3_600_000;
  const incidents = [incidentOf(openedMs, 30)];

  test('is counted in a calendar window', () => {
    const measurements = ticks(openedMs - 600_000, openedMs + 3_600_000).map((ms) =>
      measurementOf(ms, { total: 100_000, bad: ms <= openedMs ? 7 : 7 + Math.min(6, (ms - openedMs) / 300_000) * 5 }),
    );
    const report = reportOf([[sloOf({ window: 'calendar month' }), measurements]], { incidents });
    expect(report.incidents).toMatchObject([
      { incident: 'i1', spent: [{ slo: 'checkout/prod/Availability', events: 30, method: 'counted' }] },
    ]);
    expect(report.incidents[0]?.spent[0]?.share).toBeCloseTo(0.3, 12);
  });

  test('is estimated by burn rates in a rolling window, whatever leaves it meanwhile', () => {
    const isBurning = (ms: number) => ms > openedMs && ms <= openedMs + 30 * MINUTE_MS;
    const measurements = ticks(openedMs - 600_000, openedMs + 3_600_000).map((ms) =>
      measurementOf(ms, { total: 1_000_000, bad: 500, burnRates: { '5m': isBurning(ms) ? 1_000 : 0 } }),
    );
    const [spent] = reportOf([[sloOf(), measurements]], { incidents }).incidents[0]?.spent ?? [];
    // A total outage of 30 minutes, of the 43.2 that the budget allows.
    expect(spent).toMatchObject({ method: 'estimated' });
    expect(spent?.share).toBeCloseTo(30 / 43.2, 9);
    expect(spent?.events).toBeCloseTo((30 / 43.2) * 1_000, 6);
  });

  test('is never less than what the rolling window gained', () => {
    const measurements = ticks(openedMs - 600_000, openedMs + 3_600_000).map((ms) =>
      measurementOf(ms, { bad: ms <= openedMs ? 100 : 400, burnRates: { '5m': 0 } }),
    );
    expect(reportOf([[sloOf(), measurements]], { incidents }).incidents[0]?.spent).toMatchObject([
      { events: 300, share: 0.3 },
    ]);
  });

  test('is unknown where nothing was measured, and of other services nothing', () => {
    const early = [measurementOf(openedMs - DAY_MS)];
    const report = reportOf(
      [
        [sloOf(), early],
        [sloOf({ service: 'other' }), at(0)],
      ],
      { incidents },
    );
    expect(report.incidents).toMatchObject([{ spent: [] }]);
  });

  test('puts the hungriest incident first, and leaves out those of another time', () => {
    const all = [
      incidentOf(openedMs, 30, { id: 'small' }),
      incidentOf(openedMs + DAY_MS, 30, { id: 'large' }),
      incidentOf(START_MS - DAY_MS, 30, { id: 'before' }),
      incidentOf(END_MS, 30, { id: 'after' }),
    ];
    const burning = ticks(openedMs, openedMs + 2 * DAY_MS).map((ms) =>
      measurementOf(ms, { burnRates: { '5m': ms > openedMs + DAY_MS ? 500 : 5 } }),
    );
    const report = reportOf([[sloOf(), burning]], { incidents: all });
    expect(report.incidents.map(({ incident }) => incident)).toEqual(['large', 'small']);
  });

  test('comes with its recovery, by the strictest tier of its service and its freshness objectives', () => {
    const backups = sloOf({ name: 'Backups', kind: 'freshness', indicator: SLICES, tier: 1 });
    const fresh = [measurementOf(openedMs - 300_000, { burnRates: { '5m': 0 } })];
    const report = reportOf(
      [
        [sloOf({ tier: 3 }), []],
        [backups, fresh],
      ],
      { incidents },
    );
    // Slices of 5 minutes, fresh up to 600 s, found so 5 minutes before.
    expect(report.incidents).toMatchObject([
      { tier: 1, minutes: 30, withinRto: true, rpo: { slo: 'checkout/prod/Backups', ageMinutes: 20, within: false } },
    ]);
    expect(report.recovery).toMatchObject([{ month: '2026-11', incidents: 1, share: 1, withRpo: 1, withinRpo: 0 }]);
  });
});

describe('what is read', () => {
  test('is the end of each day, and the time around incidents', () => {
    const opened = START_MS + 6 * 3_600_000;
    const spans = readingsFor({ startMs: START_MS, endMs: START_MS + 2 * DAY_MS }, [
      { startMs: opened, endMs: opened + 60_000 },
    ]);
    expect(spans).toEqual([
      { startMs: opened - 600_000, endMs: opened + 660_000 },
      { startMs: START_MS + DAY_MS - 3_600_000, endMs: START_MS + DAY_MS + 1 },
      { startMs: START_MS + 2 * DAY_MS - 3_600_000, endMs: START_MS + 2 * DAY_MS + 1 },
    ]);
  });

  test('never overlaps, is sorted, and has the end of the report', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 40 * DAY_MS }), fc.integer({ min: 1, max: 5 * DAY_MS }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 800 * DAY_MS }), fc.array(span), (length, given) => {
        const endMs = START_MS + length;
        const around = given.map(([from, long]) => ({ startMs: START_MS + from, endMs: START_MS + from + long }));
        const spans = readingsFor({ startMs: START_MS, endMs }, around);
        spans.reduce(
          (last, one) => {
            expect(one.startMs).toBeGreaterThan(last.endMs);
            return one;
          },
          { startMs: 0, endMs: 0 },
        );
        expect(spans.some((one) => one.startMs < endMs && one.endMs > endMs)).toBe(true);
        const steps = stepsOf({ startMs: START_MS, endMs });
        expect(steps.length).toBeLessThanOrEqual(64);
        expect([steps[0]?.startMs, steps.at(-1)?.endMs]).toEqual([START_MS, endMs]);
      }),
    );
  });
});

test('thousands of objectives make one report', () => {
  const many = Array.from({ length: 3_000 }, (_, index): Given => [sloOf({ name: `o${index}` }), at(index % 2_000)]);
  const { overall, objectives } = reportOf(many);
  expect(overall).toMatchObject({ objectives: 3_000, withData: 3_000, violated: 999 });
  expect(objectives[0]?.slo).toBe('checkout/prod/o1999');
});
