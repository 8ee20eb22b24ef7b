import { type Branch, readBranches } from './event-pattern/branches';
import { matchesConsistently } from './event-pattern/consistency';
import { collectFields, type FieldPaths, fieldPaths } from './event-pattern/fields';

/** A compiled EventBridge event pattern. */
export interface EventPattern {
  /** Whether the event matches. Never throws for JSON. */
  matches(event: object): boolean;
}

export { EventPatternError } from './event-pattern/error';

/**
 * Compiles an EventBridge event pattern (the parsed JSON): exact values, `prefix`, `suffix`, `equals-ignore-case`,
 * `anything-but`, `numeric`, `exists`, `cidr`, `wildcard` and `$or`. Throws an `EventPatternError` that says what is
 * wrong, at which path of the pattern, and what is allowed there.
 *
 * ```ts
 * const alarms = compileEventPattern({ source: ['aws.cloudwatch'], detail: { state: { value: [{ 'anything-but': 'OK' }] } } });
 * alarms.matches({ source: 'aws.cloudwatch', detail: { state: { value: 'ALARM' } } }); // true
 * ```
 *
 * As in EventBridge, fields are compared by their dotted path (`{"a.b": ...}` and `{"a": {"b": ...}}` are the same), a
 * field that is an array matches if one of its elements does, all fields below one array must match in the same
 * element, and `exists` is about values, not about objects.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compileEventPattern(pattern: unknown): EventPattern {
  const branches: readonly Branch[] = readBranches(pattern);
  const paths: FieldPaths = fieldPaths(branches.flatMap((branch) => branch.map(({ path }) => path)));
  return {
    matches(event) {
      const fields = collectFields(event, paths);
      return branches.some((branch) => matchesConsistently(branch, fields));
    },
  };
}
