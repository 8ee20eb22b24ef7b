import { Token } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { BandComparison } from '../../../core/alarm/threshold';
import { timeZone } from '../../../core/time-zone';
import { checkKeys, checkOneOf, shown } from '../../check';
import type { DetectorSettings, MetricSpec } from '../condition-spec';
import { EVALUATION_KEYS, type EvaluationOptions, readEvaluation } from '../evaluation';
import { queriesOf } from '../metric-queries';
import { checkDeviations } from '../threshold';
import { bandSpec, periodOf } from './judged';

export interface AnomalyBandOptions extends EvaluationOptions {
  /** A metric, or a math expression; then without `detector`. */
  readonly metric: IMetric;
  /** How many standard deviations the band is wide to either side. Above 0. @default 2 */
  readonly deviations?: number;
  /** On which side of the band the alarm is. @default 'either' */
  readonly direction?: 'above' | 'below' | 'either';
  /** Such as `Sum`. Not for a math expression. @default - the metric's own */
  readonly statistic?: string;
  /** How the model behind the band is trained. @default - from all data, in UTC */
  readonly detector?: AnomalyDetectorOptions;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-anomalydetector.html */
export interface AnomalyDetectorOptions {
  /** Times that the model does not learn from, in UTC as `2026-07-01T23:59:59`. @default - none */
  readonly excludedRanges?: readonly { readonly start: string; readonly end: string }[];
  /** IANA name: the days of the metric are days there, also where clocks change. @default 'UTC' */
  readonly timezone?: string;
  /** The metric has regular spikes that are no anomalies. @default false */
  readonly periodicSpikes?: boolean;
}

export function anomalyBandCondition(options: AnomalyBandOptions): MetricSpec {
  const where = 'AlarmCondition.anomalyBand';
  checkKeys(where, options, {
    ...EVALUATION_KEYS,
    ...{ metric: true, deviations: true, direction: true, statistic: true, detector: true },
  });
  const { metric, period, statistic, direction = 'either' } = options;
  const side = checkOneOf(where, 'direction', direction, ['above', 'below', 'either']);
  const queries = queriesOf(where, 'm1', metric, { ...(period && { period }), ...(statistic && { statistic }) });
  if (options.detector && queries.length > 1) {
    throw new Error(`${where}: 'detector' is for the model of one metric, got a math expression; leave it out`);
  }
  const evaluation = readEvaluation(where, options, periodOf(where, queries), 'missing');
  const deviations = checkDeviations(where, options.deviations);
  const detector = options.detector && readDetector(`${where}: 'detector'`, options.detector);
  return { ...bandSpec(where, queries, evaluation, COMPARISON_OF[side], deviations), detector };
}

const COMPARISON_OF: Readonly<Record<'above' | 'below' | 'either', BandComparison>> = {
  above: 'GreaterThanUpperThreshold',
  below: 'LessThanLowerThreshold',
  either: 'LessThanLowerOrGreaterThanUpperThreshold',
};

function readDetector(where: string, options: AnomalyDetectorOptions): DetectorSettings {
  checkKeys(where, options, { excludedRanges: true, timezone: true, periodicSpikes: true });
  const { excludedRanges = [], timezone, periodicSpikes } = options;
  if (!Array.isArray(excludedRanges)) {
    throw new Error(`${where}: 'excludedRanges' must be a list of { start, end }, got ${shown(excludedRanges)}`);
  }
  if (timezone !== undefined) checkZone(where, timezone);
  return { excludedRanges: excludedRanges.map((range) => readRange(where, range)), timezone, periodicSpikes };
}

function checkZone(where: string, timezone: string): void {
  try {
    if (!Token.isUnresolved(timezone)) timeZone(timezone);
  } catch (error) {
    throw new Error(`${where}: 'timezone': ${(error as Error).message}`);
  }
}

function readRange(where: string, range: { readonly start: string; readonly end: string }) {
  checkKeys(where, range, { start: true, end: true });
  const [start, end] = [timeOf(where, 'start', range.start), timeOf(where, 'end', range.end)];
  if (start < end) return range;
  throw new Error(
    `${where}: an excluded range must end after its start, got ${range.start} to ${range.end}; swap them`,
  );
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

function timeOf(where: string, name: string, text: unknown): number {
  const ms = typeof text === 'string' && TIME.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text as string)) return ms;
  throw new Error(`${where}: '${name}' must be a time in UTC such as '2026-07-01T23:59:59', got ${shown(text)}`);
}
