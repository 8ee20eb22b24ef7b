/** How fast a fill level rises, seen over a month, a week, three days and the last day. */
import type { FillHistory, FillPoint } from './fill-history';
import { median } from './order-statistics';
import { type Line, theilSen } from './theil-sen';

export const GROWTH_METHODS = ['month', 'week', 'three-days', 'last-day'] as const;
/** Which stretch of history the growth was seen in. */
export type GrowthMethod = (typeof GROWTH_METHODS)[number];

export interface Growth {
  readonly method: GrowthMethod;
  readonly slopePerDay: number;
  readonly lower: number;
  readonly upper: number;
}

const FEWEST_DAYS_OF_WEEK = 4;
const FEWEST_DAYS_OF_MONTH = 14;
/** Two thirds of the hours, of a history that began before nearly all of them. */
const FEWEST_OF_HOURS = 2 / 3;
const NEARLY_ALL = 0.9;
const WEEK_DAYS = 7;
/** A month counts up to so many times what the week may be thought to grow: beyond, the growth has slowed down. */
const MOST_OF_WEEK = 2;

/**
 * Every view that the history is long enough for.
 *
 * Days are slow to follow a change, hours are quick and full of rhythms. So a view of hours counts only as far as it
 * exceeds what the same hours of the week before did, on top of what the week grows: a Monday is no leak.
 */
export function growthViews(history: FillHistory, confidence: number): { views: Growth[]; week: Line | undefined } {
  const week = lineOfDays(history.days, WEEK_DAYS, FEWEST_DAYS_OF_WEEK, confidence);
  const month = lineOfDays(history.days, 28, FEWEST_DAYS_OF_MONTH, confidence);
  const views = [
    week && month && ofLine('month', month, MOST_OF_WEEK * week.slopeInterval.upper),
    week && ofLine('week', week),
    beyondRhythm('three-days', (end) => threeDays(history, end, confidence), week),
    // Without a week before nobody knows whether every such day is like that.
    week &&
      lastDay(history, -WEEK_DAYS, confidence) &&
      beyondRhythm('last-day', (end) => lastDay(history, end, confidence), week),
  ];
  return { views: views.filter((view) => view !== undefined), week };
}

function lineOfDays(days: readonly FillPoint[], length: number, fewest: number, confidence: number): Line | undefined {
  const within = days.filter(({ x }) => x > -length);
  return within.length < fewest ? undefined : theilSen(within, confidence);
}

/** @param most of the slope */
function ofLine(method: GrowthMethod, { slope, slopeInterval }: Line, most = Number.POSITIVE_INFINITY): Growth {
  const { lower, upper } = slopeInterval;
  return { method, slopePerDay: Math.min(slope, most), lower: Math.min(lower, most), upper: Math.min(upper, most) };
}

interface Slope {
  readonly slope: number;
  readonly lower: number;
  readonly upper: number;
}

/** @param slopeUntil the slope of the stretch that ends so many days from now */
function beyondRhythm(
  method: GrowthMethod,
  slopeUntil: (end: number) => Slope | undefined,
  week: Line | undefined,
): Growth | undefined {
  const now = slopeUntil(0);
  const before = slopeUntil(-WEEK_DAYS);
  if (!now) return undefined;
  if (!before || !week) return { method, slopePerDay: now.slope, lower: now.lower, upper: now.upper };
  const change = Math.max(0, now.slope - before.slope);
  const slopePerDay = Math.min(now.slope, week.slope + change);
  const shift = slopePerDay - now.slope;
  return { method, slopePerDay, lower: now.lower + shift, upper: now.upper };
}

/** The line through 72 hourly medians. */
function threeDays({ hours }: FillHistory, end: number, confidence: number): Slope | undefined {
  const line = lineOfHours(hours, end, 3, confidence);
  return line && { slope: line.slope, ...line.slopeInterval };
}

/** The lesser of what the day grew within itself and what it lies above the day before: a burst and a rhythm are one of them. */
function lastDay({ hours }: FillHistory, end: number, confidence: number): Slope | undefined {
  const line = lineOfHours(hours, end, 1, confidence);
  const rise = dayOverDay(hours, end);
  if (!line || rise === undefined) return undefined;
  const slope = Math.min(line.slope, rise);
  return { slope, lower: Math.min(line.slopeInterval.lower, slope), upper: Math.max(line.slopeInterval.upper, slope) };
}

function lineOfHours(hours: readonly FillPoint[], end: number, days: number, confidence: number): Line | undefined {
  const within = between(hours, end - days, end);
  const began = hours[0] !== undefined && hours[0].x <= end - NEARLY_ALL * days;
  return within && began && within.length >= FEWEST_OF_HOURS * 24 * days ? theilSen(within, confidence) : undefined;
}

function dayOverDay(hours: readonly FillPoint[], end: number): number | undefined {
  const within = between(hours, end - 2, end);
  if (!within) return undefined;
  const byHour = new Map(within.map(({ x, y }) => [Math.round(x * 24 - 0.5), y]));
  const rises = within.flatMap(({ x, y }) => {
    const before = byHour.get(Math.round(x * 24 - 0.5) - 24);
    return before === undefined ? [] : [y - before];
  });
  return rises.length >= FEWEST_OF_HOURS * 24 ? median(rises) : undefined;
}

/** `undefined` where a reset lies between. */
function between(hours: readonly FillPoint[], from: number, to: number): FillPoint[] | undefined {
  const within = hours.filter(({ x }) => x > from && x < to);
  return within[0]?.group === within.at(-1)?.group ? within : undefined;
}
