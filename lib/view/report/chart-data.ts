import { plain } from '../escape';
import type { RehearsalReport, ReportAlarm, ReportBand, ReportSeries, ReportWidget } from './model';
import type { MomentData } from './moment';
import { type StateSpan, statesOf } from './spans';
import { everyNth, type Point, thinned } from './thin';

/**
 * What the page hands to its client: everything it draws and says, and nothing else of the report. Texts are one line
 * and without control characters. Times in epoch ms.
 */
export interface PageData {
  readonly moments: MomentData;
  readonly charts: ChartsData;
}

export interface ChartsData {
  readonly startMs: number;
  readonly endMs: number;
  /** When people were paged: marked in each chart. */
  readonly pagesMs: readonly number[];
  /** In the order of the page's chart elements. */
  readonly charts: readonly ChartData[];
}

export interface ChartData {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly thresholds: readonly { readonly label: string; readonly value: number; readonly axis: 'left' | 'right' }[];
  /** When at least one related alarm was in ALARM; disjoint, in order. */
  readonly shaded: readonly (readonly [fromMs: number, toMs: number])[];
  /** In the timeline: the time axis is the lanes' and the threshold always in sight. */
  readonly lane?: true;
  /** For alarms: the datapoints each state was judged by, with the time from which it held. */
  readonly evidence?: readonly (readonly [atMs: number, points: readonly (readonly [number, number])[]])[];
}

export interface ChartSeries {
  readonly label: string;
  readonly unit?: string;
  readonly statistic: string;
  readonly axis: 'left' | 'right';
  /** `#rrggbb`; without it the page's palette decides. */
  readonly color?: string;
  readonly points: readonly Point[];
  readonly band?: ReportBand;
}

/** The charts of the page as they are met; the client finds each by its index. */
export class ChartList {
  readonly charts: ChartData[] = [];

  add(chart: ChartData): number {
    return this.charts.push(chart) - 1;
  }
}

export function chartOf(widget: ReportWidget, report: RehearsalReport): ChartData {
  const series = widget.series ?? [];
  const hasRight = series.some(({ axis }) => axis === 'right');
  return {
    title: plain(widget.title, 120),
    series: series.map(chartSeries),
    thresholds: (widget.annotations ?? []).flatMap(({ label, value, axis }) =>
      Number.isFinite(value)
        ? [{ label: plain(label, 80), value, axis: hasRight && axis === 'right' ? axis : 'left' }]
        : [],
    ),
    shaded: mergedSpans(
      relatedAlarms(widget, series, report.alarms)
        .flatMap((alarm) => statesOf(alarm, report))
        .filter(({ state }) => state === 'ALARM'),
    ),
  };
}

/** A line as the client draws it: no more points than it has pixels. */
export function chartSeries({ label, unit, statistic, axis, color, points, band }: ReportSeries): ChartSeries {
  return {
    label: plain(label, 80),
    unit: unit === undefined ? undefined : plain(unit, 40),
    statistic: plain(statistic, 40),
    axis,
    color: color && /^#[0-9a-f]{6}$/i.test(color) ? color : undefined,
    points: thinned(withGaps(points)).map(([atMs, value]) => [atMs, value === null ? null : shortened(value)]),
    ...(band && { band: everyNth(band) }),
  };
}

/** Six significant digits: what a chart can show. */
function shortened(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

/** Puts a null where buckets are missing altogether, so that no line is drawn across time that was not measured. */
export function withGaps(points: ReportSeries['points']): (readonly [number, number | null])[] {
  const sorted = [...points]
    .sort((a, b) => a[0] - b[0])
    .filter((point, index, all) => point[0] !== all[index - 1]?.[0]);
  const steps = sorted.slice(1).map((point, index) => point[0] - (sorted[index]?.[0] ?? 0));
  const period = steps.reduce((least, step) => Math.min(least, step), Number.POSITIVE_INFINITY);
  return sorted.flatMap((point, index) => {
    const missing = (steps[index] ?? 0) > period * 1.5;
    return missing ? [point, [point[0] + period, null] as const] : [point];
  });
}

/** Alarms the widget names, and alarms on a metric it draws. */
function relatedAlarms(
  widget: ReportWidget,
  series: readonly ReportSeries[],
  alarms: readonly ReportAlarm[],
): ReportAlarm[] {
  const drawn = series.flatMap(({ metricKey }) => (metricKey === undefined ? [] : [metricKey]));
  const keys = new Set([...drawn, ...(widget.metricKeys ?? [])]);
  return alarms.filter(({ name, metricKey }) => widget.alarms?.includes(name) || keys.has(metricKey));
}

/** Spans without overlaps, in order. */
export function mergedSpans(spans: readonly StateSpan[]): (readonly [number, number])[] {
  const merged: [number, number][] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && fromMs <= last[1]) last[1] = Math.max(last[1], toMs);
    else merged.push([fromMs, toMs]);
  }
  return merged;
}
