import { cutEscaped } from './limits';

/** Three characters steer Slack: https://docs.slack.dev/messaging/formatting-message-text */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Foreign text so that Slack shows just that text, at most `max` characters with its escapes. A word joiner, which
 * nobody sees, makes `@channel` and its like wake nobody.
 */
export function slackText(text: string, max: number): string {
  const calm = text.replace(/@(?=channel|everyone|group|here)/gi, '@\u2060');
  return cutEscaped(calm, max, (character) => ENTITIES[character] ?? character);
}
