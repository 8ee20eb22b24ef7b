import { plain } from '../escape';
import { countOf } from '../format';
import { type Html, html } from './html';
import type { ReportIncident, ReportRequest } from './model';
import { moment } from './section';

/** The first requests that failed in an incident, with the ids to look for in logs and traces. */
export function incidentRequests({ requests = [], requestsIncomplete }: ReportIncident, startMs: number): Html | false {
  if (requests.length === 0) return false;
  const earlier = requestsIncomplete ? ' There may have been earlier ones: not all log lines are kept.' : '';
  return html`<details class="requests"><summary>First ${countOf(requests.length, 'failing request')}</summary>
${earlier && html`<p class="detail">${earlier}</p>`}<ol>${requests.map((request) => row(request, startMs))}</ol>
</details>
`;
}

function row({ atMs, operation, category, fingerprint, ...ids }: ReportRequest, startMs: number): Html {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['request', ids.requestId],
    ['correlation', ids.correlationId === ids.traceId ? undefined : ids.correlationId],
    ['trace', ids.traceId],
    ['fingerprint', fingerprint],
  ];
  const shown = named.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return html`<li><span class="when">${moment(atMs, startMs)}</span><span class="kind">${plain(category ?? 'failed', 40)}</span><span>${plain(operation ?? '', 200)}${shown.map(([name, id]) => html` <span class="detail">${name} <code>${plain(id, 130)}</code></span>`)}</span></li>`;
}
