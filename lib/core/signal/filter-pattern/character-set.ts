const ASCII = 128;

const CLASSES: Readonly<Record<string, RegExp>> = { d: /[0-9]/, s: /[ \t\n\r\f\v]/, w: /[A-Za-z0-9_]/ };

/** A set of characters as a regular expression names them: ASCII one by one, all others together. */
export class CharacterSet {
  private readonly ascii = new Uint8Array(ASCII);
  private others = false;

  static of(character: string): CharacterSet {
    const code = character.charCodeAt(0);
    return CharacterSet.range(code, code);
  }

  /** Both ends belong to it. */
  static range(from: number, to: number): CharacterSet {
    const set = new CharacterSet();
    set.ascii.fill(1, from, to + 1);
    return set;
  }

  static all(): CharacterSet {
    return new CharacterSet().complement();
  }

  /** What `\d`, `\s`, `\w` (upper case: their complements) stand for; `undefined` for other letters. */
  static shorthand(letter: string): CharacterSet | undefined {
    const members = Object.hasOwn(CLASSES, letter.toLowerCase()) ? CLASSES[letter.toLowerCase()] : undefined;
    if (!members) return undefined;
    const set = new CharacterSet();
    for (let code = 0; code < ASCII; code++) set.ascii[code] = members.test(String.fromCharCode(code)) ? 1 : 0;
    return letter === letter.toLowerCase() ? set : set.complement();
  }

  addAll(other: CharacterSet): void {
    for (let code = 0; code < ASCII; code++) if (other.ascii[code]) this.ascii[code] = 1;
    this.others ||= other.others;
  }

  complement(): CharacterSet {
    const set = new CharacterSet();
    for (let code = 0; code < ASCII; code++) set.ascii[code] = this.ascii[code] ? 0 : 1;
    set.others = !this.others;
    return set;
  }

  has(code: number): boolean {
    return code < ASCII ? this.ascii[code] === 1 : this.others;
  }

  /** Its code if it has exactly one ASCII character. */
  only(): number | undefined {
    const first = this.ascii.indexOf(1);
    return !this.others && first >= 0 && first === this.ascii.lastIndexOf(1) ? first : undefined;
  }
}
