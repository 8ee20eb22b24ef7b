/** Reading our own Markdown: links, headings and fenced blocks. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents } from '../../scripts/docs';
import { ROOT } from '../../scripts/docs/example';

/** A fenced block with the line it opens on and the words behind its language, such as `file=app.ts`. */
export interface FencedBlock {
  readonly language: string;
  readonly info: string;
  readonly text: string;
  readonly line: number;
}

/** All fenced blocks of a language in the documentation. */
export function blocksOf(language: string): (FencedBlock & { readonly file: string; readonly place: string })[] {
  return documents().flatMap((file) =>
    fencedBlocks(readFileSync(join(ROOT, file), 'utf8'))
      .filter((block) => block.language === language)
      .map((block) => ({ ...block, file, place: `${file}:${block.line}` })),
  );
}

const FENCE = /^( *)```(\w+)?(.*)\n([\s\S]*?)^\1```$/gm;

export function fencedBlocks(markdown: string): FencedBlock[] {
  return [...markdown.matchAll(FENCE)].map(({ index, 2: language = '', 3: info = '', 4: text = '' }) => ({
    language,
    info: info.trim(),
    text,
    line: markdown.slice(0, index).split('\n').length,
  }));
}

/** Targets of all links outside code. */
export function links(markdown: string): string[] {
  return [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** Whether a relative link of a file leads to a file of the repository, and to one of its headings where it names one. */
export function leadsSomewhere(file: string, target: string): boolean {
  const [path = '', heading] = target.split('#');
  const found = path === '' ? file : join(dirname(file), path);
  if (!existsSync(join(ROOT, found))) return false;
  return heading === undefined || anchors(readFileSync(join(ROOT, found), 'utf8')).has(heading);
}

/** Names that GitHub gives the headings, for links to them. */
export function anchors(markdown: string): Set<string> {
  const headings = [...prose(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The front matter of a runbook: names and texts, and one list of flow mappings. */
export function frontMatter(markdown: string): Readonly<Record<string, unknown>> {
  const [, matter] = /^---\n([\s\S]*?)^---\n/m.exec(markdown) ?? [];
  if (matter === undefined) throw new Error('there is no front matter');
  const pairs = [...matter.matchAll(/^(\w+):(?: (.+)|((?:\n {2}- \{.*\})*))$/gm)].map(
    ([, key = '', text, list = '']) => [
      key,
      text ?? [...list.matchAll(/\{ (.*) \}/g)].map(([, fields = '']) => flowMapping(fields)),
    ],
  );
  return Object.fromEntries(pairs);
}

function flowMapping(fields: string): object {
  return Object.fromEntries(fields.split(', ').map((field) => field.split(': ')));
}

/** First cells of all table rows that begin with a name in code: `` | `Requests` | ... ``. */
export function namedRows(markdown: string): string[] {
  return [...prose(markdown).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
}

/** The part of a document below a heading, up to the next of the same level or above. */
export function section(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`there is no section '${heading}'`);
  const end = markdown.indexOf('\n## ', start + 1);
  return markdown.slice(start, end < 0 ? undefined : end);
}

/** Without the fenced blocks. */
export function prose(markdown: string): string {
  return markdown.replace(FENCE, '');
}
