import { describeMetric, type MetricId, type Statistic } from '../signal/metric';
import {
  type MathResult,
  planQueries,
  type SearchRequest,
  type SeriesValues,
  type TimeAxis,
} from '../signal/metric-math';
import { findMetrics, parseSearch, SEARCH_LIMIT } from '../signal/search';
import { isStatistic } from '../signal/statistic';
import { type IdentifiedRow, identify, isExpression, planExpression } from './expression-plan';
import { DASHBOARD_LIMIT, type MetricWidget, type WidgetExpression, type WidgetSeries } from './model';

/** The metrics that a widget draws, and the time it shows. */
export interface WidgetData {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  /** What SEARCH can find. */
  readonly metrics: readonly MetricId[];
  /** One value for each period of the axis. */
  read(metric: MetricId, statistic: Statistic, axis: TimeAxis): SeriesValues;
}

/** A line of a graph. */
export interface DrawnSeries {
  readonly label: string;
  readonly axis: 'left' | 'right';
  readonly color?: string;
  readonly times: TimeAxis;
  readonly values: SeriesValues;
  /** Absent for what an expression makes. */
  readonly source?: { readonly metric: MetricId; readonly statistic: Statistic };
}

export interface WidgetDrawing {
  readonly series: readonly DrawnSeries[];
  /** What is not drawn, and why. */
  readonly problems: readonly string[];
}

/** Evaluates the rows of a widget. Never throws for a row that is wrong: it is named, and the others are drawn. */
export function drawWidget(widget: MetricWidget, data: WidgetData): WidgetDrawing {
  const problems: string[] = [];
  const searches = widget.rows.filter((row) => isExpression(row) && /\bSEARCH\s*\(/.test(row.expression)).length;
  if (searches > SEARCH_LIMIT.perGraph) {
    problems.push(`it has ${searches} search expressions, CloudWatch allows ${SEARCH_LIMIT.perGraph} in one graph`);
  }
  const rows = identify(widget.rows);
  const series = rows.flatMap((row) => {
    if (!row.visible) return [];
    try {
      return isExpression(row) ? drawExpression(row, rows, widget, data, problems) : drawMetric(row, data);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  const { metricsPerWidget } = DASHBOARD_LIMIT;
  if (series.length > metricsPerWidget) {
    problems.push(`it has ${series.length} time series; the first ${metricsPerWidget} are drawn, as in CloudWatch`);
  }
  return { series: series.slice(0, metricsPerWidget), problems: [...new Set(problems)] };
}

function drawMetric(
  { metric, statistic, periodSeconds, label, axis, color }: WidgetSeries,
  data: WidgetData,
): DrawnSeries[] {
  checkStatistic(metric, statistic);
  const times = axisOf(periodSeconds, data);
  const values = data.read(metric, statistic, times);
  const source = { metric, statistic };
  return [{ label: label || metric.name, axis, ...(color !== undefined && { color }), times, values, source }];
}

function drawExpression(
  row: IdentifiedRow & WidgetExpression,
  rows: readonly IdentifiedRow[],
  widget: MetricWidget,
  data: WidgetData,
  problems: string[],
): DrawnSeries[] {
  const { id, queries, periodSeconds } = planExpression(row, rows, widget, pointSpacing(data));
  const times = axisOf(periodSeconds, data);
  const read = (metric: MetricId, statistic: Statistic) => {
    checkStatistic(metric, statistic);
    return data.read(metric, statistic, times);
  };
  const search = (request: SearchRequest) => searchSeries(request, widget, data, read, problems);
  const results = planQueries(queries).evaluate(times, ({ metric, statistic }) => read(metric, statistic), { search });
  const { axis, color, label } = row;
  const look = { axis, ...(color !== undefined && { color }), times };
  return labelled(results.get(id), label || nameOf(row, widget)).map((one) => ({ ...one, ...look }));
}

/** The series of a list have their labels already. */
function labelled(result: MathResult | undefined, label: string): { label: string; values: SeriesValues }[] {
  if (!result) return [];
  return result.kind === 'series' ? [{ label, values: result.values }] : [...result.series];
}

/** CloudWatch does not say how it names an expression without a label: by its id where it has one. */
function nameOf({ id, expression }: WidgetExpression, widget: MetricWidget): string {
  return id !== undefined && widget.rows.some((row) => row.id === id) ? id : expression;
}

function searchSeries(
  { expression, statistic }: SearchRequest,
  widget: MetricWidget,
  { metrics }: WidgetData,
  read: (metric: MetricId, statistic: Statistic) => SeriesValues,
  problems: string[],
): { label: string; values: SeriesValues }[] {
  const { found, total } = findMetrics(parseSearch(expression), metrics);
  if (total > found.length) {
    problems.push(
      `the search '${expression.trim()}' finds ${total} metrics; the first ${SEARCH_LIMIT.results} are read`,
    );
  }
  return found.map(({ metric, label }) => ({ label, values: read(metric, statistic ?? widget.statistic) }));
}

function checkStatistic(metric: MetricId, statistic: Statistic): void {
  if (isStatistic(statistic)) return;
  const allowed = 'use Sum, Average, Minimum, Maximum, SampleCount, a percentile such as p99, ...';
  throw new Error(`'${statistic}' of ${describeMetric(metric)} is no statistic; ${allowed}`);
}

function axisOf(periodSeconds: number, data: WidgetData): TimeAxis {
  const seconds = Math.max(periodSeconds, pointSpacing(data));
  const length = Math.max(0, Math.ceil((data.endMs - data.startMs) / (seconds * 1000)));
  return { startMs: data.startMs, periodSeconds: seconds, length };
}

/** A chart of at most this many points, as CloudWatch coarsens periods on long ranges. */
const MAX_POINTS = 1440;
const SPACINGS = [60, 300, 900, 3_600, 21_600];

function pointSpacing({ startMs, endMs }: Pick<WidgetData, 'startMs' | 'endMs'>): number {
  return SPACINGS.find((seconds) => (endMs - startMs) / (seconds * 1000) <= MAX_POINTS) ?? 86_400;
}
