import {
  type ScheduleConfig,
  type ScheduleLayer,
  type ScheduleOverride,
  WEEKDAYS,
  type Weekday,
} from '../../core/config';
import { readLocalTime } from '../../core/config/wall-clock';
import { SCHEMA_VERSION } from '../../core/conventions';
import { gapsOf } from '../../core/incident/on-call';
import { timeZone, toLocal, toUtc } from '../../core/time-zone';
import { checkKeys, checkNumber, checkOneOf, demand } from '../check';
import { checkName } from '../names';
import { checkLocalTime, checkTimeRange, checkTimeZone } from './check-time';
import { type IResponder, personOf } from './responder';

/** An on-call schedule: rotations that lie over each other, in one time zone. */
export interface ScheduleOptions {
  /** As IANA names it: hand-offs keep their wall-clock time over daylight saving. */
  readonly timeZone: string;
  /** The last one that has somebody wins: the main rotation first, what replaces it at some hours after it. */
  readonly layers: readonly LayerOptions[];
  /** Somebody takes over for a while; wins over all layers. @default - none */
  readonly overrides?: readonly OverrideOptions[];
}

/** One rotation of an on-call schedule: who, in which order, for how long each. */
export interface LayerOptions {
  /** In turn: what `addPerson` answered, or names of people of the hub. */
  readonly people: readonly (IResponder | string)[];
  /** How long each turn lasts. @default - a week */
  readonly turn?: { readonly every: number; readonly unit: 'hours' | 'days' | 'weeks' };
  /** Begin of the first person's first turn and the time of hand-offs, local wall clock: `2026-01-05T09:00`. */
  readonly startsAt: string;
  /** Only at these local times; a range over midnight belongs to the day it begins on. @default - always */
  readonly only?: { readonly days?: readonly Weekday[]; readonly from: string; readonly to: string };
}

/** A time in which one person is on call in place of whoever has the turn. */
export interface OverrideOptions {
  /** Who takes over: what `addPerson` answered, or the name of a person of the hub. */
  readonly person: IResponder | string;
  /** Local wall clock: `2026-12-24T18:00`. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

/** As the functions read it. Throws where an option does not fit. */
export function scheduleConfig(where: string, name: string, options: ScheduleOptions): ScheduleConfig {
  checkName('name of the schedule', name);
  checkKeys(where, options, { timeZone: true, layers: true, overrides: true });
  const { layers, overrides = [] } = options;
  demand(where, Array.isArray(layers) && layers.length > 0, "'layers' must have at least one, got none");
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'schedule',
    name,
    timeZone: checkTimeZone(where, options.timeZone),
    layers: layers.map((layer, index) => layerOf(`${where} layers[${index}]`, layer)),
    overrides: overrides.map((override, index) => overrideOf(`${where} overrides[${index}]`, override)),
  };
}

/** Eight weeks from the moment on that all layers have begun: rotations of a few people have shown all their turns. */
const GAP_WEEKS = 8;
const WEEK_MS = 7 * 86_400_000;
const SHOWN_GAPS = 3;
/** Of hours, six weeks: whoever takes longer turns says so in weeks. */
const LONGEST_TURN = 1_000;

/** When nobody is on call, in words; `undefined`: always somebody is. No clock is read, so each synth says the same. */
export function gapWarning(schedule: ScheduleConfig): string | undefined {
  const zone = timeZone(schedule.timeZone);
  const begins = schedule.layers.map(({ startsAt }) => toUtc(zone, readLocalTime(startsAt)));
  const startMs = Math.max(...begins);
  const gaps = gapsOf(schedule, { startMs, endMs: startMs + GAP_WEEKS * WEEK_MS });
  if (gaps.length === 0) return undefined;
  const local = (ms: number) => new Date(toLocal(zone, ms)).toISOString().slice(0, 16);
  const first = gaps.slice(0, SHOWN_GAPS).map((gap) => `from ${local(gap.startMs)} to ${local(gap.endMs)}`);
  const more = gaps.length > SHOWN_GAPS ? ` and ${gaps.length - SHOWN_GAPS} times more` : '';
  return (
    `Nobody is on call in the schedule '${schedule.name}' ${first.join(', ')}${more} (${schedule.timeZone}, the first ` +
    `${GAP_WEEKS} weeks); what happens then goes to the channels of the hub. Put a layer without gaps first`
  );
}

/** That nobody is on call for long after now, because every layer begins later, in words; `undefined`: that is not so. */
export function futureWarning({ name, timeZone: zoneName, layers }: ScheduleConfig, nowMs: number): string | undefined {
  const zone = timeZone(zoneName);
  const beginMs = Math.min(...layers.map(({ startsAt }) => toUtc(zone, readLocalTime(startsAt))));
  if (beginMs <= nowMs + GAP_WEEKS * WEEK_MS) return undefined;
  const begin = new Date(toLocal(zone, beginMs)).toISOString().slice(0, 16);
  return (
    `Nobody is on call in the schedule '${name}' before ${begin} (${zoneName}), more than ${GAP_WEEKS} weeks from now; what ` +
    "happens until then goes to the channels of the hub. Let a layer begin earlier: 'startsAt' may be in the past"
  );
}

function layerOf(where: string, layer: LayerOptions): ScheduleLayer {
  checkKeys(where, layer, { people: true, turn: true, startsAt: true, only: true });
  const { people, turn = { every: 1, unit: 'weeks' }, only } = layer;
  demand(where, Array.isArray(people) && people.length > 0, "'people' must have at least one, got none");
  checkKeys(`${where} turn`, turn, { every: true, unit: true });
  return {
    people: people.map((person) => personOf(where, 'people', person)),
    turn: {
      every: checkNumber(`${where} turn`, 'every', turn.every, { min: 1, max: LONGEST_TURN, integer: true }),
      unit: checkOneOf(`${where} turn`, 'unit', turn.unit, ['hours', 'days', 'weeks']),
    },
    startsAt: checkLocalTime(where, 'startsAt', layer.startsAt),
    ...(only && { only: restrictionOf(`${where} only`, only) }),
  };
}

function restrictionOf(where: string, only: NonNullable<LayerOptions['only']>): ScheduleLayer['only'] {
  checkKeys(where, only, { days: true, from: true, to: true });
  const { days = WEEKDAYS } = only;
  demand(where, days.length > 0, "'days' must have at least one, got none; leave it out for every day");
  return { days: days.map((day) => checkOneOf(where, 'days', day, WEEKDAYS)), ...checkTimeRange(where, only) };
}

function overrideOf(where: string, override: OverrideOptions): ScheduleOverride {
  checkKeys(where, override, { person: true, from: true, to: true });
  const from = checkLocalTime(where, 'from', override.from);
  const to = checkLocalTime(where, 'to', override.to);
  demand(where, from < to, `'to' must be after 'from' (${from}), got '${to}'`);
  return { person: personOf(where, 'person', override.person), from, to };
}
