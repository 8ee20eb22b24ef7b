import { DEFAULT_NAMESPACE } from '../../core/conventions';
import type { MetricPort } from '../../workflow/ports';
import { type WriteLine, writeStdout } from './stdout';

export interface EmfCountsOptions {
  /** All of them are one dimension set. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default - standard output */
  readonly write?: WriteLine;
}

/**
 * Counts that are rare enough for a line each, as CloudWatch embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfCounts implements MetricPort {
  constructor(private readonly options: EmfCountsOptions) {}

  count(name: string, value = 1): void {
    this.emit(name, 'Count', value);
  }

  duration(name: string, ms: number): void {
    this.emit(name, 'Milliseconds', ms);
  }

  private emit(name: string, unit: string, value: number): void {
    const { dimensions, now = Date.now, write = writeStdout } = this.options;
    const metrics = [{ Name: name, Unit: unit }];
    const definition = { Namespace: DEFAULT_NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics: metrics };
    try {
      write(
        JSON.stringify({ _aws: { Timestamp: now(), CloudWatchMetrics: [definition] }, ...dimensions, [name]: value }),
      );
    } catch {
      // A metric is not worth a failed run.
    }
  }
}
