/** The parts of a schedule: a layer's rotation, and an override. */
import type { ScheduleLayer, ScheduleOverride } from '../config/types';
import {
  DAY_MS,
  dayOf,
  daysAround,
  HOUR_MS,
  reachedMs,
  readLocalTime,
  readTimeRange,
  weekdayOf,
} from '../config/wall-clock';
import type { Span } from '../slo/window';
import { type TimeZone, toLocal } from '../time-zone';

export interface Rota {
  /** The person at a moment; `undefined` while it has nobody. */
  who(atMs: number): string | undefined;
  /** The moments at which the answer may change, in any order; some may lie outside the span. */
  changes(span: Span): readonly number[];
}

const TURN_MS = { hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS } as const;

/** Each hand-off is at its time of the wall clock: over daylight saving, turns are an hour shorter or longer. */
export function layerRota(layer: ScheduleLayer, zone: TimeZone): Rota {
  const lengthMs = layer.turn.every * TURN_MS[layer.turn.unit];
  const firstMs = readLocalTime(layer.startsAt);
  const handOffMs = (turn: number) => reachedMs(zone, firstMs + turn * lengthMs);
  const turnAt = (atMs: number) => {
    let turn = Math.floor((toLocal(zone, atMs) - firstMs) / lengthMs);
    // Where the clock went back, it shows a time of a turn that is over.
    while (handOffMs(turn + 1) <= atMs) turn += 1;
    return turn;
  };
  const hours = layer.only ? restriction(layer.only, zone) : ALWAYS;
  return {
    who(atMs) {
      const turn = turnAt(atMs);
      return turn >= 0 && hours.has(atMs) ? layer.people[turn % layer.people.length] : undefined;
    },
    changes(span) {
      const moments: number[] = [];
      const last = turnAt(span.endMs);
      for (let turn = Math.max(0, turnAt(span.startMs)); turn <= last; turn += 1) moments.push(handOffMs(turn));
      return [...moments, ...hours.changes(span)];
    },
  };
}

export function overrideRota({ person, from, to }: ScheduleOverride, zone: TimeZone): Rota {
  const startMs = reachedMs(zone, readLocalTime(from));
  const endMs = reachedMs(zone, readLocalTime(to));
  return {
    who: (atMs) => (startMs <= atMs && atMs < endMs ? person : undefined),
    changes: () => [startMs, endMs],
  };
}

interface Hours {
  has(atMs: number): boolean;
  changes(span: Span): readonly number[];
}

const ALWAYS: Hours = { has: () => true, changes: () => [] };

function restriction(only: NonNullable<ScheduleLayer['only']>, zone: TimeZone): Hours {
  const range = readTimeRange(only);
  const opensMs = (day: number) => reachedMs(zone, day + range.fromMs);
  const closesMs = (day: number) => reachedMs(zone, day + range.toMs);
  const isOn = (day: number) => only.days.includes(weekdayOf(day));
  return {
    has: (atMs) => daysAround(zone, atMs).some((day) => isOn(day) && opensMs(day) <= atMs && atMs < closesMs(day)),
    changes({ startMs, endMs }) {
      const moments: number[] = [];
      const lastDay = dayOf(toLocal(zone, endMs)) + DAY_MS;
      for (let day = dayOf(toLocal(zone, startMs)) - DAY_MS; day <= lastDay; day += DAY_MS) {
        if (isOn(day)) moments.push(opensMs(day), closesMs(day));
      }
      return moments;
    },
  };
}
