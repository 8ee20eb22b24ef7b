import { alarmNameOf } from '../../../core/alarm/composite';
import { ALARM_TAG } from '../../../core/conventions';
import { labelOf, type TemplateAlarm } from './definition';

/**
 * The alarms that are one window of a burn-rate rule, by name, each with its objective: `Availability-page_fast_long`, which
 * the composite `Availability-Page` reads.
 */
export function burnRateWindows(alarms: readonly TemplateAlarm[]): ReadonlyMap<string, string> {
  const byName = new Map(alarms.map((alarm) => [alarm.resource.name, alarm]));
  const windows = new Map<string, string>();
  for (const composite of alarms) {
    const objective = composite.kind === 'composite' && /^(.+)-(?:Page|Ticket)$/.exec(labelOf(composite))?.[1];
    if (!objective) continue;
    for (const child of composite.rule.children) {
      const alarm = byName.get(alarmNameOf(child));
      if (alarm && isWindowOf(objective, alarm)) windows.set(alarm.resource.name, objective);
    }
  }
  return windows;
}

function isWindowOf(objective: string, alarm: TemplateAlarm): boolean {
  const label = labelOf(alarm);
  const named = label.startsWith(`${objective}-`) && /_(?:long|short)$/.test(label);
  return named && alarm.tags[ALARM_TAG.role] === 'signal';
}
