import { type AddressRange, parseAddress, readCidr, sameAddress } from './address';
import { readAnythingBut } from './anything-but';
import { EventPatternError, show } from './error';
import { equalsIgnoreCase, isObject, type Leaf, type LeafTest, needsText, onText } from './leaf';
import { readNumeric } from './numeric';
import { checkComplexity, matchesWildcard } from './wildcard';

/** What the values of a field must be: one of them passes the test, or, if `whenAbsent`, there is none. */
export interface FieldTest {
  readonly accepts: LeafTest;
  readonly whenAbsent: boolean;
}

/** Reads the array of a field: alternatives, each a value or `{operator: operand}`. */
export function readFieldTest(alternatives: readonly unknown[], path: string): FieldTest {
  if (alternatives.length === 0) throw new EventPatternError(path, 'it is an empty array', 'give at least one value');
  const tests: LeafTest[] = [];
  const wildcards: string[] = [];
  let whenAbsent = false;
  alternatives.forEach((alternative, index) => {
    const place = `${path}[${index}]`;
    const { operator, operand } = readExpression(alternative, place);
    if (operator === 'exists' && operand === false) whenAbsent = true;
    else tests.push(readTest(operator, operand, place, wildcards));
  });
  checkComplexity(wildcards, path);
  return { accepts: (value) => tests.some((test) => test(value)), whenAbsent };
}

function readExpression(value: unknown, path: string): { operator: string | undefined; operand: unknown } {
  if (!isObject(value)) return { operator: undefined, operand: value };
  const [operator, ...more] = Object.keys(value);
  if (operator === undefined || more.length > 0) {
    throw new EventPatternError(
      path,
      `it has ${more.length + (operator === undefined ? 0 : 1)} keys`,
      'give one operator',
    );
  }
  return { operator, operand: value[operator] };
}

function readTest(operator: string | undefined, operand: unknown, path: string, wildcards: string[]): LeafTest {
  switch (operator) {
    case undefined:
      return readValue(operand, path);
    case 'exactly':
      return equals(needsText(operand, operator, path));
    case 'prefix':
      return readAffix(operator, operand, path);
    case 'suffix':
      return readAffix(operator, operand, path);
    case 'equals-ignore-case':
      return equalsIgnoreCase(needsText(operand, operator, path));
    case 'anything-but':
      return readAnythingBut(operand, path, wildcards);
    case 'numeric':
      return readNumeric(operand, path);
    case 'exists':
      if (operand === true) return () => true;
      throw new EventPatternError(path, `its operand is ${show(operand)}`, 'exists takes true or false');
    case 'cidr':
      return inRange(readCidr(needsText(operand, operator, path), path));
    case 'wildcard':
      wildcards.push(needsText(operand, operator, path));
      return matchesWildcard(needsText(operand, operator, path), path);
    default:
      throw new EventPatternError(
        path,
        `'${operator}' is no operator`,
        'exactly, prefix, suffix, equals-ignore-case, anything-but, numeric, exists, cidr and wildcard are (in lower case)',
      );
  }
}

/** A value without operator. Addresses are equal in any spelling, as `::1` and `0:0:0:0:0:0:0:1`. */
function readValue(expected: unknown, path: string): LeafTest {
  if (typeof expected === 'string') {
    const address = parseAddress(expected);
    if (!address) return equals(expected);
    return (value) => value === expected || (typeof value === 'string' && sameAddress(parseAddress(value), address));
  }
  if (typeof expected === 'number' || typeof expected === 'boolean' || expected === null) return equals(expected);
  throw new EventPatternError(
    path,
    `it is ${show(expected)}`,
    'a string, number, true, false, null or {operator: ...} is',
  );
}

function equals(expected: Leaf): LeafTest {
  return (value) => value === expected;
}

function readAffix(operator: 'prefix' | 'suffix', operand: unknown, path: string): LeafTest {
  const has = operator === 'prefix' ? 'startsWith' : 'endsWith';
  if (!isObject(operand)) {
    const affix = needsText(operand, operator, path);
    return onText((text) => text[has](affix));
  }
  const inner = readExpression(operand, path);
  if (inner.operator !== 'equals-ignore-case') {
    throw new EventPatternError(path, `'${inner.operator}' stands below ${operator}`, 'only equals-ignore-case may');
  }
  const affix = needsText(inner.operand, 'equals-ignore-case', path).toLowerCase();
  return onText((text) => text.toLowerCase()[has](affix));
}

function inRange(range: AddressRange): LeafTest {
  return onText((text) => {
    const address = parseAddress(text);
    return address !== undefined && range(address);
  });
}
