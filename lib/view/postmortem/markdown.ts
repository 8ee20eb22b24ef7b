/** The parts of a Markdown document whose texts come from others. */
import { safeUrl } from '../notification/links';
import { escapeMarkdown } from '../slo/markdown';

const MAX_TEXT = 300;

/** One line that shows exactly this text; never empty, so that a cell says that it was not forgotten. */
export function text(given: string, maxCodePoints = MAX_TEXT): string {
  return escapeMarkdown(given, maxCodePoints).trim() || '–';
}

/** Like `text`, where a line begins: no list, no rule, no heading comes of it. */
export function paragraph(given: string, maxCodePoints = MAX_TEXT): string {
  return text(given, maxCodePoints)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');
}

/** Several texts in one cell, at most `most` of them. */
export function texts(given: readonly string[], most = 20): string {
  const shown = given.slice(0, most).map((each) => text(each, 120));
  const more = given.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ') || '–';
}

/** A link that leaves where it says, or only its label where the address is no `https:` one. */
export function link(label: string, url: string | undefined): string {
  const safe = safeUrl(url);
  return safe === undefined ? text(label) : `[${text(label)}](<${safe.replace(/[\\`<>]/g, encodeURIComponent)}>)`;
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map(row).join('\n');
}

/**
 * As many of the rows as fit into so many bytes of UTF-8: half of them for the first ones, half for the last ones, with
 * a row between them that says how many are missing.
 */
export function fittingTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  maxBytes: number,
): string {
  const first = fitting(rows, maxBytes / 2);
  const last = fitting(rows.slice(first).reverse(), maxBytes / 2);
  const left = rows.length - first - last;
  if (left === 0) return table(columns, rows);
  const gap = columns.map((_, index) => (index === 0 ? '…' : index === 1 ? `${left} more: no room here` : ''));
  return table(columns, [...rows.slice(0, first), gap, ...rows.slice(rows.length - last)]);
}

/** How many of the rows fit, from the first one on. */
function fitting(rows: readonly (readonly string[])[], maxBytes: number): number {
  let bytes = 0;
  const tooMuch = rows.findIndex((cells) => {
    bytes += utf8Length(row(cells)) + 1;
    return bytes > maxBytes;
  });
  return tooMuch === -1 ? rows.length : tooMuch;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function utf8Length(given: string): number {
  return new TextEncoder().encode(given).length;
}
