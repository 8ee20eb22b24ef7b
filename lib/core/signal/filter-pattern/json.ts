import { readComparison } from './condition';
import { readExpression, type Test } from './expression';
import type { FilterMatch, FilterPattern } from './pattern';
import { Scanner } from './scanner';
import { readSelector, type Selector } from './selector';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (quotas beside the examples) */
const MAX_WILDCARDS_IN_SELECTOR = 1;
const MAX_WILDCARDS_IN_PATTERN = 3;

/** What a JSON string may have without quotes: the documentation's letters, digits and _, and what its examples use. */
const BARE_VALUE = /[A-Za-z0-9_.*+-]/;

/** Reads a JSON pattern: `{ $.selector OPERATOR value }`, with `&&`, `||`, parentheses, `IS` and `NOT EXISTS`. */
export function parseJsonPattern(scanner: Scanner): FilterPattern {
  scanner.take('{');
  scanner.skipSpaces();
  const counts = { wildcards: 0 };
  const test = scanner.peek() === '}' ? undefined : readExpression(scanner, () => readCondition(scanner, counts));
  scanner.skipSpaces();
  if (!scanner.take('}')) {
    throw scanner.error(scanner.describeNext(), '&&, || or the closing } must follow a condition');
  }
  scanner.expectEnd('the closing }');
  return { text: scanner.text, kind: 'json', fieldNames: [], match: (message) => matchJson(message, test) };
}

/** `value` of a JSON match: the text of the string, number or boolean that a selector without wildcard points to. */
function selectText(document: unknown, reference: string): string | undefined {
  const selector = parseReference(reference);
  const value = selector?.wildcards === 0 ? selector.resolve(document)[0] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Whether a text is a selector and nothing else. */
export function isSelector(reference: string): boolean {
  return parseReference(reference) !== undefined;
}

function parseReference(reference: string): Selector | undefined {
  const scanner = new Scanner(reference);
  try {
    const selector = readSelector(scanner);
    return scanner.done ? selector : undefined;
  } catch {
    return undefined;
  }
}

function matchJson(message: string, test: Test<unknown> | undefined): FilterMatch | undefined {
  const document = parseObject(message);
  if (test && (document === undefined || !test(document))) return undefined;
  return { fields: {}, value: (reference) => selectText(document, reference) };
}

function parseObject(message: string): object | undefined {
  try {
    const document: unknown = JSON.parse(message);
    return typeof document === 'object' && document !== null && !Array.isArray(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function readCondition(scanner: Scanner, counts: { wildcards: number }): Test<unknown> {
  scanner.skipSpaces();
  const start = scanner.position;
  const selector = readSelector(scanner);
  counts.wildcards += selector.wildcards;
  if (selector.wildcards > MAX_WILDCARDS_IN_SELECTOR || counts.wildcards > MAX_WILDCARDS_IN_PATTERN) {
    throw scanner.error(
      'there are too many wildcard selectors',
      `a selector may have ${MAX_WILDCARDS_IN_SELECTOR} wildcard, a pattern ${MAX_WILDCARDS_IN_PATTERN}`,
      start,
    );
  }
  scanner.skipSpaces();
  const keyword = scanner.takeWhile((character) => /[A-Za-z]/.test(character));
  if (keyword !== '') return readKeyword(scanner, keyword, selector);
  const compares = readComparison(scanner, BARE_VALUE);
  return (document) =>
    selector
      .resolve(document)
      .some((value) => (typeof value === 'string' || typeof value === 'number') && compares(value));
}

function readKeyword(scanner: Scanner, keyword: string, selector: Selector): Test<unknown> {
  scanner.skipSpaces();
  const start = scanner.position;
  const second = scanner.takeWhile((character) => /[A-Za-z]/.test(character));
  if (keyword === 'NOT' && second === 'EXISTS') return (document) => selector.resolve(document).length === 0;
  const expected = keyword === 'IS' ? IS_VALUES.get(second) : undefined;
  if (expected === undefined) {
    throw scanner.error(
      `'${`${keyword} ${second}`.trim()}' is not a test`,
      'IS NULL, IS TRUE, IS FALSE and NOT EXISTS are allowed (IS NOT and EXISTS are not)',
      start,
    );
  }
  return (document) => selector.resolve(document).some((value) => value === expected.value);
}

const IS_VALUES: ReadonlyMap<string, { readonly value: null | boolean }> = new Map([
  ['NULL', { value: null }],
  ['TRUE', { value: true }],
  ['FALSE', { value: false }],
]);
