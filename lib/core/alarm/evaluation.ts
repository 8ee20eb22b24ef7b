/**
 * One evaluation of a metric alarm: datapoints of the evaluation range in, state and reason out.
 * Semantics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import type { AlarmState } from '../incident/incident';
import { formatTimestamp } from '../signal/alarm-event';
import { checkSettings, oneOf } from './check-settings';
import { BREACHING, type Classify, classifier, decideState, MISSING } from './decide';
import { wordReason } from './reason';
import { type AlarmSettings, type EvaluationSettings, isBand, isLowSample } from './threshold';

/** One period of the evaluation range. */
export interface Datapoint {
  /** Start of the period, epoch milliseconds. */
  readonly startMs: number;
  /** `undefined`: missing. */
  readonly value: number | undefined;
  /** The band's bounds in this period, for alarms on an anomaly band; without them the datapoint is missing. */
  readonly lower?: number;
  readonly upper?: number;
  /** How many samples the value stands on; needed only with `lowSamplePercentile`. */
  readonly sampleCount?: number;
}

/** A datapoint that is not missing. */
export interface RealDatapoint extends Datapoint {
  readonly value: number;
}

/** The state that an alarm comes to, and why. */
export interface Evaluation {
  readonly state: AlarmState;
  /** As CloudWatch words it. */
  readonly reason: string;
  /** The datapoints that were judged, oldest first. */
  readonly judged: readonly RealDatapoint[];
}

/** Datapoints that CloudWatch looks at beyond the evaluation periods; see `evaluationRange`. */
export const DEFAULT_EXTRA_DATAPOINTS = 2;

/**
 * How many datapoints CloudWatch looks at for N evaluation periods. AWS publishes one example only (5 for N = 3);
 * N + 2 is our choice and is printed with every rehearsal.
 */
export function evaluationRange(evaluationPeriods: number, extraDatapoints = DEFAULT_EXTRA_DATAPOINTS): number {
  return evaluationPeriods + extraDatapoints;
}

/**
 * Judges the datapoints of the evaluation range.
 * @param points oldest first, one for each period of the range, missing ones included
 * @param previous the alarm's state before; kept where the missing-data rules say so
 * @throws RangeError where a setting is not one that CloudWatch has
 */
export function evaluateAlarm(settings: AlarmSettings, points: readonly Datapoint[], previous: AlarmState): Evaluation {
  checkSettings(settings);
  oneOf('previous', previous, ['OK', 'ALARM', 'INSUFFICIENT_DATA']);
  const classify = classifier(settings);
  const classes = points.map((point) => classOf(point, classify));
  const real = points.filter((_point, index) => classes[index] !== MISSING) as RealDatapoint[];
  const judged = real.slice(-settings.evaluationPeriods);
  if (standsOnFewSamples(settings, judged)) {
    return { state: previous, reason: 'Too few samples for the percentile; the state is kept.', judged };
  }
  const state = decideState(settings, classes, previous);
  const breaching = judged.filter((point) => classOf(point, classify) === BREACHING);
  return { state, reason: wordReason(settings, { judged, breaching, state }), judged };
}

function classOf({ value, lower, upper }: Datapoint, classify: Classify): number {
  return classify(value ?? Number.NaN, lower ?? Number.NaN, upper ?? Number.NaN);
}

/** Whether CloudWatch asks this of each period or of all together is not published; one period is enough here. */
function standsOnFewSamples({ lowSamplePercentile }: EvaluationSettings, judged: readonly Datapoint[]): boolean {
  if (lowSamplePercentile === undefined) return false;
  return judged.some(({ sampleCount = 0 }) => isLowSample(lowSamplePercentile, sampleCount));
}

/**
 * The `reasonData` of an alarm's state, as an object; CloudWatch sends it as JSON text.
 * @param statistic absent for metric math
 */
export function reasonDataOf(
  settings: AlarmSettings,
  judged: readonly RealDatapoint[],
  statistic: string | undefined,
  nowMs: number,
): Readonly<Record<string, unknown>> {
  return {
    version: '1.0',
    queryDate: formatTimestamp(nowMs),
    ...(judged[0] && { startDate: formatTimestamp(judged[0].startMs) }),
    ...(statistic !== undefined && { statistic }),
    period: settings.periodSeconds,
    recentDatapoints: judged.map(({ value }) => value),
    ...(isBand(settings)
      ? {
          recentLowerThresholds: judged.map(({ lower }) => lower),
          recentUpperThresholds: judged.map(({ upper }) => upper),
        }
      : { threshold: settings.threshold }),
  };
}
