import { type AnomalyBandOptions, anomalyBandCondition } from './condition/anomaly-band';
import { type LogOptions, logCondition } from './condition/log';
import { type MathOptions, mathCondition } from './condition/math';
import { type NoTelemetryOptions, noTelemetryCondition } from './condition/no-telemetry';
import { type PercentileOptions, percentileCondition } from './condition/percentile';
import { type PromQlOptions, promQlCondition } from './condition/prom-ql';
import { type RateOptions, rateCondition } from './condition/rate';
import { type ThresholdOptions, thresholdCondition } from './condition/threshold';
import type { ConditionSpec } from './condition-spec';

/**
 * When an alarm goes to ALARM. Made before there is an alarm: what is wrong with its options is an error right here.
 *
 * ```ts
 * AlarmCondition.rate({ of: fn.metricErrors(), per: fn.metricInvocations(), threshold: 0.05 });
 * ```
 */
export class AlarmCondition {
  private constructor(
    /** @internal */
    readonly spec: ConditionSpec,
  ) {}

  /** A metric or math expression beyond a threshold. */
  static threshold(options: ThresholdOptions): AlarmCondition {
    return new AlarmCondition(thresholdCondition(options));
  }

  /** A percentile of a metric beyond a threshold, with a guard against too few samples. */
  static percentile(options: PercentileOptions): AlarmCondition {
    return new AlarmCondition(percentileCondition(options));
  }

  /** The share of one count in another, with a guard against low traffic. */
  static rate(options: RateOptions): AlarmCondition {
    return new AlarmCondition(rateCondition(options));
  }

  /** Metric math over up to ten metrics. What CloudWatch refuses in an alarm is refused here. */
  static math(options: MathOptions): AlarmCondition {
    return new AlarmCondition(mathCondition(options));
  }

  /** Outside the band that CloudWatch learns from two weeks of the metric. Billed as three alarms. */
  static anomalyBand(options: AnomalyBandOptions): AlarmCondition {
    return new AlarmCondition(anomalyBandCondition(options));
  }

  /** Silence where silence is a fault: a metric without a single sample. */
  static noTelemetry(options: NoTelemetryOptions): AlarmCondition {
    return new AlarmCondition(noTelemetryCondition(options));
  }

  /** The result of a Logs Insights query that runs on a schedule. Not rehearsed. */
  static log(options: LogOptions): AlarmCondition {
    return new AlarmCondition(logCondition(options));
  }

  /** Whatever a PromQL query over metrics of the OTLP endpoint returns. Not rehearsed. */
  static promQl(options: PromQlOptions): AlarmCondition {
    return new AlarmCondition(promQlCondition(options));
  }
}
