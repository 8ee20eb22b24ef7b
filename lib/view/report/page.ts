import { plain } from '../escape';
import { alarmsSection } from './alarms';
import { dashboardsPart } from './dashboards';
import { embedJson } from './embed';
import { expectationsSection } from './expectations';
import { header } from './header';
import { type Html, html, trusted } from './html';
import { incidentsSection } from './incidents';
import { methodSections } from './method';
import type { RehearsalReport } from './model';
import { notificationsSection } from './notifications';
import { sha256Base64 } from './sha256';
import { storySection } from './story';

/** The page's client, as `scripts/build-report.ts` bundles it. */
export interface ReportAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * The page of one rehearsal: a single HTML file that needs no network and works from disk. Only the two assets and the
 * page's own placement rules run or apply: the content security policy names them by hash. Throws where an asset could
 * end its own element, since that page would be broken.
 */
export function renderReport(report: RehearsalReport, assets: ReportAssets): string {
  requireInlinable('script', assets.script);
  requireInlinable('style', assets.style);
  const dashboards = dashboardsPart(report);
  const placement = `@media (min-width:900px),print{${dashboards.placement}}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(assets.script, [assets.style, placement])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${plain(report.title, 160)} · ${report.verdict} · Sightline rehearsal</title>
<style>${trusted(assets.style)}</style>
<style>${trusted(placement)}</style>
</head>
<body>
<a class="skip" href="#story">Skip to the story</a>
<div class="page">
${header(report)}${contents(report)}<main>
${storySection(report)}${alarmsSection(report)}${notificationsSection(report)}${incidentsSection(report)}${dashboards.section}${expectationsSection(report)}${methodSections(report)}</main>
<footer><p>Written by Sightline. Everything on this page happened in virtual time: no real alarm changed and nobody was notified.</p></footer>
</div>
<script type="application/json" id="charts">${trusted(embedJson(dashboards.charts))}</script>
<script>${trusted(assets.script)}</script>
</body>
</html>
`.toString();
}

function contents(report: RehearsalReport): Html {
  const links: readonly (readonly [string, string, number | undefined])[] = [
    ['story', 'Story', undefined],
    ['alarms', 'Alarms', undefined],
    ['notifications', 'Notifications', report.notifications.length],
    ['incidents', 'Incidents', report.incidents.length],
    ['dashboards', report.dashboards.length === 1 ? 'Dashboard' : 'Dashboards', undefined],
    ['expectations', 'Expectations', report.expectations.length],
    ...(report.assumptions.length > 0 ? [['method', 'Method', undefined] as const] : []),
  ];
  return html`<nav class="contents" aria-label="Contents"><ul>${links.map(
    ([id, name, count]) =>
      html`<li><a href="#${id}">${name}${count !== undefined && html` <span>${count}</span>`}</a></li>`,
  )}</ul></nav>
`;
}

function policy(script: string, styles: readonly string[]): string {
  const hashes = (texts: readonly string[]) => texts.map((text) => `'sha256-${sha256Base64(text)}'`).join(' ');
  return [
    "default-src 'none'",
    `script-src ${hashes([script])}`,
    `style-src ${hashes(styles)}`,
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
