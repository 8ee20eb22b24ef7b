/** A digest as the channels that people read take it. Pagers are not among them: a digest wakes nobody. */
import type { ProviderKind } from '../../core/config/types';
import type { Report } from '../../core/incident/report-span';
import { jsonBytes, withDetailsThatFit } from '../channel/limits';
import { slackText } from '../channel/slack-text';
import { WEBHOOK_SCHEMA_VERSION } from '../channel/webhook';
import { plain } from '../escape';

export interface DigestMessage {
  /** The same for each try. */
  readonly id: string;
  readonly report: Report;
  /** Span, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** What `digest` made: a title, an empty line, paragraphs. */
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

/** As for incidents: `view/channel/slack.ts` and `teams.ts` say where the limits come from. */
const SLACK = { header: 150, section: 2_900, total: 12_000 };
const TEAMS_BYTES = 28_000;
const CHAT = { title: 250, description: 2_900 };
const SUBJECT_LIMIT = 99;

const REQUESTS: Readonly<Partial<Record<ProviderKind, (message: DigestMessage) => Json>>> = {
  slack: forSlack,
  'slack-app': forSlack,
  teams: forTeams,
  webhook: forWebhook,
};

/** The body of a provider's request; `undefined` for those that are no place to read a digest. */
export function digestRequest(kind: ProviderKind, message: DigestMessage): Json | undefined {
  return REQUESTS[kind]?.(message);
}

/** Subject and body of a topic's message: plain text, or the JSON that Amazon Q Developer takes. */
export function digestMail(format: 'text' | 'chat', message: DigestMessage): { subject: string; body: string } {
  const [title, ...paragraphs] = paragraphsOf(message);
  const subject = plain(title, SUBJECT_LIMIT).replace(/[^\x20-\x7e]+/g, '?');
  if (format === 'text') return { subject, body: message.text };
  const content = {
    textType: 'client-markdown',
    title: chatText(title, CHAT.title),
    description: chatText(paragraphs.join('\n\n'), CHAT.description),
  };
  return { subject, body: JSON.stringify({ version: '1.0', source: 'custom', id: message.id, content }) };
}

function forSlack(message: DigestMessage): Json {
  const [title, ...paragraphs] = paragraphsOf(message);
  const header = slackText(title, SLACK.header);
  const build = (shown: readonly string[]) => ({
    text: header,
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: false } },
      ...shown.map((text) => ({
        type: 'section',
        text: { type: 'mrkdwn', text: slackText(text, SLACK.section), verbatim: true },
      })),
    ],
  });
  return withDetailsThatFit(paragraphs, build, (payload) => JSON.stringify(payload).length <= SLACK.total);
}

function forTeams(message: DigestMessage): Json {
  const [title, ...paragraphs] = paragraphsOf(message);
  const line = (text: string, style: Json = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...style }],
  });
  const build = (shown: readonly string[]) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            line(title, { size: 'Large', weight: 'Bolder' }),
            ...shown.flatMap((paragraph) => paragraph.split('\n').map((text) => line(text))),
          ],
          actions: [],
          msteams: { width: 'Full' },
        },
      },
    ],
  });
  return withDetailsThatFit(paragraphs, build, (payload) => jsonBytes(payload) <= TEAMS_BYTES);
}

function forWebhook({ id, report, from, to, text }: DigestMessage): Json {
  const [start, end] = [from, to].map((ms) => new Date(ms).toISOString());
  return { schemaVersion: WEBHOOK_SCHEMA_VERSION, id, kind: 'report', report, from: start, to: end, text };
}

function chatText(text: string, max: number): string {
  return slackText(text.replaceAll('](', ']\u2060('), max);
}

/** The title, of one line or two, in one; then the others. */
function paragraphsOf({ text }: DigestMessage): [title: string, ...paragraphs: string[]] {
  const [title = '', ...paragraphs] = text.trimEnd().split('\n\n');
  return [title.replaceAll('\n', ', '), ...paragraphs];
}
