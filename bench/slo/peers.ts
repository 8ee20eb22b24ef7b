import { WORKBOOK_RULES } from '../../lib/core/slo/burn-rate-rule';
import { promtoolComplaints, promtoolSkipped } from '../../test/core/slo/promtool/engine';
import { alertTest } from '../../test/core/slo/promtool/rule-test';
import { medianMs } from '../measure';
import { evaluate, firesByMinute } from './ours';
import { resum } from './resumming';
import type { Traffic } from './traffic';

/** Milliseconds for the same series and rules. */
export interface Comparison {
  readonly ours: number;
  readonly theirs: number;
}

const OUR_RUNS = 9;
/** factor x budget of the workbook's rules at 99.9 %. */
const THRESHOLDS = ['0.0144', '0.006', '0.003', '0.001'];
const RULES = WORKBOOK_RULES.map((rule, index) => ({ ...rule, threshold: THRESHOLDS[index] as string }));

/** The straightforward loop, which does the rules only. Both must fire in the same minutes. */
export async function againstResumming(runs: number, fleet: readonly Traffic[]): Promise<Comparison> {
  for (const traffic of fleet) compare(traffic, resum(traffic));
  return {
    ours: await medianMs(OUR_RUNS, () => fleet.map(evaluate)),
    theirs: await medianMs(runs, () => fleet.map(resum)),
  };
}

/**
 * `promtool test rules` with the workbook's alert rules at 99.9 %, a whole process, which checks that each minute comes out as ours.
 * @returns why not, where promtool is not there
 */
export async function againstPromtool(runs: number, { total, bad }: Traffic): Promise<Comparison | string> {
  const skipped = promtoolSkipped();
  if (skipped) return skipped;
  const traffic = { objective: '99.9', total, bad };
  const ours = firesByMinute(evaluate(traffic), total.length);
  const check = { ...traffic, title: 'bench', total: [...total], bad: [...bad], rules: RULES };
  const firings = new Map(RULES.map((rule) => [rule, ours.get(rule.id) ?? []]));
  const { files } = alertTest({ ...check, guard: { minTotal: 1, minBad: 1 } }, firings);
  const theirs = await medianMs(runs, async () => {
    const complaints = await promtoolComplaints(files);
    if (complaints) throw new Error(`promtool came to something else: ${complaints}`);
  });
  return { theirs, ours: await medianMs(OUR_RUNS, () => evaluate(traffic)) };
}

function compare(traffic: Traffic, theirs: ReadonlyMap<string, readonly boolean[]>): void {
  for (const [id, ours] of firesByMinute(evaluate(traffic), traffic.total.length)) {
    const minute = ours.findIndex((fires, index) => fires !== theirs.get(id)?.[index]);
    if (minute >= 0)
      throw new Error(`'${id}' of '${traffic.kind}' traffic differs from the plain loop in minute ${minute}`);
  }
}
