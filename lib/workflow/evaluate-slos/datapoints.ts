import { DIMENSION, SLO_METRIC } from '../../core/conventions';
import { sloDimensions } from '../../core/slo/alarm-queries';
import { BURN_RATE_WINDOWS, type SloMeasurement } from '../../core/slo/measurement';
import { twelveDigits } from '../../core/slo/share';
import type { AnySloDefinition } from '../../core/slo/signals';
import type { SloDatapoint } from '../ports';

/**
 * What is published of a measurement, at its own time. Without data in the window there is no compliance and no budget
 * to tell: a graph has a gap there, not a line at 100 %.
 */
export function datapointsOf(definition: AnySloDefinition, measurement: SloMeasurement): SloDatapoint[] {
  const { status, sli, budgetRemaining, burnRates, violations24h, projection, hoursToExhaustion, atMs } = measurement;
  const dimensions = sloDimensions(definition);
  const point = (name: string, value: number | undefined, window?: string): SloDatapoint[] => {
    if (value === undefined || !Number.isFinite(value)) return [];
    const on = window === undefined ? dimensions : { ...dimensions, [DIMENSION.window]: window };
    return [{ namespace: definition.namespace, name, dimensions: on, value, atMs }];
  };
  return [
    ...point(SLO_METRIC.compliance, sli === undefined ? undefined : twelveDigits(sli * 100)),
    ...point(SLO_METRIC.errorBudgetRemaining, status === 'no_data' ? undefined : budgetRemaining),
    ...point(SLO_METRIC.burnRate, burnRates['1h']),
    ...BURN_RATE_WINDOWS.flatMap((window) => point(SLO_METRIC.burnRate, burnRates[window], window)),
    ...point(SLO_METRIC.violations, violations24h),
    ...point(SLO_METRIC.projectedBudget, projection?.budgetRemaining),
    ...point(SLO_METRIC.hoursToExhaustion, hoursToExhaustion),
  ];
}
