/** The options that say how the alarm judges, and what of the history counts. */
import type { ThresholdOptions, TimeWindow } from '../../core/anomaly/thresholds';
import { timestampReader } from '../../rehearsal/timestamp';
import type { HistoryRead } from '../history/read';
import { DEFAULT_STATISTIC, numberOf, periodOf, statisticOf } from '../history/values';
import { UsageError } from '../usage-error';

export interface JudgingValues {
  readonly statistic?: string | undefined;
  readonly period?: string | undefined;
  readonly datapoints?: string | undefined;
  readonly direction?: string | undefined;
  readonly 'pages-per-week'?: string | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly current?: string | undefined;
}

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

function windowOf(text: string): TimeWindow {
  const read = timestampReader();
  const [startMs, endMs, ...more] = text.split('/').map(read);
  if (startMs !== undefined && endMs !== undefined && more.length === 0 && startMs < endMs) return { startMs, endMs };
  throw new UsageError(
    `--exclude must be FROM/TO, such as 2026-01-05T09:00Z/2026-01-05T11:30Z, the earlier one first; got '${text}'`,
  );
}
