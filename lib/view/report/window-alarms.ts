/** Alarms of one window of a burn-rate rule: they tell nobody, and come by the dozen, so a story tells them in one line. */
import { countOf } from '../format';
import type { RehearsalReport, ReportAlarm, StoryEntry } from './model';

/** Whether the alarm is one window of a burn-rate rule. What fires and tells people is the objective's page or ticket. */
export function isWindowAlarm({ windowOf }: Pick<ReportAlarm, 'windowOf'>): boolean {
  return windowOf !== undefined;
}

/**
 * The story with one line for all windows of an objective that change in one moment: `6 window alarms of Availability in
 * ALARM`, with `shop prod: ` before it where the rehearsal has objectives of several services or environments. First and
 * quiet changes stay as they are: stories count them anyway.
 */
export function withWindowsFolded({ story, alarms }: Pick<RehearsalReport, 'story' | 'alarms'>): StoryEntry[] {
  const windows = new Map(alarms.filter(isWindowAlarm).map((alarm) => [alarm.name, alarm]));
  const several = new Set([...windows.values()].map(ownerOf)).size > 1;
  const groups = new Map<string, { readonly first: StoryEntry; readonly alarms: [ReportAlarm, ...ReportAlarm[]] }>();
  const kept = story.filter((entry) => {
    const alarm = entry.alarm === undefined || entry.kind === 'state' ? undefined : windows.get(entry.alarm);
    if (!alarm) return true;
    const key = `${entry.atMs} ${entry.kind} ${ownerOf(alarm)} ${alarm.windowOf}`;
    const group = groups.get(key);
    if (group) group.alarms.push(alarm);
    else groups.set(key, { first: entry, alarms: [alarm] });
    return group === undefined;
  });
  const folded = new Map([...groups.values()].map(({ first, alarms: own }) => [first, lineOf(first, own, several)]));
  return kept.map((entry) => folded.get(entry) ?? entry);
}

/** `shop prod`: service and environment, as the alarm's name begins with both. Of a name that its owner chose, the service. */
function ownerOf({ name, label, service }: ReportAlarm): string {
  const environment = name.slice(service.length + 1, Math.max(0, name.lastIndexOf(`-${label}`)));
  return `${service} ${environment}`.trim();
}

function lineOf(entry: StoryEntry, alarms: readonly [ReportAlarm, ...ReportAlarm[]], several: boolean): StoryEntry {
  const [first] = alarms;
  const objective = first.windowOf ?? '';
  const whose = several ? `${ownerOf(first)}: ` : '';
  const change = entry.kind === 'alarm' ? 'in ALARM' : 'OK again';
  return {
    ...entry,
    text: `${whose}${countOf(alarms.length, 'window alarm')} of ${objective} ${change}`,
    detail: alarms.map(({ label }) => label.slice(objective.length + 1)).join(', '),
  };
}
