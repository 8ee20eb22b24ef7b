import { plain } from '../escape';
import { countOf } from '../format';
import { type Html, html } from './html';
import type { RehearsalReport, ReportAlarm } from './model';
import { section } from './section';
import { isWindowAlarm } from './window-alarms';

/** What to look into next: parts that were not played, alarms nothing drove to ALARM, and advice about alarms. */
export function adviceSections({ notRehearsed, lints = [], coverage, alarms }: RehearsalReport): Html[] {
  const parts: Html[] = [];
  if (notRehearsed.length > 0) {
    const rows = notRehearsed.map(({ name, reason }) => row(name, reason));
    parts.push(section('not-rehearsed', 'Not rehearsed', 'In the templates, but not part of this run.', list(rows)));
  }
  if (lints.length > 0) {
    const rows = lints.map(({ name, text }) => row(name, text));
    parts.push(section('advice', 'Advice', 'These alarms work. They could be better.', list(rows)));
  }
  if (coverage) parts.push(coverageSection(coverage, alarms.filter(isWindowAlarm)));
  return parts;
}

/** @param windows alarms that the figures at the top leave out, and the names here do not */
function coverageSection(
  { driven, neverDriven }: NonNullable<RehearsalReport['coverage']>,
  windows: readonly ReportAlarm[],
): Html {
  const all = driven.length + neverDriven.length;
  const known = new Set(driven);
  const inAlarm = windows.filter(({ name }) => known.has(name)).length;
  const withWindows =
    windows.length > 0
      ? ` That counts ${inAlarm} of ${countOf(windows.length, 'window alarm')} of burn-rate rules, which the figures at the top leave out.`
      : '';
  return section(
    'coverage',
    'Coverage',
    `${driven.length} of ${countOf(all, 'alarm')} ${driven.length === 1 ? 'was' : 'were'} in ALARM.${withWindows}`,
    neverDriven.length > 0 &&
      html`<details class="names"><summary>${countOf(neverDriven.length, 'alarm')} nothing drove to ALARM</summary><ul>${neverDriven.map((name) => html`<li><code>${plain(name, 255)}</code></li>`)}</ul></details>`,
  );
}

function row(name: string, text: string): Html {
  return html`<div><dt>${plain(name, 160)}</dt><dd>${plain(text, 600)}</dd></div>`;
}

function list(rows: readonly Html[]): Html {
  return html`<dl class="rows">${rows}</dl>`;
}
