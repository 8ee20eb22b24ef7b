import { type CaseKind, type Cells, cellsCell, isCells, isUndocumented, UNDOCUMENTED } from './case-kind';
import { sloAnswer } from './slo-answer';

/** An objective and burn-rate rules over a series of good and bad events: budget, status, firings, burn rates, forecast. */
export const slo: CaseKind = {
  name: 'SLO',
  // `boundary` marks cases that only exact arithmetic passes; ours is exact in all of them.
  cells: [
    ...['objective_percent', 'slo_window', 'series', 'rules', 'guard', 'alert_threshold_percent', 'forecast'],
    ...['boundary', 'expected'],
  ],
  fits: (vector) => 'objective_percent' in vector && 'rules' in vector,
  subject: ({ why }) => (typeof why === 'string' ? why : ''),
  assertionOf(vector) {
    if (isUndocumented(vector.expected)) return UNDOCUMENTED;
    const expected = cellsCell(vector, 'expected');
    // Hundreds of numbers a case: people want to see those that differ.
    return { expected: [], actual: () => differences('', expected, sloAnswer(vector)).map(asText) };
  },
};

interface CellDifference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** What of an expectation the answer does not meet; the answer may say more. */
function differences(path: string, expected: unknown, actual: unknown): CellDifference[] {
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((member, index) => differences(`${path}[${index}]`, member, actual[index]));
  }
  if (isCells(expected) && isCells(actual)) {
    return Object.keys(expected).flatMap((name) => differences(pathTo(path, name), expected[name], own(actual, name)));
  }
  return agree(expected, actual) ? [] : [{ path, expected, actual }];
}

/** Numbers have 12 significant digits; where the rest is a half, the last digit may be rounded either way. */
function agree(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== 'number' || typeof actual !== 'number') return expected === actual;
  const lastDigit = 10 ** (Math.floor(Math.log10(Math.abs(expected))) - 11);
  return Math.abs(actual - expected) <= (expected === 0 ? 0 : lastDigit);
}

function own(cells: Cells, name: string): unknown {
  return Object.hasOwn(cells, name) ? cells[name] : undefined;
}

function pathTo(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function asText({ path, expected, actual }: CellDifference): string {
  return `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual) ?? 'no such cell'}`;
}
