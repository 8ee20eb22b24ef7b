import type { AlarmRole, Severity } from '../incident/severity';
import type { Statistic } from '../signal/metric';

/**
 * A resource type as data: what CloudWatch measures of it, how it is drawn, and which alarms it has by default with
 * their reasons. One generic engine (`constructs/monitor`) renders every entry; rehearsal drives the same data.
 */
export interface CatalogEntry<Facts = unknown> {
  /** CloudFormation type. */
  readonly type: string;
  /** For headings: `Lambda function`. */
  readonly title: string;
  readonly metrics: Readonly<Record<string, CatalogMetric>>;
  readonly graphs: readonly CatalogGraph[];
  readonly alarms: readonly CatalogAlarm<Facts>[];
}

export interface CatalogMetric {
  /** `sightline` stands for the namespace that the user's middleware publishes to. */
  readonly namespace: string;
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds' | 'Bytes' | 'Percent' | 'None';
  /** Which of the resource's dimension sets it is published on; `default` without it. */
  readonly dimensionSet?: string;
}

export interface CatalogGraph {
  readonly title: string;
  readonly left: readonly GraphedMetric[];
  readonly right?: readonly GraphedMetric[];
}

export interface GraphedMetric {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly label: string;
}

export interface CatalogAlarm<Facts = unknown> {
  /** PascalCase, unique in the entry; part of the alarm's name. */
  readonly id: string;
  readonly metric: string;
  readonly statistic: Statistic;
  readonly comparison:
    | 'GreaterThanThreshold'
    | 'GreaterThanOrEqualToThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold';
  /** A number, or the rule that derives it from facts of the resource; `undefined` from the rule: no such alarm. */
  readonly threshold: number | ((facts: Facts) => number | undefined);
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
  readonly severity: Severity;
  readonly role: AlarmRole;
  /** One sentence, what it says when it fires; `{resource}` and `{threshold}` are filled in. */
  readonly summary: string;
  /** Why this threshold, window and missing-data choice; where the low-traffic guard is. */
  readonly reason: string;
}

/** Seconds from the start of a fault to the alarm, at best: M whole periods of breaching data. */
export function timeToDetectSeconds(alarm: Pick<CatalogAlarm, 'datapointsToAlarm' | 'periodSeconds'>): number {
  return alarm.datapointsToAlarm * alarm.periodSeconds;
}
