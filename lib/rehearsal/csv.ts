/** Rows of separated values: which separator, which columns, and the two cells of a row that matter. */

export type Separator = ',' | ';' | '\t';

/** Where a file keeps its times and values. */
export interface Columns {
  readonly separator: Separator;
  readonly time: number;
  readonly value: number;
  /** How many cells a row has. */
  readonly count: number;
  /** True where the first row names the columns. */
  readonly named: boolean;
}

const TIME_NAME = /^(?:time|timestamp|time stamp|date|datetime|date time|date\/time)$/;
const VALUE_NAME = /^(?:value|average|sum|minimum|maximum|samplecount|p\d+(?:\.\d+)?)$/;

/**
 * Reads the columns off the first row. A header names a time and a value in any case and order, units behind them in
 * brackets; other columns, such as CloudWatch's `Unit`, are passed over. Without a header there are two, time first.
 * @throws where a header names no value column, or several
 */
export function columnsOf(firstRow: string): Columns {
  const separator = separatorOf(firstRow);
  const names = (splitRow(firstRow, separator) ?? []).map(nameOf);
  const time = names.findIndex((name) => TIME_NAME.test(name));
  if (time < 0) return { separator, time: 0, value: 1, count: 2, named: false };
  return { separator, time, value: valueColumn(names, time), count: names.length, named: true };
}

/** The cells of a row without their quotes; `undefined` where a quote is not closed or text stands beside it. */
export function splitRow(row: string, separator: Separator): string[] | undefined {
  if (!row.includes('"')) return row.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  for (let from = 0; from <= row.length; ) {
    const cell = readCell(row, from, separator);
    if (!cell) return undefined;
    cells.push(cell.text.trim());
    from = cell.end + 1;
  }
  return cells;
}

interface Cell {
  readonly text: string;
  /** Where the separator behind it is, or the end of the row. */
  readonly end: number;
}

function readCell(row: string, from: number, separator: Separator): Cell | undefined {
  const begin = afterBlanks(row, from);
  if (row[begin] === '"') return readQuoted(row, begin, separator);
  const next = row.indexOf(separator, from);
  const end = next < 0 ? row.length : next;
  const text = row.slice(from, end);
  return text.includes('"') ? undefined : { text, end };
}

/** A quote within quotes is written twice: RFC 4180, section 2. */
function readQuoted(row: string, begin: number, separator: Separator): Cell | undefined {
  let close = row.indexOf('"', begin + 1);
  while (close >= 0 && row[close + 1] === '"') close = row.indexOf('"', close + 2);
  const end = close < 0 ? -1 : afterBlanks(row, close + 1);
  if (end < 0 || (end < row.length && row[end] !== separator)) return undefined;
  return { text: row.slice(begin + 1, close).replaceAll('""', '"'), end };
}

function afterBlanks(row: string, from: number): number {
  let at = from;
  while (row[at] === ' ') at += 1;
  return at;
}

/** The rarer ones first: a decimal comma may stand in cells that a semicolon separates. */
function separatorOf(row: string): Separator {
  const unquoted = row.replace(/"[^"]*"/g, '');
  return (['\t', ';'] as const).find((separator) => unquoted.includes(separator)) ?? ',';
}

/** `Value (Milliseconds)` and `value [ms]` are `value`. */
function nameOf(cell: string): string {
  return cell
    .toLowerCase()
    .replace(/\s*[([][^)\]]*[)\]]$/, '')
    .replaceAll('_', ' ')
    .trim();
}

function valueColumn(names: readonly string[], time: number): number {
  if (names.length === 2) return 1 - time;
  const found = names.flatMap((name, index) => (VALUE_NAME.test(name) ? [index] : []));
  if (found.length === 1) return found[0] as number;
  const problem = found.length === 0 ? "no column is named 'value'" : 'more than one column holds values';
  const listed = names.slice(0, 10).map((name) => `'${name.slice(0, 40)}'`);
  throw new Error(`${problem} (${listed.join(', ')}); keep two columns, timestamp and value`);
}
