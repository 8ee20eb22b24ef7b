import type { Incident } from '../../core/incident/incident';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { plain } from '../escape';
import { duration } from '../format';
import { lengthOf, nameText, placeOf } from '../incidents/words';
import { dashboardUrl, safeUrl } from '../notification/links';
import { type Html, html } from '../report/html';
import { drawWidget, emptyState, rowsThatFit, type WidgetFrame } from './frame';

export interface IncidentsWidget {
  /** Most severe first. `undefined`: they could not be read, or there is no hub. */
  readonly incidents?: readonly Incident[];
  /** Names of dashboards by `<service>/<environment>`. */
  readonly dashboards: ReadonlyMap<string, string>;
  readonly region: string;
  /** Of which service alone. @default - of all */
  readonly service?: string;
  readonly problems: readonly string[];
  /** No hub was given to the construct. */
  readonly unset: boolean;
}

const ROW = 64;
const ABOVE = 60;
const TITLE = 160;
/** As the ids of incidents are made; any other one is no word of a command line. */
const ID = /^[0-9A-Za-z-]{1,40}$/;

/** Read-only: what to do about an incident is a command to copy, since nothing here knows who is looking. */
export function incidentsWidget(widget: IncidentsWidget, frame: WidgetFrame): string {
  const { incidents, problems, unset } = widget;
  if (unset) {
    const how = "Pass 'incidents' (an IncidentResponse) to CustomWidgets.";
    return drawWidget(frame, { problems, body: emptyState('No incidents are known here.', how) });
  }
  if (!incidents) return drawWidget(frame, { problems, body: emptyState('Nobody knows what is open.', LATER) });
  const shown = incidents.slice(0, rowsThatFit(frame, ROW, ABOVE));
  const more = incidents.length - shown.length;
  const body = html`<p>${summary(incidents, widget.service)}</p>
<ul>${shown.map((incident) => item(incident, widget, frame))}</ul>
${more > 0 && html`<p class="quiet">${more} more: <code>sightline incidents list</code></p>`}`;
  return drawWidget(frame, { problems, body });
}

const LATER = 'Refresh the dashboard, or ask: sightline incidents list';

/** `3 open: 1 critical, 2 high`. */
function summary(incidents: readonly Incident[], service: string | undefined): Html {
  const where = service === undefined ? '' : ` of ${nameText(service)}`;
  if (incidents.length === 0) return html`<b>No incident${where} is open.</b>`;
  const counts = SEVERITIES.map((one) => [incidents.filter(({ severity }) => severity === one).length, one] as const);
  const parts = counts.filter(([count]) => count > 0).map(([count, severity]) => `${count} ${severity}`);
  return html`<b>${incidents.length} open${where}</b>: ${parts.join(', ')}`;
}

function item(incident: Incident, widget: IncidentsWidget, frame: WidgetFrame): Html {
  const { severity, status, title, id } = incident;
  const command = status === 'triggered' && ID.test(id);
  return html`<li><span class="badge ${toneOf(severity)}">${severity}</span> ${place(incident, widget)}: ${plain(title, TITLE)}<br>
<span class="quiet">${standing(incident, frame.nowMs)}</span>${command && html`<br><span class="quiet">Take it: <code>sightline incidents ack ${id}</code></span>`}</li>
`;
}

function place(incident: Incident, { dashboards, region }: IncidentsWidget): Html {
  const dashboardName = dashboards.get(`${incident.service}/${incident.environment}`);
  const url = safeUrl(dashboardUrl({ dashboardName, region }));
  const name = placeOf(incident);
  return url === undefined ? html`<b>${name}</b>` : html`<a href="${url}"><b>${name}</b></a>`;
}

/** `triggered, open for 5 min`, `acknowledged by alice 3 min ago, open for 8 min`. */
function standing(incident: Incident, nowMs: number): string {
  const { status, assignee, acknowledgements } = incident;
  const taken = acknowledgements.find(({ by }) => by === assignee) ?? acknowledgements[0];
  const name = assignee ?? taken?.by;
  const by = name === undefined ? '' : ` by ${nameText(name, 40)}`;
  const ago = taken === undefined || taken.by !== name ? '' : ` ${duration(nowMs - taken.atMs)} ago`;
  return `${status}${by}${ago}, open for ${lengthOf(incident, nowMs)}`;
}

function toneOf(severity: Severity): string {
  if (severity === 'critical' || severity === 'high') return 'bad';
  return severity === 'medium' ? 'warn' : 'unknown';
}
