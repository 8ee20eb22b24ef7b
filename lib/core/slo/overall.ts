import { SCHEMA_VERSION } from '../conventions';
import type { SloTier } from './definition';
import { type OverallCompliance, type SloStatus, TIER_WEIGHT } from './measurement';

/** How one objective stands; of one that could not be measured, `no_data`. */
export interface RatedStatus {
  readonly status: SloStatus;
  readonly tier: SloTier;
  /** Of the budget of the whole projected window, what is used already. @default - not known: the window so far decides */
  readonly usedOfProjected?: number;
}

/**
 * How many objectives are not violated, of those with data. Composites are no part of it: what breaks a part would count
 * twice.
 */
export function overallCompliance(statuses: readonly RatedStatus[], atMs: number): OverallCompliance {
  const withData = statuses.filter(({ status }) => status !== 'no_data');
  const compliant = withData.filter(({ status }) => status !== 'violated');
  return {
    schemaVersion: SCHEMA_VERSION,
    atMs,
    compliant: compliant.length,
    withData: withData.length,
    noData: statuses.length - withData.length,
    lost: withData.filter(isLost).length,
    ...(withData.length > 0 && {
      share: compliant.length / withData.length,
      weightedShare: weightOf(compliant) / weightOf(withData),
    }),
  };
}

/** In the first hours of a window a few failures are more than the events so far allow, and say little. */
function isLost({ status, usedOfProjected = 1 }: RatedStatus): boolean {
  return status === 'violated' && usedOfProjected >= 1;
}

function weightOf(statuses: readonly RatedStatus[]): number {
  return statuses.reduce((sum, { tier }) => sum + TIER_WEIGHT[tier], 0);
}
