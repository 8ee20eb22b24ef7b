/** What the options of a series may be. */
import { isStatistic } from '../../core/signal/statistic';
import { UsageError } from '../usage-error';

export const DEFAULT_STATISTIC = 'Average';
const MINUTE_SECONDS = 60;

export function statisticOf(text: string): string {
  if (isStatistic(text)) return text;
  throw new UsageError(`--statistic must be one of CloudWatch, such as Average, Sum, Maximum or p99; got '${text}'`);
}

export function periodOf(text: string): number {
  const seconds = /^\d{2,6}$/.test(text) ? Number(text) : 0;
  if (seconds >= MINUTE_SECONDS && seconds % MINUTE_SECONDS === 0 && seconds <= 604_800) return seconds;
  throw new UsageError(`--period must be whole minutes in seconds, such as 60 or 300, up to 604800; got '${text}'`);
}

export function numberOf(option: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new UsageError(`${option} must be a number, got '${text}'`);
}
