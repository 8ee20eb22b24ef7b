import { field } from './fields';

/**
 * Writes out the `metrics` rows of a widget: `.` repeats the element at the same place of the row before, and `...` as
 * many of its elements as the rest of the row leaves out. `undefined` for expressions and rows that name no metric.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function expandRows(rows: readonly unknown[]): (readonly string[] | undefined)[] {
  let before: readonly string[] = [];
  return rows.map((row) => {
    if (!Array.isArray(row) || field(optionsOf(row), 'expression') !== undefined) return undefined;
    const elements = row.filter((item) => typeof item !== 'object');
    const names = expand(elements, before);
    before = names ?? before;
    return names;
  });
}

/** The object in a row. */
export function optionsOf(row: unknown): unknown {
  return Array.isArray(row) ? row.find((item) => typeof item === 'object') : undefined;
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
