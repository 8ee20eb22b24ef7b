import type { JudgeSignal } from '../../signal/signal-event';
import { describeSeries, seriesKey, type WatchedSeriesDefinition } from './series';
import type { Episode } from './state';
import { QUIET_PERIODS } from './ticks';

/**
 * An anomaly that people were, or are being, told of. What is to be told is stored before it is told: whoever dies in
 * between leaves `pending` to the next tick, which tells it with the same time, so that a hub knows it again.
 */
export interface ToldAnomaly {
  /** `seriesKey`. */
  readonly series: string;
  /** From 1; every change adds 1. */
  readonly version: number;
  /** The signal's time. */
  readonly sinceMs: number;
  /** What was raised: without its state and words it clears, even where the series is no longer watched. */
  readonly raised: JudgeSignal;
  readonly pending?: JudgeSignal;
}

const SUMMARY = 'The series behaves as it never did before.';
const MAX_REASONS = 3;

export function raisedSignal(series: WatchedSeriesDefinition, episode: Episode): JudgeSignal {
  const { service, environment, name, severity, role } = series;
  return {
    judge: 'detect-anomalies',
    member: `anomaly/${seriesKey(series)}`,
    name: `${service} ${environment} ${name} anomaly`,
    state: 'ALARM',
    timestampMs: episode.sinceMs,
    reason: reasonOf(series, episode),
    ...{ service, environment, severity, role },
    summary: `${describeSeries(series)} of ${service} is anomalous. ${SUMMARY}`,
  };
}

export function clearedSignal(raised: JudgeSignal, atMs: number, reason: string): JudgeSignal {
  return { ...raised, state: 'OK', timestampMs: atMs, reason };
}

/** An anomaly ends by its series being as before, or by what it is now becoming usual: a slow leak, a level that stays. */
export function quietReason({ periodSeconds }: WatchedSeriesDefinition): string {
  const minutes = (QUIET_PERIODS * periodSeconds) / 60;
  return `no anomaly for ${minutes} minutes: the series is as before, or what it does now has become usual`;
}

function reasonOf(series: WatchedSeriesDefinition, { value, expected, score, why }: Episode): string {
  const usual = expected === undefined ? '' : `, usual at this hour is ${short(expected)}`;
  const reasons = why.slice(0, MAX_REASONS).join('; ');
  return `${describeSeries(series)} was ${short(value)}${usual} (score ${short(score)}): ${reasons}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
