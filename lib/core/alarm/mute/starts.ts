import { instantOf, type TimeZone } from '../../time-zone';
import type { Cron } from './cron';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The rarest day there is, 29 February, may be eight years away (1896-1904, 2096-2104). */
const HORIZON = 9 * 366 * DAY;

/** The instants at which windows of a mute rule begin. */
export interface Starts {
  /** The latest start at or before `atMs` that comes after `afterMs`. */
  latest(atMs: number, afterMs: number): number | undefined;
  /** The first start after `afterMs`. */
  next(afterMs: number): number | undefined;
}

export function startOnce(startMs: number): Starts {
  return {
    latest: (atMs, afterMs) => (startMs <= atMs && startMs > afterMs ? startMs : undefined),
    next: (afterMs) => (startMs > afterMs ? startMs : undefined),
  };
}

/**
 * Starts at the clock times of a cron expression. As EventBridge Scheduler does it, a time that clocks skip is skipped
 * and a time they show twice starts once, the first time; for mute rules AWS does not say.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function startByCron(cron: Cron, zone: TimeZone): Starts {
  return {
    latest(atMs, afterMs) {
      const from = atMs + Math.max(zone.offsetMs(atMs), zone.offsetMs(atMs - DAY));
      for (const clockMs of clockTimesBack(cron, from, afterMs - 2 * DAY)) {
        const startMs = instantOf(zone, clockMs);
        if (startMs !== undefined && startMs <= atMs) return startMs > afterMs ? startMs : undefined;
      }
      return undefined;
    },
    next(afterMs) {
      const from = afterMs + Math.min(zone.offsetMs(afterMs), zone.offsetMs(afterMs + DAY));
      for (const clockMs of clockTimesOn(cron, from, afterMs + HORIZON)) {
        const startMs = instantOf(zone, clockMs);
        if (startMs !== undefined && startMs > afterMs) return startMs;
      }
      return undefined;
    },
  };
}

/** Clock times named by `cron` from `fromMs` backwards. */
function* clockTimesBack({ onDay, minutesOfDay }: Cron, fromMs: number, untilMs: number): Generator<number> {
  for (let day = Math.floor(fromMs / DAY); day >= Math.floor(untilMs / DAY); day -= 1) {
    if (!onDay(day)) continue;
    for (let index = minutesOfDay.length - 1; index >= 0; index -= 1) {
      const clockMs = day * DAY + (minutesOfDay[index] as number) * MINUTE;
      if (clockMs <= fromMs) yield clockMs;
    }
  }
}

/** Clock times named by `cron` from `fromMs` on. */
function* clockTimesOn({ onDay, minutesOfDay }: Cron, fromMs: number, untilMs: number): Generator<number> {
  for (let day = Math.floor(fromMs / DAY); day <= Math.floor(untilMs / DAY); day += 1) {
    if (!onDay(day)) continue;
    for (const minute of minutesOfDay) {
      const clockMs = day * DAY + minute * MINUTE;
      if (clockMs >= fromMs) yield clockMs;
    }
  }
}
