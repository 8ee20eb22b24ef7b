import { plain } from '../escape';
import { calendarDate, clock, countOf, duration, inOneLine, sameDay } from '../format';
import { type Html, html } from './html';
import { type IconName, icon } from './icons';
import { milestonesOf } from './milestones';
import type { RehearsalReport } from './model';
import { summarize } from './summary';
import type { Trouble } from './trouble';
import { isWindowAlarm } from './window-alarms';

const VERDICTS: Readonly<Record<RehearsalReport['verdict'], { readonly word: string; readonly icon: IconName }>> = {
  passed: { word: 'Passed', icon: 'recovery' },
  failed: { word: 'Failed', icon: 'cross' },
  observed: { word: 'Observed', icon: 'state' },
};

/** What the page is about and how it went: readable on its own, on one screen. */
export function header(report: RehearsalReport): Html {
  const verdict = VERDICTS[report.verdict];
  return html`<header class="hero">
<p class="eyebrow"><span>Sightline rehearsal</span><span class="verdict verdict-${report.verdict}">${icon(verdict.icon)}${verdict.word}</span></p>
<h1>${plain(report.title, 160)}</h1>
<p class="lede">${unbroken(summarize(report))}</p>
${failedExpectations(report)}
<dl class="figures">${figures(report).map(
    ({ name, value, note }) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>`,
  )}</dl>
<p class="range">${range(report)}<span class="source">Source <code>${plain(report.source, 200)}</code></span></p>
</header>
`;
}

/** A number and its unit stay on one line. */
function unbroken(sentence: string): string {
  return sentence.replace(/(\d) (s|min|h|d)\b/g, '$1\u00a0$2');
}

function failedExpectations({ expectations }: RehearsalReport): Html | undefined {
  const failed = expectations.filter((expectation) => !expectation.passed);
  if (failed.length === 0) return undefined;
  return html`<ul class="failures">${failed
    .slice(0, 5)
    .map(
      ({ line, text, actual }) =>
        html`<li>${icon('cross')}<p><a href="#line-${line}">Line ${line}</a> <code>${plain(text, 200)}</code>${actual ? html`<span>${plain(inOneLine(actual), 300)}</span>` : ''}</p></li>`,
    )}</ul>`;
}

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function figures(report: RehearsalReport): Figure[] {
  const { fired, firstAlarmMs, trouble, pages, timesToResolve } = milestonesOf(report);
  const since = (ms: number) => (trouble && ms >= trouble.atMs ? duration(ms - trouble.atMs) : '–');
  const [page] = pages;
  const unresolved = report.incidents.length - timesToResolve.length;
  return [
    {
      name: 'Alarms fired',
      value: String(fired.length),
      note: `of ${report.alarms.filter((alarm) => !isWindowAlarm(alarm)).length} rehearsed`,
    },
    firstAlarmFigure(firstAlarmMs, trouble),
    page
      ? {
          name: 'First page',
          value: since(page.atMs),
          note: `at ${clock(page.atMs)}, ${countOf(pages.length, 'page')} in all`,
        }
      : { name: 'First page', value: '–', note: 'nobody was paged' },
    timesToResolve.length > 0
      ? { name: 'Resolved', value: duration(Math.max(...timesToResolve)), note: resolvedNote(report, unresolved) }
      : { name: 'Resolved', value: '–', note: report.incidents.length === 0 ? 'no incident' : 'open at the end' },
  ];
}

/** An alarm that nobody was paged for may come before the trouble: then the time of day. */
function firstAlarmFigure(atMs: number | undefined, trouble: Trouble | undefined): Figure {
  const name = 'First alarm';
  if (atMs === undefined || !trouble) return { name, value: '–', note: 'none fired' };
  const began = `${clock(trouble.atMs)}, ${plain(trouble.text, 60)}`;
  return atMs < trouble.atMs
    ? { name, value: clock(atMs), note: `before ${began}` }
    : { name, value: duration(atMs - trouble.atMs), note: `after ${began}` };
}

function resolvedNote({ incidents }: RehearsalReport, unresolved: number): string {
  if (unresolved > 0) return `${unresolved} of ${incidents.length} still open at the end`;
  return incidents.length === 1 ? 'from open to resolved' : `the longest of ${incidents.length} incidents`;
}

function range({ startMs, endMs }: RehearsalReport): Html {
  const until = sameDay(startMs, endMs) ? clock(endMs) : `${calendarDate(endMs)}, ${clock(endMs)}`;
  return html`<span>${calendarDate(startMs)}, ${clock(startMs)} – ${until} UTC</span><span>${duration(endMs - startMs)} of virtual time</span>`;
}
