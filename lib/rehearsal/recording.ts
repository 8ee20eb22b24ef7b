/** Reads a recorded series: rows of a time and a value, as CloudWatch's console, CLI and spreadsheets write them. */
import { type RecordedPoint, readRows } from './recorded-rows';
import { gapRemark, orderRemark, repeatRemark } from './recording-remarks';

export interface Recording {
  readonly file: string;
  /** In time order. */
  readonly points: readonly RecordedPoint[];
  /** The usual time between two points, milliseconds; 0 for a single point. */
  readonly spacingMs: number;
  /** What was wrong or worth knowing, each with its lines; the rows around it are used. */
  readonly remarks: readonly string[];
}

/** Every minute in between is played: a year too far is a typing error in a date. */
const MAX_SPAN_MS = 366 * 86_400_000;

/**
 * Parses a recording leniently: rows that cannot be read are left out and named, rows out of order are sorted.
 * Times are UTC unless they carry an offset.
 * @throws where no row can be read, or the file is beyond all use
 */
export function parseRecording(text: string, file: string): Recording {
  refuseBinary(text, file);
  const { points, unreadable } = readRows(text, file);
  if (points.length === 0) {
    throw new Error(
      `${file}: no row of the form 'timestamp,value' (such as 2026-01-05 09:00:00,0.132) could be read` +
        `${unreadable[0] ? `; first problem: ${unreadable[0]}` : ''}`,
    );
  }
  const sorted = inOrder(points);
  checkSpan(sorted, file);
  const spacingMs = usualSpacing(sorted);
  const told = [repeatRemark(sorted, file), orderRemark(points, file), gapRemark(sorted, spacingMs, file)];
  const remarks = [...unreadable, ...told.filter((remark) => remark !== undefined)];
  return { file, points: sorted, spacingMs, remarks };
}

/** Text has no NUL: a spreadsheet, an archive, or text in UTF-16 has. */
function refuseBinary(text: string, file: string): void {
  if (!text.includes('\u0000')) return;
  throw new Error(
    `${file}: this is not text in UTF-8 (there are NUL bytes in it); unpack it where it is compressed, or export it ` +
      'as CSV in UTF-8',
  );
}

/** Recordings are mostly in order, and then a million points need no sorting. */
function inOrder(points: readonly RecordedPoint[]): readonly RecordedPoint[] {
  const ordered = points.every(({ atMs }, index) => index === 0 || atMs >= (points[index - 1]?.atMs as number));
  return ordered ? points : [...points].sort((a, b) => a.atMs - b.atMs);
}

function checkSpan(sorted: readonly RecordedPoint[], file: string): void {
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last || last.atMs - first.atMs <= MAX_SPAN_MS) return;
  const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
  throw new Error(
    `${file}: the rows reach from ${day(first.atMs)} (line ${first.line}) to ${day(last.atMs)} (line ${last.line}), ` +
      `at most ${MAX_SPAN_MS / 86_400_000} days can be replayed; correct the dates or cut it into parts`,
  );
}

/** The median of the steps between points that are not at the same time. */
function usualSpacing(sorted: readonly RecordedPoint[]): number {
  const steps = Float64Array.from(sorted, ({ atMs }, index) => atMs - (sorted[index - 1]?.atMs ?? atMs))
    .filter((step) => step > 0)
    .sort();
  return steps[Math.floor(steps.length / 2)] ?? 0;
}
