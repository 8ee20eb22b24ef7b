/** What the hub's bus is told when maintenance begins or ends. At least once each; `eventId` is the same for repeats. */
import type { MaintenanceConfig, Matcher, SightlineConfig } from '../config/types';
import { DAY_MS, MINUTE_MS, readLocalTime } from '../config/wall-clock';
import { SCHEMA_VERSION } from '../conventions';
import {
  count,
  type Fields,
  fields,
  nameText,
  objectsIn,
  optionalFields,
  optionalText,
  show,
  UnreadableEvent,
} from '../signal/fields';
import type { Span } from '../slo/window';
import { timeZone, toUtc } from '../time-zone';
import { type Calendars, isCalendar } from './change-calendar';
import { spansOf } from './maintenance';
import { parseSeverity, type Severity } from './severity';

export type MaintenanceEvent = {
  readonly schemaVersion: number;
  /** Unique in the hub. */
  readonly eventId: string;
  /** Its name. */
  readonly maintenance: string;
  readonly change: 'began' | 'ended';
  /** Epoch ms. */
  readonly startMs: number;
  /** When it will end or has ended, epoch ms. */
  readonly endMs: number;
  readonly match: Matcher;
  /** These page all the same. @default - none */
  readonly unless?: Severity;
  /** No further window begins after this time, epoch ms; only within a week before it. @default - not soon */
  readonly lastStartMs?: number;
  /** Only of the end. */
  readonly held?: HeldInMaintenance;
};

export interface HeldInMaintenance {
  /** Alarms that were held back. */
  readonly count: number;
  /** Those of them that were still in ALARM at the end. */
  readonly firing: number;
  /** The first twenty of them, those that still fire first. */
  readonly alarms: readonly HeldAlarmState[];
}

export interface HeldAlarmState {
  readonly alarm: string;
  readonly service: string;
  readonly environment: string;
  readonly firing: boolean;
}

/** The event without what was held back. */
export type MaintenanceChange = Omit<MaintenanceEvent, 'held'>;

/** A change is told by the first sweep after it; this long after it, nobody needs to hear of it any more. */
const LOOK_BACK_MS = 10 * MINUTE_MS;
const SOON_MS = 7 * DAY_MS;

/** What began and ended in the last ten minutes, in order. */
export function maintenanceChanges(
  { maintenance }: Pick<SightlineConfig, 'maintenance'>,
  nowMs: number,
  calendars: Calendars,
): MaintenanceChange[] {
  const recent = (ms: number) => ms > nowMs - LOOK_BACK_MS && ms <= nowMs;
  return maintenance
    .flatMap((one) =>
      spansOf(one, { startMs: nowMs - LOOK_BACK_MS, endMs: nowMs + 1 }, calendars).flatMap((span) => [
        ...(recent(span.startMs) ? [{ atMs: span.startMs, change: changeOf(one, 'began', span) }] : []),
        ...(recent(span.endMs) ? [{ atMs: span.endMs, change: changeOf(one, 'ended', span) }] : []),
      ]),
    )
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ change }) => change);
}

function changeOf(
  maintenance: MaintenanceConfig,
  change: MaintenanceChange['change'],
  { startMs, endMs }: Span,
): MaintenanceChange {
  const { name, match, unless } = maintenance;
  const lastStartMs = lastStartOf(maintenance);
  const soon = change === 'ended' && lastStartMs !== undefined && lastStartMs - endMs <= SOON_MS;
  return {
    schemaVersion: SCHEMA_VERSION,
    eventId: `maintenance|${name}|${change}|${startMs}`,
    maintenance: name,
    change,
    startMs,
    endMs,
    match,
    ...(unless && { unless }),
    ...(soon && { lastStartMs }),
  };
}

/** Of a window that repeats. */
function lastStartOf(maintenance: MaintenanceConfig): number | undefined {
  if (isCalendar(maintenance) || !maintenance.repeats || maintenance.until === undefined) return undefined;
  return toUtc(timeZone(maintenance.timeZone), readLocalTime(maintenance.until));
}

/**
 * The detail of an event of the bus.
 * @throws UnreadableEvent where a field is missing or wrong, with its name
 */
export function readMaintenanceEvent(detail: unknown): MaintenanceEvent {
  const given = fields(detail, 'detail');
  const { change } = given;
  if (change !== 'began' && change !== 'ended') {
    throw new UnreadableEvent(`'detail.change' must be began or ended, got ${show(change)}`);
  }
  const unless = parseSeverity(given.unless);
  return {
    schemaVersion: count(given, 'schemaVersion'),
    eventId: nameText(given.eventId, 'eventId'),
    maintenance: nameText(given.maintenance, 'maintenance'),
    change,
    startMs: time(given, 'startMs'),
    endMs: time(given, 'endMs'),
    match: matcherOf(fields(given.match ?? {}, 'match')),
    ...(unless && { unless }),
    ...(given.lastStartMs !== undefined && { lastStartMs: time(given, 'lastStartMs') }),
    ...(given.held !== undefined && { held: heldOf(fields(given.held, 'held')) }),
  };
}

function heldOf(given: Fields): HeldInMaintenance {
  return {
    count: count(given, 'count'),
    firing: count(given, 'firing'),
    alarms: objectsIn(given.alarms).map(({ alarm, service, environment, firing }) => ({
      alarm: optionalText(alarm) ?? '',
      service: optionalText(service) ?? '',
      environment: optionalText(environment) ?? '',
      firing: firing === true,
    })),
  };
}

/** What is no list of texts says nothing. */
function matcherOf({ tags, ...parts }: Fields): Matcher {
  const tagged = optionalFields(tags);
  return { ...textLists(parts), ...(tagged && { tags: textLists(tagged) }) } as Matcher;
}

function textLists(given: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly string[]>> {
  const lists = Object.entries(given).filter((entry): entry is [string, string[]] => isTexts(entry[1]));
  return Object.fromEntries(lists);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** One that can be shown as a date. */
function time(given: Fields, name: string): number {
  const ms = count(given, name);
  if (ms >= 0 && ms <= LAST_MS) return ms;
  throw new UnreadableEvent(`'${name}' must be milliseconds from 0 to ${LAST_MS}, got ${ms}`);
}

/** In the year 2286, as keys of the incident table. */
const LAST_MS = 9_999_999_999_999;
