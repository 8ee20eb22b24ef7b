import { isHourly, type ReadRule, thresholdOf } from './burn-rate-rule';
import type { EventCounts } from './counts';
import type { Objective } from './objective';
import { readShare } from './share';
import { SloError } from './slo-error';
import { minutesText } from './window';
import { judgeStretch, type Verdict, type WindowTest } from './window-test';

/** How many events, and bad ones, a rule's long window needs to breach; a single failure at night is no page. */
export interface TrafficGuard {
  readonly minTotal: number;
  readonly minBad: number;
}

const MOST_SINGLES = 64;
const UNGUARDED: TrafficGuard = { minTotal: 0, minBad: 0 };

/** A stretch of time in which a rule fires. */
export interface Firing {
  /** The end of the first step after which both windows breach: the moment at which this is known. */
  readonly startMs: number;
  /** The end of the first step after which not both do. Missing: still firing at the end. */
  readonly endMs?: number;
}

/** Over which time firings are looked for, and where long windows end. */
export interface FiringOptions {
  /**
   * Windows of more than a day end at the last full hour (UTC), as those of multi-day alarms of CloudWatch do.
   * @default false: they end where the others do
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly hourlyLong?: boolean;
  /** The first moment that is looked at. @default - the end of the first step */
  readonly fromMs?: number;
  /** Data before it count, and it is the last moment that is looked at. @default - the end of the series */
  readonly toMs?: number;
}

/**
 * When a rule fires: looked at after every step, with the data until then. Both windows must be above factor x budget;
 * at it is not above. A window without events does not breach. At the start of the series windows are shorter.
 * @throws {SloError} where a window of the rule is no whole number of steps
 */
export function ruleFirings(
  counts: EventCounts,
  rule: ReadRule,
  objective: Objective,
  guard: TrafficGuard,
  options: FiringOptions = {},
): Firing[] {
  const windows = windowTests(counts, rule, objective, guard, options);
  const instantOf = (steps: number) => counts.startMs + steps * counts.stepSeconds * 1000;
  const first = Math.max(counts.stepsBefore(options.fromMs ?? counts.startMs), 1);
  const last = counts.stepsBefore(options.toMs ?? counts.endMs);
  const changed = changes(counts, windows, first, last).map(instantOf);
  const firings: Firing[] = [];
  for (let index = 0; index < changed.length; index += 2) {
    const [startMs, endMs] = [changed[index] as number, changed[index + 1]];
    firings.push(endMs === undefined ? { startMs } : { startMs, endMs });
  }
  return firings;
}

/** Whether the rule fires at a moment; as {@link ruleFirings} has it. */
export function isFiring(
  counts: EventCounts,
  rule: ReadRule,
  objective: Objective,
  guard: TrafficGuard,
  atMs: number,
  options: Pick<FiringOptions, 'hourlyLong'> = {},
): boolean {
  const steps = counts.stepsBefore(atMs);
  return judge(counts, windowTests(counts, rule, objective, guard, options), steps, steps) === 'all';
}

interface Windows {
  readonly long: WindowTest;
  readonly short: WindowTest;
}

function windowTests(
  counts: EventCounts,
  rule: ReadRule,
  objective: Objective,
  guard: TrafficGuard,
  { hourlyLong = false }: FiringOptions,
): Windows {
  const share = readShare(thresholdOf(rule, objective));
  const test = (name: 'long' | 'short', minutes: number, { minTotal, minBad }: TrafficGuard): WindowTest => {
    const hourly = hourlyLong && isHourly(minutes);
    return { length: wholeSteps(counts, rule, name, minutes), share, minTotal, minBad, hourly };
  };
  return { long: test('long', rule.longMinutes, guard), short: test('short', rule.shortMinutes, UNGUARDED) };
}

function judge(counts: EventCounts, { long, short }: Windows, first: number, last: number): Verdict {
  const longVerdict = judgeStretch(counts, long, first, last);
  if (longVerdict === 'none') return 'none';
  const shortVerdict = judgeStretch(counts, short, first, last);
  return shortVerdict === 'none' || longVerdict === 'all' ? shortVerdict : 'unsure';
}

/**
 * Tells when the rule begins and stops to fire, in turns. Time is cut into stretches of one answer, twice as long after
 * each that has one: quiet days and long outages take a few looks, and only the edges are looked at step by step. Where
 * pairs of steps have none, as exactly at a threshold, the next pair is tried twice as far away. Skewed counts fall below
 * 0, so that nothing bounds a stretch of them.
 */
function changes(counts: EventCounts, windows: Windows, first: number, last: number): number[] {
  const bounded = counts.remarks.goodAboveTotal === 0 && !counts.bads.lost && !counts.totals.lost;
  const changed: number[] = [];
  let [stride, singles, patience] = [1, 0, 1];
  for (let start = first; start <= last; ) {
    const end = Math.min(start + stride - 1, last);
    const verdict = judge(counts, windows, start, end);
    if (verdict === 'unsure') {
      stride = Math.ceil((end - start + 1) / 2);
      if (stride === 1) [singles, patience] = [patience, Math.min(patience * 2, MOST_SINGLES)];
      continue;
    }
    if ((verdict === 'all') !== (changed.length % 2 === 1)) changed.push(start);
    start = end + 1;
    if (singles > 0) singles--;
    else if (bounded) stride *= 2;
    if (stride > 2) patience = 1;
  }
  return changed;
}

function wholeSteps({ stepSeconds }: EventCounts, rule: ReadRule, name: 'long' | 'short', minutes: number): number {
  const steps = (minutes * 60) / stepSeconds;
  if (Number.isInteger(steps)) return steps;
  throw new SloError(
    `the ${name} window of rule '${rule.id}', ${minutesText(minutes)}, is no whole number of steps of ${stepSeconds} s; ` +
      'read the series in shorter steps, or take a window of whole steps',
  );
}
