import type { StateReader, StateWriter } from './state-bytes';

const HOURS_A_DAY = 24;
const HOURS_A_WEEK = 168;
/** How far the newest hour moves the mean of its hour of the day: about a week is remembered. */
const DAILY_GAIN = 0.15;
/** The same for its hour of the week: about a month. */
const WEEKLY_GAIN = 0.3;
/** Weeks an hour of the week has to be seen before it explains anything. */
const WEEKS_TO_KNOW = 2;
/** The week matters where, over a whole one, it errs by less than this share of what the hour of the day errs by. */
const WEEK_MATTERS = 0.5;
const MOST_COUNTED = 255;
/** Differences below this share of the value are rounding. */
const ROUNDING = 1e-9;

/**
 * What the time explains: the mean of each hour of the day and, from two weeks on, of each hour of the week, both of the
 * wall clock. An hour is learned when it is over, so that a point is never judged by itself.
 */
export class SeasonalProfile {
  private readonly dayMeans = new Float64Array(HOURS_A_DAY);
  private readonly dayCounts = new Uint8Array(HOURS_A_DAY);
  /** From `origin`, so that 32 bits are enough. */
  private readonly weekMeans = new Float32Array(HOURS_A_WEEK);
  private readonly weekCounts = new Uint8Array(HOURS_A_WEEK);
  private origin: number | undefined;
  /** The hour that is under way, as local hours since 1970. */
  private hour = 0;
  private sum = 0;
  private points = 0;
  private expectation: number | undefined;
  private byDay: number | undefined;
  /** Hours for which day and week were compared; starts again after a week. */
  private compared = 0;
  private dayError = 0;
  private weekError = 0;
  private weekly = false;

  /** What the last value was expected to be; undefined for an hour of the day that has not been seen. */
  get expected(): number | undefined {
    return this.expectation;
  }

  /** The difference of the last value from the mean of its hour of the day; undefined for an hour that has not been seen. */
  get fromHourOfDay(): number | undefined {
    return this.byDay;
  }

  /** Whether the hours of the week have been found to say much more than those of the day. */
  get isWeekly(): boolean {
    return this.weekly;
  }

  /**
   * What the time leaves unexplained, by the hour of the day or that of the week, whichever explains more; 0 between the
   * two. Undefined for an hour of the day that has not been seen.
   * @param localHour hours of the wall clock since 1970
   */
  residual(localHour: number, value: number): number | undefined {
    if (this.origin === undefined) this.origin = value;
    if (localHour !== this.hour) this.closeHour(localHour);
    this.sum += value;
    this.points += 1;
    const ofDay = modulo(localHour, HOURS_A_DAY);
    if (this.dayCounts[ofDay] === 0) {
      this.expectation = undefined;
      this.byDay = undefined;
      return undefined;
    }
    const residual = this.unexplained(value, this.dayMeans[ofDay] as number, modulo(localHour, HOURS_A_WEEK));
    return Math.abs(residual) > ROUNDING * Math.abs(value) ? residual : 0;
  }

  /** The whole profile moves: after a lasting change of level its shape is still the best guess. */
  shift(by: number): void {
    for (let hour = 0; hour < HOURS_A_DAY; hour += 1) this.dayMeans[hour] = (this.dayMeans[hour] as number) + by;
    for (let hour = 0; hour < HOURS_A_WEEK; hour += 1) this.weekMeans[hour] = (this.weekMeans[hour] as number) + by;
  }

  private unexplained(value: number, dayMean: number, ofWeek: number): number {
    const byDay = value - dayMean;
    this.byDay = byDay;
    this.expectation = dayMean;
    if ((this.weekCounts[ofWeek] as number) < WEEKS_TO_KNOW) return byDay;
    this.expectation = (this.weekMeans[ofWeek] as number) + (this.origin as number);
    const byWeek = value - this.expectation;
    if (byDay * byWeek < 0) return 0;
    return Math.abs(byWeek) < Math.abs(byDay) ? byWeek : byDay;
  }

  private closeHour(localHour: number): void {
    if (this.points > 0) {
      const mean = this.sum / this.points;
      const fromOrigin = mean - (this.origin as number);
      const [ofDay, ofWeek] = [modulo(this.hour, HOURS_A_DAY), modulo(this.hour, HOURS_A_WEEK)];
      if (!this.weekly && (this.weekCounts[ofWeek] as number) >= WEEKS_TO_KNOW)
        this.compare(mean - (this.dayMeans[ofDay] as number), fromOrigin - (this.weekMeans[ofWeek] as number));
      learn(this.dayMeans, this.dayCounts, ofDay, mean, DAILY_GAIN);
      learn(this.weekMeans, this.weekCounts, ofWeek, fromOrigin, WEEKLY_GAIN);
    }
    this.hour = localHour;
    this.sum = 0;
    this.points = 0;
  }

  private compare(byDay: number, byWeek: number): void {
    this.dayError += Math.abs(byDay);
    this.weekError += Math.abs(byWeek);
    this.compared += 1;
    if (this.compared < HOURS_A_WEEK) return;
    this.weekly = this.weekError < WEEK_MATTERS * this.dayError;
    this.compared = 0;
    this.dayError = 0;
    this.weekError = 0;
  }

  write(to: StateWriter): void {
    to.numbers([this.origin ?? Number.NaN, this.hour, this.sum, this.dayError, this.weekError]);
    to.count(this.points);
    to.count(this.compared);
    to.count(this.weekly ? 1 : 0);
    to.sparse(this.dayCounts, HOURS_A_DAY);
    to.numbers(Array.from(this.dayMeans).filter((_, hour) => this.dayCounts[hour] !== 0));
    to.sparse(this.weekCounts, HOURS_A_WEEK);
    to.singles(Array.from(this.weekMeans).filter((_, hour) => this.weekCounts[hour] !== 0));
  }

  read(from: StateReader): void {
    const [origin, ...numbers] = from.numbers(5) as [number, number, number, number, number];
    this.origin = Number.isNaN(origin) ? undefined : origin;
    [this.hour, this.sum, this.dayError, this.weekError] = numbers;
    this.points = from.count();
    this.compared = from.count(HOURS_A_WEEK);
    this.weekly = from.count(1) === 1;
    this.dayCounts.set(from.sparse(HOURS_A_DAY));
    fillKnown(this.dayMeans, this.dayCounts, (known) => from.numbers(known));
    this.weekCounts.set(from.sparse(HOURS_A_WEEK));
    fillKnown(this.weekMeans, this.weekCounts, (known) => from.singles(known));
  }
}

/** A mean that starts as an average and goes on with a steady gain. */
function learn(means: Float64Array | Float32Array, counts: Uint8Array, at: number, value: number, gain: number): void {
  const seen = counts[at] as number;
  const mean = means[at] as number;
  means[at] = seen === 0 ? value : mean + Math.max(gain, 1 / (seen + 1)) * (value - mean);
  if (seen < MOST_COUNTED) counts[at] = seen + 1;
}

function fillKnown(
  means: Float64Array | Float32Array,
  counts: Uint8Array,
  read: (known: number) => readonly number[],
): void {
  const values = read(counts.filter((count) => count > 0).length);
  let next = 0;
  means.fill(0);
  counts.forEach((count, at) => {
    if (count > 0) means[at] = values[next++] as number;
  });
}

function modulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}
