/** The table of `detect-anomalies`: its keys, which the construct creates and the store writes. */

/** All key attributes are strings. */
export const ANOMALY_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, epoch seconds. DynamoDB deletes late, so reads filter too. */
  ttlAttribute: 'expiresAt',
} as const;

/** A partition each: pages are written far apart, and read together by key. */
export function pageKey(page: number) {
  return { pk: `PAGE#${page}`, sk: 'STATE' };
}

/** One partition for all: there are as many as anomalies under way, and every tick reads them. */
export const TOLD_PARTITION = 'TOLD';

export function toldKey(series: string) {
  return { pk: TOLD_PARTITION, sk: series };
}

export const DEPLOY_PARTITION = 'DEPLOY';

/** In the order of time. */
export function deploySortKey(atMs: number, more = ''): string {
  return `${String(Math.max(Math.trunc(atMs), 0)).padStart(13, '0')}#${more}`;
}
