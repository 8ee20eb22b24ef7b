import { escapeHtml, plainBlock } from '../escape';

/** HTML that is safe to put into a page as it is. Only `html` and `trusted` make it. */
export class Html {
  constructor(private readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

export type HtmlPart = Html | string | number | false | undefined | readonly HtmlPart[];

/**
 * A template whose text parts are stripped of control characters and escaped, so that forgetting to escape is not
 * possible. Lists are joined; `false` and `undefined` leave nothing behind.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.map((text, index) => text + render(parts[index])).join(''));
}

/** Takes text that is HTML already: only for constants and assets of ours. */
export function trusted(source: string): Html {
  return new Html(source);
}

function render(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'string') return escapeHtml(plainBlock(part));
  if (typeof part === 'number') return String(part);
  return part.map(render).join('');
}
