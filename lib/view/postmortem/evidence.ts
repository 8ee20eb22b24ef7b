/** What else may explain it: traces, errors, other incidents, and where to look. */
import type { ErrorEvidence, Evidence, TraceEvidence } from '../../core/incident/evidence';
import type { PostmortemContents } from '../../core/incident/postmortem-contents';
import { dashboardUrl } from '../notification/links';
import { momentHash } from '../report/deep-link';
import { fittingTable, link, table, text } from './markdown';
import { isoSecond } from './time';

const MOST = 10;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ALARM_NAME = 255;

export function evidenceSection({ errors, traces }: PostmortemContents): string {
  return [
    '## Evidence',
    '### Most frequent errors',
    errorsTable(errors),
    '### Failing traces',
    tracesTable(traces),
  ].join('\n\n');
}

/** As many rows as fit into so many bytes. */
export function errorsTable(errors: Evidence<ErrorEvidence>, maxBytes = Number.POSITIVE_INFINITY): string {
  return wordEvidence(errors, 'No error was recorded.', (found) =>
    fittingTable(
      ['Error', 'Fingerprint', 'Times'],
      found.map(({ what, fingerprint, count }) => [text(what), text(fingerprint, 80), count.toLocaleString('en-US')]),
      maxBytes,
    ),
  );
}

export function tracesTable(traces: Evidence<TraceEvidence>, maxBytes = Number.POSITIVE_INFINITY): string {
  return wordEvidence(traces, 'No failing trace was recorded.', (found) =>
    fittingTable(
      ['Trace', 'What failed'],
      found.map(({ id, url, what }) => [link(id, url), text(what)]),
      maxBytes,
    ),
  );
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

export function linksSection({ dashboardName, region, incident, reportUrl }: PostmortemContents): string {
  const dashboard = dashboardUrl({ dashboardName, region });
  const moment = momentHash(
    incident.openedMs,
    incident.alarms.find(({ length }) => length <= MAX_ALARM_NAME),
  );
  const lines = [
    dashboard === undefined ? 'The service has no dashboard of its own.' : link('Dashboard', dashboard),
    reportUrl === undefined
      ? `Rehearsal: its report page opens at this moment with \`${moment}\` at the end of its address`
      : link('The moment in the rehearsal', `${reportUrl}${moment}`),
  ];
  return `## Links\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
