/** How often a method cries "full soon" while there is time, and how often it is silent while there is little. */
import { type Method, momentOf } from './methods';
import { type FillSeries, SAMPLES_A_DAY } from './series';

/** "Soon" of a forecast. */
export const SOON_DAYS = 4;
/** A forecast of "soon" is false while more than that remains. */
export const FALSE_ABOVE_DAYS = 12;
/** Not to say "soon" is a miss when less than that remains. */
export const MISSED_BELOW_DAYS = 3.5;

/** A forecast each six hours, the first after a week. */
const FIRST_DAY = 7;
const EVERY = SAMPLES_A_DAY / 4;

export interface Tally {
  readonly falseSoon: number;
  readonly early: number;
  readonly missed: number;
  readonly late: number;
  /** |forecast - truth| / truth while 2 to 8 days remain; at most 3 each. */
  readonly errors: readonly number[];
}

/** Of each method, in their order. */
export function talliesOf(methods: readonly Method[], series: readonly FillSeries[]): Tally[] {
  const forecasts = series.flatMap((one) => forecastsOf(methods, one));
  return methods.map((_, method) =>
    tallyOf(forecasts.map(({ daysLeft, remaining }) => ({ daysLeft: daysLeft[method] as number, remaining }))),
  );
}

function tallyOf(forecasts: readonly { readonly daysLeft: number; readonly remaining: number }[]): Tally {
  const early = forecasts.filter(({ remaining }) => remaining > FALSE_ABOVE_DAYS);
  const late = forecasts.filter(({ remaining }) => remaining < MISSED_BELOW_DAYS);
  const nearing = forecasts.filter(({ remaining }) => remaining >= 2 && remaining <= 8);
  return {
    falseSoon: early.filter(({ daysLeft }) => daysLeft < SOON_DAYS).length,
    early: early.length,
    missed: late.filter(({ daysLeft }) => daysLeft >= SOON_DAYS).length,
    late: late.length,
    errors: nearing.map(({ daysLeft, remaining }) => Math.min(3, Math.abs(daysLeft - remaining) / remaining)),
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (name: Exclude<keyof Tally, 'errors'>) => tallies.reduce((total, tally) => total + tally[name], 0);
  return {
    falseSoon: sum('falseSoon'),
    early: sum('early'),
    missed: sum('missed'),
    late: sum('late'),
    errors: tallies.flatMap(({ errors }) => errors),
  };
}

/** To two decimals; `undefined` where there was no occasion. */
export function falseSoonPercent({ falseSoon, early }: Tally): number | undefined {
  return percent(falseSoon, early);
}

export function missPercent({ missed, late }: Tally): number | undefined {
  return percent(missed, late);
}

function percent(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Number(((100 * part) / whole).toFixed(2));
}

function forecastsOf(methods: readonly Method[], { values, fullAt }: FillSeries) {
  const forecasts: { readonly daysLeft: readonly number[]; readonly remaining: number }[] = [];
  for (let at = FIRST_DAY * SAMPLES_A_DAY; at < values.length; at += EVERY) {
    const moment = momentOf(values, at);
    const remaining = fullAt === undefined ? Number.POSITIVE_INFINITY : (fullAt - at) / SAMPLES_A_DAY;
    forecasts.push({ daysLeft: methods.map((method) => method(moment)), remaining });
  }
  return forecasts;
}
