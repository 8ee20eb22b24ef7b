import { countOf, duration } from '../format';
import { type Milestones, milestonesOf } from './milestones';
import type { RehearsalReport, ReportNotification } from './model';

/**
 * What happened, in one sentence: `3 alarms fired, 1 incident, 1 page 4 min 10 s after the first failure, resolved after
 * 23 min, nothing else was sent.` Resolves count from the incident's opening.
 */
export function summarize(report: RehearsalReport): string {
  const milestones = milestonesOf(report);
  const clauses = isQuiet(report, milestones)
    ? ['no alarm fired, no incident was opened, nothing was sent']
    : [
        milestones.fired.length === 0 ? 'no alarm fired' : `${countOf(milestones.fired.length, 'alarm')} fired`,
        report.incidents.length === 0 ? 'no incident' : countOf(report.incidents.length, 'incident'),
        pagesClause(milestones),
        resolveClause(report, milestones),
        othersClause(report, milestones),
      ];
  return `${failures(report)}${sentence(clauses.filter((clause) => clause !== '').join(', '))}`;
}

function isQuiet(report: RehearsalReport, { fired }: Milestones): boolean {
  return fired.length === 0 && report.incidents.length === 0 && report.notifications.length === 0;
}

function failures({ expectations }: RehearsalReport): string {
  const failed = expectations.filter((expectation) => !expectation.passed).length;
  if (failed === 0) return '';
  return `${failed} of ${countOf(expectations.length, 'expectation')} ${failed === 1 ? 'was' : 'were'} not met. `;
}

function pagesClause({ pages, trouble }: Milestones): string {
  const [first] = pages;
  if (!first) return 'nobody was paged';
  if (!trouble) return countOf(pages.length, 'page');
  const after = `${duration(first.atMs - trouble.atMs)} after ${trouble.since}`;
  return pages.length === 1 ? `1 page ${after}` : `${pages.length} pages, the first ${after}`;
}

function resolveClause({ incidents }: RehearsalReport, { timesToResolve }: Milestones): string {
  if (incidents.length === 0) return '';
  const open = incidents.length - timesToResolve.length;
  if (open === incidents.length) return 'not resolved at the end';
  if (open > 0) return `${open} of them not resolved at the end`;
  const longest = duration(Math.max(...timesToResolve));
  return incidents.length === 1 ? `resolved after ${longest}` : `all resolved, the longest after ${longest}`;
}

const OTHER_KINDS: Readonly<Record<string, readonly [string, string]>> = {
  notice: ['notice', 'notices'],
  reminder: ['reminder', 'reminders'],
  acknowledged: ['word of an acknowledgement', 'words of an acknowledgement'],
  update: ['status update', 'status updates'],
  'update-due': ['request for a status update', 'requests for a status update'],
  maintenance: ['notice of maintenance', 'notices of maintenance'],
  fallback: ['message to the fallback topic', 'messages to the fallback topic'],
  'alarm-action': ['direct alarm action', 'direct alarm actions'],
};

function othersClause(report: RehearsalReport, { otherMessages }: Milestones): string {
  if (report.notifications.length === 0) return 'nothing was sent';
  // A page too many is told by its expectation; then 'nothing else' would contradict it.
  if (otherMessages.length === 0) return report.verdict === 'failed' ? '' : 'nothing else was sent';
  const kinds = Object.entries(OTHER_KINDS).flatMap(([kind, [one, many]]) => {
    const count = otherMessages.filter((message: ReportNotification) => message.kind === kind).length;
    return count > 0 ? [countOf(count, one, many)] : [];
  });
  return `also sent: ${kinds.join(' and ')}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
