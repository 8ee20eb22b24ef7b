/** How a series with days and weeks goes on, by the simple method that has lately done best on it. */
import { checkConfidence, DEFAULT_CONFIDENCE } from './intervals';
import { quantile } from './order-statistics';
import { checkCall, checkNow, checkPositive, DAY_MS, type TimePoint, usablePoints, usualStep } from './points';
import { type Grid, SEASON_METHODS, type Season, type SeasonMethodName } from './season-methods';

/** How far ahead to forecast, and how sure the intervals are. */
export interface SeasonalOptions {
  /** How many steps to forecast: a whole number from 1 to 10,000. */
  readonly horizon: number;
  /** The present, epoch milliseconds: the forecast begins after it, and later points are ignored. */
  readonly nowMs: number;
  /** Between two values, milliseconds. @default - the usual time between the points */
  readonly stepMs?: number;
  /** How often a value is to lie in its interval, 0 to 1, both exclusive. @default 0.9 */
  readonly confidence?: number;
}

/** A value that is to come, with the interval that it is to lie in. */
export interface ForecastValue {
  readonly atMs: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** The values to come, or why there are none. */
export type SeasonalForecast =
  | {
      readonly status: 'forecast';
      readonly method: SeasonMethodName;
      readonly stepMs: number;
      readonly values: readonly ForecastValue[];
      /** Mean absolute error of each method in the back-test, the best first; those without enough history are left out. */
      readonly backTest: readonly { readonly method: SeasonMethodName; readonly meanAbsoluteError: number }[];
    }
  | { readonly status: 'not-enough-data'; readonly haveDays: number; readonly needDays: number; readonly why: string };

/** Two weeks are what the longest method looks back, and the back-test begins up to four days before. */
const REMEMBERED_DAYS = 35;
const FEWEST_DAYS = 2;
const MOST_STEPS = 10_000;
/** Of what is tried out at a time. */
const LONGEST_FOLD_DAYS = 2;
/** At most half of the history is forecast in the back-test. */
const FOLD_OF_HISTORY = 1 / 4;
const OPTIONS = ['horizon', 'nowMs', 'stepMs', 'confidence'];

/**
 * Forecasts by the method with the least mean absolute error over the last two stretches of the series, each as long as
 * the horizon or two days, and the stretch a week before the forecast. Intervals are as wide as that method erred there, and grow with the square root of the time
 * beyond. Gaps are allowed. A series that was never negative stays so.
 * @throws RangeError where an option is none of what is allowed
 */
export function forecastSeasonal(points: readonly TimePoint[], options: SeasonalOptions): SeasonalForecast {
  checkCall('forecastSeasonal', points, options, OPTIONS);
  const { horizon, nowMs, confidence = DEFAULT_CONFIDENCE } = checked(options);
  const usable = usablePoints(points, nowMs - REMEMBERED_DAYS * DAY_MS, nowMs);
  const stepMs = options.stepMs ?? usualStep(usable);
  const haveDays = usable.length > 1 ? (nowMs - (usable[0] as TimePoint)[0]) / DAY_MS : 0;
  if (stepMs === 0 || haveDays < FEWEST_DAYS) return notEnough(haveDays);
  const { history, lastMs } = gridOf(usable, stepMs, nowMs);
  const season = {
    day: Math.max(1, Math.round(DAY_MS / stepMs)),
    week: Math.max(1, Math.round((7 * DAY_MS) / stepMs)),
  };
  const fold = foldLength(history.length, season, horizon);
  const trials = trialsOf(history, season, fold);
  for (const { method, errors } of trials) {
    const values = SEASON_METHODS[method](history, season, horizon);
    if (!values?.every((value) => Number.isFinite(value))) continue;
    const halfWidth = quantile(errors, confidence);
    const bottom = history.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
    return {
      status: 'forecast',
      method,
      stepMs,
      values: Array.from(values, (value, step) => {
        const half = halfWidth * Math.sqrt(Math.max(1, (step + 1) / fold));
        const [lower, middle, upper] = [value - half, value, value + half].map((one) => Math.max(bottom, one));
        return { atMs: lastMs + (step + 1) * stepMs, value: middle, lower, upper } as ForecastValue;
      }),
      backTest: trials.map(({ method: tried, meanAbsoluteError }) => ({ method: tried, meanAbsoluteError })),
    };
  }
  return notEnough(haveDays);
}

function checked(options: SeasonalOptions): SeasonalOptions {
  const { horizon, nowMs, stepMs, confidence = DEFAULT_CONFIDENCE } = options;
  checkNow(nowMs);
  checkConfidence(confidence);
  if (stepMs !== undefined) checkPositive('stepMs', stepMs);
  if (Number.isInteger(horizon) && horizon >= 1 && horizon <= MOST_STEPS) return options;
  throw new RangeError(`'horizon' must be a whole number of steps from 1 to ${MOST_STEPS}, got ${String(horizon)}`);
}

/** One value a step up to now; of several in a step the last. */
function gridOf(usable: readonly TimePoint[], stepMs: number, nowMs: number): { history: Grid; lastMs: number } {
  const [firstMs, newestMs] = [(usable[0] as TimePoint)[0], (usable.at(-1) as TimePoint)[0]];
  const lastMs = newestMs + Math.floor((nowMs - newestMs) / stepMs) * stepMs;
  const length = Math.min(Math.round((lastMs - firstMs) / stepMs) + 1, Math.ceil((REMEMBERED_DAYS * DAY_MS) / stepMs));
  const history = new Float64Array(length).fill(Number.NaN);
  for (const [atMs, value] of usable) history[length - 1 - Math.round((lastMs - atMs) / stepMs)] = value;
  return { history, lastMs };
}

function foldLength(length: number, { day }: Season, horizon: number): number {
  return Math.max(1, Math.min(horizon, LONGEST_FOLD_DAYS * day, Math.floor(length * FOLD_OF_HISTORY)));
}

interface Trial {
  readonly method: SeasonMethodName;
  readonly meanAbsoluteError: number;
  readonly errors: readonly number[];
}

/** The best first. */
function trialsOf(history: Grid, season: Season, fold: number): Trial[] {
  const end = history.findLastIndex((value) => !Number.isNaN(value)) + 1;
  // The same days a week ago as well: no Thursday tells how a Saturday is.
  const origins = [end - 2 * fold, end - fold, ...(end > 2 * season.week ? [end - season.week] : [])];
  const trials = (Object.keys(SEASON_METHODS) as SeasonMethodName[]).flatMap((method): Trial[] => {
    const errors = origins.flatMap((origin) => errorsOf(method, history, season, origin, fold));
    if (errors.some((error) => error === undefined)) return [];
    return errors.length === 0 ? [] : [trial(method, errors as number[])];
  });
  return trials.sort((a, b) => a.meanAbsoluteError - b.meanAbsoluteError);
}

function trial(method: SeasonMethodName, errors: readonly number[]): Trial {
  return { method, errors, meanAbsoluteError: errors.reduce((sum, error) => sum + error, 0) / errors.length };
}

/** How far each known value was missed; `undefined` alone where the history before is too short for the method. */
function errorsOf(method: SeasonMethodName, history: Grid, season: Season, origin: number, fold: number) {
  const tried = SEASON_METHODS[method](history.subarray(0, origin), season, fold);
  if (!tried) return [undefined];
  const errors = Array.from(tried, (value, step) => Math.abs(value - (history[origin + step] ?? Number.NaN)));
  return errors.filter((error) => Number.isFinite(error));
}

function notEnough(haveDays: number): SeasonalForecast {
  const why =
    `${FEWEST_DAYS} days of points are needed, one at least at each time of the day, and there are ` +
    `${Number(haveDays.toPrecision(3))}`;
  return { status: 'not-enough-data', haveDays, needDays: FEWEST_DAYS, why };
}
