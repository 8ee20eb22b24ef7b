/** The parts of a search term, in order. */
export interface TermTokens {
  readonly parts: readonly TermPart[];
  /** Its letters and digits in lowercase: the token of the whole. */
  readonly whole: string;
}

export interface TermPart {
  readonly text: string;
  /** Joined to another part without a delimiter: "to match a composite token, the search is case sensitive". */
  readonly composite: boolean;
}

/**
 * Capitals, a word with or without its capital, or digits: `SDBFailure` is SDB and Failure, `trial333` trial and 333.
 * Names of metrics are ASCII.
 */
const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const DELIMITERS = /[^A-Za-z0-9]+/;

/** The tokens that CloudWatch makes of a name or value, in the capitals of the original. */
export function nameTokens(name: string): { readonly parts: readonly string[]; readonly whole: string } {
  return { parts: partsOf(name), whole: wholeOf(name) };
}

/**
 * The tokens of a search term. `Count1` has two that make a composite one; `network-errors` has two single ones, which
 * must follow each other in the name: it finds `NetworkErrors2`.
 */
export function termTokens(term: string): TermTokens {
  const words = term.split(DELIMITERS).map(partsOf);
  const parts = words.flatMap((word) => word.map((text) => ({ text, composite: word.length > 1 })));
  return { parts, whole: wholeOf(term) };
}

function partsOf(name: string): string[] {
  return name.match(PART) ?? [];
}

function wholeOf(name: string): string {
  return name.split(DELIMITERS).join('').toLowerCase();
}
