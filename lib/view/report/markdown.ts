import { type Html, html } from './html';

/** Longer texts are cut: a text widget's Markdown is for people to read. Code points. */
const MAX_MARKDOWN = 10_000;

/**
 * The Markdown that dashboards' text widgets need, and no more: headings, bold, code, lists, links to https pages and
 * between dashboards.
 * Everything else, raw HTML and other links included, is shown as the text it is.
 */
export function markdown(source: string): Html {
  const text = Array.from(source).slice(0, MAX_MARKDOWN).join('');
  return html`${blocks(text.split(/\r\n|\r|\n/)).map(renderBlock)}`;
}

interface Block {
  readonly kind: 'heading' | 'ul' | 'ol' | 'paragraph';
  readonly level: number;
  readonly lines: string[];
}

function blocks(lines: readonly string[]): Block[] {
  const result: Block[] = [];
  let current: Block | undefined;
  for (const line of lines) {
    const { kind, level, text } = readLine(line);
    if (kind === 'blank') {
      current = undefined;
    } else if (current && kind === current.kind && kind !== 'heading') {
      current.lines.push(text);
    } else {
      current = { kind, level, lines: [text] };
      result.push(current);
    }
  }
  return result;
}

function readLine(line: string): { kind: Block['kind'] | 'blank'; level: number; text: string } {
  const text = line.trim();
  const heading = /^(#{1,6})\s+(\S.*)$/.exec(text);
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' };
  const bullet = /^[-*+]\s+(\S.*)$/.exec(text);
  if (bullet) return { kind: 'ul', level: 0, text: bullet[1] ?? '' };
  const step = /^\d{1,9}[.)]\s+(\S.*)$/.exec(text);
  if (step) return { kind: 'ol', level: 0, text: step[1] ?? '' };
  return { kind: text === '' ? 'blank' : 'paragraph', level: 0, text };
}

function renderBlock({ kind, level, lines }: Block): Html {
  const items = lines.map(inline);
  if (kind === 'ul') return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  if (kind === 'ol') return html`<ol>${items.map((item) => html`<li>${item}</li>`)}</ol>`;
  if (kind === 'paragraph') return html`<p>${items.flatMap((item, index) => (index > 0 ? [' ', item] : [item]))}</p>`;
  // The page's own headings end at h3, so the widget's begin below them.
  return level === 1 ? html`<h4>${items}</h4>` : level === 2 ? html`<h5>${items}</h5>` : html`<h6>${items}</h6>`;
}

/** Each alternative excludes its own opening character inside, so that no text makes the search take long. */
const INLINE = /(`[^`]+`|\*\*[^*]+\*\*|\[[^[\]]+\]\([^()\s]+\))/;

function inline(text: string): Html {
  return html`${text.split(INLINE).map((part, index) => (index % 2 === 1 ? span(part) : part))}`;
}

function span(part: string): Html {
  if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
  if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
  const middle = part.lastIndexOf('](');
  const [label, target] = [part.slice(1, middle), part.slice(middle + 2, -1)];
  const board = /^#dashboards:name=([\w-]+)$/.exec(target)?.[1];
  if (board !== undefined) return html`<a href="#${boardId(board)}">${label}</a>`;
  return isHttps(target) ? link(target, label) : html`${part}`;
}

/** Where a dashboard is in the page: the console's own links between dashboards lead there. */
export function boardId(name: string): string {
  return `board-${name.replace(/[^\w-]/g, '-')}`;
}

/** A link that leaves the page: opened on purpose only, and without telling where from. */
export function link(url: string, label: string): Html {
  return html`<a href="${url}" rel="noopener noreferrer">${label}</a>`;
}

/** Text with its https addresses as links. */
export function withLinks(text: string): Html {
  return html`${text.split(/(https:\/\/[^\s<>"'`()]+)/).map((part, index) => (index % 2 === 1 && isHttps(part) ? link(part, part) : part))}`;
}

function isHttps(url: string): boolean {
  return url.startsWith('https://') && URL.canParse(url) && new URL(url).username === '';
}
