import type { Duration } from 'aws-cdk-lib';
import type { MaintenanceConfig } from '../../core/config';
import { SCHEMA_VERSION } from '../../core/conventions';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkKeys, checkNumber, checkOneOf, demand, type Keys } from '../check';
import { checkName } from '../names';
import { checkLocalTime, checkMinutes, checkTimeZone } from './check-time';
import { type MatchOptions, matcherOf } from './matcher';

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

/** As the functions read it. Throws where an option does not fit. */
export function maintenanceConfig(where: string, name: string, options: MaintenanceOptions): MaintenanceConfig {
  checkName('name of the maintenance', name);
  checkKeys(where, options, KEYS);
  const { match = {}, repeats, until, unless } = options;
  const startsAt = checkLocalTime(where, 'startsAt', options.startsAt);
  const minutes = checkMinutes(where, 'duration', options.duration, { min: 60, max: MAX_SECONDS });
  if (until !== undefined) {
    checkLocalTime(where, 'until', until);
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

const KEYS: Keys<MaintenanceOptions> = {
  ...{ match: true, startsAt: true, timeZone: true, duration: true },
  ...{ repeats: true, until: true, unless: true },
};
/** 15 days, as of mute rules: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html */
const MAX_SECONDS = 15 * 86_400;
const DAY_MINUTES = 1_440;
const UNIT_MINUTES = { days: DAY_MINUTES, weeks: 7 * DAY_MINUTES };

function repetitionOf(
  where: string,
  repeats: NonNullable<MaintenanceOptions['repeats']>,
  minutes: number,
  until: string | undefined,
): MaintenanceConfig['repeats'] {
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
