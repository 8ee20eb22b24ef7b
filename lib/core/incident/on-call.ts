/** Who is on call, by a schedule. */
import type { ScheduleConfig } from '../config/types';
import type { Span } from '../slo/window';
import { timeZone } from '../time-zone';
import { layerRota, overrideRota, type Rota } from './rota';

/** From the begin to the hand-off, which is no longer part of it. Epoch ms. */
export interface OnCallShift {
  readonly fromMs: number;
  readonly toMs: number;
  /** Missing: nobody is on call. */
  readonly person?: string;
}

/**
 * Who is on call at a moment, epoch ms: by the last override that covers it, else by the last layer that has somebody.
 * `undefined`: nobody.
 * @throws where a time or the time zone of the schedule cannot be read
 */
export function whoIsOnCall(schedule: ScheduleConfig, atMs: number): string | undefined {
  return onCall(schedule)(atMs);
}

/** {@link whoIsOnCall} for many moments of one schedule. */
export function onCall(schedule: ScheduleConfig): (atMs: number) => string | undefined {
  return byPrecedence(rotasOf(schedule));
}

/** Who is on call through a span, in order and without holes; somebody who follows themselves has one shift. */
export function onCallShifts(schedule: ScheduleConfig, span: Span): OnCallShift[] {
  const rotas = rotasOf(schedule);
  const who = byPrecedence(rotas);
  const inside = rotas.flatMap((rota) => rota.changes(span)).filter((ms) => span.startMs < ms && ms < span.endMs);
  const moments = span.startMs < span.endMs ? [...new Set([span.startMs, ...inside])].sort((a, b) => a - b) : [];
  const shifts: OnCallShift[] = [];
  for (const [index, fromMs] of moments.entries()) {
    const person = who(fromMs);
    const toMs = moments[index + 1] ?? span.endMs;
    const before = shifts.at(-1);
    if (before && before.person === person) shifts[shifts.length - 1] = { ...before, toMs };
    else shifts.push({ fromMs, toMs, ...(person === undefined ? {} : { person }) });
  }
  return shifts;
}

/** When nobody is on call, in order. */
export function gapsOf(schedule: ScheduleConfig, span: Span): Span[] {
  return onCallShifts(schedule, span)
    .filter(({ person }) => person === undefined)
    .map(({ fromMs, toMs }) => ({ startMs: fromMs, endMs: toMs }));
}

/** The one that wins last. */
function rotasOf({ timeZone: name, layers, overrides }: ScheduleConfig): readonly Rota[] {
  const zone = timeZone(name);
  return [
    ...layers.map((layer) => layerRota(layer, zone)),
    ...overrides.map((override) => overrideRota(override, zone)),
  ];
}

function byPrecedence(rotas: readonly Rota[]): (atMs: number) => string | undefined {
  const highestFirst = [...rotas].reverse();
  return (atMs) => {
    for (const rota of highestFirst) {
      const person = rota.who(atMs);
      if (person !== undefined) return person;
    }
    return undefined;
  };
}
