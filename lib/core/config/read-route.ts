import { SEVERITIES } from '../incident/severity';
import { timeZone } from '../time-zone';
import type { Fields } from './fields';
import type {
  MaintenanceCalendarConfig,
  MaintenanceConfig,
  MaintenanceWindowConfig,
  Matcher,
  RouteConfig,
} from './types';
import { DAY_MS, MINUTE_MS, readLocalTime } from './wall-clock';

/**
 * 15 days, as of CloudWatch's own mute rules: what lasts longer is forgotten.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 */
const LONGEST_MAINTENANCE_MINUTES = (15 * DAY_MS) / MINUTE_MS;

export function readRoute(fields: Fields, schemaVersion: number): RouteConfig {
  return {
    schemaVersion,
    kind: 'route',
    name: fields.text('name'),
    order: fields.integer('order', 0),
    match: readMatcher(fields.object('match')),
    ...fields.optional('targets', (key) => fields.texts(key)),
    ...fields.optional('policy', (key) => fields.text(key)),
    ...fields.optional('continue', (key) => fields.flag(key)),
  };
}

export function readMaintenance(fields: Fields, schemaVersion: number): MaintenanceConfig {
  const base = {
    schemaVersion,
    kind: 'maintenance',
    name: fields.text('name'),
    match: readMatcher(fields.object('match')),
    ...fields.optional('unless', (key) => fields.choice(key, SEVERITIES)),
  } as const;
  return fields.has('calendar') ? readCalendar(fields, base) : readWindow(fields, base);
}

type Base = Pick<MaintenanceConfig, 'schemaVersion' | 'kind' | 'name' | 'match' | 'unless'>;

function readCalendar(fields: Fields, base: Base): MaintenanceCalendarConfig {
  return {
    ...base,
    calendar: fields.text('calendar'),
    while: fields.choice('while', ['OPEN', 'CLOSED']),
    mustEndWithinMinutes: fields.integer('mustEndWithinMinutes', 1, LONGEST_MAINTENANCE_MINUTES),
  };
}

function readWindow(fields: Fields, base: Base): MaintenanceWindowConfig {
  const maintenance: MaintenanceWindowConfig = {
    ...base,
    startsAt: fields.formed('startsAt', readLocalTime),
    timeZone: fields.formed('timeZone', timeZone),
    minutes: fields.integer('minutes', 1, LONGEST_MAINTENANCE_MINUTES),
    ...fields.optional('repeats', (key) => {
      const repeats = fields.object(key);
      return { every: repeats.integer('every', 1, 366), unit: repeats.choice('unit', ['days', 'weeks']) };
    }),
    ...fields.optional('until', (key) => fields.formed(key, readLocalTime)),
  };
  refuseEndless(fields, maintenance);
  return maintenance;
}

/** Nobody remembers a window that comes again for ever, or one that the next joins. */
function refuseEndless(fields: Fields, { startsAt, minutes, repeats, until }: MaintenanceWindowConfig): void {
  if (repeats && until === undefined) {
    throw fields.refused("a window that repeats must end: give 'until', such as 2026-12-31T00:00");
  }
  if (until !== undefined && readLocalTime(until) < readLocalTime(startsAt)) {
    throw fields.refused(`'until' must not be before 'startsAt' (${startsAt}), got ${until}`);
  }
  const everyMinutes = repeats && (repeats.every * (repeats.unit === 'weeks' ? 7 : 1) * DAY_MS) / MINUTE_MS;
  if (everyMinutes !== undefined && minutes >= everyMinutes) {
    throw fields.refused(
      `'minutes' must be less than the ${everyMinutes} after which the window repeats, got ${minutes}; lower it or ` +
        'repeat less often',
    );
  }
}

export function readMatcher(fields: Fields): Matcher {
  return {
    ...fields.optional('service', (key) => fields.texts(key)),
    ...fields.optional('environment', (key) => fields.texts(key)),
    ...fields.optional('severity', (key) => fields.choices(key, SEVERITIES)),
    ...fields.optional('role', (key) => fields.choices(key, ['page', 'ticket'])),
    ...fields.optional('team', (key) => fields.texts(key)),
    ...fields.optional('tags', (key) => {
      const tags = fields.object(key);
      return Object.fromEntries(tags.keys().map((tag) => [tag, tags.texts(tag)]));
    }),
  };
}
