/** The reason for an alarm's state, in CloudWatch's own words. */
import type { AlarmState } from '../incident/incident';
import type { RealDatapoint } from './evaluation';
import {
  type AlarmSettings,
  BAND_COMPARISONS,
  type BandSettings,
  COMPARISONS,
  isBand,
  type ThresholdSettings,
  type TreatMissingData,
} from './threshold';

export interface Judged {
  /** Oldest first. */
  readonly judged: readonly RealDatapoint[];
  /** Those of `judged` that breach. */
  readonly breaching: readonly RealDatapoint[];
  readonly state: AlarmState;
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
export function wordReason(settings: AlarmSettings, { judged, breaching, state }: Judged): string {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = settings;
  const missing = evaluationPeriods - judged.length;
  const standIn = missing > 0 ? STAND_IN[treatMissingData] : undefined;
  if (state === 'INSUFFICIENT_DATA' || (judged.length === 0 && !standIn)) {
    return `Insufficient Data: ${count(missing, 'datapoint')} ${was(missing)} unknown.`;
  }
  const crossed = isBand(settings) ? 'Thresholds Crossed' : 'Threshold Crossed';
  const filled = standIn ? ` and ${count(missing, 'missing datapoint')} ${was(missing)} treated as [${standIn}]` : '';
  const alarming = state === 'ALARM';
  const telling = (alarming ? breaching : judged.filter((point) => !breaching.includes(point))).slice().reverse();
  if (telling.length === 0) {
    const received = judged.length === 0 ? 'no datapoints' : count(judged.length, 'datapoint');
    const periods = count(evaluationPeriods, 'period');
    return `${crossed}: ${received} ${was(judged.length)} received for ${periods}${filled}.`;
  }
  const listed = telling.map((point) => `${formatDouble(point.value)} (${formatTime(point.startMs)})`);
  const minimum = alarming ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  return (
    `${crossed}: ${telling.length} out of the last ${judged.length + (standIn ? missing : 0)} datapoints ` +
    `[${listed.join(', ')}] ${was(telling.length)} ${wordComparison(settings, telling, alarming)}${filled} ` +
    `(minimum ${count(minimum, 'datapoint')} for ${alarming ? 'OK -> ALARM' : 'ALARM -> OK'} transition).`
  );
}

export interface CompositeChange {
  readonly arn: string;
  /** The child that changed; absent for the evaluation after the composite's creation. */
  readonly causeArn?: string | undefined;
  readonly state: AlarmState;
  readonly atMs: number;
}

/** `arn:... transitioned to ALARM at Friday 22 July, 2022 15:57:45 UTC` */
export function wordCompositeReason({ arn, causeArn, state, atMs }: CompositeChange): string {
  if (causeArn === undefined) return `${arn} was created and its alarm rule evaluates to ${state}`;
  const date = new Date(atMs);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(date);
  const day = `${part({ weekday: 'long' })} ${part({ day: '2-digit' })} ${part({ month: 'long' })}, ${date.getUTCFullYear()}`;
  return `${causeArn} transitioned to ${state} at ${day} ${date.toISOString().slice(11, 19)} UTC`;
}

function wordComparison(settings: AlarmSettings, telling: readonly RealDatapoint[], alarming: boolean): string {
  return isBand(settings) ? wordBand(settings, telling, alarming) : wordThreshold(settings, alarming);
}

function wordThreshold({ comparison, threshold }: ThresholdSettings, alarming: boolean): string {
  return `${alarming ? '' : 'not '}${COMPARISONS[comparison].words} the threshold (${formatDouble(threshold)})`;
}

function wordBand({ comparison }: BandSettings, telling: readonly RealDatapoint[], alarming: boolean): string {
  const not = alarming ? '' : 'not ';
  const bounds = (side: 'lower' | 'upper') =>
    `the ${side} thresholds [${telling.map((point) => formatDouble(point[side] as number)).join(', ')}]`;
  const { lower, upper } = BAND_COMPARISONS[comparison];
  const sides = [
    ...(lower ? [`${not}less than ${bounds('lower')}`] : []),
    ...(upper ? [`${not}greater than ${bounds('upper')}`] : []),
  ];
  return sides.join(' or ');
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
