/** The errors of a service as a list of the terminal: two lines each, so that titles have room. */
import { lastFiveMinutes, sumBetween } from '../../core/error/counts';
import { ERROR_STATUSES, type TrackedError } from '../../core/error/tracked-error';
import { hanging, isoMinute, rate } from '../backtest/lines';
import { plain } from '../escape';
import { countOf } from '../format';
import { paintStatus, type ScreenOptions } from './words';

export interface ListedErrors {
  /** In the order of the screen. */
  readonly errors: readonly TrackedError[];
  /** How many more there are. */
  readonly more: number;
}

const DAY_MS = 86_400_000;
const MAX_TITLE = 200;
const INDENT = 18;

/** Those that came most in the last 24 hours first; then the latest. */
export function byFrequency(nowMs: number): (a: TrackedError, b: TrackedError) => number {
  return (a, b) =>
    lastDay(b, nowMs) - lastDay(a, nowMs) || b.lastMs - a.lastMs || (a.fingerprint < b.fingerprint ? -1 : 1);
}

export function lastDay({ counts }: TrackedError, nowMs: number): number {
  return sumBetween(counts, 'hours', nowMs - DAY_MS, nowMs);
}

export function tellErrors({ errors, more }: ListedErrors, options: ScreenOptions): string {
  if (errors.length === 0) return 'There is no such error.\n';
  const { paint } = options;
  const head = row(['FINGERPRINT', 'STATUS', 'ALL', '24 H', 'A MINUTE', 'FIRST SEEN', 'LAST SEEN', 'CATEGORY']);
  const kinds = ERROR_STATUSES.map(
    (status) => [errors.filter((error) => error.status === status).length, status] as const,
  );
  const closing = kinds
    .filter(([count]) => count > 0)
    .map(([count, status]) => `${count} ${status}`)
    .join(', ');
  const rest = more === 0 ? '' : ` ${countOf(more, 'more', 'more')} not shown (--limit).`;
  return `${[paint('dim', head), ...errors.flatMap((error) => linesOf(error, options)), '', `${closing}.${rest}`].join('\n')}\n`;
}

function linesOf(error: TrackedError, { paint, width, nowMs }: ScreenOptions): string[] {
  const { fingerprint, status, count, counts, firstMs, lastMs, category, title } = error;
  const perMinute = rate(lastFiveMinutes(counts, nowMs) / 5);
  const cells = [
    fingerprint,
    status,
    String(count),
    String(lastDay(error, nowMs)),
    perMinute,
    isoMinute(firstMs),
    isoMinute(lastMs),
    category,
  ];
  return [paintStatus(paint, error, row(cells)), ...hanging(plain(title, MAX_TITLE), INDENT, width)];
}

const WIDTHS = [16, 8, 7, 6, 8, 16, 16, 0];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, at) => (at >= 2 && at <= 4 ? cell.padStart(WIDTHS[at] ?? 0) : cell.padEnd(WIDTHS[at] ?? 0)))
    .join('  ')
    .trimEnd();
}
