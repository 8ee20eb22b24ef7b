import { DIMENSION, QUEUE_METRIC as METRIC } from '../../../core/conventions';
import { putOn, safely } from './put';

/** What lies in a queue at one moment; what is left out is not recorded. */
export interface QueueBacklog {
  readonly depth?: number;
  readonly oldestAgeMs?: number;
}

/** Metrics of a queue: messages sent, received, failed and done, and what waits. */
export interface QueueMetrics {
  /** @param messages @default 1 */
  sent(messages?: number): void;
  /** @param messages @default 1 */
  received(messages?: number): void;
  /** Messages that could not be processed. @param messages @default 1 */
  failed(messages?: number): void;
  /** One message is done. @param durationMs from its receipt */
  processed(durationMs: number): void;
  /** The last backlog of an invocation counts. */
  backlog(backlog: QueueBacklog): void;
}

/**
 * `QueueMessagesSent`, `QueueMessagesReceived`, `QueueMessagesFailed`, `QueueProcessingTime`, `QueueDepth` and
 * `QueueOldestMessageAge`, on the label `dependency`. For queues that CloudWatch knows nothing of: SQS has metrics of
 * its own, without charge.
 *
 * @param name of the queue or topic
 */
export function queueMetrics(name: string): QueueMetrics {
  const put = putOn({ [DIMENSION.dependency]: name });
  return {
    sent: (messages = 1) => put('count', METRIC.sent, messages),
    received: (messages = 1) => put('count', METRIC.received, messages),
    failed: (messages = 1) => put('count', METRIC.failed, messages),
    processed: (durationMs) => put('histogram', METRIC.processingTime, durationMs),
    backlog: safely(({ depth, oldestAgeMs }: QueueBacklog) => {
      put('gauge', METRIC.depth, depth);
      put('gauge', METRIC.oldestMessageAge, oldestAgeMs);
    }),
  };
}
