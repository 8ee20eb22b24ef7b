import { EventPatternError, show } from './error';

/** A value of an event that is neither an object nor an array. */
export type Leaf = string | number | boolean | null;
export type LeafTest = (value: Leaf) => boolean;

/** Operators on strings hold for no other value. */
export function onText(test: (text: string) => boolean): LeafTest {
  return (value) => typeof value === 'string' && test(value);
}

export function equalsIgnoreCase(expected: string): LeafTest {
  const lower = expected.toLowerCase();
  return onText((text) => text.toLowerCase() === lower);
}

/** Whether a value is an object in the sense of JSON. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The operand of an operator that takes a string; throws for any other. */
export function needsText(operand: unknown, operator: string, path: string): string {
  if (typeof operand === 'string') return operand;
  throw new EventPatternError(path, `its operand is ${show(operand)}`, `${operator} takes a string`);
}
