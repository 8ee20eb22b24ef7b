/**
 * Microsoft Teams: an Adaptive Card for a Workflows webhook. Text blocks would read Markdown in foreign text, links
 * included; text runs show it as it is. https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
import { type Brief, briefOf } from '../notification/brief';
import type { NotificationContents } from '../notification/contents';
import { jsonBytes, withDetailsThatFit } from './limits';
import type { WordedRequest } from './worded-request';

/** 28 KB, in bytes: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const MAX_BYTES = 28_000;

type Element = Readonly<Record<string, unknown>>;

export function wordForTeams(contents: NotificationContents): WordedRequest {
  const brief = briefOf(contents);
  const build = (details: readonly Element[]) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [...messageOf(brief), ...details, text(`Incident ${contents.incident.id}`, { isSubtle: true })],
          actions: brief.links.map(({ name, url }) => ({ type: 'Action.OpenUrl', title: name, url })),
          msteams: { width: 'Full' },
        },
      },
    ],
  });
  return {
    operation: 'say',
    body: withDetailsThatFit(detailsOf(brief), build, (payload) => jsonBytes(payload) <= MAX_BYTES),
  };
}

function messageOf({ headline, firstStep, standing }: Brief): Element[] {
  return [
    text(headline, { size: 'Large', weight: 'Bolder' }),
    ...(firstStep === undefined ? [] : [text(`First: ${firstStep}`, { weight: 'Bolder' })]),
    ...standing.map((sentence) => text(sentence)),
  ];
}

function detailsOf({ cause, storyTitle, story }: Brief): Element[] {
  return [
    ...(cause === undefined ? [] : [text(cause)]),
    ...(story.length === 0 ? [] : [text(`${storyTitle}:`, { weight: 'Bolder' }), ...story.map((entry) => text(entry))]),
  ];
}

function text(content: string, style: Element = {}): Element {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: content, ...style }] };
}
