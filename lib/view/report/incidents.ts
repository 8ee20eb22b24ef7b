import { plain } from '../escape';
import { countOf, duration } from '../format';
import { type Html, html } from './html';
import { incidentRequests } from './incident-requests';
import type { RehearsalReport, ReportIncident } from './model';
import { wholeSecond } from './moment';
import { moment, nothing, section, time } from './section';

/** Incidents told in full at most. */
const SHOWN = 100;

export function incidentsSection(report: RehearsalReport): Html {
  return section(
    'incidents',
    'Incidents',
    undefined,
    report.incidents.length === 0
      ? nothing('No incident was opened.')
      : html`<div class="incidents">${report.incidents.slice(0, SHOWN).map((incident, index) => card(incident, index + 1, report))}</div>${report.incidents.length > SHOWN && html`<p class="detail">${report.incidents.length - SHOWN} more are not shown.</p>`}`,
  );
}

function card(incident: ReportIncident, number: number, { startMs }: RehearsalReport): Html {
  const { resolvedMs, openedMs, generation } = incident;
  const facts: readonly (readonly [string, Html | string])[] = [
    ['Service', `${plain(incident.service, 80)}, ${plain(incident.environment, 80)}`],
    ['Opened', time(openedMs, startMs)],
    [
      'Resolved',
      resolvedMs === undefined
        ? 'not yet'
        : html`${time(resolvedMs, startMs)}, after ${duration(resolvedMs - openedMs)}`,
    ],
    ...(generation > 1 ? [['Reopened', countOf(generation - 1, 'time')] as const] : []),
    ['Incident', html`<code>${plain(incident.id, 80)}</code>`],
  ];
  return html`<article class="incident" id="incident-${number}" tabindex="-1">
<header><h3>${plain(incident.title, 200)}</h3><p><span class="severity severity-${incident.severity}">${incident.severity}</span> <span class="status status-${resolvedMs === undefined ? 'open' : 'done'}">${plain(incident.status, 40)}</span></p></header>
<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<ol class="walk">${incident.timeline.map(
    ({ atMs, kind, text }) =>
      html`<li data-at="${wholeSecond(atMs)}"><span class="when">${moment(atMs, startMs)}</span><span class="kind">${plain(kind, 40)}</span><span>${plain(text, 400)}</span></li>`,
  )}</ol>
${incidentRequests(incident, startMs)}</article>
`;
}
