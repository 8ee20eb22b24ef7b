import { plain } from '../escape';
import { clock, countOf, duration } from '../format';
import { type Html, html } from './html';
import type { RehearsalReport, ReportAlarm, ReportNotification } from './model';
import { nothing, section } from './section';
import { type StateSpan, statesOf } from './spans';
import { TICK_STEPS_MS, tickLabel, timeTicks } from './time-axis';

/** Ticks of the common axis: few enough for a phone. */
const MOST_TICKS = 7;

/** One ribbon of states for each alarm that fired or lost its data; the quiet ones by name. */
export function alarmsSection(report: RehearsalReport): Html {
  const moved = report.alarms.filter(leftOk).sort((a, b) => firstMove(a) - firstMove(b));
  const quiet = report.alarms.filter((alarm) => !leftOk(alarm));
  return section(
    'alarms',
    'Alarm states',
    moved.length > 0
      ? html`Each ribbon is one alarm on a common time axis. <span class="key"><i class="swatch swatch-ok"></i>OK</span> <span class="key"><i class="swatch swatch-alarm"></i>In alarm</span> <span class="key"><i class="swatch swatch-nodata"></i>Insufficient data</span> <span class="key"><i class="swatch swatch-page"></i>Page</span>`
      : undefined,
    [
      moved.length > 0
        ? html`<div class="bands">${hatching()}<div class="band-rows">${axis(report)}${moved.map((alarm) => row(alarm, report))}</div></div>`
        : nothing('No alarm left OK.'),
      quiet.length > 0 && quietAlarms(quiet, report),
    ],
  );
}

/** Alarms begin without data by nature: only one that had data and lost it, or fired, has something to show. */
function leftOk({ states }: ReportAlarm): boolean {
  const firstOk = states.findIndex((entry) => entry.state === 'OK');
  return states.some(
    (entry, index) =>
      entry.state === 'ALARM' || (entry.state === 'INSUFFICIENT_DATA' && firstOk >= 0 && index > firstOk),
  );
}

function firstMove({ states }: ReportAlarm): number {
  return states.find((entry) => entry.state === 'ALARM')?.atMs ?? Number.POSITIVE_INFINITY;
}

function row(alarm: ReportAlarm, report: RehearsalReport): Html {
  return html`<div class="band"><div class="band-label"><p>${plain(alarm.label, 100)}${alarm.severity ? html` <span class="severity severity-${alarm.severity}">${alarm.severity}</span>` : ''}</p><p class="detail">${plain(alarm.condition, 200)}</p></div>
<svg class="ribbon" role="group" aria-label="States of ${plain(alarm.label, 100)}">${statesOf(alarm, report).map((span) => segment(span, report))}${marks(report)}</svg></div>
`;
}

const WORDS: Readonly<Record<StateSpan['state'], { readonly text: string; readonly css: string }>> = {
  OK: { text: 'OK', css: 'ok' },
  ALARM: { text: 'In alarm', css: 'alarm' },
  INSUFFICIENT_DATA: { text: 'Insufficient data', css: 'nodata' },
};

/** The client turns the `data-` parts into a tip; the name of the element says the same without it. */
function segment({ state, fromMs, toMs, reason }: StateSpan, report: RehearsalReport): Html {
  const { text, css } = WORDS[state];
  const when = `${clock(fromMs)} – ${clock(toMs)} (${duration(toMs - fromMs)})`;
  const why = plain(reason, 400);
  const [x, width] = [percent(fromMs, report), percent(toMs, report) - percent(fromMs, report)];
  // At the end of the span: pages are marked near its beginning.
  const words = width >= 16 && state === 'ALARM';
  return html`<g class="segment" tabindex="0" role="img" aria-label="${text}, ${when}. ${why}" data-state="${css}" data-text="${text}" data-when="${when}" data-reason="${why}"><rect class="segment-${css}" x="${round(x)}%" width="${round(width)}%" height="100%"/>${words && html`<text x="${round(x + width)}%" dx="-10" y="50%" dy=".35em" text-anchor="end">${duration(toMs - fromMs)}</text>`}</g>`;
}

function marks(report: RehearsalReport): Html[] {
  return pagesOf(report).map(({ atMs }) => {
    const x = `${round(percent(atMs, report))}%`;
    return html`<line class="page-rim" x1="${x}" x2="${x}" y1="0" y2="100%"/><line class="page-mark" x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
  });
}

function axis(report: RehearsalReport): Html {
  const ticks = timeTicks(report.startMs, report.endMs, MOST_TICKS);
  const step = ticks.length > 1 ? (ticks[1] ?? 0) - (ticks[0] ?? 0) : (TICK_STEPS_MS[0] ?? 0);
  const labels = ticks.map((tick) => {
    const x = percent(tick, report);
    const anchor = x < 4 ? 'start' : x > 96 ? 'end' : 'middle';
    return html`<text x="${round(x)}%" y="11" text-anchor="${anchor}">${tickLabel(tick, step)}</text>`;
  });
  const flags = pagesOf(report).map(({ atMs, channel }) => {
    const x = round(percent(atMs, report));
    return html`<svg class="page-flag" x="${x}%" y="18" overflow="visible"><path d="M-5 0h10l-5 7z"><title>Page to ${plain(channel, 60)} at ${clock(atMs)}</title></path></svg>`;
  });
  return html`<div class="band band-axis"><p class="band-label detail">UTC</p><svg class="ribbon-axis" role="img" aria-label="Time axis from ${clock(report.startMs)} to ${clock(report.endMs)}, pages marked">${labels}${flags}</svg></div>
`;
}

function pagesOf({ notifications, startMs, endMs }: RehearsalReport): ReportNotification[] {
  return notifications.filter(({ kind, atMs }) => kind === 'page' && atMs >= startMs && atMs <= endMs);
}

function hatching(): Html {
  return html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2" height="6"/></pattern></svg>`;
}

function quietAlarms(quiet: readonly ReportAlarm[], report: RehearsalReport): Html {
  const rows = quiet.map((alarm) => {
    const noData = statesOf(alarm, report).at(-1)?.state === 'INSUFFICIENT_DATA';
    return html`<li><p>${plain(alarm.label, 100)}${noData && html` <span class="severity">no data</span>`}</p><p class="detail">${plain(alarm.condition, 200)}</p></li>`;
  });
  return html`<details class="quiet"><summary>${countOf(quiet.length, 'alarm')} stayed quiet</summary><ul>${rows}</ul></details>`;
}

function percent(ms: number, { startMs, endMs }: RehearsalReport): number {
  return endMs > startMs ? ((ms - startMs) / (endMs - startMs)) * 100 : 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
