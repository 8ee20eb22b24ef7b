/** A threshold that the history of a metric speaks for, with how often it would have paged. */
import { checkSettings, oneOf } from '../alarm/check-settings';
import { evaluationLengthProblem, periodProblem } from '../alarm/evaluation-length';
import type { Comparison, ThresholdSettings, TreatMissingData } from '../alarm/threshold';
import { isStatistic } from '../signal/statistic';
import { quantile } from './forecast/order-statistics';
import { checkPositive, type TimePoint } from './forecast/points';
import { historyOf, type TimeWindow } from './thresholds/history';
import { outagesOf } from './thresholds/outages';
import { choose, heldOutPages, type Paging, pagingOf, weeksOf } from './thresholds/paging';
import type { Episode } from './thresholds/replay';
import { roundNumbers } from './thresholds/round-numbers';

export type { TimeWindow } from './thresholds/history';
export type { Paging } from './thresholds/paging';

/** The alarm that a threshold is sought for, and how often it may fire. */
export interface ThresholdOptions {
  /** Which side is bad. */
  readonly direction: 'above' | 'below';
  /** Length of the alarm's periods, as CloudWatch takes them. */
  readonly periodSeconds: number;
  /** What several points of a period come to; one alone stands for itself. @default 'Average' */
  readonly statistic?: string;
  /** M of the alarm. @default 1 */
  readonly datapointsToAlarm?: number;
  /** N of the alarm. @default - as many as `datapointsToAlarm` */
  readonly evaluationPeriods?: number;
  /** @default 'missing' */
  readonly treatMissingData?: TreatMissingData;
  /** How often it may go to ALARM in a week, outages aside. @default 0.5 */
  readonly pagesPerWeekAtMost?: number;
  /** Times that are not to count, such as known incidents. @default - none */
  readonly exclude?: readonly TimeWindow[];
  /** The threshold in use, to compare with. @default - none */
  readonly current?: number;
}

/** A threshold that history speaks for, or why there is none. */
export type ThresholdSuggestion =
  | ({
      readonly status: 'suggested';
      readonly comparison: Comparison;
      /** What pages are counted over: excluded time is left out. */
      readonly weeks: number;
      /** Half of the values lie below the median; beyond p99, on the bad side, lies one of 100. */
      readonly usual: { readonly median: number; readonly p99: number };
      /**
       * Pages a week outside outages where each half of the history is judged by what the other half suggests: nearer to
       * what the future holds. Absent where they are too short.
       */
      readonly heldOutPagesPerWeek?: number;
      /** The threshold in use, and what it came to. */
      readonly current?: Paging;
      /** What was far beyond all usual values, and did not count towards the limit. */
      readonly outages: readonly TimeWindow[];
      /** Other thresholds, the most sensitive first. */
      readonly tried: readonly Paging[];
    } & Paging)
  | { readonly status: 'not-enough-data'; readonly haveDays: number; readonly needDays: number; readonly why: string }
  /** The values do not vary: a threshold would be a guess. */
  | { readonly status: 'constant'; readonly value: number; readonly why: string };

/** Every weekday once. */
const FEWEST_DAYS = 7;
const FEWEST_DATAPOINTS = 100;
const DEFAULT_PAGES = 0.5;

/**
 * The most sensitive round threshold that would have paged no more often than allowed, and none beyond it more often.
 * @throws RangeError where an option is none that an alarm can have
 */
export function suggestThreshold(points: readonly TimePoint[], options: ThresholdOptions): ThresholdSuggestion {
  const settings = settingsOf(options);
  const { periodSeconds, statistic = 'Average', exclude = [], direction, current } = options;
  const history = historyOf(points, { periodSeconds, statistic, exclude });
  const known = history?.values.filter((value) => !Number.isNaN(value)) ?? new Float64Array();
  const haveDays = history ? weeksOf(history) * 7 : 0;
  if (!history || haveDays < FEWEST_DAYS || known.length < FEWEST_DATAPOINTS) {
    return notEnough(haveDays, known.length, exclude.length > 0);
  }
  const upward = direction === 'above';
  const outages = outagesOf(history, upward, settings.datapointsToAlarm);
  const calm = history.values.filter((value, index) => !Number.isNaN(value) && !isWithin(index, outages));
  const median = quantile(known, 0.5);
  const farthest = upward ? Math.max(...extremes(calm)) : Math.min(...extremes(calm));
  if (farthest === median) return constant(median);
  const candidates = roundNumbers(median, farthest, known.every(Number.isInteger));
  const trial = { settings, candidates, outages, budget: options.pagesPerWeekAtMost ?? DEFAULT_PAGES };
  const chosen = choose(history, trial);
  const heldOut = heldOutPages(history, trial);
  const startOf = (period: number) => history.startMs + period * history.periodMs;
  return {
    status: 'suggested',
    ...pagingOf(history, chosen, trial),
    comparison: settings.comparison,
    weeks: weeksOf(history),
    usual: { median, p99: quantile(known, upward ? 0.99 : 0.01) },
    ...(heldOut !== undefined && { heldOutPagesPerWeek: heldOut }),
    ...(current !== undefined && { current: pagingOf(history, current, trial) }),
    outages: outages.map(({ first, end }) => ({ startMs: startOf(first), endMs: startOf(end) })),
    tried: candidates.map((candidate) => pagingOf(history, candidate, trial)),
  };
}

function settingsOf(options: ThresholdOptions): ThresholdSettings {
  const { direction, periodSeconds, statistic = 'Average', pagesPerWeekAtMost = DEFAULT_PAGES, current = 0 } = options;
  const { datapointsToAlarm = 1, treatMissingData = 'missing' } = options;
  const { evaluationPeriods = datapointsToAlarm } = options;
  oneOf('direction', direction, ['above', 'below']);
  const comparison = direction === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold';
  const settings = {
    comparison,
    threshold: current,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData,
  } as const;
  checkSettings(settings);
  checkPositive('pagesPerWeekAtMost', pagesPerWeekAtMost);
  const period = periodProblem(periodSeconds);
  if (period) throw new RangeError(`'periodSeconds' ${period}`);
  const length = evaluationLengthProblem(periodSeconds, evaluationPeriods);
  if (length) throw new RangeError(`'evaluationPeriods' ${length}`);
  if (isStatistic(statistic)) return settings;
  throw new RangeError(`'statistic' must be one of CloudWatch, such as Average, Maximum or p99; got '${statistic}'`);
}

function isWithin(period: number, outages: readonly Episode[]): boolean {
  return outages.some(({ first, end }) => period >= first && period < end);
}

function extremes(values: Float64Array): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function notEnough(haveDays: number, datapoints: number, hasExclusions: boolean): ThresholdSuggestion {
  const left = hasExclusions ? ' without the excluded times' : '';
  const why =
    `${FEWEST_DAYS} days with ${FEWEST_DATAPOINTS} datapoints are needed; there are ` +
    `${Number(haveDays.toPrecision(2))} days with ${datapoints}${left}`;
  return { status: 'not-enough-data', haveDays, needDays: FEWEST_DAYS, why };
}

function constant(value: number): ThresholdSuggestion {
  const why = `half of the values or more are ${value}, and none lies on the bad side of it; any threshold would be a guess`;
  return { status: 'constant', value, why };
}
