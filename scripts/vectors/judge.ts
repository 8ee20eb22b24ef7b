import { isDeepStrictEqual } from 'node:util';
import { type Assertion, type CaseKind, type Cells, INVALID, isCells } from './case-kind';

export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly expected: string; readonly actual: string }
  | { readonly kind: 'notAsserted'; readonly why: string; readonly differs?: Difference | undefined };

/** Expected and actual as JSON, or as what was thrown. */
export interface Difference {
  readonly expected: string;
  readonly actual: string;
}

/** Judges one case. Never throws: what the decision throws, other than a refusal that is expected, is a failure. */
export function judge(kind: CaseKind, vector: unknown, file: Cells): Verdict {
  if (!isCells(vector)) return { kind: 'failed', expected: 'a case: an object', actual: describe(vector) };
  const difference = compare(kind, vector, file);
  if (typeof difference === 'string') return { kind: 'notAsserted', why: difference };
  if (isAdvisory(vector, file)) return { kind: 'notAsserted', why: ADVISORY, differs: difference };
  return difference ? { kind: 'failed', ...difference } : { kind: 'passed' };
}

const ADVISORY = "advisory: an emulator's opinion";

/** Whether a case is from an emulator, by its own word or by the file's list of sources: AWS does not stand behind it. */
function isAdvisory({ source, basis }: Cells, { sources }: Cells): boolean {
  const told = typeof source === 'string' && isCells(sources) ? sources[source] : undefined;
  return [source, basis, told].some((text) => typeof text === 'string' && /\bemu(lator)?\b/i.test(text));
}

/** `undefined`: as expected; a text: why nothing is asserted. */
function compare(kind: CaseKind, vector: Cells, file: Cells): Difference | string | undefined {
  try {
    const assertion = kind.assertionOf(vector, file);
    return 'notAsserted' in assertion ? assertion.notAsserted : differenceOf(assertion);
  } catch (error) {
    return { expected: `a case of the kind '${kind.name}'`, actual: describe(error) };
  }
}

function differenceOf(assertion: Assertion): Difference | undefined {
  const { actual, refused } = answerTo(assertion);
  const holds = assertion.holds ?? ((value: unknown) => isDeepStrictEqual(value, assertion.expected));
  const expectsRefusal = assertion.expected === INVALID && assertion.refusal !== undefined;
  if (expectsRefusal ? refused : !(actual instanceof Error) && holds(actual)) return undefined;
  return { expected: describe(assertion.expected), actual: describe(actual) };
}

function answerTo({ actual, refusal }: Assertion): { readonly actual: unknown; readonly refused: boolean } {
  try {
    return { actual: actual(), refused: false };
  } catch (error) {
    return { actual: error, refused: refusal !== undefined && error instanceof refusal };
  }
}

function describe(value: unknown): string {
  if (value instanceof Error) return `throws ${value.name}: ${value.message}`;
  return JSON.stringify(value) ?? String(value);
}
