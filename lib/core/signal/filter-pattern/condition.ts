import { compileRegex } from './regex';
import type { Scanner } from './scanner';
import { matchesParts } from './wildcard';

/** A value a condition can be about; other JSON values satisfy no comparison. */
export type Comparable = string | number;

const OPERATORS = ['>=', '<=', '!=', '=', '>', '<'] as const;
type Operator = (typeof OPERATORS)[number];

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Scientific notation counts in patterns and JSON numbers, not in strings. */
const NUMBER_IN_STRING = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Reads an operator and what it compares with. `bare` says which characters a value without quotes may have. */
export function readComparison(scanner: Scanner, bare: RegExp): (value: Comparable) => boolean {
  scanner.skipSpaces();
  const operator = OPERATORS.find((candidate) => scanner.take(candidate));
  if (!operator) throw scanner.error(scanner.describeNext(), `one of ${OPERATORS.join(' ')} is allowed here`);
  scanner.skipSpaces();
  const start = scanner.position;
  if (scanner.peek() === '%') {
    const { source, start: column } = scanner.regexSource();
    return equality(scanner, operator, start, 'a regular expression', compileRegex(source, scanner, column));
  }
  if (scanner.peek() === '"') return textEquality(scanner, operator, start, scanner.quoted());
  const text = scanner.takeWhile((character) => bare.test(character));
  if (text === '') {
    throw scanner.error(
      scanner.describeNext(),
      `a number, a "string" or a %regex% must follow ${operator}; put text with other characters in double quotes`,
    );
  }
  if (NUMBER.test(text)) return numberComparison(operator, Number(text));
  return textEquality(scanner, operator, start, text);
}

function textEquality(
  scanner: Scanner,
  operator: Operator,
  start: number,
  text: string,
): (value: Comparable) => boolean {
  return equality(scanner, operator, start, 'a string', matchesParts(text.split('*')));
}

function equality(
  scanner: Scanner,
  operator: Operator,
  start: number,
  operand: string,
  matches: (text: string) => boolean,
): (value: Comparable) => boolean {
  if (operator === '=') return (value) => matches(String(value));
  if (operator === '!=') return (value) => !matches(String(value));
  throw scanner.error(
    `${operator} compares with ${operand}`,
    `${operator} needs a number, ${operand} only = or !=`,
    start,
  );
}

function numberComparison(operator: Operator, operand: number): (value: Comparable) => boolean {
  return (value) => {
    const actual = toNumber(value);
    if (actual === undefined) return operator === '!=';
    switch (operator) {
      case '=':
        return actual === operand;
      case '!=':
        return actual !== operand;
      case '>':
        return actual > operand;
      case '<':
        return actual < operand;
      case '>=':
        return actual >= operand;
      case '<=':
        return actual <= operand;
    }
  };
}

function toNumber(value: Comparable): number | undefined {
  if (typeof value === 'number') return value;
  return NUMBER_IN_STRING.test(value) ? Number(value) : undefined;
}
