/**
 * Namespace, names and dimensions of the rows of a widget, without what the row before has at the same place: `.` stands
 * for one element, a leading `...` for all that the rest of the row leaves out.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function shorthand(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row, index) => shortened(row, rows[index - 1]));
}

function shortened(row: readonly string[], before: readonly string[] = []): string[] {
  if (row.length !== before.length) return [...row];
  const dotted = row.map((element, place) => (element === before[place] ? '.' : element));
  const same = dotted.findIndex((element) => element !== '.');
  if (same < 0) return ['...'];
  return same > 1 ? ['...', ...dotted.slice(same)] : dotted;
}
