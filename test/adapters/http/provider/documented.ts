/** What the providers document about their payloads, as complaints: none where a payload is fine. */
import type { ProviderKind } from '../../../../lib/core/config/types';

// biome-ignore lint/suspicious/noExplicitAny: payloads come from outside and are looked at freely
export type Json = any;

const bytes = (body: Json) => Buffer.byteLength(JSON.stringify(body));
const longer = (text: unknown, max: number) => typeof text !== 'string' || text.length > max;
const empty = (text: unknown) => typeof text !== 'string' || text.trim() === '';

/** Of the request's body; `operation` is `open` for those that have one only. */
export type Complaints = (body: Json, operation: 'open' | 'acknowledge' | 'resolve' | 'say') => string[];

/** https://docs.slack.dev/reference/block-kit: blocks, sections, fields, buttons; 13,000 characters in all. */
function slack({ text, blocks, ...rest }: Json): string[] {
  const found: string[] = [];
  if (empty(text)) found.push('no_text');
  if (blocks.length > 50) found.push('too many blocks');
  if (JSON.stringify([text, blocks]).length > 15_000) found.push('msg_blocks_too_long');
  for (const block of blocks) {
    if (block.type === 'header' && (empty(block.text.text) || longer(block.text.text, 150))) found.push('header');
    if (block.type === 'section' && !block.text && !block.fields) found.push('empty section');
    if (block.text && block.type === 'section' && (empty(block.text.text) || longer(block.text.text, 3_000))) {
      found.push('section text');
    }
    if (block.fields && (block.fields.length > 10 || block.fields.length === 0)) found.push('field count');
    for (const field of block.fields ?? []) if (empty(field.text) || longer(field.text, 2_000)) found.push('field');
    if (block.type === 'actions' && (block.elements.length === 0 || block.elements.length > 25)) found.push('actions');
    if (block.type === 'context' && block.elements.length > 10) found.push('context');
    for (const button of block.type === 'actions' ? block.elements : []) {
      if (longer(button.text.text, 75) || longer(button.url, 3_000) || longer(button.action_id, 255)) {
        found.push('button');
      }
    }
    if (!['header', 'section', 'actions', 'context'].includes(block.type)) found.push(`block type ${block.type}`);
  }
  const unknown = Object.keys(rest).filter((name) => !['mrkdwn', 'unfurl_links', 'unfurl_media'].includes(name));
  return [...found, ...unknown];
}

/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
function teams(body: Json): string[] {
  const found: string[] = [];
  if (bytes(body) > 28 * 1_024) found.push('more than 28 KB');
  if (body.type !== 'message' || body.attachments.length !== 1) found.push('not one message');
  const [{ contentType, content }] = body.attachments;
  if (contentType !== 'application/vnd.microsoft.card.adaptive') found.push('contentType');
  if (content.type !== 'AdaptiveCard' || !/^1\.[0-5]$/.test(content.version)) found.push('card');
  // Text blocks and facts would read Markdown.
  if (content.body.some(({ type }: Json) => type !== 'RichTextBlock')) found.push('text that reads Markdown');
  if (content.actions.some(({ type, url }: Json) => type !== 'Action.OpenUrl' || !/^https:/.test(url)))
    found.push('url');
  return found;
}

/** https://developer.pagerduty.com/docs/send-alert-event */
function pagerduty(body: Json, operation: string): string[] {
  if (operation === 'acknowledge' || operation === 'resolve') return [];
  const found: string[] = [];
  if (bytes(body) > 512_000) found.push('more than 512 KB');
  const { summary, source, severity, timestamp } = body.payload;
  if (empty(summary) || longer(summary, 1_024)) found.push('summary');
  if (empty(source)) found.push('source');
  if (!['critical', 'error', 'warning', 'info'].includes(severity)) found.push('severity');
  if (Number.isNaN(Date.parse(timestamp))) found.push('timestamp');
  if (body.links.some(({ href }: Json) => !/^https:/.test(href))) found.push('link');
  return found;
}

/** https://docs.opsgenie.com/docs/alerts-and-alert-fields */
function opsgenie(body: Json, operation: string): string[] {
  if (operation !== 'open') return longer(body.note, 25_000) || longer(body.source, 100) ? ['note'] : [];
  const found: string[] = [];
  if (empty(body.message) || longer(body.message, 130)) found.push('message');
  if (longer(body.description, 15_000)) found.push('description');
  if (longer(body.entity, 512)) found.push('entity');
  if (!/^P[1-5]$/.test(body.priority)) found.push('priority');
  if (body.tags.length > 20 || body.tags.some((tag: string) => longer(tag, 50))) found.push('tags');
  const details = Object.entries(body.details as Record<string, string>);
  if (details.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > 8_000) found.push('details');
  return found;
}

/** Our own: docs of the webhook. */
function webhook(body: Json): string[] {
  const missing = ['schemaVersion', 'id', 'kind', 'incident', 'links'].filter((name) => !(name in body));
  return bytes(body) > 64_000 ? [...missing, 'more than 64 KB'] : missing;
}

export const COMPLAINTS: Readonly<Record<ProviderKind, Complaints>> = {
  slack,
  'slack-app': slack,
  teams,
  pagerduty,
  opsgenie,
  jira: opsgenie,
  webhook,
};
