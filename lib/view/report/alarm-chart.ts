import { plain } from '../escape';
import { type ChartData, chartSeries, mergedSpans } from './chart-data';
import type { RehearsalReport, ReportAlarm, ReportSeries } from './model';
import { statesOf } from './spans';

/** State changes whose datapoints are marked in a chart at most. */
const MOST_EVIDENCE = 200;

/** The chart of one alarm: what it judged, against its threshold or band. Nothing where no datapoints are known. */
export function alarmChart(alarm: ReportAlarm, report: RehearsalReport): ChartData | undefined {
  const series = judgedSeries(alarm, report);
  if (!series) return undefined;
  const banded = alarm.kind === 'band' || series.band !== undefined;
  return {
    title: alarm.chart ? 'Datapoints it judged' : 'Its metric, as on the dashboard',
    series: [chartSeries(series)],
    thresholds:
      !banded && Number.isFinite(alarm.threshold) ? [{ label: 'Threshold', value: alarm.threshold, axis: 'left' }] : [],
    shaded: mergedSpans(statesOf(alarm, report).filter(({ state }) => state === 'ALARM')),
    lane: true,
    evidence: alarm.states
      .filter(({ evidence = [] }) => evidence.length > 0)
      .slice(0, MOST_EVIDENCE)
      .map(({ atMs, evidence = [] }) => [atMs, evidence] as const),
  };
}

function judgedSeries(alarm: ReportAlarm, report: RehearsalReport): ReportSeries | undefined {
  if (alarm.chart) {
    return {
      label: plain(alarm.statistic, 40) || 'Value',
      statistic: alarm.statistic,
      axis: 'left',
      points: alarm.chart.points,
      ...(alarm.chart.band && { band: alarm.chart.band }),
    };
  }
  const drawn = report.dashboards
    .flatMap(({ widgets }) => widgets)
    .flatMap(({ series = [] }) => series)
    .find(({ metricKey, statistic }) => metricKey === alarm.metricKey && statistic === alarm.statistic);
  return drawn && { ...drawn, axis: 'left' };
}
