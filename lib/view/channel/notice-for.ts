/** Notices for stakeholders and customers, as each channel takes them; `notice.ts` has the words. */
import type { ProviderKind } from '../../core/config/types';
import { outboxKey } from '../../core/incident/notification';
import { noticeOf, wordNotice } from '../notice';
import type { NotificationContents, WordedMessage } from '../notification';
import { chatText } from './chat';
import { slackText } from './slack-text';
import type { TopicFormat } from './word-for';
import type { WordedRequest } from './worded-request';

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
export const STATUS_PAGE_SCHEMA_VERSION = 1;

const BODIES: Partial<Readonly<Record<ProviderKind, (contents: NotificationContents) => WordedRequest['body']>>> = {
  slack: forSlack,
  'slack-app': forSlack,
  teams: forTeams,
  webhook: forStatusPage,
};

/** @throws for a pager: it has no words for others */
export function noticeFor(kind: ProviderKind, contents: NotificationContents): WordedRequest {
  const bodyOf = BODIES[kind];
  if (!bodyOf) throw new Error(`a channel for stakeholders or customers must not be of the kind '${kind}'`);
  return { operation: 'say', body: bodyOf(contents) };
}

export function noticeForTopic(format: TopicFormat, contents: NotificationContents): WordedMessage {
  const message = wordNotice(contents);
  return format === 'chat' ? { ...message, body: JSON.stringify(forChat(contents)) } : message;
}

function forSlack(contents: NotificationContents): WordedRequest['body'] {
  const { title, message, times } = noticeOf(contents);
  const text = (max: number, words: string) => ({ type: 'mrkdwn', text: slackText(words, max), verbatim: true });
  return {
    text: slackText(title, 500),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: slackText(title, 150), emoji: false } },
      { type: 'section', text: text(3_000, message) },
      { type: 'context', elements: [text(300, times.join(' '))] },
    ],
  };
}

function forTeams(contents: NotificationContents): WordedRequest['body'] {
  const { title, message, times } = noticeOf(contents);
  const block = (text: string, style = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...style }],
  });
  const body = [
    block(title, { size: 'Large', weight: 'Bolder' }),
    // Without this a text run shows all lines as one.
    ...message.split('\n').flatMap((line) => (line.trim() === '' ? [] : [block(line)])),
    block(times.join(' '), { isSubtle: true }),
  ];
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body,
          actions: [],
        },
      },
    ],
  };
}

/** The body that `docs/reference/webhook.md` promises to status pages. */
function forStatusPage(contents: NotificationContents): WordedRequest['body'] {
  const { status, title, message, startedMs, updatedMs, nextUpdateMs } = noticeOf(contents);
  return {
    schemaVersion: STATUS_PAGE_SCHEMA_VERSION,
    incident: contents.incident.id,
    status,
    title,
    message,
    startedAt: iso(startedMs),
    updatedAt: iso(updatedMs),
    ...(nextUpdateMs === undefined ? {} : { nextUpdateBy: iso(nextUpdateMs) }),
  };
}

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
function forChat(contents: NotificationContents): Readonly<Record<string, unknown>> {
  const { title, message, times } = noticeOf(contents);
  return {
    version: '1.0',
    source: 'custom',
    id: outboxKey(contents.item),
    content: {
      textType: 'client-markdown',
      title: chatText(title, 250),
      description: chatText([message, ...times].join('\n'), 2_900),
    },
    metadata: { threadId: contents.incident.id, summary: chatText(title, 250), eventType: contents.item.kind },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
