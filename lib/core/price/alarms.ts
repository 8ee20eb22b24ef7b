import { ALARM_TAG } from '../conventions';
import type { Charge, Charges } from './charge';
import { items, number, type PricedResource, property, text } from './resource';
import { serviceLabel } from './services';

export type AlarmKind = 'plain' | 'math' | 'anomaly' | 'insights' | 'promql' | 'composite';

/** What an alarm is billed by, and what the advice looks at. */
export interface AlarmFacts {
  readonly resource: PricedResource;
  readonly kind: AlarmKind;
  /** Metrics it reads; at least one. */
  readonly metrics: number;
  /** Evaluated more often than once a minute. */
  readonly highResolution: boolean;
  readonly service?: string;
  /** All expressions of its metric math. */
  readonly expressions: readonly string[];
}

/** An anomaly alarm is billed for the metric and both edges of its band. */
const BAND_METRICS = 3;
const HIGH_RESOLUTION_BELOW_SECONDS = 60;

export function alarmFacts(resources: readonly PricedResource[]): AlarmFacts[] {
  return resources.flatMap((resource) => {
    if (resource.type === 'AWS::CloudWatch::CompositeAlarm') return [factsOf(resource, 'composite')];
    return resource.type === 'AWS::CloudWatch::Alarm' ? [metricAlarm(resource)] : [];
  });
}

function metricAlarm(resource: PricedResource): AlarmFacts {
  const { properties } = resource;
  const queries = items(property(properties, 'Metrics'));
  const stats = queries.filter((query) => typeof property(query, 'MetricStat') === 'object');
  const expressions = queries.flatMap((query) => text(property(query, 'Expression')) ?? []);
  const kind = kindOf(resource, stats.length, expressions);
  const periods = [properties, ...queries, ...stats.map((query) => property(query, 'MetricStat'))].map((holder) =>
    number(property(holder, 'Period')),
  );
  return {
    ...factsOf(resource, kind),
    metrics: Math.max(1, stats.length),
    highResolution: periods.some((period) => period !== undefined && period < HIGH_RESOLUTION_BELOW_SECONDS),
    expressions,
  };
}

function kindOf({ properties }: PricedResource, stats: number, expressions: readonly string[]): AlarmKind {
  if (property(properties, 'EvaluationCriteria', 'PromQLCriteria') !== undefined) return 'promql';
  if (expressions.some((expression) => expression.includes('ANOMALY_DETECTION_BAND'))) return 'anomaly';
  if (expressions.some((expression) => /^\s*SELECT\s/i.test(expression))) return 'insights';
  return stats > 1 || expressions.length > 0 ? 'math' : 'plain';
}

function factsOf(resource: PricedResource, kind: AlarmKind): AlarmFacts {
  const tags = new Map(items(property(resource.properties, 'Tags')).map((tag) => [property(tag, 'Key'), tag]));
  const tag = (key: string) => property(tags.get(key), 'Value');
  const service = serviceLabel(tag(ALARM_TAG.service), tag(ALARM_TAG.environment));
  return { resource, kind, service, metrics: 1, highResolution: false, expressions: [] };
}

/** https://aws.amazon.com/cloudwatch/pricing/: alarms are billed by the metrics they read. */
export function alarmCharges(alarms: readonly AlarmFacts[], resources: readonly PricedResource[]): Charges {
  const logAlarms = resources.filter(({ type }) => type === 'AWS::CloudWatch::LogAlarm');
  return {
    charges: [
      ...alarms.map(alarmCharge),
      ...logAlarms.map(
        ({ stackName }): Charge => ({
          what: 'log alarms',
          quantity: 1,
          unit: 'alarm',
          priceId: 'cw.alarm.log',
          stackName,
        }),
      ),
    ],
    notPriced: [],
  };
}

export function alarmCharge(alarm: AlarmFacts): Charge {
  const { resource, service, highResolution, metrics } = alarm;
  const { stackName } = resource;
  const fine = highResolution ? ', high resolution' : '';
  const shared = { stackName, service, unit: 'alarm metric', quantity: metrics };
  const priceId = highResolution ? 'cw.alarm.highResolution' : 'cw.alarm.standard';
  switch (alarm.kind) {
    case 'composite':
      return { ...shared, what: 'composite alarms', unit: 'alarm', priceId: 'cw.alarm.composite' };
    case 'anomaly':
      return highResolution
        ? { ...shared, what: `anomaly alarms${fine}`, quantity: BAND_METRICS * metrics, priceId, note: BAND_NOTE }
        : { ...shared, what: 'anomaly alarms', unit: 'band', priceId: 'cw.alarm.anomaly.standard', note: BAND_NOTE };
    case 'insights':
      return { ...shared, what: 'Metrics Insights alarms', priceId, unverified: true, note: INSIGHTS_NOTE };
    case 'promql':
      return { ...shared, what: 'PromQL alarms', priceId, unverified: true, note: PROMQL_NOTE };
    case 'math':
      return {
        ...shared,
        what: `metric math alarms${fine}`,
        priceId,
        note: 'a metric math alarm is billed for each metric it reads',
      };
    default:
      return { ...shared, what: `alarms${fine}`, priceId };
  }
}

const BAND_NOTE = 'an anomaly alarm is billed for three metrics: the metric and both edges of its band';
const INSIGHTS_NOTE =
  'a Metrics Insights alarm is billed for each metric its query analyses (not verified), and how many is known only at run time: each counts as one, the least it can be';
const PROMQL_NOTE =
  'how a PromQL alarm is billed is not verified: each counts as one alarm metric, the least it can be';
