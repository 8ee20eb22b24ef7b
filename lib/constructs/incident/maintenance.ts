import { Duration, Token } from 'aws-cdk-lib';
import type { MaintenanceCalendarConfig, MaintenanceConfig, MaintenanceWindowConfig } from '../../core/config';
import { MINUTE_MS, readLocalTime } from '../../core/config/wall-clock';
import { SCHEMA_VERSION } from '../../core/conventions';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { timeZone, toUtc } from '../../core/time-zone';
import { checkKeys, checkNumber, checkOneOf, checkText, demand, type Keys, shown } from '../check';
import { checkName } from '../names';
import { checkLocalTime, checkMinutes, checkTimeZone } from './check-time';
import { type MatchOptions, matcherOf } from './matcher';

/** Planned work: when it is, and which incidents page nobody meanwhile. */
export interface MaintenanceOptions {
  /** What it silences. @default - everything */
  readonly match?: MatchOptions;
  /** Begin of the first window, local wall clock: `2026-12-01T22:00`. */
  readonly startsAt: string;
  /** As IANA names it. */
  readonly timeZone: string;
  /** Of each window; whole minutes, at most 15 days. */
  readonly duration: Duration;
  /** Begins again, at the same wall-clock time; needs `until`. @default - once */
  readonly repeats?: { readonly every: number; readonly unit: 'days' | 'weeks' };
  /** No window begins after it: local wall clock. */
  readonly until?: string;
  /** Incidents at least this severe page all the same. @default - none */
  readonly unless?: Severity;
}

/** Maintenance that is planned in a change calendar of AWS Systems Manager. */
export interface MaintenanceCalendarOptions {
  /** What it silences. @default - everything */
  readonly match?: MatchOptions;
  /**
   * ARN of the calendar's document, or its name, which then stands for the calendars of all accounts that events are
   * forwarded from.
   */
  readonly calendar: string;
  /**
   * The state in which maintenance goes on. A calendar that is open only for change windows says `OPEN` in them; one that
   * is closed for a freeze says `CLOSED` in it, when pages matter most.
   * @default 'OPEN'
   */
  readonly while?: 'OPEN' | 'CLOSED';
  /**
   * A state that does not say that it ends within this time is no maintenance and holds nothing back: whole minutes, at
   * most 15 days.
   * @default Duration.hours(24)
   */
  readonly mustEndWithin?: Duration;
  /** Incidents at least this severe page all the same. @default - none */
  readonly unless?: Severity;
}

/** As the functions read it. Throws where an option does not fit. */
export function maintenanceConfig(
  where: string,
  name: string,
  options: MaintenanceOptions | MaintenanceCalendarOptions,
): MaintenanceConfig {
  checkName('name of the maintenance', name);
  return typeof options === 'object' && options !== null && 'calendar' in options
    ? calendarConfig(where, name, options)
    : windowConfig(where, name, options);
}

function calendarConfig(where: string, name: string, options: MaintenanceCalendarOptions): MaintenanceCalendarConfig {
  checkKeys(where, options, CALENDAR_KEYS);
  const { match = {}, calendar, while: state = 'OPEN', mustEndWithin = Duration.hours(24), unless } = options;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'maintenance',
    name,
    match: matcherOf(`${where} match`, match),
    ...(unless !== undefined && { unless: checkOneOf(where, 'unless', unless, SEVERITIES) }),
    calendar: checkCalendar(where, calendar),
    while: checkOneOf(where, 'while', state, ['OPEN', 'CLOSED']),
    mustEndWithinMinutes: checkMinutes(where, 'mustEndWithin', mustEndWithin, { min: 60, max: MAX_SECONDS }),
  };
}

function windowConfig(where: string, name: string, options: MaintenanceOptions): MaintenanceWindowConfig {
  checkKeys(where, options, KEYS);
  const { match = {}, repeats, until, unless } = options;
  const startsAt = checkLocalTime(where, 'startsAt', options.startsAt);
  const minutes = checkMinutes(where, 'duration', options.duration, { min: 60, max: MAX_SECONDS });
  if (until !== undefined) {
    checkLocalTime(where, 'until', until);
    const todo = "leave it out, or add 'repeats'";
    demand(
      where,
      repeats !== undefined,
      `'until' is for windows that repeat; one window ends after 'duration': ${todo}`,
    );
    demand(where, until >= startsAt, `'until' must not be before 'startsAt' (${startsAt}), got '${until}'`);
  }
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'maintenance',
    name,
    match: matcherOf(`${where} match`, match),
    startsAt,
    timeZone: checkTimeZone(where, options.timeZone),
    minutes,
    ...(repeats && { repeats: repetitionOf(where, repeats, minutes, until) }),
    ...(until !== undefined && { until }),
    ...(unless !== undefined && { unless: checkOneOf(where, 'unless', unless, SEVERITIES) }),
  };
}

/** That it is over for good, in words; `undefined`: windows are to come, or one goes on. */
export function overWarning(config: MaintenanceConfig, nowMs: number): string | undefined {
  if ('calendar' in config) return undefined;
  const { name, startsAt, until = startsAt, minutes, timeZone: zone } = config;
  const lastEndMs = toUtc(timeZone(zone), readLocalTime(until)) + minutes * MINUTE_MS;
  if (lastEndMs > nowMs) return undefined;
  const since = `${new Date(lastEndMs).toISOString().slice(0, 16)}Z`;
  return `The maintenance '${name}' is over since ${since} at the latest and holds nothing back; plan it anew, or take it out`;
}

function checkCalendar(where: string, value: string): string {
  const calendar = checkText(where, 'calendar', value, MAX_CALENDAR);
  const forms = 'the name of a change calendar or its ARN, such as arn:aws:ssm:eu-west-1:111122223333:document/Changes';
  const fits = Token.isUnresolved(calendar) || CALENDAR.test(calendar);
  demand(where, fits, `'calendar' must be ${forms}, got ${shown(calendar)}`);
  return calendar;
}

const KEYS: Keys<MaintenanceOptions> = {
  ...{ match: true, startsAt: true, timeZone: true, duration: true },
  ...{ repeats: true, until: true, unless: true },
};
const CALENDAR_KEYS: Keys<MaintenanceCalendarOptions> = {
  ...{ match: true, calendar: true, while: true, mustEndWithin: true, unless: true },
};
/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html */
const CALENDAR = /^(?:arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:document\/)?[a-zA-Z0-9_.-]{3,128}$/;
/** An ARN with a name of 128 characters fits. */
const MAX_CALENDAR = 256;
/** 15 days, as of mute rules: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html */
const MAX_SECONDS = 15 * 86_400;
const DAY_MINUTES = 1_440;
const UNIT_MINUTES = { days: DAY_MINUTES, weeks: 7 * DAY_MINUTES };

function repetitionOf(
  where: string,
  repeats: NonNullable<MaintenanceOptions['repeats']>,
  minutes: number,
  until: string | undefined,
): MaintenanceWindowConfig['repeats'] {
  checkKeys(`${where} repeats`, repeats, { every: true, unit: true });
  const every = checkNumber(`${where} repeats`, 'every', repeats.every, { min: 1, max: 366, integer: true });
  const unit = checkOneOf(`${where} repeats`, 'unit', repeats.unit, ['days', 'weeks']);
  const todo = "say when it ends, such as until: '2026-12-31T00:00'";
  demand(where, until !== undefined, `a window that repeats must have 'until', or it would be forgotten; ${todo}`);
  const apart = every * UNIT_MINUTES[unit];
  const problem = `'duration' must be shorter than the time from one window to the next (${apart} minutes)`;
  demand(where, minutes < apart, `${problem}, got ${minutes} minutes; nothing would ever page`);
  return { every, unit };
}
