/** The story of a rehearsal as lines of a terminal. */
import { plain } from './escape';
import { clock, countOf, duration, wholeSecond } from './format';
import type { RehearsalReport, StoryEntry, StoryKind } from './report/model';
import { summarize } from './report/summary';
import { withWindowsFolded } from './report/window-alarms';

/** Colours a text for a terminal; the identity where there is none. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta', text: string) => string;

export interface TimelineOptions {
  readonly paint: Paint;
  /** Columns; longer lines of the story are cut, warnings wrapped, verdicts left as they are. */
  readonly width: number;
}

const MARKS: Readonly<Record<StoryKind, { readonly mark: string; readonly style: Parameters<Paint>[0] }>> = {
  traffic: { mark: '▹', style: 'dim' },
  scene: { mark: '▸', style: 'bold' },
  remark: { mark: '▸', style: 'dim' },
  alarm: { mark: '●', style: 'red' },
  recovery: { mark: '○', style: 'green' },
  state: { mark: '·', style: 'dim' },
  incident: { mark: '◆', style: 'magenta' },
  page: { mark: '☎', style: 'red' },
  notice: { mark: '✉', style: 'yellow' },
  resolved: { mark: '✉', style: 'green' },
  warning: { mark: '!', style: 'yellow' },
};

/** What a rehearsal tells, from its title to its verdict. Texts from alarms and logs are made plain. */
export function tellStory(report: RehearsalReport, { paint, width }: TimelineOptions): string {
  const lines = [
    paint('bold', plain(report.title, 200)),
    paint(
      'dim',
      `${isoMinute(report.startMs)} to ${isoMinute(report.endMs)} UTC, virtual time  ${plain(report.source, 200)}`,
    ),
    '',
    ...storyLines(report, paint, width),
    '',
    ...verdictLines(report, paint),
    ...notRehearsedLines(report, paint),
  ];
  return `${lines.join('\n')}\n`;
}

/** With few alarms every change of state is of interest; with many, the first and quiet ones are only counted. */
const FEW_ALARMS = 3;

function storyLines(report: RehearsalReport, paint: Paint, width: number): string[] {
  const all = report.alarms.length <= FEW_ALARMS;
  const told = withWindowsFolded(report).filter(({ kind }) => all || kind !== 'state');
  const days = report.endMs - report.startMs > 86_400_000;
  const lines = told.map((entry) => storyLine(entry, report.startMs, { paint, width }, days));
  const quiet = all ? 0 : report.story.filter(({ kind }) => kind === 'state').length;
  if (quiet === 0) return lines;
  return [...lines, paint('dim', `  (${countOf(quiet, 'first or quiet state change')} of alarms not shown)`)];
}

function storyLine(entry: StoryEntry, startMs: number, { paint, width }: TimelineOptions, days: boolean): string {
  const { mark, style } = MARKS[entry.kind];
  const time = days ? isoMinute(entry.atMs) : clock(entry.atMs);
  const after = `+${duration(wholeSecond(entry.atMs) - wholeSecond(startMs))}`.padEnd(12);
  const label = entry.kind === 'page' ? `PAGE  ${entry.text}` : entry.text;
  const indent = ' '.repeat((days ? 18 : 10) + 17);
  const room = Math.max(20, width - indent.length - 1);
  const fitted = (text: string) => (entry.kind === 'warning' ? wrapped(text, room) : [plain(text, room)]);
  const words = fitted(label).map((line) => paint(style, line));
  const details = entry.detail ? fitted(entry.detail).map((line) => paint('dim', line)) : [];
  return `  ${time}  ${paint('dim', after)} ${paint(style, mark)} ${[...words, ...details].join(`\n${indent}`)}`;
}

/** Of one warning: a log line of another program may be a quarter of a megabyte. */
const MAX_WARNING = 2_000;

/** A text in lines of at most `room` code points, broken at blanks, within words only where one is longer. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  const line: string[] = [];
  for (const word of plain(text, MAX_WARNING).split(/ +/)) {
    const letters = Array.from(word);
    if (line.length > 0 && line.length + 1 + letters.length > room) lines.push(line.splice(0).join(''));
    if (line.length > 0) line.push(' ');
    line.push(...letters);
    while (line.length > room) lines.push(line.splice(0, room).join(''));
  }
  return line.length > 0 ? [...lines, line.join('')] : lines;
}

function verdictLines(report: RehearsalReport, paint: Paint): string[] {
  const lines = report.expectations.map(({ passed, line, text, actual }) =>
    passed
      ? `  ${paint('green', '✓')} ${plain(text, 200)}`
      : [
          `  ${paint('red', '✗')} ${plain(text, 200)}`,
          `      ${plain(report.source, 200)}:${line}:${instead(actual)}`,
        ].join('\n'),
  );
  const words = {
    passed: paint('green', 'Passed'),
    failed: paint('red', 'Failed'),
    observed: paint('bold', 'Observed'),
  };
  return [...lines, ...(lines.length > 0 ? [''] : []), `${words[report.verdict]}: ${summarize(report)}`];
}

/** More things than this are counted: a storm is not read line by line. JUnit has them all. */
const MOST_INSTEAD = 200;

/** What happened instead: one thing behind the place, several below it. */
function instead(actual = ''): string {
  const things = actual.split('\n').map((thing) => plain(thing, MAX_WARNING));
  if (things.length === 1) return ` ${things.join('')}`;
  const left = things.length - MOST_INSTEAD;
  const shown = [...things.slice(0, MOST_INSTEAD), ...(left > 0 ? [`and ${left} more`] : [])];
  return shown.map((thing) => `\n        ${thing}`).join('');
}

function notRehearsedLines(report: RehearsalReport, paint: Paint): string[] {
  if (report.notRehearsed.length === 0) return [];
  return [
    paint('yellow', `Not rehearsed (${report.notRehearsed.length}):`),
    ...report.notRehearsed.map(({ name, reason }) => `  ${plain(name, 120)}: ${plain(reason, 160)}`),
  ];
}

function isoMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
