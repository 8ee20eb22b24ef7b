import { plain, plainBlock } from '../escape';
import { countOf, offset } from '../format';
import { type Html, html } from './html';
import { icon } from './icons';
import type { RehearsalReport, StoryEntry, StoryKind } from './model';
import { nothing, section, time } from './section';

/** Entries shown at once; the rest of a long story folds away. */
const SHOWN = 120;

/** What each icon says, for those who do not see it. */
const KINDS: Readonly<Record<StoryKind, string>> = {
  traffic: 'Traffic',
  scene: 'Scene',
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
  const entries = [...report.story].sort((a, b) => a.atMs - b.atMs);
  const list = (part: readonly StoryEntry[]) =>
    html`<ol class="story">${part.map((entry) => line(entry, report.startMs))}</ol>`;
  const turns = entries.filter(isTurn);
  const rest = turns.slice(SHOWN);
  const quiet = entries.filter((entry) => !isTurn(entry));
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
            html`<details><summary>${countOf(quiet.length, 'first or quiet state change')} of alarms</summary>${list(quiet)}</details>`,
        ],
  );
}

/** Alarms that come out of INSUFFICIENT_DATA, or lose their data, are no turn of the story. */
function isTurn({ kind }: StoryEntry): boolean {
  return kind !== 'state';
}

function line({ atMs, kind, text, detail }: StoryEntry, startMs: number): Html {
  return html`<li class="story-${kind}"><p class="when">${time(atMs, startMs)}<span>${offset(atMs - startMs)}</span></p><span class="mark">${icon(kind)}<span class="unseen">${KINDS[kind]}</span></span><div class="what"><p>${plain(text, 300)}</p>${detail ? html`<p class="detail">${plainBlock(detail, 600)}</p>` : ''}</div></li>
`;
}
