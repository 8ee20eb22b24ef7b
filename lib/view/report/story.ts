import { plain, plainBlock } from '../escape';
import { countOf, offset } from '../format';
import { type Html, html } from './html';
import { icon } from './icons';
import type { RehearsalReport, StoryEntry, StoryKind } from './model';
import { wholeSecond } from './moment';
import { moment, nothing, section } from './section';
import { withWindowsFolded } from './window-alarms';

/** Entries shown at once; the rest of a long story folds away. */
const SHOWN = 120;
/** Entries in the page at most, so that a month of flapping opens as fast as an hour. */
const MOST = 2000;

/** What each icon says, for those who do not see it. */
const KINDS: Readonly<Record<StoryKind, string>> = {
  traffic: 'Traffic',
  scene: 'Scene',
  remark: 'Remark',
  alarm: 'Alarm',
  recovery: 'Recovery',
  state: 'State',
  incident: 'Incident',
  page: 'Page',
  notice: 'Notice',
  resolved: 'Resolved',
  warning: 'Warning',
};

/** What happened, in order. */
export function storySection(report: RehearsalReport): Html {
  const entries = withWindowsFolded(report).sort((a, b) => a.atMs - b.atMs);
  const list = (part: readonly StoryEntry[]) =>
    html`<ol class="story walk">${part.map((entry) => line(entry, report.startMs))}</ol>`;
  const turns = entries.filter(isTurn);
  const rest = turns.slice(SHOWN, MOST);
  const quiet = entries.filter((entry) => !isTurn(entry));
  const left = Math.max(0, turns.length - MOST) + Math.max(0, quiet.length - MOST);
  return section(
    'story',
    'The story',
    'Virtual time in UTC, and time since the beginning.',
    entries.length === 0
      ? nothing('Nothing happened.')
      : [
          list(turns.slice(0, SHOWN)),
          rest.length > 0 &&
            html`<details><summary>${countOf(rest.length, 'more entry', 'more entries')}</summary>${list(rest)}</details>`,
          quiet.length > 0 &&
            html`<details><summary>${countOf(quiet.length, 'first or quiet state change')} of alarms</summary>${list(quiet.slice(0, MOST))}</details>`,
          left > 0 &&
            html`<p class="detail">${left.toLocaleString('en-US')} entries beyond the first ${MOST.toLocaleString('en-US')} of a kind left out.</p>`,
        ],
  );
}

/** Alarms that come out of INSUFFICIENT_DATA, or lose their data, are no turn of the story. */
function isTurn({ kind }: StoryEntry): boolean {
  return kind !== 'state';
}

function line({ atMs, kind, text, detail }: StoryEntry, startMs: number): Html {
  return html`<li class="story-${kind}" data-at="${wholeSecond(atMs)}"><p class="when">${moment(atMs, startMs)}<span>${offset(atMs - startMs)}</span></p><span class="mark">${icon(kind)}<span class="unseen">${KINDS[kind]}</span></span><div class="what"><p>${plain(text, 300)}</p>${detail ? html`<p class="detail">${plainBlock(detail, 600)}</p>` : ''}</div></li>
`;
}
