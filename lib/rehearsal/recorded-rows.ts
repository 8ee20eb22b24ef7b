/** The rows of a recording, read one by one; those that cannot be read are named with their lines and the reason. */
import { type Columns, columnsOf, splitRow } from './csv';
import { LineRanges } from './line-ranges';
import { timestampReader } from './timestamp';

export interface RecordedPoint {
  readonly atMs: number;
  readonly value: number;
  /** 1-based, in the file. */
  readonly line: number;
}

export interface RecordedRows {
  /** In the file's order. */
  readonly points: readonly RecordedPoint[];
  /** One remark for each kind of problem. */
  readonly unreadable: readonly string[];
}

/** More rows than a year of one-minute data: a mistake rather than a recording. */
const MAX_ROWS = 1_000_000;
/** Of a cell that is quoted in a remark. */
const MAX_SHOWN = 40;

/** @throws where there are too many rows, or a header that names no value column */
export function readRows(text: string, file: string): RecordedRows {
  const points: RecordedPoint[] = [];
  const problems = new Problems();
  const readTime = timestampReader();
  let columns: Columns | undefined;
  let rows = 0;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  for (const [index, row] of lines.entries()) {
    if (row.trim() === '') continue;
    const line = index + 1;
    if (columns === undefined) {
      columns = columnsIn(row, `${file}:${line}`);
      if (columns.named) continue;
    }
    rows += 1;
    if (rows > MAX_ROWS) throw tooMany(`${file}:${line}`);
    const read = parseRow(row, columns, readTime);
    if ('problem' in read) problems.add(read, line);
    else points.push({ atMs: read.atMs, value: read.value, line });
  }
  return { points, unreadable: problems.remarks(file) };
}

function columnsIn(row: string, place: string): Columns {
  try {
    return columnsOf(row);
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`);
  }
}

function tooMany(place: string): Error {
  const most = MAX_ROWS.toLocaleString('en-US');
  return new Error(`${place}: more than ${most} rows, at most ${most} can be replayed; cut it into parts`);
}

interface Unreadable {
  /** What was read, such as `'n/a'`. */
  readonly got: string;
  /** What is wrong with it, such as `is not a number`. */
  readonly problem: string;
}

function parseRow(
  row: string,
  columns: Columns,
  readTime: ReturnType<typeof timestampReader>,
): Omit<RecordedPoint, 'line'> | Unreadable {
  const cells = splitRow(row, columns.separator);
  if (!cells) return { got: 'the row', problem: 'has a quote that does not begin or end its cell' };
  if (cells.length !== columns.count) return { got: 'the row', problem: columnProblem(cells.length, columns) };
  const time = cells[columns.time] as string;
  const atMs = readTime(time);
  if (atMs === undefined) return { got: quoted(time), problem: 'is not a time such as 2026-01-05 09:00:00' };
  const number = cells[columns.value] as string;
  const value = number === '' ? Number.NaN : Number(number);
  return Number.isFinite(value) ? { atMs, value } : { got: quoted(number), problem: numberProblem(number) };
}

function columnProblem(got: number, { count, named }: Columns): string {
  const expected = named ? `the ${count} of the header` : "two, 'timestamp,value'";
  return `has ${got} column${got === 1 ? '' : 's'} instead of ${expected}`;
}

function numberProblem(text: string): string {
  return /^-?\d+,\d+$/.test(text) ? 'is not a number; write a point for the comma' : 'is not a number';
}

function quoted(cell: string): string {
  return `'${cell.length > MAX_SHOWN ? `${cell.slice(0, MAX_SHOWN)}…` : cell}'`;
}

/** Problems of the same kind, told together. */
class Problems {
  private readonly kinds = new Map<string, { readonly got: string; readonly lines: LineRanges; varied: boolean }>();

  add({ got, problem }: Unreadable, line: number): void {
    const kind = this.kinds.get(problem) ?? { got, lines: new LineRanges(), varied: false };
    kind.lines.add(line);
    kind.varied ||= kind.got !== got;
    this.kinds.set(problem, kind);
  }

  remarks(file: string): string[] {
    return [...this.kinds].map(([problem, { got, lines, varied }]) => {
      const left = lines.count === 1 ? 'row left out' : `${lines.count} rows left out`;
      return `${lines.in(file)}: ${got}${varied ? ' (and others)' : ''} ${problem}; ${left}`;
    });
  }
}
