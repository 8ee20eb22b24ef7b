/** The story of a rehearsal as lines of a terminal. */
import { plain } from './escape';
import { clock, countOf, duration } from './format';
import type { RehearsalReport, StoryEntry, StoryKind } from './report/model';
import { summarize } from './report/summary';

/** Colours a text for a terminal; the identity where there is none. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta', text: string) => string;

export interface TimelineOptions {
  readonly paint: Paint;
  /** Columns; longer lines of the story are cut, verdicts are not. */
  readonly width: number;
}

const MARKS: Readonly<Record<StoryKind, { readonly mark: string; readonly style: Parameters<Paint>[0] }>> = {
  traffic: { mark: '▹', style: 'dim' },
  scene: { mark: '▸', style: 'bold' },
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
  const told = report.story.filter(({ kind }) => all || kind !== 'state');
  const days = report.endMs - report.startMs > 86_400_000;
  const lines = told.map((entry) => storyLine(entry, report.startMs, { paint, width }, days));
  const quiet = report.story.length - told.length;
  if (quiet === 0) return lines;
  return [...lines, paint('dim', `  (${countOf(quiet, 'first or quiet state change')} of alarms not shown)`)];
}

function storyLine(entry: StoryEntry, startMs: number, { paint, width }: TimelineOptions, days: boolean): string {
  const { mark, style } = MARKS[entry.kind];
  const time = days ? isoMinute(entry.atMs) : clock(entry.atMs);
  const after = `+${duration(Math.floor((entry.atMs - startMs) / 1000) * 1000)}`.padEnd(12);
  const label = entry.kind === 'page' ? `PAGE  ${entry.text}` : entry.text;
  const indent = ' '.repeat((days ? 18 : 10) + 17);
  const room = Math.max(20, width - indent.length - 1);
  const head = `  ${time}  ${paint('dim', after)} ${paint(style, mark)} ${paint(style, plain(label, room))}`;
  const detail = entry.detail ? plain(entry.detail, room) : '';
  return detail ? `${head}\n${indent}${paint('dim', detail)}` : head;
}

function verdictLines(report: RehearsalReport, paint: Paint): string[] {
  const lines = report.expectations.map(({ passed, line, text, actual }) =>
    passed
      ? `  ${paint('green', '✓')} ${plain(text, 200)}`
      : `  ${paint('red', '✗')} ${plain(text, 200)}\n      ${plain(report.source, 200)}:${line}: ${plain(actual ?? '', 400)}`,
  );
  const words = {
    passed: paint('green', 'Passed'),
    failed: paint('red', 'Failed'),
    observed: paint('bold', 'Observed'),
  };
  return [...lines, ...(lines.length > 0 ? [''] : []), `${words[report.verdict]}: ${summarize(report)}`];
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
