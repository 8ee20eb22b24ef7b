/** The commands of a shell script, one list of words each: as much of the shell's grammar as our documents use. */

/** Commands inside `$(...)` come first, and their place in a word is `$()`. Comments and redirections are left out. */
export function shellCommands(script: string): string[][] {
  const commands: string[][] = [];
  new Reader(script, commands).read();
  return commands.map(withoutPrefix).filter((words) => words.length > 0);
}

/** Names of variables that a script reads, those in single quotes and comments left out. */
export function variablesRead(script: string): string[] {
  return [...code(script).matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
}

/** Names that it gives a value to: `NAME=`, `for NAME in`, `export NAME=`. */
export function variablesSet(script: string): string[] {
  return [...code(script).matchAll(/(?:^|[\s;(])(?:for (\w+) in|([A-Za-z_]\w*)=)/gm)].map(
    ([, a, b]) => (a ?? b) as string,
  );
}

function code(script: string): string {
  return script.replace(/'[^']*'/g, "''").replace(/(^|\s)#.*$/gm, '$1');
}

class Reader {
  private at = 0;
  private words: string[] = [];
  private word: string | undefined;
  private redirects = false;

  constructor(
    private readonly script: string,
    private readonly commands: string[][],
  ) {}

  /** @param end what closes this script: a `)` of the one around it, or its end */
  read(end?: ')'): void {
    while (this.at < this.script.length) {
      const char = this.next();
      if (char === end) break;
      if (char === '#' && this.word === undefined) this.skipTo('\n');
      else if (char === "'") this.add(this.upTo("'"));
      else if (char === '"') this.quoted();
      else if (char === '\\') this.escaped();
      else if (char === '$' && this.script[this.at] === '(') this.substitution();
      else if (char === '<' || char === '>') this.redirect();
      else if ('\n;|&()'.includes(char)) this.endCommand();
      else if (char === ' ') this.endWord();
      else this.add(char);
    }
    this.endCommand();
  }

  private quoted(): void {
    this.add('');
    while (this.at < this.script.length) {
      const char = this.next();
      if (char === '"') return;
      if (char === '\\') this.escaped();
      else if (char === '$' && this.script[this.at] === '(') this.substitution();
      else this.add(char);
    }
    throw new Error(`a double quote is never closed: ${this.script}`);
  }

  /** A line that goes on in the next one, or a character as it is. */
  private escaped(): void {
    const char = this.next();
    if (char !== '\n') this.add(char);
  }

  private substitution(): void {
    this.at += 1;
    if (this.script[this.at] === '(') {
      const end = this.script.indexOf('))', this.at);
      const sum = this.script.slice(this.at + 1, end);
      this.at = end + 2;
      for (const inner of sum.match(/\$\([^)]*\)/g) ?? []) new Reader(inner.slice(2, -1), this.commands).read();
    } else {
      const inner = new Reader(this.script, this.commands);
      inner.at = this.at;
      inner.read(')');
      this.at = inner.at;
    }
    this.add('$()');
  }

  private redirect(): void {
    this.endWord();
    this.redirects = true;
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  private endWord(): void {
    if (this.word === undefined) return;
    if (!this.redirects) this.words.push(this.word);
    this.redirects = false;
    this.word = undefined;
  }

  private endCommand(): void {
    this.endWord();
    if (this.words.length > 0) this.commands.push(this.words);
    this.words = [];
  }

  private next(): string {
    const char = this.script[this.at] as string;
    this.at += 1;
    return char;
  }

  private upTo(mark: string): string {
    const end = this.script.indexOf(mark, this.at);
    if (end < 0) throw new Error(`a ${mark} is never closed: ${this.script}`);
    const text = this.script.slice(this.at, end);
    this.at = end + 1;
    return text;
  }

  private skipTo(mark: string): void {
    const end = this.script.indexOf(mark, this.at);
    this.at = end < 0 ? this.script.length : end;
  }
}

/** Without the words of loops, assignments and `npx` before the command itself. */
function withoutPrefix(words: readonly string[]): string[] {
  const start = words.findIndex(
    (word) => !/^([{}]|do|until|while|if|then|export|local|npx|--yes|[A-Za-z_]\w*=.*)$/s.test(word),
  );
  return start < 0 ? [] : words.slice(start);
}
