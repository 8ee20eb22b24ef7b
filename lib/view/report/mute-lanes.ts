import { plain } from '../escape';
import { countOf, duration } from '../format';
import { momentHash } from './deep-link';
import { type Html, html } from './html';
import type { RehearsalReport, ReportMute } from './model';
import { momentWords } from './moment';
import { percent } from './time-axis';

/** Rules and windows drawn at most. */
const MOST_RULES = 20;
const MOST_WINDOWS = 200;

/** One lane for each mute rule, with its windows. */
export function muteLanes(report: RehearsalReport): Html | undefined {
  const mutes = (report.mutes ?? []).filter(({ startMs, endMs }) => endMs > report.startMs && startMs < report.endMs);
  if (mutes.length === 0) return undefined;
  const names = [...new Set(mutes.map(({ name }) => name))];
  const lanes = names.slice(0, MOST_RULES).map((name) =>
    lane(
      name,
      mutes.filter((mute) => mute.name === name),
      report,
    ),
  );
  return html`<h3 class="lanes-group">Mute rules</h3>${lanes}${names.length > MOST_RULES && html`<p class="detail">${names.length - MOST_RULES} more mute rules are not drawn.</p>`}`;
}

function lane(name: string, windows: readonly ReportMute[], report: RehearsalReport): Html {
  const alarms = new Set(windows.flatMap((mute) => mute.alarms));
  return html`<div class="lane"><div class="lane-label"><p class="lane-name">${plain(name, 100)}</p><p class="detail">mutes ${countOf(alarms.size, 'alarm')}, ${countOf(windows.length, 'window')}</p></div>
<div class="lane-body"><svg class="ribbon" role="group" aria-label="Windows of ${plain(name, 100)}">${windows.slice(0, MOST_WINDOWS).map((window, index) => bar(window, index, report))}</svg></div></div>
`;
}

function bar({ startMs, endMs, alarms }: ReportMute, index: number, report: RehearsalReport): Html {
  const when = `${momentWords(startMs, report)} – ${momentWords(endMs, report)} (${duration(endMs - startMs)})`;
  const whom = plain(alarms.slice(0, 8).join(', '), 300);
  const x = percent(startMs, report);
  const width = Math.round((percent(endMs, report) - x) * 1000) / 1000;
  const box = html`x="${x}%" y="20%" width="${width}%" height="60%"`;
  return html`<a class="segment" href="${momentHash(Math.max(startMs, report.startMs))}" tabindex="${index === 0 ? 0 : -1}" aria-label="${`Muted\n${when}\n${whom}`}" data-state="muted"><rect class="segment-muted" ${box}/><rect class="segment-held" ${box}/></a>`;
}
