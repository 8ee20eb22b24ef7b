import type { InsightChange, InsightError } from './model';

/** A change or an error with how telling its time is. */
export interface Timed {
  /** 0 to 1. */
  readonly score: number;
  readonly evidence: readonly string[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Of half that many more minutes a change is a third as likely to be meant. */
const FADES_MS = 45 * MINUTE_MS;
const LONGEST_MS = 6 * 3_600_000;
/** Clocks differ, and a deploy is told of when it is done. */
export const SLACK_MS = 2 * MINUTE_MS;
const FRESH_MS = 30 * MINUTE_MS;
const WEIGHT = { deploy: 0.95, config: 0.95 } as const;
/** A deploy that was rolled back left things as they were, most often. */
const ROLLED_BACK = 0.6;

/**
 * How telling it is that a change came shortly before the trouble. Whoever deploys all day has always deployed lately:
 * the more changes there are, the less one of them says.
 * @param latestMs a change after it came too late
 */
export function timedChange(
  change: InsightChange,
  symptomMs: number,
  latestMs: number,
  all: readonly InsightChange[],
): Timed | undefined {
  const agoMs = Math.max(0, symptomMs - change.atMs);
  if (change.atMs > latestMs || agoMs > LONGEST_MS) return undefined;
  const day = all.filter(({ atMs }) => atMs <= latestMs && atMs > symptomMs - DAY_MS).length;
  const chance = 1 - Math.exp((-day / DAY_MS) * Math.max(agoMs, 5 * MINUTE_MS));
  const undone = /rolled back/i.test(change.what) ? ROLLED_BACK : 1;
  const score = WEIGHT[change.kind] * Math.exp(-agoMs / FADES_MS) * (1 - chance) * undone;
  return {
    score,
    evidence: [
      `${minutes(agoMs)} before the first symptom; with ${day} ${day === 1 ? 'change' : 'changes'} in the day before, ` +
        `one is that near by chance in ${percent(chance)}`,
    ],
  };
}

/** New or much more frequent errors say what fails, not why. */
export function timedError(error: InsightError, symptomMs: number): Timed | undefined {
  const { firstMs, perHourBefore, perHourSince } = error;
  const isNew = firstMs >= symptomMs - FRESH_MS;
  if (isNew) return { score: 0.55, evidence: ['never seen before', 'it says what fails, and may say where'] };
  if (perHourSince < 10 || perHourSince < 5 * Math.max(perHourBefore, 1)) return undefined;
  return {
    score: 0.4,
    evidence: [
      `${round(perHourSince)} an hour since the incident began, ${round(perHourBefore)} an hour in the day before`,
    ],
  };
}

export function minutes(ms: number): string {
  const whole = Math.round(ms / MINUTE_MS);
  if (whole < 120) return `${whole} min`;
  return `${Math.round(whole / 6) / 10} h`;
}

function percent(share: number): string {
  return share < 0.01 ? 'less than 1 % of cases' : `${Math.round(share * 100)} % of cases`;
}

function round(value: number): number {
  return Number(value.toPrecision(2));
}
