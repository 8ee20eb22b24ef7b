/** The words of mails and text messages: plain text that reads well on a phone. */
import type { Incident, OutboxItem, TimelineEntry } from '../core/incident/incident';
import { outboxKey } from '../core/incident/incident';
import { plain } from './escape';
import { clock, duration } from './format';

/** A message for SNS: the subject is ASCII, below 100 characters, without line breaks; the body is plain text. */
export interface WordedMessage {
  readonly idempotencyKey: string;
  readonly subject: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface NotificationContents {
  readonly item: OutboxItem;
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  /** The service's dashboard; without it the message has no link to one. */
  readonly dashboardName?: string;
  readonly region: string;
}

/** SNS refuses subjects of 100 characters and more. */
const SUBJECT_LIMIT = 99;
/** Enough for the story so far; SNS takes 256 KB, a phone screen much less. */
const TIMELINE_LINES = 6;

export function wordNotification(contents: NotificationContents): WordedMessage {
  const { item, incident } = contents;
  return {
    idempotencyKey: outboxKey(item),
    subject: subjectOf(item, incident),
    body: item.kind === 'resolved' ? resolvedBody(contents) : openBody(contents),
    attributes: {
      kind: item.kind,
      severity: incident.severity,
      service: incident.service,
      environment: incident.environment,
      incidentId: incident.id,
    },
  };
}

/** What the fallback topic gets when a channel did not take a message: the same message, and why it came this way. */
export function wordUndelivered(message: WordedMessage, channel: string, error: string): WordedMessage {
  return {
    ...message,
    subject: ascii(`Undelivered to ${channel}: ${message.subject}`),
    body: `Channel '${plain(channel, 100)}' did not take this message: ${plain(error, 300)}\n\n${message.body}`,
  };
}

function subjectOf(item: OutboxItem, incident: Incident): string {
  const label = item.kind === 'resolved' ? 'Resolved' : incident.severity.toUpperCase();
  return ascii(`[${label}] ${incident.service} ${incident.environment}: ${incident.title}`);
}

function openBody(contents: NotificationContents): string {
  const { incident, timeline } = contents;
  const begin = timeline.findLast((entry) => entry.kind === 'opened' || entry.kind === 'reopened');
  const since = timeline.filter((entry) => begin && entry !== begin && entry.atMs >= begin.atMs);
  const again = incident.generation > 1 ? `, round ${incident.generation}` : '';
  return paragraphs([
    plain(incident.title, 300),
    `${incident.severity.toUpperCase()} since ${clock(begin?.atMs ?? incident.openedMs)} UTC${again}`,
    incident.resolvedMs !== undefined && `This message is late: resolved at ${clock(incident.resolvedMs)} UTC.`,
    begin && plain(begin.text, 400),
    since.length > 0 && `Since then:\n${storyLines(since)}`,
    links(contents),
  ]);
}

function resolvedBody(contents: NotificationContents): string {
  const { incident, timeline } = contents;
  const end = incident.resolvedMs ?? timeline.findLast((entry) => entry.kind === 'resolved')?.atMs;
  const after = end === undefined ? '' : `, ${duration(end - incident.openedMs)} after it opened`;
  return paragraphs([
    incident.resolvedMs === undefined
      ? `This message is late: all alarms of this incident were OK${after}, and it was reopened since.`
      : `All alarms of this incident are OK again${after}.`,
    plain(incident.title, 300),
    `What happened:\n${storyLines(timeline)}`,
    links(contents),
  ]);
}

function storyLines(timeline: readonly TimelineEntry[]): string {
  return timeline
    .slice(-TIMELINE_LINES)
    .map((entry) => `${clock(entry.atMs)}  ${plain(entry.text, 160)}`)
    .join('\n');
}

function links({ incident, dashboardName, region }: NotificationContents): string {
  const home = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  return [
    dashboardName && `Dashboard: ${home}#dashboards/dashboard/${encodeURIComponent(dashboardName)}`,
    `Incident: ${incident.id}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function paragraphs(parts: readonly (string | undefined | false)[]): string {
  return parts.filter(Boolean).join('\n\n');
}

function ascii(text: string): string {
  const clean = plain(text, 400).replace(/[^\x20-\x7e]+/g, '?');
  return clean.length > SUBJECT_LIMIT ? `${clean.slice(0, SUBJECT_LIMIT - 3)}...` : clean;
}
