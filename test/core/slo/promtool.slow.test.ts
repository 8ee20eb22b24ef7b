import { readRule } from '../../../lib/core/slo/burn-rate-rule';
import { EventCounts } from '../../../lib/core/slo/counts';
import { type Firing, ruleFirings } from '../../../lib/core/slo/firings';
import { parseObjective } from '../../../lib/core/slo/objective';
import { type CrossCheck, OWN_CHECKS, SLOW_CHECKS, vectorChecks } from './promtool/cases';
import { promtoolComplaints, promtoolSkipped } from './promtool/engine';
import type { PromqlRule } from './promtool/promql';
import { alertTest, type Firings, maskTest } from './promtool/rule-test';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 5);
const skipped = promtoolSkipped();
if (skipped) console.log(skipped);

/** Everything where engines are required; else what takes seconds. */
const FULL = process.env.REQUIRE_ENGINES === '1' || process.env.SIGHTLINE_INTERLEAVINGS !== undefined;
const QUICK_VECTORS = ['wb-total-outage-60m', 'nodata-gap-inside-outage', 'guard-min-bad-5-met'];
const quick = vectorChecks().filter(({ title }) => QUICK_VECTORS.includes(title));
const asAlerts = FULL ? OWN_CHECKS : OWN_CHECKS.slice(0, 2);
const asMasks = FULL ? [...vectorChecks(), ...SLOW_CHECKS] : [...quick, ...OWN_CHECKS.slice(2)];

const tally = { asMask: 0, asAlerts: 0 };
afterAll(() => {
  const { asMask, asAlerts } = tally;
  if (!skipped)
    process.stdout.write(`rule minutes compared with promtool: ${asMask + asAlerts} (${asAlerts} as alerts)\n`);
});

(skipped ? describe.skip : describe)('the pure functions and promtool', () => {
  test.each(asAlerts)('agree minute by minute on the alerts of a rule file: $title', async (check) => {
    const { files, compared } = alertTest(check, firingsOf(check));
    tally.asAlerts += compared;
    expect(await promtoolComplaints(files)).toBeUndefined();
  });

  test.each(asMasks)('agree minute by minute: $title', async (check) => {
    const { files, compared } = maskTest(check, firingsOf(check));
    tally.asMask += compared;
    expect(await promtoolComplaints(files)).toBeUndefined();
  });
});

(skipped ? describe.skip : describe)('the comparison with promtool', () => {
  const check = OWN_CHECKS[1] as CrossCheck;

  test.each([
    ['as alerts', alertTest],
    ['as masks', maskTest],
  ])('%s fails where a single minute differs, and says which', async (_, write) => {
    const [[rule, fires = []] = [], ...others] = [...firingsOf(check)];
    const minute = fires.indexOf(true);
    expect(minute).toBeGreaterThan(0);
    const late = fires.map((firing, index) => firing && index !== minute);
    const { files } = write(check, new Map([[rule as PromqlRule, late], ...others]));
    const complaints = await promtoolComplaints(files);
    expect(complaints).toContain(
      write === maskTest ? `got minutes ${minute} ` : `time: ${Math.floor(minute / 60)}h${minute % 60}m`,
    );
  });

  test('has minutes that fire and minutes that rest in each of its own cases', () => {
    for (const own of OWN_CHECKS) {
      const minutes = [...firingsOf(own).values()].flat();
      expect(new Set(minutes)).toEqual(new Set([true, false]));
    }
  });
});

function firingsOf({ objective, rules, guard, total, bad }: CrossCheck): Firings {
  const counts = EventCounts.of({ startMs: START_MS, stepSeconds: 60, total, bad });
  const parsed = parseObjective('check', objective);
  return new Map(
    rules.map((rule) => {
      const options = { hourlyLong: rule.hourly === true };
      return [rule, perMinute(ruleFirings(counts, readRule('check', rule), parsed, guard, options), total.length)];
    }),
  );
}

/** A firing starts at the end of its first minute, and ends at the end of the first minute without. */
function perMinute(firings: readonly Firing[], minutes: number): boolean[] {
  return Array.from({ length: minutes }, (_, minute) => {
    const atMs = START_MS + (minute + 1) * MINUTE_MS;
    return firings.some(({ startMs, endMs = Number.POSITIVE_INFINITY }) => atMs >= startMs && atMs < endMs);
  });
}
