import { plain } from '../escape';
import { adviceSections } from './advice';
import { ChartList, type PageData } from './chart-data';
import type { FrameStyles } from './custom-widget';
import { dashboardsPart } from './dashboards';
import { embedJson } from './embed';
import { expectationsSection } from './expectations';
import { header } from './header';
import { type Html, html, trusted } from './html';
import { incidentsSection } from './incidents';
import { timelineSection } from './lanes';
import { methodSections } from './method';
import { markedPages } from './milestones';
import type { RehearsalReport } from './model';
import { momentData } from './moment-data';
import { notificationsSection } from './notifications';
import { sha256Base64 } from './sha256';
import { storySection } from './story';
import { timeBar } from './time-bar';

/** The page's client, as `scripts/build-report.ts` bundles it. */
export interface ReportAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * The page of one rehearsal: a single HTML file that needs no network and works from disk. Only the two assets and the
 * page's own placement rules run or apply, and in frames the styles of custom widgets: the content security policy names
 * all of them by hash. Throws where an asset could end its own element, since that page would be broken.
 */
export function renderReport(report: RehearsalReport, assets: ReportAssets): string {
  requireInlinable('script', assets.script);
  requireInlinable('style', assets.style);
  const charts = new ChartList();
  const timeline = timelineSection(report, charts);
  const dashboards = dashboardsPart(report, charts);
  const placement = `@media (min-width:900px),print{${dashboards.placement}}`;
  const csp = policy(assets.script, [assets.style, placement], dashboards.frameStyles);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${plain(report.title, 160)} · ${report.verdict} · Sightline rehearsal</title>
<style>${trusted(assets.style)}</style>
<style>${trusted(placement)}</style>
</head>
<body>
<a class="skip" href="#story">Skip to the story</a>
<a class="skip" href="#time-bar">Skip to the time bar</a>
<div class="page">
${header(report)}${contents(report)}<main>
${timeline}${storySection(report)}${notificationsSection(report)}${incidentsSection(report)}${dashboards.section}${expectationsSection(report)}${adviceSections(report)}${methodSections(report)}</main>
<footer><p>Written by Sightline. Everything on this page happened in virtual time: no real alarm changed and nobody was notified.</p></footer>
</div>
${timeBar(report)}<script type="application/json" id="page-data">${trusted(embedJson(pageData(report, charts)))}</script>
<script>${trusted(assets.script)}</script>
</body>
</html>
`.toString();
}

function pageData(report: RehearsalReport, { charts }: ChartList): PageData {
  const { startMs, endMs } = report;
  return { moments: momentData(report), charts: { startMs, endMs, pagesMs: markedPages(report), charts } };
}

function contents(report: RehearsalReport): Html {
  const links: readonly (readonly [string, string, number | undefined])[] = [
    ['timeline', 'Timeline', undefined],
    ['story', 'Story', undefined],
    ['notifications', 'Notifications', report.notifications.length],
    ['incidents', 'Incidents', report.incidents.length],
    ['dashboards', report.dashboards.length === 1 ? 'Dashboard' : 'Dashboards', undefined],
    ['expectations', 'Expectations', report.expectations.length],
    ...(report.notRehearsed.length > 0
      ? [['not-rehearsed', 'Not rehearsed', report.notRehearsed.length] as const]
      : []),
    ...(report.lints?.length ? [['advice', 'Advice', report.lints.length] as const] : []),
    ...(report.assumptions.length > 0 ? [['method', 'Method', undefined] as const] : []),
  ];
  return html`<nav class="contents" aria-label="Contents"><ul>${links.map(
    ([id, name, count]) =>
      html`<li><a href="#${id}">${name}${count !== undefined && html` <span>${count}</span>`}</a></li>`,
  )}</ul></nav>
`;
}

/** Frames inherit it. `unsafe-hashes` lets style attributes apply, those whose hash is there. */
function policy(script: string, styles: readonly string[], { sheets, attributes }: FrameStyles): string {
  const hashes = (texts: readonly string[]) => texts.map((text) => `'sha256-${sha256Base64(text)}'`).join(' ');
  return [
    "default-src 'none'",
    `script-src ${hashes([script])}`,
    `style-src ${hashes([...styles, ...sheets])}${attributes.size > 0 ? ` 'unsafe-hashes' ${hashes([...attributes])}` : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function requireInlinable(kind: 'script' | 'style', text: string): void {
  const ending = /<\/(?:script|style)|<!--/i.exec(text);
  if (!ending) return;
  throw new Error(
    `the report's ${kind} must not contain '${ending[0]}', found it at ${ending.index}; build it with buildReportClient`,
  );
}
