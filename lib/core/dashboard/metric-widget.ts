import { field, list, numberField, periodField, strings, text } from './fields';
import { readMetricRows } from './metric-rows';
import { type MetricWidget, WIDGET_DEFAULT, type WidgetAnnotation, type WidgetMoment, type WidgetPlace } from './model';

export interface MetricWidgetOptions {
  readonly regions?: readonly string[];
  readonly accounts?: readonly string[];
}

export type MetricWidgetReading = Omit<MetricWidget, 'type' | 'place' | keyof WidgetPlace> & {
  readonly problems: readonly string[];
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function readMetricWidget(properties: unknown, options: MetricWidgetOptions): MetricWidgetReading {
  const periodSeconds = periodField(properties, 'period') ?? WIDGET_DEFAULT.periodSeconds;
  const statistic = text(field(properties, 'stat')) || WIDGET_DEFAULT.statistic;
  const metrics = list(field(properties, 'metrics'));
  const foreign = (row: unknown) => foreignReason(row, properties, options);
  const { rows, problems } = readMetricRows(metrics, { periodSeconds, statistic, foreign });
  const annotations = field(properties, 'annotations');
  const vertical = list(field(annotations, 'vertical'));
  const moments = readVertical(vertical);
  return {
    title: text(field(properties, 'title')),
    view: text(field(properties, 'view')) || 'timeSeries',
    stacked: field(properties, 'stacked') === true,
    rows,
    statistic,
    periodSeconds,
    annotations: readHorizontal(field(annotations, 'horizontal')),
    moments,
    alarms: strings(field(annotations, 'alarms')),
    problems: [
      ...problems,
      ...(moments.length < vertical.length ? ['has vertical annotations without a time that can be read'] : []),
    ],
  };
}

/** A row may name its own region and account, and takes those of its widget otherwise. */
function foreignReason(row: unknown, properties: unknown, options: MetricWidgetOptions): string | undefined {
  for (const [key, ours] of [
    ['region', options.regions],
    ['accountId', options.accounts],
  ] as const) {
    const named = text(field(row, key)) || text(field(properties, key));
    if (named === '' || !ours || ours.includes(named)) continue;
    return `reads ${key} '${named}', which is not rehearsed (rehearsed: ${ours.join(', ') || 'none'})`;
  }
  return undefined;
}

/** A band is a list of two lines. */
function readHorizontal(horizontal: unknown): WidgetAnnotation[] {
  return list(horizontal)
    .flat()
    .flatMap((line) => {
      const value = numberField(line, 'value');
      if (value === undefined) return [];
      const axis = field(line, 'yAxis') === 'right' ? 'right' : 'left';
      return [{ label: text(field(line, 'label')), value, axis }];
    });
}

/** A line, or a list of the two ends of a time; what has no time that can be read is none. */
function readVertical(vertical: readonly unknown[]): WidgetMoment[] {
  return vertical.flatMap((item) => {
    const [start, end] = Array.isArray(item) ? item : [item];
    const [atMs, untilMs] = [timeOf(start), timeOf(end)];
    if (atMs === undefined) return [];
    return [{ label: text(field(start, 'label')), atMs, ...(untilMs !== undefined && { untilMs }) }];
  });
}

function timeOf(end: unknown): number | undefined {
  const ms = Date.parse(text(field(end, 'value')));
  return Number.isFinite(ms) ? ms : undefined;
}
