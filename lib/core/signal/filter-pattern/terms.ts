import { BARE_MATCH, type FilterPattern } from './pattern';
import { compileRegex } from './regex';
import { isSpace, type Scanner } from './scanner';

interface Terms {
  readonly required: string[];
  readonly excluded: string[];
  readonly optional: string[];
}

/** Reads a pattern for unstructured messages: terms, quoted phrases, `-excluded`, `?optional`, or one `%regex%`. */
export function parseTermPattern(scanner: Scanner): FilterPattern {
  if (scanner.peek() === '%') return regexPattern(scanner);
  const terms: Terms = { required: [], excluded: [], optional: [] };
  for (scanner.skipSpaces(); !scanner.done; scanner.skipSpaces()) readTerm(scanner, terms);
  return pattern(scanner, termTest(terms));
}

function regexPattern(scanner: Scanner): FilterPattern {
  const { source, start } = scanner.regexSource();
  const matches = compileRegex(source, scanner, start);
  scanner.expectEnd('a standalone regular expression');
  return pattern(scanner, matches);
}

function pattern({ text }: Scanner, matches: (message: string) => boolean): FilterPattern {
  return {
    text,
    kind: 'terms',
    fieldNames: [],
    match: (message) => (matches(message) ? BARE_MATCH : undefined),
  };
}

function readTerm(scanner: Scanner, terms: Terms): void {
  const list = scanner.take('?') ? terms.optional : scanner.take('-') ? terms.excluded : terms.required;
  if (list === terms.excluded) scanner.skipSpaces();
  if (scanner.peek() === '"') {
    const phrase = scanner.quoted();
    // `" "` is documented to match everything, so a blank phrase asks for nothing.
    if (phrase.trim() !== '') list.push(phrase);
  } else {
    list.push(readWord(scanner));
  }
  if (!scanner.done && !isSpace(scanner.peek())) {
    throw scanner.error(`'${scanner.peek()}' follows a term`, 'put a space between terms');
  }
}

function readWord(scanner: Scanner): string {
  const word = scanner.takeWhile((character) => !isSpace(character));
  const wrong = word.search(/[^\p{L}\p{M}\p{N}_]/u);
  if (word === '') {
    throw scanner.error(scanner.describeNext(), 'a term or a "phrase" must follow ? and -');
  }
  if (wrong >= 0) {
    throw scanner.error(
      `'${String.fromCodePoint(word.codePointAt(wrong) ?? 0)}' is neither a letter, a digit nor _`,
      'put terms with other characters in double quotes',
      scanner.position - word.length + wrong,
    );
  }
  return word;
}

/** Optional terms count only if there are no others: AWS ignores them next to included and excluded terms. */
function termTest({ required, excluded, optional }: Terms): (message: string) => boolean {
  if (required.length + excluded.length > 0) {
    return (message) =>
      required.every((term) => message.includes(term)) && !excluded.some((term) => message.includes(term));
  }
  return (message) => optional.length === 0 || optional.some((term) => message.includes(term));
}
