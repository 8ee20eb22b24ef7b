import { expandRows, optionsOf } from './expand-rows';
import { field, periodField, text } from './fields';
import type { WidgetExpression, WidgetRow, WidgetSeries } from './model';

export interface RowDefaults extends Pick<WidgetSeries, 'periodSeconds' | 'statistic'> {
  /** Why metrics of another region or account are not read; `undefined` for those that are. */
  readonly foreign: (options: unknown) => string | undefined;
}

/**
 * Reads the `metrics` rows of a metric widget: `[namespace, name, dimension, value, ..., {options}]` or
 * `[{expression, ...}]`. Rows that fit no rule are named in `problems`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function readMetricRows(
  metrics: readonly unknown[],
  defaults: RowDefaults,
): { rows: WidgetRow[]; problems: string[] } {
  const rows: WidgetRow[] = [];
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const [index, names] of expandRows(metrics).entries()) {
    const row = readRow(metrics[index], names, defaults);
    const problem = typeof row === 'string' ? row : twice(row, ids);
    if (problem !== undefined) problems.push(`metrics[${index}] ${problem}`);
    else if (typeof row !== 'string') rows.push(row);
  }
  return { rows, problems };
}

/** The row, or why it is none. */
function readRow(row: unknown, names: readonly string[] | undefined, defaults: RowDefaults): WidgetRow | string {
  const options = optionsOf(row);
  const expression = field(options, 'expression');
  if (expression === undefined && !names) return 'is no row of namespace, name and dimensions';
  if (expression !== undefined && !text(expression).trim()) return 'has an expression that is no text';
  const foreign = defaults.foreign(options);
  if (foreign !== undefined) return foreign;
  return names ? readSeries(names, options, defaults) : readExpression(text(expression), options);
}

function twice({ id }: WidgetRow, ids: Set<string>): string | undefined {
  if (id === undefined) return undefined;
  if (ids.has(id)) return `has the id '${id}' of another row; give every row its own`;
  ids.add(id);
  return undefined;
}

function readSeries(
  [namespace = '', name = '', ...pairs]: readonly string[],
  options: unknown,
  defaults: RowDefaults,
): WidgetSeries {
  const dimensions = Object.fromEntries(
    pairs.flatMap((key, place) => (place % 2 === 0 ? [[key, pairs[place + 1] ?? '']] : [])),
  );
  return {
    metric: { namespace, name, dimensions },
    statistic: text(field(options, 'stat')) || defaults.statistic,
    periodSeconds: periodField(options, 'period') ?? defaults.periodSeconds,
    ...lookOf(options),
  };
}

function readExpression(expression: string, options: unknown): WidgetExpression {
  const periodSeconds = periodField(options, 'period');
  return { expression, ...(periodSeconds !== undefined && { periodSeconds }), ...lookOf(options) };
}

function lookOf(options: unknown): Pick<WidgetRow, 'id' | 'label' | 'axis' | 'color' | 'visible'> {
  const id = text(field(options, 'id'));
  const color = field(options, 'color');
  return {
    ...(id !== '' && { id }),
    label: text(field(options, 'label')),
    axis: field(options, 'yAxis') === 'right' ? 'right' : 'left',
    ...(typeof color === 'string' && { color }),
    visible: field(options, 'visible') !== false,
  };
}
