import { DEFAULT_NAMESPACE, DIMENSION, DIMENSION_SETS, TRACE_METRIC } from '../../core/conventions';
import type { TraceMetricPort } from '../../workflow/ports/traces';
import { type WriteLine, writeStdout } from './stdout';

export interface EmfTracesOptions {
  readonly analysis: string;
  /** @default 'Sightline' */
  readonly namespace?: string;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default - standard output */
  readonly write?: WriteLine;
}

/**
 * The counts of a trace analysis as CloudWatch embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfTraces implements TraceMetricPort {
  constructor(private readonly options: EmfTracesOptions) {}

  analyzed(traces: number, unhealthyDependencies: number): void {
    this.emit('Count', { [TRACE_METRIC.analyzed]: traces, [TRACE_METRIC.unhealthy]: unhealthyDependencies });
  }

  coverage(percent: number): void {
    this.emit('Percent', { [TRACE_METRIC.coverage]: percent });
  }

  private emit(unit: 'Count' | 'Percent', values: Readonly<Record<string, number>>): void {
    const { analysis, namespace = DEFAULT_NAMESPACE, now = Date.now, write = writeStdout } = this.options;
    // JSON has no NaN or infinity: CloudWatch would drop the whole document.
    if (!Object.values(values).every(Number.isFinite)) return;
    const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: unit }));
    const definition = { Namespace: namespace, Dimensions: DIMENSION_SETS.traceAnalysis, Metrics };
    try {
      const _aws = { Timestamp: now(), CloudWatchMetrics: [definition] };
      write(JSON.stringify({ _aws, [DIMENSION.analysis]: analysis, ...values }));
    } catch {
      // A metric is not worth a failed run.
    }
  }
}
