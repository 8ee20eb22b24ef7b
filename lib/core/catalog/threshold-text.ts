import { describeSeconds } from '../alarm/threshold';
import type { Statistic } from '../signal/metric';
import type { CatalogMetric } from './entry';

/** A threshold as people read it: `5 %`, `800 ms`, `2.4 s`, `5 min`, `1`. */
export function thresholdText(value: number, metric: CatalogMetric | undefined, statistic: Statistic): string {
  switch (metric?.unit) {
    case 'Milliseconds':
      return value < 1000 ? `${tidy(value)} ms` : `${tidy(value / 1000)} s`;
    case 'Seconds':
      return describeSeconds(tidy(value));
    case 'Percent':
      return `${tidy(value)} %`;
    case 'Count':
      // The Average of a count that is 0 or 1 on each request is a ratio.
      return statistic === 'Average' ? `${tidy(value * 100)} %` : String(tidy(value));
    default:
      return String(tidy(value));
  }
}

/** Without the dust of binary fractions: 0.07 * 100 is 7. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
