/** The alarm diff as lines of a terminal. */
import type {
  AlarmComparison,
  ComparedAlarm,
  ComparedMuteRule,
  ComparedStory,
  SettingChange,
} from './comparison/model';
import {
  summarizeComparison,
  wordBehaviour,
  wordMessages,
  wordPages,
  wordProblem,
  wordSetting,
} from './comparison/words';
import { plain } from './escape';
import type { Paint } from './timeline';

export interface ComparisonOptions {
  readonly paint: Paint;
  /** What is compared against, as given on the command line. */
  readonly against: string;
}

const MARKS = {
  added: { mark: '+', style: 'green' },
  removed: { mark: '-', style: 'red' },
  changed: { mark: '~', style: 'yellow' },
  'behaves otherwise': { mark: '≠', style: 'yellow' },
} as const;
const MOST_TEXT = 160;
/** Columns of the left one: names of settings and titles of stories. */
const LEFT = 32;

/** What changed, alarm by alarm and mute rule by mute rule, then the stories as a table. Texts of alarms are made plain. */
export function tellComparison(comparison: AlarmComparison, { paint, against }: ComparisonOptions): string {
  const lines = [
    paint('bold', `Alarms against ${plain(against, MOST_TEXT)}: ${summarizeComparison(comparison)}`),
    ...comparison.alarms.flatMap((alarm) => alarmLines(alarm, paint)),
    ...comparison.muteRules.flatMap((rule) => muteRuleLines(rule, paint)),
    ...(comparison.stories.length > 0 ? ['', paint('bold', row('Stories', 'pages', 'first page after start'))] : []),
    ...comparison.stories.map((story) => storyLine(story, paint)),
  ];
  return `${lines.join('\n')}\n`;
}

function alarmLines(alarm: ComparedAlarm, paint: Paint): string[] {
  const { mark, style } = MARKS[alarm.change];
  const change = alarm.change === 'behaves otherwise' ? 'same settings, behaves otherwise' : alarm.change;
  const reason = alarm.notRehearsed === undefined ? '' : `, the other side cannot be rehearsed: ${alarm.notRehearsed}`;
  return [
    '',
    `  ${paint(style, `${mark} ${plain(alarm.label, MOST_TEXT)}`)}  ${change}${plain(reason, MOST_TEXT)}`,
    `    ${paint('dim', plain(alarm.condition, MOST_TEXT))}`,
    ...alarm.settings.map(settingLine),
    ...alarm.behaviour.map((behaviour) => detail(behaviour.story, wordBehaviour(behaviour))),
  ];
}

function muteRuleLines({ change, name, summary, settings }: ComparedMuteRule, paint: Paint): string[] {
  const { mark, style } = MARKS[change];
  return [
    '',
    `  ${paint(style, `${mark} ${plain(name, MOST_TEXT)}`)}  mute rule ${change}`,
    `    ${paint('dim', plain(summary, MOST_TEXT))}`,
    ...settings.map(settingLine),
  ];
}

function settingLine({ setting, before, after }: SettingChange): string {
  return detail(setting, `${plain(wordSetting(before), MOST_TEXT)} → ${plain(wordSetting(after), MOST_TEXT)}`);
}

function detail(left: string, right: string): string {
  return `      ${plain(left, LEFT).padEnd(LEFT)}  ${plain(right, 4 * MOST_TEXT)}`;
}

function storyLine(story: ComparedStory, paint: Paint): string {
  const problem = wordProblem(story);
  if (problem !== undefined) return `${row(story.title, '', '').trimEnd()}  ${paint('yellow', plain(problem, 400))}`;
  return row(story.title, wordPages(story), wordMessages(story));
}

function row(title: string, pages: string, firstPage: string): string {
  return `  ${plain(title, LEFT + 4).padEnd(LEFT + 4)}  ${pages.padEnd(10)}  ${firstPage}`.trimEnd();
}
