import { EventPatternError, show } from './error';
import { equalsIgnoreCase, isObject, type LeafTest, onText } from './leaf';
import { matchesWildcard } from './wildcard';

/** How `anything-but` reads each string below an operator. */
const EXCLUSIONS: ReadonlyMap<string, (text: string, path: string) => LeafTest> = new Map([
  ['prefix', (text) => onText((value) => value.startsWith(text))],
  ['suffix', (text) => onText((value) => value.endsWith(text))],
  ['equals-ignore-case', equalsIgnoreCase],
  ['wildcard', matchesWildcard],
]);

/**
 * Reads the operand of `anything-but`: a string or number, a list of strings or of numbers, or `{operator: string or
 * list of strings}`. Any value that is not excluded passes, whatever its type. `wildcards` collects its wildcards.
 */
export function readAnythingBut(operand: unknown, path: string, wildcards: string[]): LeafTest {
  if (isObject(operand)) return readExclusion(operand, path, wildcards);
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const [first] = values;
  const uniform = values.every((value) => typeof value === typeof first);
  if ((typeof first !== 'string' && typeof first !== 'number') || !uniform) {
    throw new EventPatternError(
      path,
      values.length > 1 ? 'it mixes values or has others than strings and numbers' : `its operand is ${show(operand)}`,
      'anything-but takes a string, a number, a list of strings, a list of numbers or {operator: ...}',
    );
  }
  const excluded = new Set(values);
  return (value) => !excluded.has(value);
}

function readExclusion(operand: Readonly<Record<string, unknown>>, path: string, wildcards: string[]): LeafTest {
  const [operator = '', ...more] = Object.keys(operand);
  const read = EXCLUSIONS.get(operator);
  if (!read || more.length > 0) {
    const allowed = `one of ${[...EXCLUSIONS.keys()].join(', ')} may stand below anything-but`;
    throw new EventPatternError(path, `it has ${Object.keys(operand).join(', ') || 'no operator'}`, allowed);
  }
  const list = operand[operator];
  const texts: readonly unknown[] = Array.isArray(list) ? list : [list];
  const affix = operator === 'prefix' || operator === 'suffix';
  const exclusions = texts.map((text) => {
    if (typeof text === 'string' && (text !== '' || !affix)) return read(text, path);
    const allowed = `anything-but ${operator} takes a ${affix ? 'non-empty ' : ''}string or a list of them`;
    throw new EventPatternError(path, `its operand is ${show(text)}`, allowed);
  });
  if (exclusions.length === 0) throw new EventPatternError(path, 'its list is empty', 'give at least one string');
  if (operator === 'wildcard') wildcards.push(...(texts as string[]));
  return (value) => !exclusions.some((exclusion) => exclusion(value));
}
