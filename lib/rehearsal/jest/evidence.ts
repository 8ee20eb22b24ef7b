/** What a failed matcher shows: virtual times, an alarm's states, what was sent. */
import { plain } from '../../view/escape';
import { clock, wholeSecond } from '../../view/format';
import type { RehearsalReport, ReportAlarm, ReportNotification } from '../../view/report/model';
import { span } from '../judge';
import { Words } from '../words';

/** More lines than this are counted, not shown. */
const MOST_LINES = 20;
const MOST_TEXT = 120;

/** Milliseconds of a duration as scenarios write it. @throws naming option and matcher where it is none */
export function durationOf(text: string, option: string, matcher: string): number {
  const words = new Words(String(text).trim(), (problem) => new Error(`'${option}' of ${matcher}(): ${problem}`));
  const ms = words.duration();
  words.end();
  return ms;
}

/**
 * Before anything is judged: what cannot be read must not pass because the alarm never fired, or under `.not`.
 * @throws naming option and matcher where one is no duration
 */
export function checkDurations(matcher: string, options: Readonly<Record<string, string | undefined>>): void {
  for (const [option, text] of Object.entries(options)) if (text !== undefined) durationOf(text, option, matcher);
}

/** `13m10s (09:13:10)`: after the start, and on the clock of the story. */
export function moment({ startMs }: RehearsalReport, atMs: number): string {
  return `${span(wholeSecond(atMs) - wholeSecond(startMs))} (${clock(atMs)})`;
}

/** `at 13m10s (09:13:10)`, and how many more there were. */
export function moments(report: RehearsalReport, times: readonly number[]): string {
  const told = times.slice(0, MOST_LINES).map((atMs) => moment(report, atMs));
  const more = times.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** The story's title and start: what all times count from. */
export function storyLine({ title, startMs }: RehearsalReport): string {
  return `Story: ${plain(title, MOST_TEXT)}, from ${new Date(startMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** An alarm's condition and its states, one a line. */
export function alarmLines(report: RehearsalReport, alarm: ReportAlarm): string[] {
  const lines = alarm.states.map(({ atMs, state, reason, heldBack }) => {
    const held = heldBack === undefined ? '' : ` [actions held back: ${heldBack}]`;
    return `  ${moment(report, atMs).padEnd(20)} ${state.padEnd(17)} ${plain(reason, MOST_TEXT)}${plain(held, MOST_TEXT)}`;
  });
  return [`${plain(alarm.label, MOST_TEXT)}: ${plain(alarm.condition, MOST_TEXT)}`, ...shortened(lines)];
}

/** What was sent, one message a line. */
export function sentLines(report: RehearsalReport): string[] {
  if (report.notifications.length === 0) return ['Nothing was sent.'];
  const lines = report.notifications.map(
    ({ atMs, kind, channel, subject }) =>
      `  ${moment(report, atMs).padEnd(20)} ${wordKind(kind)} to ${plain(channel, MOST_TEXT)}: ${plain(subject, MOST_TEXT)}`,
  );
  return ['Sent:', ...shortened(lines)];
}

/** `action` for what an alarm sends itself, as scenarios call it. */
export function wordKind(kind: ReportNotification['kind']): string {
  return kind === 'alarm-action' ? 'action' : kind;
}

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  const half = MOST_LINES / 2;
  return [...lines.slice(0, half), `  ... ${lines.length - MOST_LINES} more ...`, ...lines.slice(-half)];
}
