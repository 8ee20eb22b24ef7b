import type { CatalogAlarm } from './entry';
import { AT_LEAST, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** Of a table or one of its indexes. */
export function throttles<Facts>(id: string, metric: string, what: string): CatalogAlarm<Facts> {
  return {
    id,
    metric,
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...THREE_OF_FIVE_MINUTES,
    // CloudWatch ignores missing AWS/DynamoDB data unless told otherwise, and a table that is no longer throttled
    // publishes nothing: the alarm would never go back to OK.
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: `{resource} throttles ${what}.`,
    reason:
      'Clients retry, so a short burst is slow but not lost: three minutes of five. The metric exists only while ' +
      'there are throttles, so missing data is good data.',
    runbook: [
      'Compare consumed with provisioned or maximum capacity: if it is used up, raise it.',
      'If it is not, one key takes most of the traffic: find it with CloudWatch Contributor Insights for DynamoDB.',
    ],
  };
}
