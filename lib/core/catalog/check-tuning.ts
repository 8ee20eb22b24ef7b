import { LONGEST_PERIOD_SECONDS, longestWindowSeconds } from '../alarm/evaluation-length';
import { COMPARISONS, describeSeconds, MISSING_DATA_MODES } from '../alarm/threshold';
import { SEVERITIES } from '../incident/severity';
import { refuseUnknownKeys } from '../option-keys';
import { isStatistic } from '../signal/statistic';
import type { CatalogAlarm, CatalogEntry } from './entry';
import type { AddedAlarm, AlarmTuning, ResolvedAlarm } from './resolve';

/** An alarm that cannot be made as somebody wrote it: their mistake, whatever resource it met. */
export class AlarmTuningError extends Error {}

export function isAddedAlarm(tuning: AlarmTuning | AddedAlarm): tuning is AddedAlarm {
  return 'metric' in Object(tuning);
}

type KnownAlarm = Pick<CatalogAlarm, 'id' | 'metric' | 'statistic'>;
type KnownEntry = Pick<CatalogEntry, 'title' | 'metrics'> & { readonly alarms: readonly KnownAlarm[] };

const TUNING_KEYS = ['threshold', 'datapointsToAlarm', 'evaluationPeriods', 'treatMissingData', 'severity', 'enabled'];
const ADDED_KEYS = [...TUNING_KEYS, 'metric', 'statistic', 'comparison', 'periodSeconds', 'summary'];

/** @throws where a tuning names no alarm of this type, has an unknown field or lacks one */
export function checkTuning(entry: KnownEntry, label: string, id: string, tuning: AlarmTuning | AddedAlarm): void {
  const place = `The tuning '${id}' of '${label}'`;
  try {
    refuseUnknownKeys(place, tuning, isAddedAlarm(tuning) ? ADDED_KEYS : TUNING_KEYS);
  } catch (error) {
    throw new AlarmTuningError((error as Error).message);
  }
  if (isAddedAlarm(tuning)) checkAdded(entry, place, id, tuning);
  else if (!entry.alarms.some((alarm) => alarm.id === id)) {
    const known = entry.alarms.length > 0 ? `its alarms are ${idsOf(entry)}` : 'it has no alarms by default';
    throw new AlarmTuningError(
      `'${label}' (${entry.title}) has no alarm '${id}' to tune; ${known}. For one of your own give 'metric' ` +
        `(${Object.keys(entry.metrics).join(', ')}), 'statistic' and 'threshold', too`,
    );
  }
}

function checkAdded(entry: KnownEntry, place: string, id: string, tuning: AddedAlarm): void {
  if (entry.alarms.some((alarm) => alarm.id === id)) {
    throw new AlarmTuningError(`${place} has a 'metric', but there is an alarm '${id}' already; use another id`);
  }
  if (!/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(id)) {
    throw new AlarmTuningError(`${place}: an alarm id is 1 to 64 letters and digits, as in SlowP90`);
  }
  if (!Object.hasOwn(entry.metrics, tuning.metric)) {
    throw new AlarmTuningError(
      `${place}: '${entry.title}' has no metric '${tuning.metric}'; its metrics are ${Object.keys(entry.metrics).join(', ')}`,
    );
  }
  if (!isStatistic(tuning.statistic)) {
    throw new AlarmTuningError(`${place}: '${tuning.statistic}' is no statistic; use Sum, Average, Maximum, p99, ...`);
  }
  if (tuning.threshold === undefined) throw new AlarmTuningError(`${place} has no 'threshold'; give one`);
}

/** @throws where an alarm is none that CloudWatch takes, or would always be in ALARM */
export function checkResolved(alarm: ResolvedAlarm, label: string): void {
  const { threshold, comparison, evaluationPeriods, datapointsToAlarm, periodSeconds } = alarm;
  const demand = (fits: boolean, message: string) => {
    if (!fits) throw new AlarmTuningError(`Alarm '${alarm.id}' of '${label}': ${message}`);
  };
  checkWords(alarm, demand);
  demand(
    Number.isFinite(threshold) && Math.abs(threshold) <= MAX_VALUE,
    `'threshold' must be a finite number, got ${numberText(threshold)}`,
  );
  demand(
    threshold >= 0 || !comparison.startsWith('Greater'),
    `'threshold' must be 0 or more, got ${threshold}: with '${comparison}' the alarm would never be OK`,
  );
  demand(
    Number.isInteger(periodSeconds) &&
      periodSeconds >= 60 &&
      periodSeconds <= LONGEST_PERIOD_SECONDS &&
      periodSeconds % 60 === 0,
    `'periodSeconds' must be a multiple of 60 up to ${LONGEST_PERIOD_SECONDS}, got ${numberText(periodSeconds)}`,
  );
  const seconds = longestWindowSeconds(periodSeconds);
  const most = Math.floor(seconds / periodSeconds);
  demand(
    Number.isInteger(evaluationPeriods) && evaluationPeriods >= 1 && evaluationPeriods <= most,
    `'evaluationPeriods' must be an integer between 1 and ${most} (${describeSeconds(seconds)} of ` +
      `${periodSeconds} s periods), got ${numberText(evaluationPeriods)}`,
  );
  demand(
    Number.isInteger(datapointsToAlarm) && datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods,
    `'datapointsToAlarm' must be an integer between 1 and evaluationPeriods (${evaluationPeriods}), got ` +
      `${numberText(datapointsToAlarm)}; lower it or raise evaluationPeriods`,
  );
}

/** @throws where the metric never reaches a threshold that somebody gave, or always does */
export function checkRange(entry: KnownEntry, alarm: KnownAlarm, threshold: number, label: string): void {
  const metric = entry.metrics[alarm.metric];
  const refuse = (allowed: string) => {
    throw new AlarmTuningError(
      `Alarm '${alarm.id}' of '${label}': 'threshold' must be ${allowed}; got ${threshold} for the ${alarm.statistic} of ` +
        `${metric?.name}; change it`,
    );
  };
  if (metric?.unit === 'Percent' && !metric.exceeds100 && ONE_OF_THE_VALUES.test(alarm.statistic)) {
    if (threshold < 0 || threshold > 100) refuse('a percentage from 0 to 100, such as 80 for 80 %');
  }
  if (isRatio(entry, alarm) && !(threshold > 0 && threshold <= 1)) {
    refuse('above 0 and at most 1: a ratio, such as 0.05 for 5 %');
  }
}

/** Statistics that lie between the smallest value and the largest; a Sum or a number of samples does not. */
const ONE_OF_THE_VALUES = /^(Average|Minimum|Maximum|IQM|p|tm|wm)/i;

/**
 * The Average of a Count is a ratio where each request counts 0 or 1, as it does where the catalog alarms on it. That of a
 * gauge, such as connections, may be any number.
 */
function isRatio(entry: KnownEntry, { metric, statistic }: KnownAlarm): boolean {
  if (statistic !== 'Average' || entry.metrics[metric]?.unit !== 'Count') return false;
  return entry.alarms.some((alarm) => alarm.metric === metric && alarm.statistic === 'Average');
}

function checkWords(alarm: ResolvedAlarm, demand: (fits: boolean, message: string) => void): void {
  for (const [name, allowed] of Object.entries(WORDS)) {
    const value = alarm[name as keyof typeof WORDS];
    demand(allowed.includes(value), `'${name}' must be one of ${allowed.join(', ')}; got '${value}'`);
  }
}

const WORDS = {
  severity: SEVERITIES as readonly string[],
  treatMissingData: MISSING_DATA_MODES as readonly string[],
  comparison: Object.keys(COMPARISONS) as readonly string[],
};

/**
 * Values of metrics lie between -2^360 and 2^360, and so do thresholds that mean something. A number that is known only
 * at deploy time is far outside as long as CDK has it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const MAX_VALUE = 2 ** 360;

function numberText(value: unknown): string {
  return typeof value === 'number' && Math.abs(value) > MAX_VALUE && Number.isFinite(value)
    ? 'a token; it must be known when the app is synthesized'
    : String(value);
}

function idsOf(entry: KnownEntry): string {
  return entry.alarms.map(({ id }) => id).join(', ');
}
