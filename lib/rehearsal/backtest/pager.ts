/** Who hears of an alarm. */
import { readAlarmDescription } from '../../core/alarm/description';
import { ALARM_TAG } from '../../core/conventions';
import type { TemplateAlarm } from '../platform/alarms/definition';

/** The topic that stands for whoever is paged; nothing is subscribed to it. */
const PAGER = 'arn:aws:sns:rehearsal:backtest:pager';

export function roleOf({ tags, description }: TemplateAlarm): string | undefined {
  return tags[ALARM_TAG.role] ?? readAlarmDescription(description).role;
}

/** Its own actions notify somebody, or it has the role of a page: then the incident hub does. */
export function pagesSomebody(alarm: TemplateAlarm): boolean {
  return (alarm.actionsEnabled && alarm.actions.ALARM.length > 0) || roleOf(alarm) === 'page';
}

/** The alarm with one action in the place of all its own: going to ALARM runs it once, whatever the number of them. */
export function withPager<A extends TemplateAlarm>(alarm: A): A {
  const ALARM = pagesSomebody(alarm) ? [PAGER] : [];
  return { ...alarm, actionsEnabled: true, actions: { OK: [], INSUFFICIENT_DATA: [], ALARM } };
}
