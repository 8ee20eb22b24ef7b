import { type MuteSchedule, parseMuteRule } from '../alarm/mute';
import type { SloExclusion } from './definition';

/**
 * Whether a moment is in one of the exclusions. Made for moments in rising order: each schedule is asked again only
 * where its answer may change.
 * @throws {MuteRuleError} for a schedule that is none
 */
export function excludedBy(exclusions: readonly SloExclusion[]): (atMs: number) => boolean {
  const tests = exclusions.map(({ schedule }) => coverage(parseMuteRule(schedule)));
  return (atMs) => tests.some((covers) => covers(atMs));
}

function coverage(schedule: MuteSchedule): (atMs: number) => boolean {
  let known = { fromMs: 0, untilMs: 0, covers: false };
  return (atMs) => {
    if (atMs < known.fromMs || atMs >= known.untilMs) {
      const window = schedule.windowAt(atMs);
      const untilMs = window ? window.endMs : (schedule.nextStart(atMs) ?? Number.POSITIVE_INFINITY);
      known = { fromMs: atMs, untilMs, covers: window !== undefined };
    }
    return known.covers;
  };
}
