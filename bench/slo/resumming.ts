/** The straightforward way, as a peer: every minute adds up every window again. */
import { readRule, thresholdOf, WORKBOOK_RULES } from '../../lib/core/slo/burn-rate-rule';
import { toNumber } from '../../lib/core/slo/fraction';
import { parseObjective } from '../../lib/core/slo/objective';
import type { Traffic } from './traffic';

const RULES = WORKBOOK_RULES.map((rule) => readRule('bench', rule));

/** Of each of the workbook's rules, whether it fires in each minute. */
export function resum(traffic: Traffic): ReadonlyMap<string, readonly boolean[]> {
  // With `1 - 0.999` for a budget it would fire at the threshold, too.
  const objective = parseObjective('bench', traffic.objective);
  return new Map(
    RULES.map((rule) => {
      const threshold = toNumber(thresholdOf(rule, objective));
      const breaches = (minute: number, window: number) => badShare(traffic, minute, window) > threshold;
      const fires = (minute: number) => breaches(minute, rule.shortMinutes) && breaches(minute, rule.longMinutes);
      return [rule.id, Array.from(traffic.total, (_, minute) => fires(minute))];
    }),
  );
}

/** Of the last minutes, up to and with this one; 0 without events. */
function badShare({ total, bad }: Traffic, minute: number, window: number): number {
  let [events, failures] = [0, 0];
  for (let at = Math.max(0, minute - window + 1); at <= minute; at += 1) {
    events += total[at] || 0;
    failures += bad[at] || 0;
  }
  return events > 0 ? failures / events : 0;
}
