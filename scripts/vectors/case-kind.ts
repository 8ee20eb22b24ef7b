/** What the runner and the kinds of cases agree on; each kind has a file of its own beside this one. */

/** A JSON object: a vector file, or one case of it. */
export type Cells = Readonly<Record<string, unknown>>;

/** One kind of case: which cells make it one, and what of it is asserted. */
export interface CaseKind {
  readonly name: string;
  /** The cells it reads. Others are reported as not looked at, so that nothing is green unseen. */
  readonly cells: readonly string[];
  /** Whether this is a case of this kind; `file` is the whole vector file. */
  fits(vector: Cells, file: Cells): boolean;
  /** The case in one line, for people who look for it in the file. */
  subject(vector: Cells): string;
  /** @throws where the case lacks what its kind needs */
  assertionOf(vector: Cells, file: Cells): Assertion | NotAsserted;
}

export interface Assertion {
  /** As the file has it; `INVALID` where a refusal is expected. */
  readonly expected: unknown;
  /** What lib/core answers. */
  actual(): unknown;
  /** The error by which lib/core refuses what is not valid; any other error is a defect. @default - nothing is refused */
  readonly refusal?: abstract new (
    ...args: never[]
  ) => Error;
  /** @default - the actual value is deeply equal to the expected one */
  holds?(actual: unknown): boolean;
}

export interface NotAsserted {
  readonly notAsserted: string;
}

export const INVALID = 'invalid';

export const UNDOCUMENTED: NotAsserted = { notAsserted: 'undocumented: the file expects nothing (null or absent)' };

export function isCells(value: unknown): value is Cells {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `null` and an absent cell alike: AWS does not say. */
export function isUndocumented(expected: unknown): expected is null | undefined {
  return expected === null || expected === undefined;
}

/** Whether the case is one that must be refused. */
export function expectsInvalid({ invalid, expect }: Cells): boolean {
  return invalid === true || expect === INVALID;
}

export function textCell(vector: Cells, name: string): string {
  const value = vector[name];
  return typeof value === 'string' ? value : refuse(name, 'a text', value);
}

export function numberCell(vector: Cells, name: string): number {
  const value = vector[name];
  return typeof value === 'number' ? value : refuse(name, 'a number', value);
}

export function listCell(vector: Cells, name: string): readonly unknown[] {
  const value = vector[name];
  return Array.isArray(value) ? value : refuse(name, 'a list', value);
}

export function cellsCell(vector: Cells, name: string): Cells {
  const value = vector[name];
  return isCells(value) ? value : refuse(name, 'an object', value);
}

function refuse(name: string, allowed: string, got: unknown): never {
  throw new TypeError(`cell '${name}' of the case must be ${allowed}, got ${JSON.stringify(got) ?? 'nothing'}`);
}
