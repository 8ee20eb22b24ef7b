/** Foreign text in Markdown: it shows exactly itself, and stays in its cell. */
import { plain } from '../escape';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const MAX_TEXT = 500;

/**
 * Entities for what could be HTML, backslashes for what could be Markdown, and no link that nobody wrote: bare addresses
 * and mentions are links on the usual forges.
 */
export function escapeMarkdown(text: string, maxCodePoints = MAX_TEXT): string {
  return plain(text, maxCodePoints)
    .replace(/[\\`*_{}[\]#|~!$]|[&<>]/g, (character) => ENTITIES[character] ?? `\\${character}`)
    .replace(/:\/\//g, ':&#47;&#47;')
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}&#46;`)
    .replace(/@/g, '&#64;');
}
