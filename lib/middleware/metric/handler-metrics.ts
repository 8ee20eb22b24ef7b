import { HANDLER_METRIC as METRIC } from '../../core/conventions';
import type { Outcome } from '../outcome';
import type { Scope } from '../scope';

/**
 * What makes a line a document of the CloudWatch embedded metric format, with the comma behind it:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricDirectives({ template }: Scope, { timedOut }: Outcome, nowMs: number): string {
  const directive = template?.directives[timedOut ? 1 : 0];
  return `"_aws":{"Timestamp":${nowMs},"CloudWatchMetrics":[${directive}]},`;
}

/** The values of these metrics, with the comma before them. */
export function metricValues(
  { coldStart }: Scope,
  { fault, clientError, timedOut }: Outcome,
  durationMs: number,
): string {
  return (
    `,"${METRIC.requests}":1,"${METRIC.faults}":${flag(fault)},"${METRIC.clientErrors}":${flag(clientError)},` +
    `"${METRIC.latency}":${durationMs},"${METRIC.coldStarts}":${flag(coldStart)}` +
    (timedOut ? `,"${METRIC.timeouts}":1` : '')
  );
}

function flag(value: boolean | undefined): 0 | 1 {
  return value ? 1 : 0;
}
