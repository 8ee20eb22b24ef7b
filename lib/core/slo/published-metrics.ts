import { SLO_METRIC } from '../conventions';
import { BURN_RATE_WINDOWS } from './measurement';

/** How many custom metrics are published about an objective: the burn rate has one for each of its windows, too. */
export function publishedMetrics(onSlices: boolean): number {
  const ofSlices: readonly string[] = [SLO_METRIC.slices, SLO_METRIC.badSlices];
  const names = Object.values(SLO_METRIC).filter((name) => onSlices || !ofSlices.includes(name));
  return names.length + BURN_RATE_WINDOWS.length;
}
