import type { ProviderKind, TopicChannelConfig } from '../../core/config/types';
import { type WordedMessage, wordNotification } from '../notification';
import type { NotificationContents } from '../notification/contents';
import { wordForChat } from './chat';
import { wordForJira } from './jira';
import { wordForOpsgenie } from './opsgenie';
import { wordForPagerDuty } from './pagerduty';
import { wordForSlack } from './slack';
import { wordForTeams } from './teams';
import { wordForWebhook } from './webhook';
import type { WordedRequest } from './worded-request';

/** How the messages of a topic are written. */
export type TopicFormat = NonNullable<TopicChannelConfig['format']>;

const REQUESTS: Readonly<Record<ProviderKind, (contents: NotificationContents) => WordedRequest>> = {
  slack: wordForSlack,
  'slack-app': wordForSlack,
  teams: wordForTeams,
  pagerduty: wordForPagerDuty,
  opsgenie: wordForOpsgenie,
  jira: wordForJira,
  webhook: wordForWebhook,
};

const MESSAGES: Readonly<Record<TopicFormat, (contents: NotificationContents) => WordedMessage>> = {
  text: wordNotification,
  chat: wordForChat,
};

const WORDS = { ...REQUESTS, ...MESSAGES };

/** A notification in the words and within the limits of a channel: a provider's payload, or the message of a topic. */
export function wordFor(kind: ProviderKind, contents: NotificationContents): WordedRequest;
export function wordFor(kind: TopicFormat, contents: NotificationContents): WordedMessage;
export function wordFor(
  kind: ProviderKind | TopicFormat,
  contents: NotificationContents,
): WordedRequest | WordedMessage {
  return WORDS[kind](contents);
}
