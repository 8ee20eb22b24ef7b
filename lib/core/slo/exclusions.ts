import { type MuteSchedule, parseMuteRule } from '../alarm/mute';
import type { SloExclusion } from './definition';
import { SloError } from './slo-error';

/**
 * Whether a moment is in one of the exclusions. Made for moments in rising order: each schedule is asked again only
 * where its answer may change.
 * @throws {MuteRuleError} for a schedule that is none
 */
export function excludedBy(exclusions: readonly SloExclusion[]): (atMs: number) => boolean {
  const tests = exclusions.map(({ schedule }) => coverage(parseMuteRule(schedule)));
  return (atMs) => tests.some((covers) => covers(atMs));
}

/** @throws {SloError} for what is no list of schedules with texts */
export function checkExclusions(where: string, exclusions: unknown): void {
  const allowed = "{ schedule: { expression: 'cron(0 2 * * *)', duration: 'PT1H' }, reason: 'backup' }";
  if (!Array.isArray(exclusions)) {
    throw new SloError(`${where}: 'exclusions' must be a list, such as [${allowed}], got ${shown(exclusions)}`);
  }
  exclusions.forEach((exclusion: unknown, index) => {
    const { schedule } = (exclusion ?? {}) as { readonly schedule?: unknown };
    const { expression, duration } = (schedule ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof expression === 'string' && typeof duration === 'string') return;
    throw new SloError(`${where}: 'exclusions[${index}]' must be such as ${allowed}, got ${shown(exclusion)}`);
  });
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : `an object of ${Object.keys(value).join(', ') || 'nothing'}`.slice(0, 200);
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
