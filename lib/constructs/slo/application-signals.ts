import { CfnServiceLevelObjective } from 'aws-cdk-lib/aws-applicationsignals';
import type { Construct } from 'constructs';
import type { Comparison } from '../../core/alarm/threshold';
import type { EventIndicator, IndicatorQuery, SloDefinition, TimesliceIndicator } from '../../core/slo/definition';
import { queriesFor } from '../../core/slo/indicator-queries';
import { BURN_RATE_WINDOWS } from '../../core/slo/measurement';
import { parseMinutes, parseSloWindow, type SloWindow, spanAt } from '../../core/slo/window';
import { demand } from '../check';

/**
 * The same objective as one of CloudWatch Application Signals, which measures it by itself and bills for it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-ServiceLevelObjectives.html
 * @throws for what Application Signals cannot say
 */
export function renderNativeSlo(scope: Construct, id: string, definition: SloDefinition): CfnServiceLevelObjective {
  const { service, environment, name, indicator, description } = definition;
  const where = `Objective '${name}' of '${service}' with 'applicationSignals'`;
  const nativeName = `${service}-${environment}-${name}`;
  demand(where, nativeName.length <= 127, `the name '${nativeName}' may have 127 characters; shorten one of its parts`);
  const excluded = definition.exclusions.length > 0;
  demand(
    where,
    !excluded,
    "'exclusions' are not taken over to Application Signals, and the two would differ; leave one out",
  );
  return new CfnServiceLevelObjective(scope, id, {
    name: nativeName,
    description: description.slice(0, 1_024),
    goal: goalOf(where, definition),
    ...(indicator.budgeting === 'events'
      ? { requestBasedSli: requestBased(indicator) }
      : { sli: periodBased(where, indicator) }),
    burnRateConfigurations: BURN_RATE_WINDOWS.map((window) => ({
      lookBackWindowMinutes: parseMinutes(window) as number,
    })),
  });
}

/** Its threshold is what is left of the budget, ours what is used. */
function goalOf(
  where: string,
  { objective, window, timezone, alertThresholdPercent }: SloDefinition,
): CfnServiceLevelObjective.GoalProperty {
  return {
    attainmentGoal: Number(objective),
    warningThreshold: 100 - alertThresholdPercent,
    interval: intervalOf(where, parseSloWindow(where, window, timezone)),
  };
}

/** Any Monday will do for the first week; all others follow from it. */
const A_MONDAY = Date.UTC(2026, 0, 5, 12);
const DAY_MINUTES = 1_440;

function intervalOf(where: string, window: SloWindow): CfnServiceLevelObjective.IntervalProperty {
  if (window.kind === 'calendar') {
    const unit = window.unit === 'week' ? { duration: 7, durationUnit: 'DAY' } : { duration: 1, durationUnit: 'MONTH' };
    return { calendarInterval: { ...unit, startTime: spanAt(window, A_MONDAY).startMs / 1_000 } };
  }
  const days = window.minutes / DAY_MINUTES;
  demand(where, Number.isInteger(days), `'window' must be whole days, got ${window.minutes} minutes`);
  return { rollingInterval: { duration: days, durationUnit: 'DAY' } };
}

function requestBased({ queries }: EventIndicator): CfnServiceLevelObjective.RequestBasedSliProperty {
  const bad = queries.some(({ id }) => id === 'bad');
  return {
    requestBasedSliMetric: {
      totalRequestCountMetric: resultOf(queries, 'total', 60),
      monitoredRequestCountMetric: bad
        ? { badCountMetric: resultOf(queries, 'bad', 60) }
        : { goodCountMetric: resultOf(queries, 'good', 60) },
    },
  };
}

/** https://docs.aws.amazon.com/applicationsignals/latest/APIReference/API_ServiceLevelIndicatorMetricConfig.html */
const LONGEST_PERIOD = 900;

function periodBased(
  where: string,
  { queries, sliceSeconds, comparison, threshold }: TimesliceIndicator,
): CfnServiceLevelObjective.SliProperty {
  const problem = `slices may have 15 minutes, got ${sliceSeconds / 60}; shorten them`;
  demand(where, sliceSeconds <= LONGEST_PERIOD, problem);
  return {
    sliMetric: { metricDataQueries: resultOf(queries, 'value', sliceSeconds), periodSeconds: sliceSeconds },
    metricThreshold: threshold,
    comparisonOperator: COMPARISON[comparison],
  };
}

const COMPARISON: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'GreaterThan',
  GreaterThanOrEqualToThreshold: 'GreaterThanOrEqualTo',
  LessThanThreshold: 'LessThan',
  LessThanOrEqualToThreshold: 'LessThanOrEqualTo',
};

/** A query and those that it is computed from. */
function resultOf(
  queries: readonly IndicatorQuery[],
  result: string,
  periodSeconds: number,
): CfnServiceLevelObjective.MetricDataQueryProperty[] {
  return queriesFor(queries, result).map((query) => ({
    id: query.id,
    returnData: query.id === result,
    ...('metric' in query
      ? { metricStat: { metric: metricOf(query.metric), period: periodSeconds, stat: query.statistic } }
      : { expression: query.expression }),
  }));
}

function metricOf({ namespace, name, dimensions }: Extract<IndicatorQuery, { metric: unknown }>['metric']) {
  const entries = Object.entries(dimensions).map(([dimension, value]) => ({ name: dimension, value }));
  return { namespace, metricName: name, dimensions: entries };
}
