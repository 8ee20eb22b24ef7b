/**
 * One evaluation of a metric alarm: datapoints of the evaluation range in, state and reason out.
 * Semantics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import type { AlarmState } from '../incident/incident';
import { COMPARISONS, type ThresholdSettings, type TreatMissingData } from './threshold';

/** One period of the evaluation range. */
export interface Datapoint {
  /** Start of the period, epoch milliseconds. */
  readonly startMs: number;
  /** `undefined`: missing. */
  readonly value: number | undefined;
}

export interface Evaluation {
  readonly state: AlarmState;
  /** As CloudWatch words it. */
  readonly reason: string;
  /** The datapoints that were judged, oldest first. */
  readonly judged: readonly Datapoint[];
}

/**
 * How many datapoints CloudWatch looks at for N evaluation periods. AWS publishes one example only (5 for N = 3);
 * N + 2 is our choice and is printed with every rehearsal.
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * Judges the datapoints of the evaluation range.
 * @param points oldest first, one for each period of the range, missing ones included
 * @param previous the alarm's state before; kept where the missing-data rules say so
 */
export function evaluateAlarm(
  settings: ThresholdSettings,
  points: readonly Datapoint[],
  previous: AlarmState,
): Evaluation {
  const real = points.filter((point) => point.value !== undefined);
  const judged = real.slice(-settings.evaluationPeriods);
  const state = decideState(settings, points, judged, previous);
  return { state, reason: wordReason(settings, judged, state), judged };
}

function decideState(
  settings: ThresholdSettings,
  points: readonly Datapoint[],
  judged: readonly Datapoint[],
  previous: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = settings;
  const breaching = countBreaching(settings, judged);
  const filled = evaluationPeriods - judged.length;
  if (filled === 0) return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (treatMissingData === 'breaching') return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (treatMissingData === 'notBreaching' || breaching >= datapointsToAlarm) {
    return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  }
  if (judged.length === 0) return treatMissingData === 'missing' ? 'INSUFFICIENT_DATA' : previous;
  if (breaching < judged.length) return 'OK';
  return afterBreachThenSilence(settings, points, previous);
}

/**
 * Only breaching and missing datapoints, too few breaching ones: the alarm goes off once the oldest breaching datapoint
 * of the last N is at least M periods old, and not before ("avoiding premature transitions"). The state before that is
 * not published; we keep the previous one.
 */
function afterBreachThenSilence(
  settings: ThresholdSettings,
  points: readonly Datapoint[],
  previous: AlarmState,
): AlarmState {
  const window = points.slice(-settings.evaluationPeriods);
  const oldest = window.findIndex((point) => point.value !== undefined);
  const oldEnough = oldest >= 0 && window.length - oldest >= settings.datapointsToAlarm;
  return oldEnough && settings.treatMissingData === 'missing' ? 'ALARM' : previous;
}

function countBreaching(settings: ThresholdSettings, points: readonly Datapoint[]): number {
  const { breaches } = COMPARISONS[settings.comparison];
  return points.filter((point) => point.value !== undefined && breaches(point.value, settings.threshold)).length;
}

/** What a missing datapoint counts as; where it counts as nothing, the reason does not speak of it. */
const STAND_IN: Readonly<Partial<Record<TreatMissingData, string>>> = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
};

/**
 * The datapoints that speak for the state, newest first, then what stood in for missing ones, then the rule. CloudWatch
 * names the transition between OK and ALARM even where the state before was INSUFFICIENT_DATA.
 */
function wordReason(settings: ThresholdSettings, judged: readonly Datapoint[], state: AlarmState): string {
  const { evaluationPeriods, datapointsToAlarm, comparison, threshold, treatMissingData } = settings;
  const missing = evaluationPeriods - judged.length;
  const standIn = missing > 0 ? STAND_IN[treatMissingData] : undefined;
  if (state === 'INSUFFICIENT_DATA' || (judged.length === 0 && !standIn)) {
    return `Insufficient Data: ${count(missing, 'datapoint')} ${was(missing)} unknown.`;
  }
  const filled = standIn ? ` and ${count(missing, 'missing datapoint')} ${was(missing)} treated as [${standIn}]` : '';
  const alarming = state === 'ALARM';
  const telling = judged.filter((point) => countBreaching(settings, [point]) === (alarming ? 1 : 0)).reverse();
  if (telling.length === 0) {
    const received = judged.length === 0 ? 'no datapoints' : count(judged.length, 'datapoint');
    const periods = count(evaluationPeriods, 'period');
    return `Threshold Crossed: ${received} ${was(judged.length)} received for ${periods}${filled}.`;
  }
  const listed = telling.map((point) => `${formatDouble(point.value as number)} (${formatTime(point.startMs)})`);
  const minimum = alarming ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  return (
    `Threshold Crossed: ${telling.length} out of the last ${judged.length + (standIn ? missing : 0)} datapoints ` +
    `[${listed.join(', ')}] ${was(telling.length)} ${alarming ? '' : 'not '}${COMPARISONS[comparison].words} ` +
    `the threshold (${formatDouble(threshold)})${filled} (minimum ${count(minimum, 'datapoint')} for ` +
    `${alarming ? 'OK -> ALARM' : 'ALARM -> OK'} transition).`
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function was(number: number): string {
  return number === 1 ? 'was' : 'were';
}

/** CloudWatch prints doubles as Java does: `5.0`, `0.05`, and `1.0E9` from ten million on and below a thousandth. */
function formatDouble(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** `02/10/19 16:59:00`, UTC, day first. */
function formatTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}
