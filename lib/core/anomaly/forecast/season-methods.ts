/** Simple ways to go on with a series that has days and weeks. Together, chosen by a back-test, they beat each alone. */
import { median } from './order-statistics';
import { theilSen } from './theil-sen';

/** One value a step, the newest last; `NaN` is a gap. */
export type Grid = Float64Array;

export interface Season {
  /** Steps. */
  readonly day: number;
  readonly week: number;
}

/** The next values; `undefined` where the history is too short for the method. */
type SeasonMethod = (history: Grid, season: Season, horizon: number) => Grid | undefined;

export const SEASON_METHODS = {
  /** What was at that time yesterday. */
  'same-time-yesterday': (history, { day }, horizon) => repeated(history, day, horizon, (value) => value),
  /** What was at that time a week ago, and as much more as this week is above that one. */
  'last-week-plus-drift': (history, { week }, horizon) => {
    const drift = median(pairs(history, week, week).map(([now, before]) => now - before));
    return repeated(history, week, horizon, (value, weeks) => value + drift * weeks);
  },
  /** What was at that time a week ago, in the proportion of the last day to the same day of that week. */
  'last-week-times-ratio': (history, { day, week }, horizon) => {
    const lastDay = pairs(history, week, day);
    const ratio = median(lastDay.map(([now]) => now)) / median(lastDay.map(([, before]) => before));
    return ratio > 0 && Number.isFinite(ratio) ? repeated(history, week, horizon, (value) => value * ratio) : undefined;
  },
  /** The usual shape of a day on a Theil-Sen line through the medians of the last 14 days. */
  'day-shape-on-trend': (history, { day }, horizon) => shapeOnTrend(history, day, horizon),
} as const satisfies Record<string, SeasonMethod>;

/** A way to forecast a series that may have a season. */
export type SeasonMethodName = keyof typeof SEASON_METHODS;

/** How many seasons back a gap is looked behind. */
const DEEPEST = 5;

/** @param moved what becomes of a value so many seasons later */
function repeated(
  history: Grid,
  length: number,
  horizon: number,
  moved: (value: number, seasons: number) => number,
): Grid | undefined {
  if (history.length < length) return undefined;
  return Float64Array.from({ length: horizon }, (_, step) => {
    const nearest = Math.floor(step / length) + 1;
    for (let seasons = nearest; seasons < nearest + DEEPEST; seasons += 1) {
      const value = history[history.length + step - seasons * length];
      if (value !== undefined && !Number.isNaN(value)) return moved(value, seasons);
    }
    return Number.NaN;
  });
}

/** The newest values, each with the one a season before it. */
function pairs(history: Grid, season: number, count: number): [now: number, before: number][] {
  const found: [number, number][] = [];
  for (let index = Math.max(season, history.length - count); index < history.length; index += 1) {
    const [now, before] = [history[index] as number, history[index - season] as number];
    if (!Number.isNaN(now) && !Number.isNaN(before)) found.push([now, before]);
  }
  return found;
}

const TREND_DAYS = 14;
const FEWEST_TREND_DAYS = 3;

function shapeOnTrend(history: Grid, day: number, horizon: number): Grid | undefined {
  const days = Math.min(TREND_DAYS, Math.floor(history.length / day));
  if (days < FEWEST_TREND_DAYS) return undefined;
  const start = history.length - days * day;
  const levels = Array.from({ length: days }, (_, index) =>
    median(known(history.subarray(start + index * day, start + (index + 1) * day))),
  );
  const line = theilSen(levels.flatMap((y, index) => (Number.isNaN(y) ? [] : [{ x: index + 0.5, y }])));
  if (!line) return undefined;
  const shape = Array.from({ length: day }, (_, time) =>
    median(known(levels.map((level, index) => (history[start + index * day + time] as number) - level))),
  );
  return Float64Array.from(
    { length: horizon },
    // The shape holds what a day grows within itself.
    (_, step) => line.at(days + Math.floor(step / day) + 0.5) + (shape[step % day] as number),
  );
}

function known(values: Iterable<number>): number[] {
  return [...values].filter((value) => !Number.isNaN(value));
}
