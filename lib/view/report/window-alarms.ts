/** Alarms of one window of a burn-rate rule: they tell nobody, and come by the dozen, so a story tells them in one line. */
import { countOf } from '../format';
import type { RehearsalReport, ReportAlarm, StoryEntry } from './model';

/** Whether the alarm is one window of a burn-rate rule. What fires and tells people is the objective's page or ticket. */
export function isWindowAlarm({ windowOf }: Pick<ReportAlarm, 'windowOf'>): boolean {
  return windowOf !== undefined;
}

/**
 * The story with one line for all windows of an objective that change in one moment: `6 window alarms of Availability  OK →
 * ALARM`. First and quiet changes stay as they are: stories count them anyway.
 */
export function withWindowsFolded({ story, alarms }: Pick<RehearsalReport, 'story' | 'alarms'>): StoryEntry[] {
  const windows = new Map(alarms.filter(isWindowAlarm).map((alarm) => [alarm.name, alarm]));
  const groups = new Map<string, { readonly first: StoryEntry; readonly alarms: ReportAlarm[] }>();
  const kept = story.filter((entry) => {
    const alarm = entry.alarm === undefined || entry.kind === 'state' ? undefined : windows.get(entry.alarm);
    if (!alarm) return true;
    const key = `${entry.atMs} ${entry.kind} ${alarm.service} ${alarm.windowOf}`;
    const group = groups.get(key);
    if (group) group.alarms.push(alarm);
    else groups.set(key, { first: entry, alarms: [alarm] });
    return group === undefined;
  });
  const folded = new Map([...groups.values()].map(({ first, alarms: own }) => [first, lineOf(first, own)]));
  return kept.map((entry) => folded.get(entry) ?? entry);
}

function lineOf(entry: StoryEntry, alarms: readonly ReportAlarm[]): StoryEntry {
  const objective = alarms[0]?.windowOf ?? '';
  const change = entry.kind === 'alarm' ? 'in ALARM' : 'OK again';
  return {
    ...entry,
    text: `${countOf(alarms.length, 'window alarm')} of ${objective} ${change}`,
    detail: alarms.map(({ label }) => label.slice(objective.length + 1)).join(', '),
  };
}
