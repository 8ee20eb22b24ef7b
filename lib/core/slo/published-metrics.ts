import { SLO_METRIC } from '../conventions';
import type { SliDefinition } from './definition';
import { BURN_RATE_WINDOWS } from './measurement';

/** A combination of objectives has no window of its own, whose end could be projected. */
const NOT_PUBLISHED: Readonly<Record<SliDefinition['budgeting'] | 'composite', readonly string[]>> = {
  events: [SLO_METRIC.slices, SLO_METRIC.badSlices],
  timeslices: [],
  composite: [SLO_METRIC.slices, SLO_METRIC.badSlices, SLO_METRIC.projectedBudget],
};

/** How many custom metrics are published about an objective: the burn rate has one for each of its windows, too. */
export function publishedMetrics(kind: SliDefinition['budgeting'] | 'composite'): number {
  const names = Object.values(SLO_METRIC).filter((name) => !NOT_PUBLISHED[kind].includes(name));
  return names.length + BURN_RATE_WINDOWS.length;
}
