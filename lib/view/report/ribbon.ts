import { plain } from '../escape';
import { duration } from '../format';
import { momentHash } from './deep-link';
import { type Html, html } from './html';
import { markedPages } from './milestones';
import type { RehearsalReport, ReportAlarm } from './model';
import { momentWords } from './moment';
import { drawnSpans, type StateSpan, statesOf } from './spans';
import { percent } from './time-axis';

const WORDS: Readonly<Record<StateSpan['state'], { readonly text: string; readonly css: string }>> = {
  OK: { text: 'OK', css: 'ok' },
  ALARM: { text: 'In alarm', css: 'alarm' },
  INSUFFICIENT_DATA: { text: 'Insufficient data', css: 'nodata' },
};

/** Spans that are kept apart by a line; more lie side by side. */
const MOST_FRAMED = 60;

/** An alarm's states from the first moment to the last, each a link to its beginning; the pages marked across. */
export function ribbon(alarm: ReportAlarm, report: RehearsalReport): Html {
  const spans = drawnSpans(statesOf(alarm, report), report);
  return html`<svg class="ribbon${spans.length > MOST_FRAMED && ' ribbon-dense'}" role="group" aria-label="States of ${plain(alarm.label, 100)}">${spans.map((span, index) => segment(span, index, alarm, report))}${pageMarks(report)}</svg>`;
}

/** Patterns the ribbons are filled with; once in the page. */
export function hatching(): Html {
  return html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-line" width="3" height="7"/></pattern></svg>`;
}

/** The element's name, line by line, is also the tip that the client shows. */
function segment(span: StateSpan, index: number, alarm: ReportAlarm, report: RehearsalReport): Html {
  const { text, css } = WORDS[span.state];
  const when = `${momentWords(span.fromMs, report)} – ${momentWords(span.toMs, report)} (${duration(span.toMs - span.fromMs)})`;
  const why = plain(span.reason, 300);
  const held = span.heldBack === undefined ? '' : plain(span.heldBack, 160);
  const told = [text, when, ...(held ? [`Actions held back: ${held}`] : []), why].join('\n');
  const x = percent(span.fromMs, report);
  const width = Math.round((percent(span.toMs, report) - x) * 1000) / 1000;
  const [y, height] = span.state === 'INSUFFICIENT_DATA' ? ['35%', '30%'] : ['0', '100%'];
  const box = html`x="${x}%" y="${y}" width="${width}%" height="${height}"`;
  // One stop for the Tab key in each ribbon; the arrow keys go on from there.
  return html`<a class="segment" href="${momentHash(span.fromMs, alarm.name)}" tabindex="${index === 0 ? 0 : -1}" aria-label="${told}" data-state="${css}"><rect class="segment-${css}" ${box}/>${held !== '' && html`<rect class="segment-held" ${box}/>`}${words(span, x + width, width)}</a>`;
}

/** How long it was, at the end of the span: pages are marked near its beginning. */
function words({ state, fromMs, toMs, heldBack }: StateSpan, endX: number, width: number): Html | undefined {
  if (width < 16 || state !== 'ALARM' || heldBack !== undefined) return undefined;
  return html`<text x="${Math.round(endX * 1000) / 1000}%" dx="-10" y="50%" dy=".35em" text-anchor="end">${duration(toMs - fromMs)}</text>`;
}

function pageMarks(report: RehearsalReport): Html[] {
  return markedPages(report).map((atMs) => {
    const x = `${percent(atMs, report)}%`;
    return html`<line class="page-rim" x1="${x}" x2="${x}" y1="0" y2="100%"/><line class="page-mark" x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
  });
}
