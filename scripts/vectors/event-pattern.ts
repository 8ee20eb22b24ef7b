import { compileEventPattern, EventPatternError } from '../../lib/core/signal/event-pattern';
import { type CaseKind, cellsCell, isUndocumented, UNDOCUMENTED } from './case-kind';

/** An EventBridge event pattern and an event: `match`, `no-match` or `invalid`. */
export const eventPattern: CaseKind = {
  name: 'event pattern',
  cells: ['pattern', 'event', 'expect'],
  fits: (vector) => 'pattern' in vector && 'event' in vector && 'expect' in vector,
  subject: ({ pattern, event }) => `${JSON.stringify(pattern)} on ${JSON.stringify(event)}`,
  assertionOf(vector) {
    if (isUndocumented(vector.expect)) return UNDOCUMENTED;
    return {
      expected: vector.expect,
      actual: () => (compileEventPattern(vector.pattern).matches(cellsCell(vector, 'event')) ? 'match' : 'no-match'),
      refusal: EventPatternError,
    };
  },
};
