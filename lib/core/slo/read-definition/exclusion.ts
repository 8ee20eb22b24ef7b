import { type MuteRuleSettings, parseMuteRule } from '../../alarm/mute';
import type { SloExclusion } from '../definition';
import type { Fields } from './fields';

const TEXTS = ['name', 'timezone', 'startDate', 'expireDate'] as const;
const TIMES = ['startMs', 'expireMs'] as const;

/** @throws {SloError} also for a schedule that no mute rule could have */
export function readExclusion(exclusion: Fields): SloExclusion {
  const schedule = readSchedule(exclusion.object('schedule'));
  try {
    parseMuteRule(schedule);
  } catch (error) {
    throw exclusion.refused('schedule', error);
  }
  return { schedule, reason: exclusion.text('reason') };
}

function readSchedule(fields: Fields): MuteRuleSettings {
  const there = TIMES.filter((key) => fields.has(key));
  const times = there.map((key) => [key, fields.number(key, 'epoch milliseconds', () => true)]);
  return {
    expression: fields.text('expression'),
    duration: fields.text('duration'),
    ...fields.optionalTexts(...TEXTS),
    ...Object.fromEntries(times),
  };
}
