import { plain } from '../escape';
import { duration } from '../format';
import { momentHash } from './deep-link';
import { type Html, html } from './html';
import type { RehearsalReport, ReportIncident } from './model';
import { momentWords } from './moment';
import { percent } from './time-axis';

/** Incidents, and milestones of each, drawn at most; the cards below tell them all. */
const MOST_LANES = 50;
const MOST_MILESTONES = 60;

type Milestone = ReportIncident['timeline'][number];

/** One lane for each incident: how long it was open, and what happened to it when. */
export function incidentLanes(report: RehearsalReport): Html | undefined {
  if (report.incidents.length === 0) return undefined;
  const more = report.incidents.length - MOST_LANES;
  const lanes = report.incidents.slice(0, MOST_LANES).map((incident, index) => lane(incident, index, report));
  return html`<h3 class="lanes-group">Incidents</h3>${lanes}${more > 0 && html`<p class="detail">${more} more are not drawn.</p>`}`;
}

function lane(incident: ReportIncident, index: number, report: RehearsalReport): Html {
  const { openedMs, resolvedMs, severity } = incident;
  const until = resolvedMs ?? report.endMs;
  const x = percent(openedMs, report);
  const width = Math.max(0, Math.round((percent(until, report) - x) * 1000) / 1000);
  const words = `${resolvedMs === undefined ? 'open for' : 'resolved after'} ${duration(until - openedMs)}`;
  return html`<div class="lane"><div class="lane-label"><p class="lane-name"><a href="#incident-${index + 1}">${plain(incident.title, 120)}</a> <span class="severity severity-${severity}">${severity}</span></p><p class="detail">${words}</p></div>
<div class="lane-body"><svg class="ribbon ribbon-thin" role="group" aria-label="Milestones of the incident"><rect class="incident-bar" x="${x}%" y="50%" width="${width}%" height="4"/>${incident.timeline
    .slice(0, MOST_MILESTONES)
    .map((entry, order) => milestone(entry, order, report))}</svg></div></div>
`;
}

function milestone({ atMs, kind, text }: Milestone, order: number, report: RehearsalReport): Html {
  const when = momentWords(atMs, report);
  const [what, words] = [plain(kind, 40), plain(text, 300)];
  return html`<a class="segment milestone" href="${momentHash(atMs)}" tabindex="${order === 0 ? 0 : -1}" aria-label="${`${what}\n${when}\n${words}`}" data-state="milestone"><circle cx="${percent(atMs, report)}%" cy="50%" r="6"/></a>`;
}
