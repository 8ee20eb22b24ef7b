/** What an objective costs a month beside the evaluation that all share: its alarms, and the metrics about it. */
import { customMetricsUsd } from '../price/charge';
import { estimateCost } from '../price/estimate';
import { PRICE_LIST, type PriceList } from '../price/prices';
import type { PricedResource } from '../price/resource';
import { type PlannedAlarm, plannedAlarms, type SloAlarmPlan } from './alarm-plan';
import type { SloDefinition } from './definition';
import { publishedMetrics } from './published-metrics';

export interface SloCost {
  readonly usdPerMonth: number;
  readonly alarmsUsd: number;
  readonly metricsUsd: number;
  readonly alarms: number;
  /** Custom metrics that are published about it; 0 where nothing evaluates it. */
  readonly metrics: number;
  /** The region that the prices are of. */
  readonly region: string;
}

/** @param evaluated whether `evaluate-slos` knows the objective */
export function sloCost(
  { indicator }: Pick<SloDefinition, 'indicator'>,
  plan: SloAlarmPlan,
  evaluated: boolean,
  prices: PriceList = PRICE_LIST,
): SloCost {
  const alarms = plannedAlarms(plan);
  const { usdPerMonth: alarmsUsd, region } = estimateCost(alarms.map(priced), { prices });
  const metrics = evaluated ? publishedMetrics(indicator.budgeting) : 0;
  const metricsUsd = customMetricsUsd(prices, metrics);
  return { usdPerMonth: alarmsUsd + metricsUsd, alarmsUsd, metricsUsd, alarms: alarms.length, metrics, region };
}

function priced(alarm: PlannedAlarm): PricedResource {
  const place = { stackName: '', path: alarm.id };
  if (alarm.kind === 'composite') return { ...place, type: 'AWS::CloudWatch::CompositeAlarm', properties: {} };
  const { periodSeconds } = alarm.settings;
  const metrics = alarm.queries.map((query) =>
    'metric' in query ? { metricStat: { period: periodSeconds } } : { expression: query.expression },
  );
  return { ...place, type: 'AWS::CloudWatch::Alarm', properties: { metrics } };
}
