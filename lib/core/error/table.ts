/** The table of errors: its keys, which the construct creates and the store writes. */
import type { ServiceRef } from '../incident/evidence';
import type { ErrorRef } from './tracked-error';

/** All key attributes are strings. */
export const ERROR_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, epoch seconds. DynamoDB deletes late, so reads filter too. */
  ttlAttribute: 'expiresAt',
  /** Of errors with raised signals alone, keys only: to find those whose signals are over. */
  raisedIndex: { name: 'raised', partitionKey: 'raisedPk', sortKey: 'raisedSk' },
} as const;

export const RAISED_PARTITION = 'RAISED';
/** Sort keys of errors begin with it: one query has all of a service. */
export const ERROR_PREFIX = 'FP#';

export interface ErrorItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Names of services and environments have no `#`. */
export function servicePartition({ service, environment }: ServiceRef): string {
  return `ERR#${service}#${environment}`;
}

export function serviceKey(of: ServiceRef): ErrorItemKey {
  return { pk: servicePartition(of), sk: 'SERVICE' };
}

export function errorKey(ref: ErrorRef): ErrorItemKey {
  return { pk: servicePartition(ref), sk: `${ERROR_PREFIX}${ref.fingerprint}` };
}

export function sampleKey(ref: ErrorRef): ErrorItemKey {
  return { pk: servicePartition(ref), sk: `SAMPLE#${ref.fingerprint}` };
}

/** SSM parameter that holds the name of a tracking's table, for whoever knows the tracking only. */
export function errorTableParameter(tracking: string): string {
  return `/sightline-error-tables/${tracking}`;
}

/**
 * What batches an error was counted in of late: two lists, newest first, of which a batch is in the one that its number
 * says. Whoever writes to one takes two of the oldest from the other, so neither grows, and each has the last ten.
 */
export const BATCH_LISTS = ['seen0', 'seen1'] as const;
export const BATCHES_KEPT = 10;

export function listsOf(batch: number): { readonly own: string; readonly other: string } {
  const index = batch % 2;
  return { own: BATCH_LISTS[index] as string, other: BATCH_LISTS[1 - index] as string };
}
