import type { MetricId } from '../signal/metric';
import type { HealthPart } from './service-score';

/** Parts that are read from metrics; alarms are asked for their states. */
export type MeasuredPart = Exclude<HealthPart, 'alarms'>;

/**
 * How a number is read and told. `share`: a part of 1. `logged`: logged errors for each request. `budget`: what is left of an error budget. `burn`: how many times
 * too fast it goes. `usual`: how many times what is usual in the last day. `limit`: how many times the threshold of the
 * resource's own alarm.
 */
export const HEALTH_SCALES = ['share', 'logged', 'budget', 'burn', 'usual', 'limit'] as const;
export type HealthScale = (typeof HEALTH_SCALES)[number];

/** One number that a service's health depends on. */
export interface HealthInput {
  readonly part: MeasuredPart;
  /** What it is, as the begin of a sentence: `payments`, `CPUUtilization of Orders`. */
  readonly label: string;
  readonly scale: HealthScale;
  readonly metric: MetricId;
  readonly statistic: string;
  /** Divides the value: sum by sum. @default - nothing does */
  readonly per?: MetricId;
  /** Of scale `limit`. @default - none */
  readonly threshold?: number;
  /** Below the threshold is the bad side. @default false */
  readonly below?: boolean;
  /** Whole minutes, up to a day. */
  readonly periodSeconds: number;
}

/** On this scale: where points begin to be lost, and where all of the part's are. */
interface Range {
  readonly good: number;
  readonly bad: number;
}

/**
 * At 5 % of failures, where the default alarms page, half of the points are lost. Handled failures are logged as well, so
 * these count from further on. The budget costs from its last quarter on. 14.4 is the burn rate that pages
 * (https://sre.google/workbook/alerting-on-slos/).
 */
const RANGES: Readonly<Record<HealthScale, Range>> = {
  share: { good: 0.005, bad: 0.1 },
  logged: { good: 0.02, bad: 0.5 },
  budget: { good: 0.25, bad: 0 },
  burn: { good: 1, bad: 14.4 },
  usual: { good: 1.5, bad: 5 },
  limit: { good: 0.8, bad: 1.2 },
};

/**
 * How bad a value is, 0 to 1; NaN where that is not known.
 * @param value in the unit of the scale: what `readingOf` makes of a series
 */
export function lossOf({ scale, below }: Pick<HealthInput, 'scale' | 'below'>, value: number): number {
  const { good, bad } = RANGES[scale];
  // Under a lower limit by a fifth is as bad as over an upper one by a fifth.
  const at = scale === 'limit' && below ? 2 - value : value;
  return Math.min(1, Math.max(0, (at - good) / (bad - good)));
}

/** The newest of these minutes are now, and the median of their periods is the value. */
const NOW_SECONDS = 900;

/** How far back it is read: of what is compared with the usual, a day. Seconds. */
export function lookbackSeconds({ scale, periodSeconds }: Pick<HealthInput, 'scale' | 'periodSeconds'>): number {
  return scale === 'usual' ? 86_400 : Math.max(NOW_SECONDS, 3 * periodSeconds);
}

/**
 * The value on the input's scale, of a series of `lookbackSeconds`.
 * @param per the series of `per`, of the same length
 * @returns NaN where there are no data, or none to compare with
 */
export function readingOf(input: HealthInput, series: ArrayLike<number>, per?: ArrayLike<number>): number {
  const { scale, threshold, periodSeconds } = input;
  const recent = Math.max(1, Math.ceil(Math.max(NOW_SECONDS, periodSeconds) / periodSeconds));
  const now = Array.from(series).slice(-recent);
  if (per) return sum(now) / sum(Array.from(per).slice(-recent));
  const value = medianOf(now);
  if (scale === 'limit') return value / (threshold ?? Number.NaN);
  if (scale !== 'usual') return value;
  const before = Array.from(series).slice(0, -recent).filter(isNumber);
  return before.length < FEWEST_USUAL ? Number.NaN : value / Math.max(LEAST_USUAL_MS, medianOf(before));
}

/** An hour of five minutes: with less nobody knows what is usual. */
const FEWEST_USUAL = 12;
/** What is compared with the usual are latencies: 5 ms in place of 1 are nobody's trouble. */
const LEAST_USUAL_MS = 10;

/** Without any number there is no sum; what is missing beside others counts as none. */
function sum(values: readonly number[]): number {
  const known = values.filter(isNumber);
  return known.length === 0 ? Number.NaN : known.reduce((total, value) => total + value, 0);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.filter(isNumber).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle) - 1] as number)) / 2;
}

function isNumber(value: number): boolean {
  return Number.isFinite(value);
}

/** What was found, in words. */
export function findingText(
  { label, scale, below }: Pick<HealthInput, 'label' | 'scale' | 'below'>,
  value: number,
): string {
  switch (scale) {
    case 'share':
      return `${label}: ${percent(value)} fail`;
    case 'logged':
      return `${label}: ${short(value)} for each request`;
    case 'budget':
      return value < 0
        ? `${label}: the error budget is overspent`
        : `${label}: ${percent(value)} of the error budget left`;
    case 'burn':
      return `${label}: the error budget burns ${short(value)} times as fast as planned`;
    case 'usual':
      return `${label}: ${short(value)} times what is usual`;
    default:
      return `${label}: at ${percent(value)} of its ${below ? 'lower ' : ''}alarm threshold`;
  }
}

function percent(share: number): string {
  return `${short(share * 100)} %`;
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(value >= 100 ? 3 : 2))) : 'infinitely many';
}
