import type { SloDatapoint, SloMetricPort } from '../../workflow/ports';
import { type WriteLine, writeStdout } from './stdout';

/**
 * Datapoints as lines of the log that CloudWatch makes metrics of: a fiftieth of what a request for each would cost.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfDatapoints implements SloMetricPort {
  constructor(private readonly write: WriteLine = writeStdout) {}

  /** Values that are no numbers are left out: JSON has none of them, and CloudWatch would drop the document. */
  async publish(datapoints: readonly SloDatapoint[]): Promise<void> {
    for (const { namespace, name, dimensions, value, atMs } of datapoints) {
      if (!Number.isFinite(value)) continue;
      const definition = { Namespace: namespace, Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: name }] };
      this.write(
        JSON.stringify({ _aws: { Timestamp: atMs, CloudWatchMetrics: [definition] }, ...dimensions, [name]: value }),
      );
    }
  }
}
