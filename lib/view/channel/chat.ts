/**
 * Amazon Q Developer in chat applications: a custom notification, sent through SNS.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
import { outboxKey } from '../../core/incident/notification';
import { type WordedMessage, wordNotification } from '../notification';
import { type Brief, briefOf } from '../notification/brief';
import type { NotificationContents } from '../notification/contents';
import { slackText } from './slack-text';

/** Characters. The page names no limits; these stay below those of Slack, which shows it. */
const MAX = { title: 250, description: 2_900, step: 350, keyword: 75 };

/** The text of the SNS message is JSON; Amazon Q drops anything else. */
export function wordForChat(contents: NotificationContents): WordedMessage {
  return { ...wordNotification(contents), body: JSON.stringify(notificationOf(contents)) };
}

function notificationOf(contents: NotificationContents): Readonly<Record<string, unknown>> {
  const { item, incident } = contents;
  const brief = briefOf(contents);
  const keywords = [incident.severity, ...brief.facts.flatMap(({ name, value }) => (isPlace(name) ? [value] : []))];
  return {
    version: '1.0',
    source: 'custom',
    id: outboxKey(item),
    content: {
      textType: 'client-markdown',
      title: chatText(brief.headline, MAX.title),
      description: chatText(descriptionOf(brief), MAX.description),
      ...(brief.firstStep === undefined ? {} : { nextSteps: [chatText(brief.firstStep, MAX.step)] }),
      keywords: keywords.map((keyword) => chatText(keyword, MAX.keyword)),
    },
    metadata: {
      threadId: incident.id,
      summary: chatText(brief.summary, MAX.title),
      eventType: item.kind,
    },
  };
}

/** Links come first, so that a long story cannot cut them off. */
function descriptionOf({ links, standing, cause, storyTitle, story }: Brief): string {
  return [
    ...links.map(({ name, url }) => `${name}: ${url}`),
    ...standing,
    ...(cause === undefined ? [] : [cause]),
    ...(story.length === 0 ? [] : [`${storyTitle}:`, ...story]),
  ].join('\n');
}

/** Slack and Teams show it, each reading its own Markdown; in that of Teams no link may hide where it leads. */
export function chatText(text: string, max: number): string {
  return slackText(text.replaceAll('](', ']\u2060('), max);
}

function isPlace(name: Brief['facts'][number]['name']): boolean {
  return name === 'Service' || name === 'Environment';
}
