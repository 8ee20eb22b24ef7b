/** `sightline errors list`: the errors of a service, most frequent first. */
import { ERROR_CATEGORIES } from '../../core/error/category';
import { ERROR_STATUSES, type TrackedError } from '../../core/error/tracked-error';
import { byFrequency, tellErrors } from '../../view/errors/list';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { UsageError } from '../usage-error';
import { DEFAULT_TRACKING, SHARED_HELP, SHARED_OPTIONS, serviceOf } from './options';
import type { ErrorSources } from './sources';

const HELP = `Usage: sightline errors list --service NAME [options]

The errors of a service: those that came most in the last 24 hours first.
Exit code 1 where one of them has a signal raised: it is new, back, or far more frequent.

  --status STATUS     only those: ${ERROR_STATUSES.join(', ')} or all (default: open)
  --category NAME     only those: ${categories(0, 5)},
                      ${categories(5)}
  --limit COUNT       so many at most (default: 20)
${SHARED_HELP}`;

function categories(from: number, to?: number): string {
  return ERROR_CATEGORIES.slice(from, to).join(', ');
}

const OPTIONS = {
  ...SHARED_OPTIONS,
  status: { type: 'string' },
  category: { type: 'string' },
  limit: { type: 'string' },
} as const;

const WIDTH = 110;

export async function listCommand(args: readonly string[], sources: ErrorSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError(`errors list takes options only, got '${positionals[0]}'`);
  const of = serviceOf(values);
  const isWanted = filterOf(values);
  const limit = limitOf(values.limit);
  const nowMs = sources.now();
  const store = await sources.store(values.tracking ?? DEFAULT_TRACKING, values.table);
  const found = (await store.list(of)).filter(isWanted).sort(byFrequency(nowMs));
  const errors = found.slice(0, limit);
  const screen = { paint: painter(process.stdout), width: Math.min(process.stdout.columns ?? WIDTH, WIDTH), nowMs };
  const more = found.length - errors.length;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...of, atMs: nowMs, errors, more }, undefined, 2)}\n`
      : tellErrors({ errors, more }, screen),
  );
  return errors.some(({ raised }) => Object.keys(raised).length > 0) ? 1 : 0;
}

function filterOf({ status = 'open', category }: { readonly status?: string; readonly category?: string }) {
  checkOneOf('--status', status, [...ERROR_STATUSES, 'all']);
  if (category !== undefined) checkOneOf('--category', category, ERROR_CATEGORIES);
  return (error: TrackedError) =>
    (status === 'all' || error.status === status) && (category === undefined || error.category === category);
}

function checkOneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new UsageError(`${option} must be one of ${allowed.join(', ')}, got '${value}'`);
}

function limitOf(text = '20'): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`--limit must be a whole number from 1 to 99999, got '${text}'`);
}
