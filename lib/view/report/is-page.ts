import type { ReportNotification } from './model';

/** Whether a message wakes people: a page of the hub, or an alarm's own action for ALARM. */
export function isPage({ kind, subject }: Pick<ReportNotification, 'kind' | 'subject'>): boolean {
  return kind === 'page' || (kind === 'alarm-action' && subject.startsWith('ALARM'));
}
