import { field, numberField, text } from './fields';
import type { WidgetSeries } from './model';

/**
 * Reads the `metrics` rows of a metric widget: `[namespace, name, dimension, value, ..., {options}]`, where `.` repeats
 * the element at the same place of the row before, and `...` as many of its elements as the rest of the row leaves out.
 * Math expressions and rows that fit no rule are named in `problems`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function readMetricRows(
  rows: unknown,
  defaults: Pick<WidgetSeries, 'periodSeconds' | 'statistic'>,
): { series: WidgetSeries[]; problems: string[] } {
  const series: WidgetSeries[] = [];
  const problems: string[] = [];
  let before: readonly string[] = [];
  for (const [index, row] of (Array.isArray(rows) ? rows : []).entries()) {
    const options: unknown = Array.isArray(row) ? row.find((item) => typeof item === 'object') : undefined;
    const expression = field(options, 'expression');
    if (expression !== undefined) {
      problems.push(`the expression '${text(expression)}' is not evaluated`);
      continue;
    }
    const names = Array.isArray(row)
      ? expand(
          row.filter((item) => typeof item !== 'object'),
          before,
        )
      : undefined;
    if (!names) {
      problems.push(`metrics[${index}] is no row of namespace, name and dimensions`);
      continue;
    }
    before = names;
    series.push(readSeries(names, options, defaults));
  }
  return { series, problems };
}

function expand(row: readonly unknown[], before: readonly string[]): string[] | undefined {
  const rest = row.indexOf('...');
  const full = rest < 0 ? row : [...row.slice(0, rest), ...fillers(row, before, rest), ...row.slice(rest + 1)];
  const names = full.map((item, place) => (item === '.' ? before[place] : item));
  const complete = names.length >= 2 && names.length % 2 === 0;
  return complete && names.every((name): name is string => typeof name === 'string') ? names : undefined;
}

function fillers(row: readonly unknown[], before: readonly string[], start: number): readonly string[] {
  const missing = before.length - (row.length - 1);
  return missing > 0 ? before.slice(start, start + missing) : [];
}

function readSeries(
  [namespace = '', name = '', ...pairs]: readonly string[],
  options: unknown,
  defaults: Pick<WidgetSeries, 'periodSeconds' | 'statistic'>,
): WidgetSeries {
  const dimensions = Object.fromEntries(
    pairs.flatMap((key, place) => (place % 2 === 0 ? [[key, pairs[place + 1] ?? '']] : [])),
  );
  const color = field(options, 'color');
  return {
    metric: { namespace, name, dimensions },
    statistic: text(field(options, 'stat')) || defaults.statistic,
    periodSeconds: numberField(options, 'period') ?? defaults.periodSeconds,
    label: text(field(options, 'label')),
    axis: field(options, 'yAxis') === 'right' ? 'right' : 'left',
    ...(typeof color === 'string' ? { color } : {}),
    visible: field(options, 'visible') !== false,
  };
}
