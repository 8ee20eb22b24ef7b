import type { CountSeries } from '../../lib/core/slo/counts';
import { type Cells, isCells, isUndocumented, listCell, numberCell } from './case-kind';

/** The vectors' t0 is midnight in UTC; which one does not matter. */
export const START_MS = Date.UTC(2026, 0, 5);

const PARTS = ['minutes', 'total', 'bad', 'good', 'missing', 'repeat', 'of'];
const MOST_MINUTES = 1_000_000;

/**
 * Events by minute. A part of a series is `{ minutes, total, bad }`, for so many minutes the same, or
 * `{ repeat, of: [parts] }`. Null, absent and `missing: true` are minutes without data.
 */
export function sloSeries(vector: Cells): CountSeries {
  const [total, bad] = [[] as number[], [] as number[]];
  append(listCell(vector, 'series'), total, bad);
  return { startMs: START_MS, stepSeconds: 60, total, bad };
}

function append(parts: readonly unknown[], total: number[], bad: number[]): void {
  for (const part of parts) {
    if (!isCells(part)) throw new TypeError(`a part of 'series' must be an object, got ${JSON.stringify(part)}`);
    allowCells('series', part, PARTS);
    if ('repeat' in part) {
      requireRoom(total.length + numberCell(part, 'repeat'));
      for (let time = 0; time < numberCell(part, 'repeat'); time++) append(listCell(part, 'of'), total, bad);
    } else appendMinutes(part, total, bad);
  }
}

function appendMinutes(part: Cells, total: number[], bad: number[]): void {
  const minutes = numberCell(part, 'minutes');
  const events = countOf(part, 'total');
  const failures = isUndocumented(part.good) ? countOf(part, 'bad') : events - countOf(part, 'good');
  requireRoom(total.length + minutes);
  for (let minute = 0; minute < minutes; minute++) {
    total.push(events);
    bad.push(failures);
  }
}

function requireRoom(minutes: number): void {
  if (minutes > MOST_MINUTES) throw new RangeError(`'series' has more than ${MOST_MINUTES} minutes`);
}

function countOf(part: Cells, name: string): number {
  return part.missing === true || isUndocumented(part[name]) ? Number.NaN : numberCell(part, name);
}

/** Cells inside of cells are read all or not at all: one that nobody looks at fails the case. */
export function allowCells(where: string, cells: Cells, known: readonly string[]): void {
  const unread = Object.keys(cells).filter((name) => !known.includes(name));
  if (unread.length > 0) throw new TypeError(`nobody looks at '${unread.join("', '")}' of '${where}'`);
}
