/** A suggested threshold in words. */
import { describeThreshold } from '../../core/alarm/threshold';
import type { Paging, ThresholdOptions, ThresholdSuggestion } from '../../core/anomaly/thresholds';
import { isoMinute, rate } from '../../view/backtest/lines';
import { plain } from '../../view/escape';
import { countOf, duration } from '../../view/format';

interface Told {
  readonly options: ThresholdOptions;
  /** Where the history is from. */
  readonly told: string;
}

type Suggested = Extract<ThresholdSuggestion, { status: 'suggested' }>;

/** More sensitive and less sensitive ones beside the one that is suggested. */
const NEIGHBOURS = 2;
const MOST_OUTAGES = 5;

export function tellSuggestion(suggestion: ThresholdSuggestion, { options, told }: Told): string {
  const from = plain(told, 300);
  if (suggestion.status !== 'suggested') return `No threshold for ${from}: ${suggestion.why}\n`;
  const { datapointsToAlarm = 1, evaluationPeriods = datapointsToAlarm, treatMissingData = 'missing' } = options;
  const settings = { ...options, ...suggestion, datapointsToAlarm, evaluationPeriods, treatMissingData };
  const lines = [
    `Threshold: ${options.statistic} ${describeThreshold(settings)}`,
    `  from ${from}: ${suggestion.weeks.toFixed(1)} weeks, median ${short(suggestion.usual.median)}, ` +
      `1 % ${options.direction} ${short(suggestion.usual.p99)}`,
    ...pagesLines(suggestion),
    ...outageLines(suggestion),
    '  thresholds beside it, pages a week:',
    `    ${beside(suggestion)
      .map((one) => `${one.threshold}: ${rate(one.pagesPerWeek)}`)
      .join(' · ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

function pagesLines(suggestion: Suggested): string[] {
  const { current, heldOutPagesPerWeek } = suggestion;
  return [
    ...(current ? [`  pages a week before, at ${current.threshold}: ${pages(current)}`] : []),
    `  pages a week after, at ${suggestion.threshold}: ${pages(suggestion)}`,
    ...(heldOutPagesPerWeek === undefined
      ? []
      : [`  each half of the history judged by the other's threshold: ${rate(heldOutPagesPerWeek)} a week`]),
  ];
}

function pages({ pagesPerWeek, pages: count, outagePages }: Paging): string {
  const inOutages = outagePages > 0 ? `, ${outagePages} of them in outages` : '';
  return `${rate(pagesPerWeek)} (${count}${inOutages})`;
}

function outageLines({ outages }: Suggested): string[] {
  if (outages.length === 0) return [];
  const listed = outages.slice(0, MOST_OUTAGES).map(({ startMs, endMs }) => {
    return `${isoMinute(startMs)} UTC for ${duration(endMs - startMs)}`;
  });
  const more = outages.length > MOST_OUTAGES ? [`and ${outages.length - MOST_OUTAGES} more`] : [];
  return [`  ${countOf(outages.length, 'outage')} left aside: ${[...listed, ...more].join(', ')}`];
}

function beside({ tried, threshold }: Suggested): readonly Paging[] {
  const at = tried.findIndex((one) => one.threshold === threshold);
  return tried.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
