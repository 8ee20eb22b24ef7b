/** The words of mails and text messages: plain text that reads well on a phone. */
import { outboxKey } from '../core/incident/notification';
import { plain } from './escape';
import { type Brief, briefOf } from './notification/brief';
import type { NotificationContents } from './notification/contents';
import type { Link } from './notification/links';

export type { NotificationContents };

/** A message for SNS: the subject is ASCII, below 100 characters, without line breaks; the body is plain text. */
export interface WordedMessage {
  readonly idempotencyKey: string;
  readonly subject: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** "Less than 100 characters long": https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LIMIT = 99;

/** First what and how bad, then what to do, then the link that stops the paging: a phone shows three lines unopened. */
export function wordNotification(contents: NotificationContents): WordedMessage {
  const { item, incident } = contents;
  const brief = briefOf(contents);
  return {
    idempotencyKey: outboxKey(item),
    subject: asciiSubject(`[${brief.label}] ${brief.summary}`),
    body: bodyOf(brief, incident.id),
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
    subject: asciiSubject(`Undelivered to ${channel}: ${message.subject}`),
    body: `Channel '${plain(channel, 100)}' did not take this message: ${plain(error, 300)}\n\n${message.body}`,
  };
}

function bodyOf({ headline, firstStep, standing, cause, storyTitle, story, links }: Brief, incidentId: string): string {
  const [urgent, further] = [links.filter(isUrgent), links.filter((link) => !isUrgent(link))];
  return paragraphs([
    lines([headline, firstStep && `First: ${firstStep}`, ...urgent.map(linkLine)]),
    lines(standing),
    cause,
    story.length > 0 && lines([`${storyTitle}:`, ...story]),
    lines([...further.map(linkLine), `Incident id: ${incidentId}`]),
  ]);
}

function isUrgent({ name }: Link): boolean {
  return name === 'Acknowledge';
}

function linkLine({ name, url }: Link): string {
  return `${name}: ${url}`;
}

type Part = string | undefined | false;

function lines(parts: readonly Part[]): string {
  return parts.filter(Boolean).join('\n');
}

function paragraphs(parts: readonly Part[]): string {
  return parts.filter(Boolean).join('\n\n');
}

/** One line of ASCII, short enough for SNS. */
export function asciiSubject(text: string): string {
  const clean = plain(text, 400).replace(/[^\x20-\x7e]+/g, '?');
  return clean.length > SUBJECT_LIMIT ? `${clean.slice(0, SUBJECT_LIMIT - 3)}...` : clean;
}
