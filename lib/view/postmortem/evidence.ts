/** What else may explain it: traces, errors, other incidents, and where to look. */
import type { Evidence } from '../../core/incident/evidence';
import type { PostmortemContents } from '../../core/incident/postmortem-contents';
import { dashboardUrl } from '../notification/links';
import { link, table, text } from './markdown';
import { isoSecond } from './time';

const MOST = 10;

export function evidenceSection({ errors, traces }: PostmortemContents): string {
  return [
    '## Evidence',
    '### Most frequent errors',
    wordEvidence(errors, 'No error was recorded.', (found) =>
      table(
        ['Error', 'Fingerprint', 'Times'],
        found.map(({ what, fingerprint, count }) => [text(what), text(fingerprint, 80), count.toLocaleString('en-US')]),
      ),
    ),
    '### Failing traces',
    wordEvidence(traces, 'No failing trace was recorded.', (found) =>
      table(
        ['Trace', 'What failed'],
        found.map(({ id, url, what }) => [link(id, url), text(what)]),
      ),
    ),
  ].join('\n\n');
}

function wordEvidence<T>(evidence: Evidence<T>, none: string, word: (found: readonly T[]) => string): string {
  if ('unknown' in evidence) return `Not known: ${text(evidence.unknown)}`;
  return evidence.found.length === 0 ? none : word(evidence.found.slice(0, MOST));
}

export function relatedSection({ related }: PostmortemContents): string {
  if (related.length === 0) return '## Related incidents\n\nThe service had no other one within a day of it.';
  const rows = related
    .slice(0, MOST)
    .map(({ id, openedMs, environment, severity, status, title }) => [
      isoSecond(openedMs),
      text(id, 80),
      text(environment, 80),
      severity,
      status,
      text(title, 160),
    ]);
  const more = related.length > MOST ? `\n\nand ${related.length - MOST} more` : '';
  return `## Related incidents\n\n${table(['Opened', 'Incident', 'Environment', 'Severity', 'Status', 'Title'], rows)}${more}`;
}

export function linksSection({ dashboardName, region }: PostmortemContents): string {
  const dashboard = dashboardUrl({ dashboardName, region });
  return `## Links\n\n- ${dashboard === undefined ? 'The service has no dashboard of its own.' : link('Dashboard', dashboard)}`;
}
