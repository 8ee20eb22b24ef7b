/** "Full in N days": disks, tables, concurrency, quotas; and what runs empty: burst balance, error budget. */
import { fillHistory, REMEMBERED_DAYS } from './fill-history';
import { type Growth, type GrowthMethod, growthViews } from './growth';
import { checkConfidence, DEFAULT_CONFIDENCE, normalWidth } from './intervals';
import { checkCall, checkNow, checkNumber, DAY_MS, type TimePoint, usablePoints } from './points';

/** Ways to run out: what fills reaches its capacity from below, what empties from above. */
export const CAPACITY_DIRECTIONS = ['fills', 'empties'] as const;
/** Whether a value rises to its capacity or falls to it. */
export type CapacityDirection = (typeof CAPACITY_DIRECTIONS)[number];

/** What must not be reached, from which side, and how sure the interval is. */
export interface CapacityOptions {
  /** The value that must not be reached, in the unit of the points: the size of a disk; 0 of what runs empty. */
  readonly capacity: number;
  /** The present, epoch milliseconds; later points are ignored. */
  readonly nowMs: number;
  /** Whether the value rises to the capacity or falls to it. @default 'fills' */
  readonly direction?: CapacityDirection;
  /** How often the slope is to lie in the interval, 0 to 1, both exclusive. @default 0.9 */
  readonly confidence?: number;
}

interface Judged {
  /** Change a day, in the unit of the points; negative where the value falls. */
  readonly slopePerDay: number;
  /** Which stretch of history showed that slope: the steepest one. */
  readonly method: GrowthMethod;
  /** What the value has come to, peaks of the last day included. */
  readonly level: number;
  readonly why: string;
}

/** When a capacity is reached, in days, or why that cannot be said. */
export type CapacityForecast =
  /** It gets there within a year. `latest` is absent where the slope may as well be none. */
  | (Judged & {
      readonly status: 'approaching';
      readonly daysLeft: number;
      readonly interval: { readonly earliest: number; readonly latest?: number };
    })
  /** It is there now. */
  | (Judged & { readonly status: 'reached'; readonly daysLeft: 0 })
  /** At this pace not within a year, or never. */
  | (Judged & { readonly status: 'steady' })
  /** Days of history, and how many of them are needed; 0 where there is none, or nothing of the last two days. */
  | { readonly status: 'not-enough-data'; readonly haveDays: number; readonly needDays: number; readonly why: string };

/** Nobody plans on a slope of weeks for longer than that. */
const FARTHEST_DAYS = 365;
/** Three days of hours tell a slope from the rhythm of a day. */
const FEWEST_DAYS = 3;
/** Some metrics come once a day, and late. */
const STALE_DAYS = 2;
/** Series are no straight lines: no interval is narrower than this share of the days to either side. */
const MODEL_ERROR = 0.1;
const OPTIONS = ['capacity', 'nowMs', 'direction', 'confidence'];

/**
 * When a level is at its capacity, if it goes on as it does. Its slope is the steepest of four robust ones
 * (docs/reference/forecast-benchmark.md says what each is good for). At most 28 days are looked at; gaps are left out,
 * and a slope is never taken across a reset.
 * @throws RangeError where an option is none of what is allowed
 */
export function forecastCapacity(points: readonly TimePoint[], options: CapacityOptions): CapacityForecast {
  checkCall('forecastCapacity', points, options, OPTIONS);
  const { capacity, nowMs, direction = 'fills', confidence = DEFAULT_CONFIDENCE } = checked(options);
  // What runs empty is the mirror image of what fills.
  const sign = direction === 'fills' ? 1 : -1;
  const limit = sign * capacity;
  const usable = usablePoints(points, nowMs - REMEMBERED_DAYS * DAY_MS, nowMs);
  const history = fillHistory(
    usable.map(([atMs, value]) => [atMs, sign * value]),
    limit,
    nowMs,
  );
  const { views, week } = growthViews(history, confidence);
  const steepest = views.reduce<Growth | undefined>(steeper, undefined);
  if (!steepest || isStale(usable, nowMs)) return notEnough(usable, nowMs);
  const isCurrent = week !== undefined && history.days.at(-1)?.group === history.resets;
  const level = Math.max(history.reached, isCurrent ? Math.min(limit, week.at(0)) : Number.NEGATIVE_INFINITY);
  const { method, slopePerDay } = steepest;
  const told = { slopePerDay: sign * slopePerDay, method, level: sign * level };
  if ((history.hours.at(-1)?.y as number) >= limit) {
    return { ...told, status: 'reached', daysLeft: 0, why: `${told.level} is at the capacity of ${capacity}` };
  }
  const room = Math.max(0, limit - level);
  const daysLeft = room / slopePerDay;
  const why = `${change(told.slopePerDay)} a day (${SEEN_IN[method]}), ${brief(room)} to go`;
  if (slopePerDay <= 0 || daysLeft > FARTHEST_DAYS) return { ...told, status: 'steady', why };
  return {
    ...told,
    status: 'approaching',
    daysLeft,
    interval: intervalOf(room, views, history.dailyStep, confidence),
    why,
  };
}

const SEEN_IN: Readonly<Record<GrowthMethod, string>> = {
  month: 'daily p95 of four weeks',
  week: 'daily p95 of a week',
  'three-days': 'hourly medians of three days',
  'last-day': 'hourly medians of the last day and the day before',
};

function checked(options: CapacityOptions): CapacityOptions {
  const { capacity, nowMs, direction = 'fills', confidence = DEFAULT_CONFIDENCE } = options;
  checkNumber('capacity', capacity);
  checkNow(nowMs);
  checkConfidence(confidence);
  if (CAPACITY_DIRECTIONS.includes(direction)) return options;
  throw new RangeError(`'direction' must be one of ${CAPACITY_DIRECTIONS.join(', ')}; got '${String(direction)}'`);
}

function steeper(best: Growth | undefined, view: Growth): Growth {
  return best && best.slopePerDay >= view.slopePerDay ? best : view;
}

/**
 * From the fastest slope that any view allows to the slowest, with the steps that days make up and down on the way: a
 * random walk with that drift.
 */
function intervalOf(room: number, views: readonly Growth[], dailyStep: number, confidence: number) {
  const wander = normalWidth(confidence) * dailyStep;
  const [fastest, slowest] = [
    Math.max(...views.map(({ upper }) => upper)),
    Math.min(...views.map(({ lower }) => lower)),
  ];
  // The t at which slope * t is the room, less or more wander * sqrt(t).
  const root = (slope: number) => wander + Math.hypot(wander, 2 * Math.sqrt(slope) * Math.sqrt(room));
  const earliest = room === 0 ? 0 : ((2 * room) / root(fastest)) ** 2 * (1 - MODEL_ERROR);
  const latest = slowest > 0 ? (root(slowest) / (2 * slowest)) ** 2 * (1 + MODEL_ERROR) : Number.POSITIVE_INFINITY;
  return Number.isFinite(latest) ? { earliest, latest } : { earliest };
}

function notEnough(usable: readonly TimePoint[], nowMs: number): CapacityForecast {
  const [first, last] = [usable[0], usable.at(-1)];
  const needed = { status: 'not-enough-data', needDays: FEWEST_DAYS } as const;
  if (!first || !last) return { ...needed, haveDays: 0, why: `there is no point in the last ${REMEMBERED_DAYS} days` };
  if (isStale(usable, nowMs))
    return { ...needed, haveDays: 0, why: `there is no point in the last ${STALE_DAYS} days` };
  const haveDays = (nowMs - first[0]) / DAY_MS;
  const why = `${FEWEST_DAYS} days are needed, with points in two thirds of their hours or on 4 days; they begin ${brief(haveDays)} days ago`;
  return { ...needed, haveDays, why };
}

function isStale(usable: readonly TimePoint[], nowMs: number): boolean {
  return nowMs - (usable.at(-1) as TimePoint)[0] > STALE_DAYS * DAY_MS;
}

function change(perDay: number): string {
  return `${perDay > 0 ? '+' : ''}${brief(perDay)}`;
}

function brief(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
