import { compileFilterPattern, FilterPatternError } from '../../lib/core/signal/filter-pattern';
import {
  type CaseKind,
  type Cells,
  cellsCell,
  expectsInvalid,
  INVALID,
  isUndocumented,
  textCell,
  UNDOCUMENTED,
} from './case-kind';

/** A CloudWatch Logs filter pattern and a message, or a pattern that is not valid. */
export const filterPattern: CaseKind = {
  name: 'log filter pattern',
  cells: ['pattern', 'message', 'match', 'invalid', 'extractedValues'],
  fits: (vector) => typeof vector.pattern === 'string' && ('message' in vector || 'invalid' in vector),
  subject: ({ pattern, message }) => (message === undefined ? String(pattern) : `${pattern} on ${message}`),
  assertionOf(vector) {
    if (expectsInvalid(vector)) {
      const actual = () => compileFilterPattern(textCell(vector, 'pattern')).kind;
      return { expected: INVALID, actual, refusal: FilterPatternError };
    }
    if (isUndocumented(vector.match)) return UNDOCUMENTED;
    const { match, extractedValues } = vector;
    return {
      expected: extractedValues === undefined ? { match } : { match, extractedValues },
      actual: () => answerOf(vector),
      refusal: FilterPatternError,
    };
  },
};

/** As TestMetricFilter answers: extracted values are texts, asked for by the references that the case names. */
function answerOf(vector: Cells): unknown {
  const message = typeof vector.message === 'string' ? vector.message : JSON.stringify(vector.message);
  const found = compileFilterPattern(textCell(vector, 'pattern')).match(message);
  const match = found !== undefined;
  if (vector.extractedValues === undefined) return { match };
  const references = Object.keys(cellsCell(vector, 'extractedValues'));
  const values = references.map((reference) => [reference, found?.value(reference) ?? null]);
  return { match, extractedValues: Object.fromEntries(values) };
}
