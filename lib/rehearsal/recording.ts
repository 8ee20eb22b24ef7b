/** Reads a recorded series: CSV rows `timestamp,value`, times in UTC. */

export interface Recording {
  readonly file: string;
  /** In time order. */
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
  /** The usual time between two points, milliseconds; 0 for a single point. */
  readonly spacingMs: number;
  /** What was wrong or worth knowing, each with its line; the rows around it are used. */
  readonly remarks: readonly string[];
}

/** More rows than a year of one-minute data: a mistake rather than a recording. */
const MAX_ROWS = 1_000_000;
/** Every minute in between is played: a year too far is a typing error in a date. */
const MAX_SPAN_MS = 366 * 86_400_000;
const MAX_LISTED = 5;
const TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|\+00:?00)?$/;

/**
 * Parses a recording leniently: rows that cannot be read are left out and named, rows out of order are sorted.
 * @throws where no row can be read, or the file is beyond all use
 */
export function parseRecording(text: string, file: string): Recording {
  const rows = text.split(/\r?\n/);
  if (rows.length > MAX_ROWS)
    throw new Error(`${file}: ${rows.length} rows, at most ${MAX_ROWS} can be replayed; cut it into parts`);
  const unreadable: string[] = [];
  const points: { atMs: number; value: number; line: number }[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.trim() === '' || (index === 0 && /^\s*timestamp\s*,\s*value\s*$/i.test(row))) continue;
    const point = parseRow(row);
    if (typeof point === 'string') unreadable.push(`${file}:${index + 1}: ${point}; row left out`);
    else points.push({ ...point, line: index + 1 });
  }
  if (points.length === 0) {
    throw new Error(
      `${file}: no row of the form 'timestamp,value' (such as 2026-01-05 09:00:00,0.132) could be read` +
        `${unreadable[0] ? `; first problem: ${unreadable[0]}` : ''}`,
    );
  }
  const sorted = [...points].sort((a, b) => a.atMs - b.atMs);
  checkSpan(sorted, file);
  const spacingMs = usualSpacing(sorted);
  return {
    file,
    points: sorted,
    spacingMs,
    remarks: [...shorten(unreadable), ...orderRemarks(points, file), ...gapRemarks(sorted, spacingMs, file)],
  };
}

function checkSpan(sorted: readonly { readonly atMs: number; readonly line: number }[], file: string): void {
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last || last.atMs - first.atMs <= MAX_SPAN_MS) return;
  const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
  throw new Error(
    `${file}: the rows reach from ${day(first.atMs)} (line ${first.line}) to ${day(last.atMs)} (line ${last.line}), ` +
      `at most ${MAX_SPAN_MS / 86_400_000} days can be replayed; correct the dates or cut it into parts`,
  );
}

function parseRow(row: string): { readonly atMs: number; readonly value: number } | string {
  const cells = row.split(',').map((cell) => cell.trim());
  if (cells.length !== 2) return `expected two columns 'timestamp,value', got ${cells.length}`;
  const [time = '', number = ''] = cells;
  const match = TIME.exec(time);
  const atMs = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== match?.[1])
    return `'${time}' is not a UTC time such as 2026-01-05 09:00:00`;
  const value = number === '' ? Number.NaN : Number(number);
  if (!Number.isFinite(value)) return `'${number}' is not a number`;
  return { atMs, value };
}

function orderRemarks(points: readonly { readonly atMs: number; readonly line: number }[], file: string): string[] {
  const remarks: string[] = [];
  const seen = new Map<number, number>();
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, line } of points) {
    const first = seen.get(atMs);
    if (first !== undefined) remarks.push(`${file}:${line}: same time as line ${first}; both values are used`);
    else if (atMs < newestMs) remarks.push(`${file}:${line}: earlier than the row before it; sorted into place`);
    seen.set(atMs, first ?? line);
    newestMs = Math.max(newestMs, atMs);
  }
  return shorten(remarks);
}

function gapRemarks(
  sorted: readonly { readonly atMs: number; readonly line: number }[],
  spacingMs: number,
  file: string,
): string[] {
  const remarks = sorted.flatMap(({ atMs, line }, index) => {
    const before = sorted[index - 1];
    const missing = before && spacingMs > 0 ? Math.round((atMs - before.atMs) / spacingMs) - 1 : 0;
    return missing > 0
      ? [`${file}:${line}: ${missing} point(s) missing before this row; they count as missing data`]
      : [];
  });
  return shorten(remarks);
}

function shorten(remarks: readonly string[]): string[] {
  const more = remarks.length - MAX_LISTED;
  return more > 0 ? [...remarks.slice(0, MAX_LISTED), `... and ${more} more like the last`] : [...remarks];
}

/** The median of the steps between points. */
function usualSpacing(sorted: readonly { readonly atMs: number }[]): number {
  const steps = sorted
    .slice(1)
    .map(({ atMs }, index) => atMs - (sorted[index]?.atMs as number))
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}
