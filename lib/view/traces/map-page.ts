/** The dependency map as one HTML file: a picture, and the same in a table. */
import type { TraceReport } from '../../core/trace/report';
import type { GraphEdge } from '../../core/trace/service-graph';
import { plain } from '../escape';
import { type Html, html, trusted } from '../report/html';
import { mapPicture } from './map-picture';
import { MAP_STYLE } from './map-style';
import { basisOf, byHealth, milliseconds, problemsOf, shareOf } from './words';

const MOST_ROWS = 200;
const NAME = 80;

/** Needs nothing but itself: no scripts, no fonts, no requests. */
export function mapPage(report: TraceReport): string {
  const { graph, faults } = report;
  const names = new Map(graph.nodes.map(({ key, name }) => [key, plain(name, NAME)]));
  const nameOf = (key: string) => names.get(key) ?? plain(key, NAME);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Dependency map</title>
<style>${trusted(MAP_STYLE)}</style>
</head>
<body>
<main>
<h1>Dependency map</h1>
<p>${basisOf(report)}</p>
${problemsOf(report).map((line) => html`<p class="quiet">${line}</p>`)}
${graph.nodes.length === 0 ? html`<p>No traces: nothing was called, or nothing is traced.</p>` : mapPicture(graph)}
${faults.length > 0 && html`<h2>Where faults began</h2><ul>${faults.map((fault) => faultItem(fault, nameOf))}</ul>`}
${graph.edges.length > 0 && edgeTable(graph.edges, nameOf)}
${graph.more > 0 && html`<p class="quiet">${graph.more} more nodes and edges are left out.</p>`}
</main>
</body>
</html>
`;
  return page.toString();
}

function faultItem(
  { kind, place, caller, cause, count, passedOnBy }: TraceReport['faults'][number],
  nameOf: (key: string) => string,
): Html {
  const where = kind === 'call' ? `between ${nameOf(caller ?? '')} and ${nameOf(place)}` : nameOf(place);
  const passed = passedOnBy.length > 0 && `, passed on by ${passedOnBy.map(nameOf).join(', ')}`;
  return html`<li><b>${where}</b>: ${count} ${count === 1 ? 'fault' : 'faults'}${passed}${cause !== undefined && html`<br><code>${plain(cause, 300)}</code>`}</li>`;
}

function edgeTable(edges: readonly GraphEdge[], nameOf: (key: string) => string): Html {
  const cell = (label: string, text: string) => html`<td data-label="${label}" class="number">${text}</td>`;
  const rows = [...edges]
    .sort(byHealth)
    .slice(0, MOST_ROWS)
    .map(
      ({ from, to, health, calls, faults, throttled, untraced, latency }) => html`<tr>
<th scope="row">${nameOf(from)} <span class="quiet">to</span> ${nameOf(to)}</th>
<td data-label="health"><span class="health ${health}">${health}</span></td>
${cell('calls', String(calls))}${cell('failed', shareOf(faults + throttled, calls))}${cell('p50', milliseconds(latency.p50))}${cell('p90', milliseconds(latency.p90))}${cell('p99', milliseconds(latency.p99))}${cell('untraced', untraced > 0 ? shareOf(untraced, calls) : '–')}
</tr>`,
    );
  return html`<h2>Calls</h2>
<table>
<thead><tr><th scope="col">from and to</th><th scope="col">health</th><th scope="col" class="number">calls</th><th scope="col" class="number">failed</th><th scope="col" class="number">p50</th><th scope="col" class="number">p90</th><th scope="col" class="number">p99</th><th scope="col" class="number">untraced</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}
