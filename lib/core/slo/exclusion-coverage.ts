/** What exclusions leave, and whether they still say anything. */
import { type MuteSchedule, parseMuteRule } from '../alarm/mute';
import type { SloExclusion } from './definition';

const DAY_MS = 86_400_000;
/** More than a year, so that every date of a schedule comes; any will do, this one begins with January. */
const YEAR = { startMs: Date.UTC(2026, 0, 1), endMs: Date.UTC(2027, 0, 6) };

/**
 * Whether exclusions that come for ever leave less than a day of a year: of an objective nothing would count then. Those
 * with a beginning or an end are passed over, since the time outside of them counts.
 * @throws {MuteRuleError} for a schedule that is none
 */
export function leaveNothing(exclusions: readonly SloExclusion[]): boolean {
  const lasting = exclusions
    .filter(({ schedule }) => isLasting(schedule))
    .map(({ schedule }) => parseMuteRule(schedule));
  if (lasting.length === 0) return false;
  let leftMs = 0;
  let atMs = YEAR.startMs;
  while (atMs < YEAR.endMs) {
    const endMs = endOfCover(lasting, atMs);
    if (endMs === undefined) {
      const nextMs = Math.min(...lasting.map((one) => one.nextStart(atMs) ?? YEAR.endMs), YEAR.endMs);
      leftMs += nextMs - atMs;
      if (leftMs >= DAY_MS) return false;
      atMs = nextMs;
    } else {
      atMs = endMs;
    }
  }
  return true;
}

/** Those whose last window had ended by that moment, and that never come again. */
export function endedBy(exclusions: readonly SloExclusion[], atMs: number): readonly SloExclusion[] {
  return exclusions.filter(({ schedule }) => parseMuteRule(schedule).status(atMs) === 'EXPIRED');
}

function isLasting({ expression, startDate, startMs, expireDate, expireMs }: SloExclusion['schedule']): boolean {
  const bounds = [startDate, startMs, expireDate, expireMs];
  return expression.startsWith('cron(') && bounds.every((bound) => bound === undefined);
}

function endOfCover(schedules: readonly MuteSchedule[], atMs: number): number | undefined {
  const ends = schedules.flatMap((one) => one.windowAt(atMs)?.endMs ?? []);
  return ends.length === 0 ? undefined : Math.max(...ends);
}
