/** The alarm diff as Markdown for a comment on a pull request. */
import { plain } from '../escape';
import { countOf } from '../format';
import type { AlarmComparison, ComparedAlarm, ComparedMuteRule, ComparedStory, SettingChange } from './model';
import { summarizeComparison, wordBehaviour, wordMessages, wordPages, wordProblem, wordSetting } from './words';

/** GitHub takes 65,536 characters in a comment; a little room is left for what others put around it. */
export const MAX_COMMENT_LENGTH = 65_000;
const MOST_TEXT = 300;

/** One line that says it all, then the stories, then the mute rules and alarms, folded; as many of each as a comment has room for. */
export function renderComparison(comparison: AlarmComparison): string {
  const summary = `**Alarm changes:** ${summarizeComparison(comparison)}\n`;
  const stories = comparison.stories.map(storyRow);
  const alarms = comparison.alarms.map(alarmDetails);
  const withStories = fill(summary, stories, {
    before: '\n| story | alarms fired | pages | first page after start |\n|---|---|---|---|\n',
    most: MAX_COMMENT_LENGTH / 2,
    what: ['story', 'stories'],
  });
  const withRules = fill(withStories, comparison.muteRules.map(muteRuleDetails), {
    before: '\n',
    most: (MAX_COMMENT_LENGTH * 3) / 4,
    what: ['mute rule', 'mute rules'],
  });
  const isLong = alarms.length > MOST_UNFOLDED;
  return fill(withRules, alarms, {
    before: isLong ? `\n<details><summary>${alarms.length} alarms</summary>\n\n` : '\n',
    after: isLong ? '\n</details>\n' : '',
    most: MAX_COMMENT_LENGTH,
    what: ['alarm', 'alarms'],
  });
}

/** More alarms than this are one more fold. */
const MOST_UNFOLDED = 20;

interface Section {
  readonly before: string;
  /** @default - nothing */
  readonly after?: string;
  /** Characters there may be at its end. */
  readonly most: number;
  readonly what: readonly [string, string];
}

/** Adds the parts that fit, and says how many did not. */
function fill(text: string, parts: readonly string[], { before, after = '', most, what }: Section): string {
  if (parts.length === 0) return text;
  const room = most - NOTE_LENGTH - after.length;
  let filled = text + before;
  let shown = 0;
  for (const part of parts) {
    if (filled.length + part.length > room) break;
    filled += part;
    shown += 1;
  }
  const left = parts.length - shown;
  const note = left === 0 ? '' : `\n${countOf(left, `more ${what[0]}`, `more ${what[1]}`)}: no room here.\n`;
  return filled + after + note;
}

const NOTE_LENGTH = 100;

function storyRow(story: ComparedStory): string {
  const problem = wordProblem(story);
  if (problem !== undefined) return tableRow(code(story.title), '–', '–', code(problem));
  const fired = [story.before, story.after].map((side) => ('problem' in side ? '–' : side.fired)).join(' → ');
  return tableRow(code(story.title), fired, wordPages(story), wordMessages(story));
}

function alarmDetails(alarm: ComparedAlarm): string {
  const { change, label, name, condition, settings, behaviour, notRehearsed } = alarm;
  const rows = [
    ...settings.map(settingRow),
    ...behaviour.map((entry) =>
      tableRow(
        code(entry.story),
        entry.before ? code(wordBehaviour({ story: entry.story, before: entry.before })) : '–',
        entry.after ? code(wordBehaviour({ story: entry.story, after: entry.after })) : '–',
      ),
    ),
  ];
  const reason = notRehearsed === undefined ? '' : `\nThe other side cannot be rehearsed: ${code(notRehearsed)}\n`;
  const about = name === label ? code(condition) : `${code(name)}: ${code(condition)}`;
  return `<details><summary>${change}: ${code(label)}${headline(alarm)}</summary>\n\n${about}\n${reason}${table(rows)}\n</details>\n`;
}

function muteRuleDetails(rule: ComparedMuteRule): string {
  const summary = `mute rule ${rule.change}: ${code(rule.name)}${headline(rule)}`;
  return `<details><summary>${summary}</summary>\n\n${code(rule.summary)}\n${table(rule.settings.map(settingRow))}\n</details>\n`;
}

function settingRow({ setting, before, after }: SettingChange): string {
  return tableRow(code(setting), code(wordSetting(before)), code(wordSetting(after)));
}

function table(rows: readonly string[]): string {
  return rows.length === 0 ? '' : `\n| | before | after |\n|---|---|---|\n${rows.join('')}`;
}

/** Which settings, behind the name of what changed. */
function headline({ settings }: Pick<ComparedAlarm, 'settings'>): string {
  return settings.length === 0 ? '' : ` (${settings.map(({ setting }) => code(setting)).join(', ')})`;
}

function tableRow(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

/**
 * Text of others. As entities, no character of it can be HTML or Markdown, end a cell or become a link
 * (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references); in `<code>`, GitHub makes neither
 * mentions nor references of it.
 */
function code(text: string): string {
  const harmless = plain(text, MOST_TEXT).replace(/[!-/:-@[-`{-~]/g, (character) =>
    HARMLESS.has(character) ? character : `&#${character.charCodeAt(0)};`,
  );
  return harmless === '' ? '' : `<code>${harmless}</code>`;
}

/** Punctuation that means nothing within a line of Markdown by itself: left as it is, names stay short. */
const HARMLESS = new Set('-,()%=+/');
