import {
  DEFAULT_NAMESPACE,
  DIMENSION,
  DIMENSION_SETS,
  HEALTH_CHECK_METRIC,
  HEALTH_SCORE,
} from '../../core/conventions';
import type { HealthMetricPort } from '../../workflow/ports';
import type { WriteLine } from './stdout';
import { writeStdout } from './stdout';

export interface EmfHealthOptions {
  readonly service: string;
  readonly environment: string;
  /** @default 'Sightline' */
  readonly namespace?: string;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default - standard output */
  readonly write?: WriteLine;
}

type Unit = 'None' | 'Count' | 'Milliseconds';
type Measured = readonly (readonly [name: string, unit: Unit, value: number])[];

/**
 * The health of a service as CloudWatch embedded metric format: one document for the whole, one for each check.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfHealth implements HealthMetricPort {
  constructor(private readonly options: EmfHealthOptions) {}

  score(score: number): void {
    this.emit(DIMENSION_SETS.health[0], {}, [[HEALTH_SCORE, 'None', score]]);
  }

  check(name: string, fault: boolean, latencyMs = Number.NaN): void {
    this.emit(DIMENSION_SETS.health[1], { [DIMENSION.check]: name }, [
      [HEALTH_CHECK_METRIC.faults, 'Count', fault ? 1 : 0],
      [HEALTH_CHECK_METRIC.latency, 'Milliseconds', latencyMs],
    ]);
  }

  private emit(dimensions: readonly string[], more: Readonly<Record<string, string>>, measured: Measured): void {
    const { service, environment, namespace = DEFAULT_NAMESPACE, now = Date.now, write = writeStdout } = this.options;
    // JSON has no NaN or infinity: CloudWatch would drop the whole document.
    const finite = measured.filter(([, , value]) => Number.isFinite(value));
    if (finite.length === 0) return;
    const metrics = finite.map(([name, unit]) => ({ Name: name, Unit: unit }));
    const definition = { Namespace: namespace, Dimensions: [dimensions], Metrics: metrics };
    const values = Object.fromEntries(finite.map(([name, , value]) => [name, value]));
    try {
      const metadata = { Timestamp: now(), CloudWatchMetrics: [definition] };
      const identity = { [DIMENSION.service]: service, [DIMENSION.environment]: environment, ...more };
      write(JSON.stringify({ _aws: metadata, ...identity, ...values }));
    } catch {
      // A metric is not worth a failed run.
    }
  }
}
