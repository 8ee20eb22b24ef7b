/** Warnings before a series reaches a value: when they are looked for, and what they say. */
import { fnv1a } from '../../fnv';
import type { JudgeSignal } from '../../signal/signal-event';
import type { TimePoint } from '../forecast/points';
import { type Crossing, willCross } from '../forecast/will-cross';
import type { AheadDefinition } from './ahead-definition';
import { describeSeries, seriesKey, type WatchedSeriesDefinition } from './series';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As far as a capacity is looked back. */
const HISTORY_HOURS = 28 * 24;

export type WarnedSeries = WatchedSeriesDefinition & { readonly ahead: AheadDefinition };

export function isWarned(series: WatchedSeriesDefinition): series is WarnedSeries {
  return series.ahead !== undefined;
}

/** Under which a warning is stored, beside the anomaly of the same series: names have no slash. */
export function aheadKey(series: WatchedSeriesDefinition): string {
  return `${seriesKey(series)}/ahead`;
}

/** All under which something of a series may have been told. */
export function toldKeys(series: WatchedSeriesDefinition): string[] {
  return isWarned(series) ? [seriesKey(series), aheadKey(series)] : [seriesKey(series)];
}

/** Once an hour, series at different ticks of it: hourly datapoints tell nothing new in between. */
export function isForecastDue(series: WarnedSeries, atMs: number, cadenceMs: number): boolean {
  const offsetMs = ((fnv1a(aheadKey(series)) >>> 0) % Math.round(HOUR_MS / cadenceMs)) * cadenceMs;
  const hourOf = (ms: number) => Math.floor((ms - offsetMs) / HOUR_MS);
  return hourOf(atMs) > hourOf(atMs - cadenceMs);
}

/** Whole hours up to a tick. */
export function forecastSpan(atMs: number): { readonly startMs: number; readonly endMs: number } {
  const endMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
  return { startMs: endMs - HISTORY_HOURS * HOUR_MS, endMs };
}

export interface Outlook extends Crossing {
  /** The newest value. */
  readonly latest?: number;
}

/** @param values of each hour of `forecastSpan`, NaN where there is none @param raised whether a warning stands */
export function outlookOf({ ahead }: WarnedSeries, values: Float64Array, atMs: number, raised: boolean): Outlook {
  const { startMs, endMs } = forecastSpan(atMs);
  const points = Array.from(values, (value, hour): TimePoint => [startMs + (hour + 1) * HOUR_MS, value]);
  const { threshold, direction, withinSeconds } = ahead;
  const found = willCross(points, { threshold, direction, withinMs: withinSeconds * 1_000, nowMs: endMs, raised });
  const latest = points.findLast(([, value]) => Number.isFinite(value))?.[1];
  return { ...found, ...(latest !== undefined && { latest }) };
}

export function aheadSignal(
  series: WarnedSeries,
  { crossesInMs, crossed, latest }: Outlook,
  atMs: number,
): JudgeSignal {
  const { service, environment, name, ahead } = series;
  const { threshold, withinSeconds, severity, role } = ahead;
  const what = describeSeries(series);
  const when = crossed
    ? `${what} is at ${threshold} now`
    : `${what} comes to ${threshold} in about ${span(crossesInMs)}`;
  return {
    judge: 'detect-anomalies',
    member: `anomaly/${aheadKey(series)}`,
    name: `${service} ${environment} ${name} ahead`,
    state: 'ALARM',
    timestampMs: atMs,
    reason: `${when}, if it goes on as it does${latest === undefined ? '' : `; it was ${short(latest)} last`}`,
    ...{ service, environment, severity, role },
    // It stays raised for days, in which the service may have other incidents.
    group: `ahead/${name}`,
    summary: `${what} of ${service} will be at ${threshold} within ${span(withinSeconds * 1_000)}.`,
  };
}

/** `3.9 days`, `7 hours`. */
function span(ms = 0): string {
  if (ms >= 2 * DAY_MS) return `${short(Number((ms / DAY_MS).toFixed(1)))} days`;
  const hours = Math.max(1, Math.round(ms / HOUR_MS));
  return hours === 1 ? 'an hour' : `${hours} hours`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
