import type { CatalogAlarm } from './entry';
import { AT_LEAST, BELOW, FIVE_MINUTES, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

export interface FirehoseFacts {
  /** How long it gathers records before it delivers. */
  readonly bufferSeconds: number;
}

export function firehoseThrottles(): CatalogAlarm<FirehoseFacts> {
  return {
    id: 'Throttles',
    metric: 'throttled',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: '{resource} throttles its producers.',
    reason:
      'Producers retry, so a burst is slow but not lost: three minutes of five. Nothing is published where nothing is ' +
      'refused.',
    runbook: [
      'Compare the records and bytes received with the quota of the stream, BytesPerSecondLimit and RecordsPerSecondLimit.',
      'Ask for a higher quota, or let producers send fewer and larger records.',
    ],
  };
}

export function deliveryLate(to: string): CatalogAlarm<FirehoseFacts> {
  return {
    id: 'DeliveryLate',
    metric: 'freshness',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: {
      rule: ({ bufferSeconds }) => Math.max(900, 2 * bufferSeconds),
      text: '15 min or two buffering intervals, whichever is longer',
    },
    ...FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: `The oldest record in {resource} has waited {threshold} or longer for its delivery to ${to}.`,
    reason:
      'Records wait for the buffering interval, 15 minutes at the most: what is older waits because deliveries fail or ' +
      'are too slow. Firehose retries. Without records nothing is published.',
    runbook: [
      'Read the error log of the stream: access, encryption key and destination are named there.',
      'If there are no errors, look at the Lambda function that transforms the records.',
    ],
  };
}

export function deliveriesFail(to: string): CatalogAlarm<FirehoseFacts> {
  return {
    id: 'DeliveriesFail',
    metric: 'success',
    statistic: 'Average',
    comparison: BELOW,
    threshold: 0.9,
    ...FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: `Fewer than {threshold} of the deliveries of {resource} to ${to} succeed.`,
    reason:
      'The metric is the ratio of successful deliveries. Firehose retries single failures; a tenth of five minutes is ' +
      'more than those. Without deliveries nothing is published.',
    runbook: [
      'Read the error log of the stream: access, encryption key and destination are named there.',
      'Look whether the destination was changed or is short of capacity.',
    ],
  };
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/retry.html (S3: retried for 24 hours, then lost) */
export function recordsNearLoss(): CatalogAlarm<FirehoseFacts> {
  return {
    id: 'RecordsNearLoss',
    metric: 'freshness',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 43_200,
    ...FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...PAGE,
    summary: 'The oldest record in {resource} has waited {threshold} or longer; records are lost after a day.',
    reason:
      'Firehose retries a delivery to S3 for 24 hours and then drops the records: half of the time is left. It stays ' +
      'in alarm while data is missing, for nothing has been delivered then.',
    runbook: [
      'Read the error log of the stream and mend access, encryption key or bucket first.',
      'If that takes longer, let the producers keep what they send.',
    ],
  };
}
