import type { AlarmRole, Severity } from '../incident/severity';
import type { Statistic } from '../signal/metric';
import type { MetricUnit } from '../signal/metric-unit';
import type { ResourceRule } from './resource-rule';

/**
 * A resource type as data: what CloudWatch measures of it, how it is drawn, and which alarms it has by default with
 * their reasons. One generic engine renders every entry, in templates, dashboards and documents; rehearsal drives each
 * alarm by the same data. docs/how-to/add-a-resource-type.md writes one from nothing.
 */
export interface CatalogEntry<Facts = unknown> {
  /** CloudFormation type; `Sightline::...` for what is no resource of a template. */
  readonly type: string;
  /** For headings, unique in the catalog: `Lambda function`. */
  readonly title: string;
  /** Which dashboard it is drawn on. */
  readonly family: Family;
  /**
   * How the dimensions and facts are read off a resource of a template or an app.
   * @default - it is found by nobody and monitored as a `Target`, with dimensions given by hand
   */
  readonly resource?: ResourceRule<Facts>;
  /** The only Region its metrics are published in. @default - that of the resource */
  readonly metricsRegion?: 'us-east-1';
  /** By a key of one's own choice, which alarms and graphs name. */
  readonly metrics: Readonly<Record<string, CatalogMetric>>;
  readonly graphs: readonly CatalogGraph[];
  readonly alarms: readonly CatalogAlarm<Facts>[];
  /** What objectives measure of it. @default - nothing: its metrics count no events */
  readonly indicators?: CatalogIndicators;
  /** One that has every alarm: what the tests and the documents show. */
  readonly sample: Sample<Facts>;
}

/** `service`: handlers and health. `messaging`: queues, streams, topics, buses. */
export type Family = 'service' | 'compute' | 'api' | 'database' | 'messaging' | 'infrastructure';

export interface Sample<Facts> {
  /** Of a resource in a template: what an entry with `resource` has. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Without `resource`: dimension set name to dimensions. */
  readonly dimensions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Without `resource`. */
  readonly facts?: Facts;
}

/** A metric that the resource type publishes, as the service's documentation names it. */
export interface CatalogMetric {
  /** `sightline` stands for the namespace that the user's middleware publishes to. */
  readonly namespace: string;
  /** As CloudWatch lists it, such as `Errors`. */
  readonly name: string;
  /** Unit that the service publishes it in. */
  readonly unit: MetricUnit;
  /** For `Percent` of what is reserved, where more may be used. @default - 100 % is the most */
  readonly exceeds100?: boolean;
  /** Which of the resource's dimension sets it is published on; `default` without it. */
  readonly dimensionSet?: string;
}

/** A graph on the dashboard of a resource type: at most two axes. */
export interface CatalogGraph {
  readonly title: string;
  /** What the left axis is for. */
  readonly left: readonly GraphedMetric[];
  /** What the right axis is for, where units differ. @default - there is no right axis */
  readonly right?: readonly GraphedMetric[];
}

export interface GraphedMetric {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly label: string;
}

export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

/**
 * A default alarm of a resource type. `Facts` are what a derived threshold knows of the resource, such as its timeout.
 */
export interface CatalogAlarm<Facts = unknown> {
  /** PascalCase, unique in the entry; part of the alarm's name. */
  readonly id: string;
  /** Key of one of the entry's metrics. */
  readonly metric: string;
  readonly statistic: Statistic;
  readonly comparison: Comparison;
  /** In the unit of the metric; or derived from the resource, such as a share of a function's timeout. */
  readonly threshold: number | DerivedThreshold<Facts>;
  /** 10, 30, or a multiple of 60. */
  readonly periodSeconds: number;
  /** N: how many periods it looks at. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. */
  readonly datapointsToAlarm: number;
  /** What a period without data counts as; `reason` says why. */
  readonly treatMissingData: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
  /** Of the incident that it opens. */
  readonly severity: Severity;
  /** Whether it wakes people, opens a ticket, or is evidence only. */
  readonly role: AlarmRole;
  /** One sentence, what it says when it fires; `{resource}` and `{threshold}` are filled in. */
  readonly summary: string;
  /** Why this threshold, window and missing-data choice; where the low-traffic guard is. */
  readonly reason: string;
  /** What to look at first, in the order to do it: one to three sentences in the imperative. */
  readonly runbook: readonly string[];
}

/** From which metrics objectives (`Slo.availability(api, ...)`) are computed. */
export interface CatalogIndicators {
  /** What is counted or how old what is, in the plural and for people: `requests`. */
  readonly events: string;
  readonly availability?: CatalogAvailability;
  /** Key of a metric in a unit of time that has one value of its own for each event. */
  readonly latency?: string;
  /** How many events there are. @default - the total of `availability` */
  readonly throughput?: readonly CountTerm[];
  readonly freshness?: CatalogFreshness;
}

/** How many events there are, and how many of them are bad or, instead, good. */
export interface CatalogAvailability {
  readonly total: readonly CountTerm[];
  readonly bad?: readonly CountTerm[];
  readonly good?: readonly CountTerm[];
}

/** A metric that counts events; the terms of a list are added up. */
export interface CountTerm {
  readonly metric: string;
  /** One that adds up over time: `Sum`, `SampleCount`, or `TC(...)` between values. @default 'Sum' */
  readonly statistic?: Statistic;
  /** What one event adds to the statistic: 100 for the Sum of a percentage that is 0 or 100. @default 1 */
  readonly each?: number;
}

/** A metric in a unit of time: how old the oldest or newest is. */
export interface CatalogFreshness {
  readonly metric: string;
  readonly statistic: Statistic;
  /** What a time without data is; `ignore`: it does not count. */
  readonly missing: 'good' | 'bad' | 'ignore';
}

/** A threshold that depends on the resource. */
export interface DerivedThreshold<Facts> {
  /** `undefined`: no such alarm. */
  rule(facts: Facts): number | undefined;
  /** The rule in words, for the reference: `80 % of the function's timeout`. */
  readonly text: string;
}

/** Seconds from the start of a fault to the alarm, at best: M whole periods of breaching data. */
export function timeToDetectSeconds(alarm: Pick<CatalogAlarm, 'datapointsToAlarm' | 'periodSeconds'>): number {
  return alarm.datapointsToAlarm * alarm.periodSeconds;
}
