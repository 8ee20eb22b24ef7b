import { EventPatternError, show } from './error';

const FORMS = '["=", n], [">", n], ["<=", n] and such, or a range from low to high as [">", 0, "<=", 5]';

/** Reads the operand of `numeric`: one comparison, or a lower and an upper bound. Only JSON numbers pass. */
export function readNumeric(operand: unknown, path: string): (value: unknown) => boolean {
  if (!Array.isArray(operand)) throw wrong(path, `its operand is ${show(operand)}`);
  const [operator, bound, upperOperator, upper] = operand as readonly unknown[];
  const first = comparison(operator, bound, path);
  if (operand.length === 2) return onNumber(first);
  const isRange = (operator === '>' || operator === '>=') && (upperOperator === '<' || upperOperator === '<=');
  if (operand.length !== 4 || !isRange) throw wrong(path, `${JSON.stringify(operand).slice(0, 80)} is no range`);
  const second = comparison(upperOperator, upper, path);
  if (Number(bound) >= Number(upper))
    throw wrong(path, `the lower bound ${bound} is not below the upper bound ${upper}`);
  return onNumber((value) => first(value) && second(value));
}

function comparison(operator: unknown, bound: unknown, path: string): (value: number) => boolean {
  if (typeof bound !== 'number') throw wrong(path, `${show(bound)} is no number`);
  switch (operator) {
    case '=':
      return (value) => value === bound;
    case '<':
      return (value) => value < bound;
    case '<=':
      return (value) => value <= bound;
    case '>':
      return (value) => value > bound;
    case '>=':
      return (value) => value >= bound;
    default:
      throw wrong(path, `${show(operator)} is no comparison`);
  }
}

function onNumber(test: (value: number) => boolean): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && test(value);
}

function wrong(path: string, what: string): EventPatternError {
  return new EventPatternError(path, what, `numeric takes ${FORMS}`);
}
