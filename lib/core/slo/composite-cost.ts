/** What a combination of objectives costs a month: the metrics about it. It has no alarms, and reads none. */
import { customMetricsUsd } from '../price/charge';
import { PRICE_LIST, type PriceList } from '../price/prices';
import { publishedMetrics } from './published-metrics';

export interface CompositeCost {
  readonly usdPerMonth: number;
  readonly metrics: number;
  /** The region that the prices are of. */
  readonly region: string;
}

export function compositeCost(prices: PriceList = PRICE_LIST): CompositeCost {
  const metrics = publishedMetrics('composite');
  return { usdPerMonth: customMetricsUsd(prices, metrics), metrics, region: prices.region };
}
