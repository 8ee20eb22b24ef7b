import type { Scanner } from './scanner';

/** A condition on a subject: a JSON document or the value of a field. */
export type Test<Subject> = (subject: Subject) => boolean;

/**
 * Reads conditions joined by `||`, `&&` (which binds tighter) and parentheses. `readCondition` is called where a single
 * condition starts.
 */
export function readExpression<Subject>(scanner: Scanner, readCondition: () => Test<Subject>): Test<Subject> {
  const alternatives = [readConjunction(scanner, readCondition)];
  while (takeOperator(scanner, '||')) alternatives.push(readConjunction(scanner, readCondition));
  return join(alternatives, (subject) => alternatives.some((test) => test(subject)));
}

function readConjunction<Subject>(scanner: Scanner, readCondition: () => Test<Subject>): Test<Subject> {
  const tests = [readOperand(scanner, readCondition)];
  while (takeOperator(scanner, '&&')) tests.push(readOperand(scanner, readCondition));
  return join(tests, (subject) => tests.every((test) => test(subject)));
}

function readOperand<Subject>(scanner: Scanner, readCondition: () => Test<Subject>): Test<Subject> {
  scanner.skipSpaces();
  const start = scanner.position;
  if (!scanner.take('(')) return readCondition();
  const inner = readExpression(scanner, readCondition);
  scanner.skipSpaces();
  if (!scanner.take(')')) {
    throw scanner.error(
      scanner.describeNext(),
      `&&, || or the ) for the ( at column ${start + 1} must follow a condition`,
    );
  }
  return inner;
}

function takeOperator(scanner: Scanner, operator: '&&' | '||'): boolean {
  scanner.skipSpaces();
  return scanner.take(operator);
}

function join<Subject>(tests: readonly Test<Subject>[], joined: Test<Subject>): Test<Subject> {
  return tests.length === 1 && tests[0] ? tests[0] : joined;
}
