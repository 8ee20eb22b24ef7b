import { parseStatistic } from '../../core/signal/statistic/parse';

/** Why a statistic is no count, and what to pass in its place. */
export function whyNotAdded(statistic: string): string {
  const parsed = parseStatistic(statistic);
  if (parsed.kind === 'percentile') {
    return (
      'and percentiles of short periods say nothing about a longer one, least of all their average; for latency use ' +
      `Slo.latency(Sli.metric(metric), { objective: '${parsed.digits}', threshold }), which counts what is within the threshold`
    );
  }
  if (statistic === 'Average') {
    return (
      "which adds up to nothing; pass { statistic: 'Sum' } for a metric that is 0 or 1 for each event or counts them, " +
      "and 'SampleCount' for how many values there were"
    );
  }
  if (parsed.kind === 'range' && parsed.name === 'PR') {
    const count = statistic.replace('PR', 'TC');
    return `a share of one period, and shares do not add up; count instead: '${count}' of 'SampleCount'`;
  }
  return "which does not add up over time; pass 'Sum', 'SampleCount', or 'TC(from:to)' between values";
}
