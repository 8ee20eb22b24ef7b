/** What a message says, as plain lines: one place for the words of all channels, which add only their own markup. */
import type { NotificationKind } from '../../core/incident/notification';
import { isPostmortemReminder } from '../../core/incident/postmortem';
import { isApprovalNotice } from '../../core/runbook/run';
import { plain } from '../escape';
import { clock } from '../format';
import type { NotificationContents } from './contents';
import { type Link, linksOf } from './links';
import { forWhom, line, moment, placeOf, standingOf, takers } from './standing';
import { proposalOf, stepsOf } from './steps';
import { isSurrounding } from './surroundings';

export interface Fact {
  readonly name: 'Service' | 'Environment' | 'Severity' | 'Since' | 'For' | 'Acknowledged by';
  /** Never empty. */
  readonly value: string;
}

/** All texts are harmless single lines of bounded length; none is empty. */
export interface Brief {
  /** `HIGH`, `Still open, HIGH`, `Post-mortem due, HIGH`, `Approve fail-over? HIGH`, `Update, HIGH`, `Resolved`. */
  readonly label: string;
  /** What and how bad. */
  readonly headline: string;
  /** What and where: for channels that show the severity themselves. */
  readonly summary: string;
  /** What to do first. Missing where nobody said, and where nothing is left to do. */
  readonly firstStep?: string;
  /** What to do after the first step, and how it stands, in sentences. */
  readonly standing: readonly string[];
  /** How it began. Missing in the message of the end, whose story tells it. */
  readonly cause?: string;
  readonly storyTitle: 'Since then' | 'What happened';
  /** Oldest first, the newest few. */
  readonly story: readonly string[];
  readonly facts: readonly Fact[];
  readonly links: readonly Link[];
}

const MAX_TITLE = 300;
const MAX_CAUSE = 400;
const MAX_RUNBOOK = 64;
const MAX_STORY_LINE = 160;
/** The command that approves a runbook is at the end of its line, and must be whole. */
const MAX_RUN_LINE = 400;
/** Enough for the story so far; a phone screen shows little more. */
const STORY_LINES = 6;

const LABELS: Readonly<Record<NotificationKind, (severity: string) => string>> = {
  page: (severity) => severity,
  notice: (severity) => severity,
  reminder: (severity) => `Still open, ${severity}`,
  acknowledged: (severity) => `Acknowledged, ${severity}`,
  update: (severity) => `Update, ${severity}`,
  'update-due': (severity) => `Status update due, ${severity}`,
  resolved: () => 'Resolved',
};

export function briefOf(contents: NotificationContents): Brief {
  const { item, incident, timeline } = contents;
  const title = line(incident.title, MAX_TITLE) ?? 'an alarm without a name';
  const severity = incident.severity.toUpperCase();
  const label = labelOf(contents, severity);
  const over = item.kind === 'resolved' || isPostmortemReminder(item);
  const [firstStep, ...further] = over ? [] : stepsOf(contents);
  const begin = timeline.findLast((entry) => entry.kind === 'opened' || entry.kind === 'reopened');
  const since = timeline.filter(
    (entry) => begin && entry !== begin && entry.atMs >= begin.atMs && !isSurrounding(entry),
  );
  return {
    label,
    headline: `${label}: ${title}`,
    summary: `${placeOf(contents)}: ${title}`,
    firstStep,
    standing: [...further.map((step) => `Then: ${step}`), ...standingOf(contents)],
    cause: over || !begin ? undefined : line(begin.text, MAX_CAUSE),
    storyTitle: over ? 'What happened' : 'Since then',
    story: (over ? timeline : since).slice(-STORY_LINES).map(
      // A note may be empty: the time still says that there was one.
      (entry) => `${clock(entry.atMs)}  ${plain(entry.text, entry.run ? MAX_RUN_LINE : MAX_STORY_LINE)}`.trim(),
    ),
    facts: factsOf(contents),
    links: linksOf(contents),
  };
}

function labelOf(contents: NotificationContents, severity: string): string {
  const { item } = contents;
  if (isPostmortemReminder(item)) return `Post-mortem due, ${severity}`;
  if (!isApprovalNotice(item)) return LABELS[item.kind](severity);
  const runbook = line(proposalOf(contents)?.run?.runbook ?? '', MAX_RUNBOOK);
  return runbook === undefined ? `Approval needed, ${severity}` : `Approve ${runbook}? ${severity}`;
}

function factsOf(contents: NotificationContents): Fact[] {
  const { incident } = contents;
  const facts: [Fact['name'], string | undefined][] = [
    ['Service', line(incident.service, 100)],
    ['Environment', line(incident.environment, 100)],
    ['Severity', incident.severity],
    ['Since', moment(incident.beganMs, contents.item.dueMs)],
    ['For', forWhom(contents)],
    ['Acknowledged by', takers(contents)],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
