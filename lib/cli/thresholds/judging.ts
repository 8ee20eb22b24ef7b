/** The options that say how the alarm judges, and what of the history counts. */
import type { ThresholdOptions, TimeWindow } from '../../core/anomaly/thresholds';
import { isStatistic } from '../../core/signal/statistic';
import { timestampReader } from '../../rehearsal/timestamp';
import { UsageError } from '../usage-error';
import type { HistoryRead } from './history';

export interface JudgingValues {
  readonly statistic?: string | undefined;
  readonly period?: string | undefined;
  readonly datapoints?: string | undefined;
  readonly direction?: string | undefined;
  readonly 'pages-per-week'?: string | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly current?: string | undefined;
}

export const DEFAULT_STATISTIC = 'Average';
const MINUTE_SECONDS = 60;

/**
 * Checks the options before anything is read.
 * @returns what fills in the rest from the history
 */
export function judgingOf(values: JudgingValues): (history: HistoryRead) => ThresholdOptions {
  const { direction = 'above', statistic = DEFAULT_STATISTIC, current } = values;
  if (direction !== 'above' && direction !== 'below')
    throw new UsageError(`--direction must be above or below, got '${direction}'`);
  const known = {
    direction,
    statistic: statisticOf(statistic),
    pagesPerWeekAtMost: pagesOf(values['pages-per-week']),
    exclude: (values.exclude ?? []).map(windowOf),
    ...(current !== undefined && { current: numberOf('--current', current) }),
  } as const;
  const period = values.period === undefined ? undefined : periodOf(values.period);
  const counts = values.datapoints === undefined ? undefined : countsOf(values.datapoints);
  return ({ spacingMs }) => {
    const periodSeconds = period ?? Math.max(1, Math.ceil(spacingMs / 60_000)) * MINUTE_SECONDS;
    return { ...known, periodSeconds, ...(counts ?? countsFor(periodSeconds)) };
  };
}

export function statisticOf(text: string): string {
  if (isStatistic(text)) return text;
  throw new UsageError(`--statistic must be one of CloudWatch, such as Average, Sum, Maximum or p99; got '${text}'`);
}

export function periodOf(text: string): number {
  const seconds = /^\d{2,6}$/.test(text) ? Number(text) : 0;
  if (seconds >= MINUTE_SECONDS && seconds % MINUTE_SECONDS === 0 && seconds <= 604_800) return seconds;
  throw new UsageError(`--period must be whole minutes in seconds, such as 60 or 300, up to 604800; got '${text}'`);
}

/** The finer the data, the more datapoints can be waited for. */
function countsFor(periodSeconds: number) {
  if (periodSeconds <= 60) return { datapointsToAlarm: 3, evaluationPeriods: 5 };
  if (periodSeconds <= 900) return { datapointsToAlarm: 2, evaluationPeriods: 3 };
  return { datapointsToAlarm: 1, evaluationPeriods: 1 };
}

function countsOf(text: string) {
  const [, m, n] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const [datapointsToAlarm, evaluationPeriods] = [Number(m), Number(n)];
  if (datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods) return { datapointsToAlarm, evaluationPeriods };
  throw new UsageError(`--datapoints must be M/N with M from 1 to N, such as 3/5; got '${text}'`);
}

function pagesOf(text: string | undefined): number {
  const pages = text === undefined ? 0.5 : numberOf('--pages-per-week', text);
  if (pages > 0) return pages;
  throw new UsageError(`--pages-per-week must be more than 0, such as 0.5; got '${text}'`);
}

export function numberOf(option: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new UsageError(`${option} must be a number, got '${text}'`);
}

function windowOf(text: string): TimeWindow {
  const read = timestampReader();
  const [startMs, endMs, ...more] = text.split('/').map(read);
  if (startMs !== undefined && endMs !== undefined && more.length === 0 && startMs < endMs) return { startMs, endMs };
  throw new UsageError(
    `--exclude must be FROM/TO, such as 2026-01-05T09:00Z/2026-01-05T11:30Z, the earlier one first; got '${text}'`,
  );
}
