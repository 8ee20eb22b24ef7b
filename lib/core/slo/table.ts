/** The table of measurements: its keys, which the construct creates and the store writes. */

/** All key attributes are strings. */
export const SLO_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, epoch seconds. DynamoDB deletes late, so reads filter too. */
  ttlAttribute: 'expiresAt',
} as const;

export interface SloItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The last one of 13 digits, in the year 2286. */
const LAST_MS = 9_999_999_999_999;

export function stateKey(slo: string): SloItemKey {
  return { pk: measurementPartition(slo), sk: 'STATE' };
}

export function measurementPartition(slo: string): string {
  return `SLO#${slo}`;
}

export function overallPartition(evaluation: string): string {
  return `OVERALL#${evaluation}`;
}

/** A time as 13 digits, so that the order of texts is the order of times; one that no key can hold becomes the nearest. */
export function timeSortKey(ms: number): string {
  return `AT#${String(Math.min(Math.max(Math.ceil(ms), 0), LAST_MS)).padStart(13, '0')}`;
}

/** SSM parameter that holds the name of an evaluation's table, for whoever knows the evaluation only. */
export function sloTableParameter(evaluation: string): string {
  return `/sightline-slo-tables/${evaluation}`;
}
