import { HANDLER_METRIC as METRIC } from '../core/conventions';
import type { Outcome } from './outcome';
import type { Subject } from './recorder';

/**
 * The metrics of one invocation, as one document of the CloudWatch embedded metric format without the line break at its
 * end: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfDocument(
  { template, coldStart }: Subject,
  nowMs: number,
  { fault, clientError, timedOut }: Outcome,
  durationMs: number,
): string {
  const values = JSON.stringify({
    [METRIC.requests]: 1,
    [METRIC.faults]: fault ? 1 : 0,
    [METRIC.clientErrors]: clientError ? 1 : 0,
    [METRIC.latency]: durationMs,
    [METRIC.coldStarts]: coldStart ? 1 : 0,
    [METRIC.timeouts]: timedOut ? 1 : undefined,
  });
  const directive = template.directives[timedOut ? 1 : 0];
  return `{"_aws":{"Timestamp":${nowMs},"CloudWatchMetrics":[${directive}]},${template.dimensions},${values.slice(1)}`;
}
