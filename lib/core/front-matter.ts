/**
 * Front matter: the part of YAML that people write above a Markdown text. Maps and lists by indentation or in brackets,
 * texts with or without quotes, numbers, true and false, comments. What YAML's versions read differently, and what can
 * surprise, is refused with its line: whatever is read, any YAML parser reads the same.
 */

export interface FrontMatter {
  readonly values: Readonly<Record<string, unknown>>;
  /** The text below. */
  readonly body: string;
}

/** The message begins with the line. */
class FrontMatterError extends Error {
  override readonly name = 'FrontMatterError';

  constructor(
    readonly line: number,
    problem: string,
  ) {
    super(`line ${line}: ${problem}`);
  }
}

/** @throws FrontMatterError where there is none, or it cannot be read */
export function readFrontMatter(text: string): FrontMatter {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---') throw new FrontMatterError(1, "a front matter begins with a line '---'");
  if (end < 0) throw new FrontMatterError(lines.length, "the front matter never ends; end it with a line '---'");
  const reader = new Block(lines.slice(1, end));
  const values = reader.node(0);
  reader.expectEnd();
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new FrontMatterError(2, "a front matter is made of 'name: value' lines");
  }
  return { values: values as Record<string, unknown>, body: lines.slice(end + 1).join('\n') };
}

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

/** A name, and what stands behind it. Names are texts in any YAML: `y` and `no` are not. */
const ENTRY = /^((?!(?:y|n|yes|no|on|off|true|false|null):)[A-Za-z_][\w.-]*|'[\w .-]*'|"[\w .-]*"):(?: +(.*))?$/i;
const MAX_DEPTH = 20;

class Block {
  private readonly lines: readonly Line[];
  private at = 0;

  constructor(lines: readonly string[]) {
    this.lines = lines.flatMap((raw, index) => {
      const text = withoutSpaces(raw);
      // The line of the front matter's begin is the first one.
      const line = { number: index + 2, indent: raw.search(/[^ ]|$/), text };
      if (text === '' || text.startsWith('#')) return [];
      if (text.startsWith('\t')) throw new FrontMatterError(line.number, 'indent with spaces, not with tabs');
      return [line];
    });
  }

  /** A map or a list whose lines are indented as its first one, at least by `indent`. */
  node(indent: number, depth = 0): unknown {
    const first = this.lines[this.at];
    if (!first || first.indent < indent) return undefined;
    if (depth > MAX_DEPTH) throw new FrontMatterError(first.number, `at most ${MAX_DEPTH} levels are read`);
    return isItem(first) ? this.list(first.indent) : this.map(first.indent, depth);
  }

  expectEnd(): void {
    const left = this.lines[this.at];
    if (left) throw new FrontMatterError(left.number, `'${left.text.slice(0, 40)}' is not indented as the lines above`);
  }

  private map(indent: number, depth: number): Readonly<Record<string, unknown>> {
    const entries = new Map<string, unknown>();
    for (let line = this.lines[this.at]; line?.indent === indent && !isItem(line); line = this.lines[this.at]) {
      const [, quoted = '', rest = ''] = ENTRY.exec(line.text) ?? [];
      const key = quoted.replace(/^(['"])(.*)\1$/, '$2');
      if (key === '')
        throw new FrontMatterError(line.number, `expected 'name: value', got '${line.text.slice(0, 40)}'`);
      if (entries.has(key)) throw new FrontMatterError(line.number, `'${key}' is there twice`);
      this.at += 1;
      const isEmpty = rest === '' || rest.startsWith('#');
      entries.set(key, isEmpty ? this.below(line, key, depth) : new Inline(rest, line.number).whole());
    }
    return Object.fromEntries(entries);
  }

  /** A list may be indented as the name above it. */
  private below(line: Line, key: string, depth: number): unknown {
    const next = this.lines[this.at];
    const value = this.node(next && isItem(next) ? line.indent : line.indent + 1, depth + 1);
    if (value !== undefined) return value;
    throw new FrontMatterError(line.number, `'${key}' has no value; write one, or leave the line out`);
  }

  private list(indent: number): readonly unknown[] {
    const items: unknown[] = [];
    for (let line = this.lines[this.at]; line?.indent === indent && isItem(line); line = this.lines[this.at]) {
      const rest = withoutSpaces(line.text.slice(1));
      if (rest === '') throw new FrontMatterError(line.number, 'an item of a list stands behind its dash');
      if (ENTRY.test(rest)) throw new FrontMatterError(line.number, "write a map in a list as '- { name: value }'");
      this.at += 1;
      items.push(new Inline(rest, line.number).whole());
    }
    return items;
  }
}

function isItem({ text }: Line): boolean {
  return text === '-' || text.startsWith('- ');
}

/** What stands on one line: a text, a number, true, false, or any of them in brackets. */
class Inline {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly line: number,
  ) {}

  whole(): unknown {
    const value = this.value(/ +#|$/y, 0);
    const rest = this.text.slice(this.at);
    if (/^ *(?: #.*)?$/.test(rest)) return value;
    throw new FrontMatterError(
      this.line,
      `'${withoutSpaces(rest).slice(0, 40)}' is more than one value; put a text in quotes`,
    );
  }

  private value(end: RegExp, depth: number): unknown {
    const first = this.text[this.at];
    if (depth > MAX_DEPTH) throw new FrontMatterError(this.line, `at most ${MAX_DEPTH} levels are read`);
    if (first === '[') return this.brackets(']', () => this.value(/ *[,[\]{}]/y, depth + 1));
    if (first === '{') {
      return Object.fromEntries(this.brackets('}', () => this.pair(depth + 1)) as (readonly [string, unknown])[]);
    }
    return first === '"' || first === "'" ? this.quoted() : this.plain(end);
  }

  private brackets(close: string, item: () => unknown): unknown[] {
    const items: unknown[] = [];
    this.take(/. */y);
    while (!this.take(close === ']' ? /\]/y : /\}/y)) {
      items.push(item());
      const more = this.take(/ *, */y) !== undefined;
      this.take(/ */y);
      if (!more && this.text[this.at] !== close && this.at < this.text.length) {
        throw new FrontMatterError(this.line, `'${close}' or ',' is missing behind an item`);
      }
      if (this.at >= this.text.length) throw new FrontMatterError(this.line, `'${close}' is missing`);
    }
    return items;
  }

  private pair(depth: number): readonly [string, unknown] {
    const key = this.take(/[A-Za-z_][\w.-]*/y);
    if (!key || WORDS.test(key) || !this.take(/: +/y))
      throw new FrontMatterError(this.line, "expected 'name: value' in the brackets");
    return [key, this.value(/ *[,[\]{}]/y, depth)];
  }

  private quoted(): string {
    const single = this.take(/'(?:[^'\p{Cc}\p{Cs}\u2028\u2029\uFEFF]|'')*'/uy);
    if (single) return single.slice(1, -1).replaceAll("''", "'");
    const double = this.take(/"(?:[^"\\\p{Cc}\p{Cs}\u2028\u2029\uFEFF]|\\["\\/bfnrt])*"/uy);
    if (double) return JSON.parse(double) as string;
    throw new FrontMatterError(this.line, 'a quote is not closed, or has an escape other than \\", \\\\, \\n and \\t');
  }

  private plain(end: RegExp): unknown {
    const from = this.at;
    while (this.at < this.text.length && !this.peek(end)) this.at += 1;
    const text = withoutSpaces(this.text.slice(from, this.at));
    if (text === 'true' || text === 'false') return text === 'true';
    if (/^(?:0|-?[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text)) return Number(text);
    if (PLAIN.test(text) && !WORDS.test(text) && !/:(?: |$)| #/.test(text)) return text;
    throw new FrontMatterError(this.line, `'${text.slice(0, 40)}' can mean several things in YAML; put it in quotes`);
  }

  private peek(form: RegExp): boolean {
    form.lastIndex = this.at;
    return form.test(this.text);
  }

  private take(form: RegExp): string | undefined {
    form.lastIndex = this.at;
    const found = form.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}

/** A text that needs no quotes. Others can be markup, numbers in other forms, or times. */
const PLAIN = /^(?:[\p{L}_/(]|\d+ +\p{L})[^\p{Cc}\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]*$/u;
/** Truth and nothing, in one version of YAML or another. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** YAML knows no other white space within a line than this and tabs. */
function withoutSpaces(text: string): string {
  return text.replace(/^ +| +$/g, '');
}
