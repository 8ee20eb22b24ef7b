/** Slack: Block Kit for an incoming webhook. `verbatim` keeps Slack from making links of foreign text. */
import { slackActionId, slackValue } from '../../core/incident/slack-value';
import { type Brief, briefOf, type Fact } from '../notification/brief';
import type { NotificationContents } from '../notification/contents';
import type { Link } from '../notification/links';
import { withDetailsThatFit } from './limits';
import { slackText } from './slack-text';
import type { WordedRequest } from './worded-request';

/**
 * Characters, with escapes. Slack allows 3,000 a section and 2,000 a field, but not all of them at once: somewhat above
 * 13,000 in one message it answers `msg_blocks_too_long`. The message without details stays below the total.
 * https://docs.slack.dev/reference/block-kit/blocks, https://github.com/slackapi/bolt-js/issues/2509
 */
const MAX = { text: 500, header: 150, urgent: 2_000, field: 300, detail: 3_000, total: 12_000 };

type Block = Readonly<Record<string, unknown>>;

export function wordForSlack(contents: NotificationContents): WordedRequest {
  const brief = briefOf(contents);
  const build = (details: readonly Block[]) => ({
    // Shown in the phone's notification; the message itself shows the blocks.
    text: slackText(`[${brief.label}] ${brief.summary}`, MAX.text),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: slackText(brief.headline, MAX.header), emoji: false } },
      section(slackText(urgentLines(brief).join('\n'), MAX.urgent)),
      ...fieldsOf(brief),
      ...buttons(brief.links, contents),
      ...details,
      { type: 'context', elements: [markdown(slackText(`Incident ${contents.incident.id}`, MAX.field))] },
    ],
  });
  return {
    operation: 'say',
    body: withDetailsThatFit(detailsOf(brief), build, (payload) => textLength(payload) <= MAX.total),
  };
}

/** Facts that the headline and the lines below it do not tell. */
function fieldsOf({ facts, label, standing }: Brief): Block[] {
  const isTold = ({ name, value }: Fact) =>
    name === 'Severity' ? label.includes(value.toUpperCase()) : standing.some((sentence) => sentence.includes(value));
  const fields = facts.filter((fact) => !isTold(fact)).map(field);
  return fields.length === 0 ? [] : [{ type: 'section', fields }];
}

function urgentLines({ firstStep, standing }: Brief): string[] {
  return firstStep === undefined ? [...standing] : [`First: ${firstStep}`, ...standing];
}

function detailsOf({ cause, storyTitle, story }: Brief): Block[] {
  const texts = [cause, story.length === 0 ? undefined : [`${storyTitle}:`, ...story].join('\n')];
  return texts.flatMap((text) => (text === undefined ? [] : [section(slackText(text, MAX.detail))]));
}

function field({ name, value }: Fact): Block {
  return markdown(`*${name}:*\n${slackText(value, MAX.field)}`);
}

function section(text: string): Block {
  return { type: 'section', text: markdown(text) };
}

function markdown(text: string): Block {
  return { type: 'mrkdwn', text, verbatim: true };
}

function buttons(links: readonly Link[], contents: NotificationContents): Block[] {
  if (links.length === 0) return [];
  const elements = links.map(({ name, url }) => {
    const button = { type: 'button', text: { type: 'plain_text', text: name, emoji: false } };
    if (name !== 'Acknowledge') return { ...button, action_id: name.toLowerCase(), url };
    return { ...button, style: 'primary', ...acknowledging(url, contents) };
  });
  return [{ type: 'actions', elements }];
}

/** Slack reports buttons with a link, too: only one without acts when it is pressed. */
function acknowledging(url: string, { item, slackButtons }: NotificationContents): Block {
  if (!slackButtons) return { action_id: 'acknowledge', url };
  return { action_id: slackActionId('acknowledge'), value: slackValue(item) };
}

/** Of all its texts: names and addresses count as well, to be on the safe side. */
function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, member) => sum + textLength(member), 0);
}
