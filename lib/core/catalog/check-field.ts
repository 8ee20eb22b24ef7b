import type { Statistic } from '../signal/metric';
import { isStatistic } from '../signal/statistic';
import type { CatalogEntry } from './entry';

// Checks of single fields of an entry that is written by hand.

export interface MetricUse {
  readonly metric: string;
  readonly statistic: Statistic;
}

/** A metric that the entry has, under a statistic. */
export function checkRead(where: string, { metric, statistic }: MetricUse, { metrics }: CatalogEntry) {
  checkOneOf(where, 'metric', metric, Object.keys(metrics));
  const known = typeof statistic === 'string' && isStatistic(statistic);
  demand(known, `${where}: 'statistic' must be Sum, Average, Maximum, p99 or the like, got ${shown(statistic)}`);
}

export function checkText(where: string, name: string, value: unknown): void {
  const fits = typeof value === 'string' && value.trim() !== '';
  demand(fits, `${where}: '${name}' must be a text, got ${shown(value)}`);
}

export function checkOneOf(where: string, name: string, value: unknown, allowed: readonly string[]): void {
  const fits = typeof value === 'string' && allowed.includes(value);
  demand(fits, `${where}: '${name}' must be one of ${allowed.join(', ')}; got ${shown(value)}`);
}

export function checkObject(where: string, name: string, value: unknown): void {
  demand(isObject(value), `${where}: '${name}' must be an object, got ${shown(value)}`);
}

export function checkList(where: string, name: string, value: unknown): void {
  demand(Array.isArray(value), `${where}: '${name}' must be a list, got ${shown(value)}; [] for none`);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function demand(fits: boolean, message: string): void {
  if (!fits) throw new Error(message);
}

export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 80)}'`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
