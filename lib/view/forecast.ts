/** How a series went and goes on, as lines of a terminal: trend, changes of level, the next day, capacity. */
import type { CapacityForecast, CapacityOptions } from '../core/anomaly/forecast/capacity';
import type { SeasonMethodName } from '../core/anomaly/forecast/season-methods';
import type { ForecastValue, SeasonalForecast } from '../core/anomaly/forecast/seasonal';
import type { TrendReport } from '../core/anomaly/forecast/trend-report';
import { isoMinute } from './backtest/lines';
import { plain } from './escape';
import { countOf, duration } from './format';
import type { Paint } from './timeline';

export interface ShownForecast {
  /** Where the series is from. */
  readonly told: string;
  /** The present of the forecast, epoch milliseconds. */
  readonly nowMs: number;
  readonly trend: TrendReport;
  readonly next: SeasonalForecast;
  /** Missing: nobody asked when it is full. */
  readonly capacity?: { readonly options: CapacityOptions; readonly forecast: CapacityForecast };
}

const DAY_MS = 86_400_000;
const NAME = 300;
const METHODS: Readonly<Record<SeasonMethodName, string>> = {
  'same-time-yesterday': 'as at the same time yesterday',
  'last-week-plus-drift': 'as a week ago, and its drift',
  'last-week-times-ratio': 'as a week ago, at the level of now',
  'day-shape-on-trend': 'the shape of a day on the trend',
};

export function tellForecast({ told, nowMs, trend, next, capacity }: ShownForecast, paint: Paint): string {
  const lines = [
    paint('bold', plain(told, NAME)),
    paint('dim', `as of ${isoMinute(nowMs)} UTC`),
    ...trendLines(trend).map((line) => `  ${line}`),
    ...nextLines(next).map((line) => `  ${line}`),
    ...(capacity ? [`  ${capacityText(capacity.forecast, capacity.options, paint)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line, and one more for each change of the level. */
export function trendLines(trend: TrendReport): string[] {
  if (trend.status !== 'report') {
    return [`Trend: not known, of ${trend.needPoints} stretches with points at least there are too few`];
  }
  const { shape, slopePerDay, slopeInterval, changePoints, probabilityByChance, fromMs, untilMs } = trend;
  const over = `in ${duration(untilMs - fromMs)}`;
  if (shape === 'steps') {
    const changes = changePoints.map(
      ({ atMs, before, after }) => `  ${isoMinute(atMs)} UTC  from ${short(before)} to ${short(after)}`,
    );
    return [`Trend: ${countOf(changes.length, 'change')} of its level ${over}`, ...changes];
  }
  const span = `${signed(slopeInterval.lower)} to ${signed(slopeInterval.upper)}`;
  if (shape === 'flat') return [`Trend: none that is more than chance ${over} (${span} a day)`];
  const chance = probabilityByChance < 0.001 ? 'less than 0.1 %' : `${(probabilityByChance * 100).toFixed(1)} %`;
  return [
    `Trend: ${slopePerDay > 0 ? 'rises' : 'falls'} by ${short(Math.abs(slopePerDay))} a day ${over} ` +
      `(${span} a day; by chance in ${chance} of cases)`,
  ];
}

/** Lowest and highest of what is to come, and how far off it may be. */
export function nextLines(next: SeasonalForecast): string[] {
  if (next.status !== 'forecast') return [`Next day: not known, ${next.why}`];
  const { values, method, stepMs } = next;
  const [first] = values as [ForecastValue];
  const by = (pick: (one: ForecastValue) => number) => values.reduce((a, b) => (pick(b) > pick(a) ? b : a), first);
  const [lowest, highest] = [by(({ value }) => -value), by(({ value }) => value)];
  const widest = by(({ lower, upper }) => upper - lower);
  return [
    `Next ${duration(values.length * stepMs)}: lowest ${at(lowest)}, highest ${at(highest)}`,
    `  nine of ten values between ${short(by(({ lower }) => -lower).lower)} and ` +
      `${short(by(({ upper }) => upper).upper)}, ${offBy(widest)}; ${METHODS[method]}`,
  ];
}

/** "Full in 3.9 days": with the day, the interval and the slope behind it. */
export function capacityText(
  forecast: CapacityForecast,
  { capacity, nowMs, direction = 'fills' }: CapacityOptions,
  paint: Paint,
): string {
  const what = `Capacity ${short(capacity)}`;
  const [full, never] = direction === 'fills' ? ['full', 'does not fill up'] : ['there', 'does not run out'];
  if (forecast.status === 'not-enough-data') return `${what}: not known, ${forecast.why}`;
  if (forecast.status === 'reached') {
    return paint(
      'red',
      `${what}: ${full} now, at ${short(forecast.level)} in its last day${otherWay(forecast, direction)}`,
    );
  }
  if (forecast.status === 'steady') return paint('green', `${what}: ${never} within a year (${forecast.why})`);
  const { daysLeft, interval, why } = forecast;
  const day = new Date(nowMs + daysLeft * DAY_MS).toISOString().slice(0, 10);
  const range = `${days(interval.earliest)} ${interval.latest === undefined ? 'at the earliest' : `to ${days(interval.latest)}`}`;
  return paint('yellow', `${what}: ${full} in ${days(daysLeft)} days, about ${day} (${range}; ${why})`);
}

/** Whoever asks when a disk is full by its free space asks for the wrong side. */
function otherWay({ slopePerDay }: { readonly slopePerDay: number }, direction: 'fills' | 'empties'): string {
  if (direction === 'fills' && slopePerDay < 0)
    return '; but it falls: where 0 or so is the end, say --direction empties';
  if (direction === 'empties' && slopePerDay > 0) return '; but it rises: where it fills up, say --direction fills';
  return '';
}

function days(count: number): string {
  return count < 10 ? count.toFixed(1) : String(Math.round(count));
}

function at({ value, atMs }: ForecastValue): string {
  return `${short(value)} at ${isoMinute(atMs).slice(11)}`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${short(value)}`;
}

/** What the past would have told exactly, but for the rounding of the computer, is not known to the tenth digit. */
function offBy({ value, lower, upper }: ForecastValue): string {
  const margin = (upper - lower) / 2;
  return margin < Math.abs(value) / 1e9 ? 'as even as the points were' : `off by up to ${short(margin)}`;
}

function short(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
