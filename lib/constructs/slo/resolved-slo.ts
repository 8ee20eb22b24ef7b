import type { IConstruct } from 'constructs';
import type { Severity } from '../../core/incident/severity';
import type { CompositeSloDefinition, SloDefinition } from '../../core/slo/definition';
import type { ResourceFinder } from '../monitor/resource';

/** Where an objective is made. */
export interface SloSite {
  readonly service: string;
  readonly environment: string;
  /** CloudWatch namespace of the service's own metrics. */
  readonly namespace: string;
  /** The id given to `obs.slo`, and the name of the objective. */
  readonly name: string;
  /** For messages. */
  readonly where: string;
  readonly finder: ResourceFinder;
  /** What reads the metrics: those of another account or Region are refused. */
  readonly scope: IConstruct;
}

/** An objective with nothing left to decide. */
export type ResolvedSlo = ResolvedServiceSlo | ResolvedCompositeSlo;

export interface ResolvedServiceSlo {
  readonly kind: 'service';
  readonly definition: SloDefinition;
  readonly alarms: SloAlarmSettings;
  /** What works and may not be what was meant: for warnings at synth. */
  readonly lints: readonly string[];
}

export interface ResolvedCompositeSlo {
  readonly kind: 'composite';
  readonly definition: CompositeSloDefinition;
}

/** What the alarms of an objective need beside its definition. */
export interface SloAlarmSettings {
  /** Where windows of more than a day come from: an alarm that is evaluated once an hour, or the published burn rate. */
  readonly longWindowSource: 'alarm' | 'published';
  /** Minutes of silence until the alarm on missing telemetry; 0: no such alarm. */
  readonly noTelemetryMinutes: number;
  /** Of the two composites. */
  readonly severities: Readonly<Record<'page' | 'ticket', Severity>>;
  /** Whether the same objective is also made as a native one of Application Signals. */
  readonly applicationSignals: boolean;
}
