/** What a list of an alarm's states comes to. */
import type { AlarmState } from '../../core/incident/incident';

export interface StateChange {
  readonly atMs: number;
  readonly state: AlarmState;
}

/** One stay in ALARM. */
export interface Episode {
  readonly startMs: number;
  /** The end of the backtest where the alarm was in ALARM until then. */
  readonly endMs: number;
}

export interface StateFigures {
  readonly alarmCount: number;
  readonly alarmMs: number;
  readonly longestMs: number;
  readonly flaps: number;
}

export const WEEK_MS = 7 * 86_400_000;
/** ALARM again this soon after it ended is a flap: nobody can have mended and broken it meanwhile. */
export const FLAP_MS = 30 * 60_000;

/** @param changes in order of time, all of them before `endMs` */
export function episodesOf(changes: readonly StateChange[], endMs: number): Episode[] {
  const episodes: Episode[] = [];
  let startMs: number | undefined;
  for (const { atMs, state } of changes) {
    if (state === 'ALARM') startMs ??= atMs;
    else if (startMs !== undefined) {
      episodes.push({ startMs, endMs: atMs });
      startMs = undefined;
    }
  }
  return startMs === undefined ? episodes : [...episodes, { startMs, endMs }];
}

export function figuresOf(episodes: readonly Episode[]): StateFigures {
  const lengths = episodes.map(({ startMs, endMs }) => endMs - startMs);
  return {
    alarmCount: episodes.length,
    alarmMs: lengths.reduce((total, length) => total + length, 0),
    longestMs: Math.max(0, ...lengths),
    flaps: episodes.filter(({ startMs }, index) => {
      const before = episodes[index - 1];
      return before !== undefined && startMs - before.endMs < FLAP_MS;
    }).length,
  };
}

export function perWeek(count: number, startMs: number, endMs: number): number {
  return endMs > startMs ? (count * WEEK_MS) / (endMs - startMs) : 0;
}
