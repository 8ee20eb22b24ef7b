import { DEFAULT_NAMESPACE, DIMENSION, DIMENSION_SETS } from '../../core/conventions';
import type { MetricPort } from '../../workflow/ports';
import type { WriteLine } from './stdout';
import { writeStdout } from './stdout';

export interface EmfMetricsOptions {
  /** The hub's name: value of the dimension `hub`. */
  readonly hub: string;
  /** @default 'Sightline' */
  readonly namespace?: string;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default - standard output */
  readonly write?: WriteLine;
}

/**
 * The workflow's metrics as CloudWatch embedded metric format, one document a value, on the dimension set `[hub]`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfMetrics implements MetricPort {
  private readonly options: EmfMetricsOptions;

  constructor(options: EmfMetricsOptions) {
    this.options = options;
  }

  count(name: string, value = 1): void {
    this.emit(name, 'Count', value);
  }

  duration(name: string, ms: number): void {
    this.emit(name, 'Milliseconds', ms);
  }

  private emit(name: string, unit: 'Count' | 'Milliseconds', value: number): void {
    const { hub, namespace = DEFAULT_NAMESPACE, now = Date.now, write = writeStdout } = this.options;
    // JSON has no NaN or infinity: CloudWatch would drop the whole document.
    if (!Number.isFinite(value)) return;
    const definition = { Namespace: namespace, Dimensions: DIMENSION_SETS.hub, Metrics: [{ Name: name, Unit: unit }] };
    try {
      const metadata = { Timestamp: now(), CloudWatchMetrics: [definition] };
      write(JSON.stringify({ _aws: metadata, [DIMENSION.hub]: hub, [name]: value }));
    } catch {
      // A metric is not worth a page.
    }
  }
}
