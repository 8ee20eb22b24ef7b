/** What is worth knowing about the order of recorded points: repeated times, rows out of place, gaps. */
import { LineRanges } from './line-ranges';
import type { RecordedPoint } from './recorded-rows';

/** @param sorted in time order, points of the same time in the file's order */
export function repeatRemark(sorted: readonly RecordedPoint[], file: string): string | undefined {
  const repeated = sorted.filter(({ atMs }, index) => atMs === sorted[index - 1]?.atMs);
  const [only] = repeated;
  if (!only) return undefined;
  const place = LineRanges.of(repeated.map(({ line }) => line)).in(file);
  if (repeated.length > 1) return `${place}: each at the time of an earlier row; all values are used`;
  const first = sorted.find(({ atMs }) => atMs === only.atMs);
  return `${place}: same time as line ${first?.line}; both values are used`;
}

/** @param points in the file's order */
export function orderRemark(points: readonly RecordedPoint[], file: string): string | undefined {
  const late: number[] = [];
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, line } of points) {
    if (atMs < newestMs) late.push(line);
    newestMs = Math.max(newestMs, atMs);
  }
  if (late.length === 0) return undefined;
  const which = late.length === 1 ? 'earlier than the row before it' : 'earlier than rows before them';
  return `${LineRanges.of(late).in(file)}: ${which}; sorted into place`;
}

/** @param sorted in time order */
export function gapRemark(sorted: readonly RecordedPoint[], spacingMs: number, file: string): string | undefined {
  const lines: number[] = [];
  let missing = 0;
  for (const [index, { atMs, line }] of sorted.entries()) {
    const before = sorted[index - 1];
    const skipped = before && spacingMs > 0 ? Math.round((atMs - before.atMs) / spacingMs) - 1 : 0;
    if (skipped <= 0) continue;
    lines.push(line);
    missing += skipped;
  }
  if (missing === 0) return undefined;
  const rows = lines.length === 1 ? 'this row' : 'these rows';
  const points = missing === 1 ? '1 point' : `${missing} points`;
  return `${LineRanges.of(lines).in(file)}: ${points} missing before ${rows}, counted as missing data`;
}
