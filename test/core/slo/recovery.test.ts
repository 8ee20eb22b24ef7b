import fc from 'fast-check';
import { DEFAULT_RECOVERY_TARGETS, type Freshness, recoveryByMonth, recoveryOf } from '../../../lib/core/slo/recovery';
import { incidentOf, MINUTE_MS, measurementOf, START_MS } from './report-support';

const NOW_MS = START_MS + 10 * 86_400_000;
const options = { targets: DEFAULT_RECOVERY_TARGETS, nowMs: NOW_MS };
const fresh = (...measurements: Freshness['measurements']): Freshness => {
  return { slo: 'checkout/prod/Backups', freshMinutes: 10, sliceMinutes: 5, measurements };
};
const good = (atMs: number) => measurementOf(atMs, { burnRates: { '5m': 0 } });
const stale = (atMs: number) => measurementOf(atMs, { burnRates: { '5m': 100 } });

test.each([
  [59, 1, true],
  [60, 1, true],
  [61, 1, false],
  [240, 2, true],
  [241, 2, false],
  [1_440, 3, true],
] as const)('%d minutes in tier %d are within its recovery time: %s', (minutes, tier, within) => {
  expect(recoveryOf(incidentOf(START_MS, minutes), tier, options)).toMatchObject({ minutes, withinRto: within });
});

test('an open incident is undecided while there is time left, and then missed', () => {
  const open = incidentOf(NOW_MS - 30 * MINUTE_MS, undefined);
  expect(recoveryOf(open, 1, options)).toMatchObject({ minutes: 30, withinRto: undefined, resolvedMs: undefined });
  expect(recoveryOf({ ...open, openedMs: NOW_MS - 61 * MINUTE_MS }, 1, options).withinRto).toBe(false);
});

test('a reopened incident is open, whenever it was resolved before', () => {
  const reopened = incidentOf(START_MS, 5, { status: 'triggered' });
  expect(recoveryOf(reopened, 1, options)).toMatchObject({ withinRto: false, resolvedMs: undefined });
});

test('clocks that disagree make no negative time', () => {
  expect(recoveryOf(incidentOf(START_MS, -5), 1, options)).toMatchObject({ minutes: 0, withinRto: true });
});

test('data is as old as fresh data may be, and the time since it was fresh', () => {
  const freshness = [
    fresh(good(START_MS - 30 * MINUTE_MS), stale(START_MS - 25 * MINUTE_MS), good(START_MS + MINUTE_MS)),
  ];
  const { rpo } = recoveryOf(incidentOf(START_MS, 5), 2, { ...options, freshness });
  expect(rpo).toEqual({ slo: 'checkout/prod/Backups', ageMinutes: 30 + 5 + 10, rpoMinutes: 60, within: true });
  expect(recoveryOf(incidentOf(START_MS, 5), 1, { ...options, freshness }).rpo?.within).toBe(false);
});

test('data that was never found fresh misses, and no freshness objective tells nothing', () => {
  const never = recoveryOf(incidentOf(START_MS, 5), 3, { ...options, freshness: [fresh(stale(START_MS - MINUTE_MS))] });
  expect(never.rpo).toMatchObject({ ageMinutes: undefined, within: false });
  expect(recoveryOf(incidentOf(START_MS, 5), 3, options).rpo).toBeUndefined();
});

test('the oldest of several copies counts', () => {
  const freshness = [
    fresh(good(START_MS)),
    { ...fresh(good(START_MS - 300_000)), slo: 'older' },
    fresh(good(START_MS)),
  ];
  expect(recoveryOf(incidentOf(START_MS, 5), 1, { ...options, freshness }).rpo?.slo).toBe('older');
});

test('months count what is decided', () => {
  const of = (openedMs: number, minutes: number | undefined) => recoveryOf(incidentOf(openedMs, minutes), 1, options);
  const october = START_MS - MINUTE_MS;
  expect(
    recoveryByMonth([of(START_MS, 10), of(october, 90), of(START_MS, 70), of(NOW_MS - MINUTE_MS, undefined)]),
  ).toEqual([
    {
      month: '2026-10',
      incidents: 1,
      decided: 1,
      withinRto: 0,
      share: 0,
      longestMinutes: 90,
      withRpo: 0,
      withinRpo: 0,
    },
    {
      month: '2026-11',
      incidents: 3,
      decided: 2,
      withinRto: 1,
      share: 0.5,
      longestMinutes: 70,
      withRpo: 0,
      withinRpo: 0,
    },
  ]);
  expect(recoveryByMonth([])).toEqual([]);
  expect(recoveryByMonth([of(NOW_MS, undefined)])[0]?.share).toBeUndefined();
});

test('months count the incidents whose data was fresh enough, among those that have a freshness objective', () => {
  const aged = (minutes: number) =>
    recoveryOf(incidentOf(START_MS, 5), 2, { ...options, freshness: [fresh(good(START_MS - minutes * MINUTE_MS))] });
  // 60 minutes are allowed in tier 2; 15 of them pass before data is found to be stale.
  const months = recoveryByMonth([aged(10), aged(45), aged(46), recoveryOf(incidentOf(START_MS, 5), 2, options)]);
  expect(months).toEqual([expect.objectContaining({ incidents: 4, withRpo: 3, withinRpo: 2 })]);
});

test('every incident is in one month, and shares are shares', () => {
  const incident = fc.tuple(
    fc.integer({ min: 0, max: 400 * 86_400_000 }),
    fc.option(fc.nat(5_000), { nil: undefined }),
  );
  fc.assert(
    fc.property(fc.array(incident), (all) => {
      const months = recoveryByMonth(
        all.map(([at, minutes]) => recoveryOf(incidentOf(START_MS + at, minutes), 2, options)),
      );
      expect(months.reduce((sum, { incidents }) => sum + incidents, 0)).toBe(all.length);
      for (const { share = 0 } of months) expect(share >= 0 && share <= 1).toBe(true);
    }),
  );
});
