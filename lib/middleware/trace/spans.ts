import { type End, follow, isThenable } from '../follow';
import type { Outcome } from '../outcome';
import { here, newId, type Place, runAt } from '../scope';
import type { AttributeValue, SpanKind } from '../span';
import { attempt } from '../text';

/** X-Ray indexes at most 50 annotations a trace: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html */
const MAX_ANNOTATIONS = 50;
/** Spans of one invocation that are kept; further ones are counted in the metrics of their dependency alone. */
const MAX_SPANS = 500;

/**
 * Makes the trace findable by a short value, such as an order's id, on the innermost span. X-Ray takes names of letters,
 * digits and `_`; other characters become `_`. Never throws; outside of an invocation nothing happens.
 */
export function annotate(name: string, value: AttributeValue): void {
  const place = here();
  if (!place || !/^(string|number|boolean)$/.test(typeof value)) return;
  place.annotations ??= Object.create(null) as Record<string, AttributeValue>;
  const key = attempt(() => String(name).slice(0, 100).replace(/\W/g, '_')) || '_';
  if (!(key in place.annotations) && Object.keys(place.annotations).length >= MAX_ANNOTATIONS) return;
  place.annotations[key] = typeof value === 'string' ? value.slice(0, 1_000) : value;
}

/** Runs `work` in a span of its own. Its result and its error stay what they are. */
export function span<T>(name: string, work: () => T): T {
  return inSpan(String(name), 'internal', work, (end) => ({ fault: 'thrown' in end }));
}

/** What is told of a span when it ends. */
export interface SpanEnd extends Outcome {
  readonly throttled?: boolean;
  readonly target?: string;
}

/**
 * Runs `work` in a span. `judge` reads the end from the result or from what was thrown, once. Without an invocation
 * around, the work runs and is judged all the same.
 */
export function inSpan<T>(
  name: string,
  kind: SpanKind,
  work: () => T,
  judge: (end: End, durationMs: number) => SpanEnd,
): T {
  const outside = here();
  const place: Place | undefined = outside && { scope: outside.scope, spanId: newId(), annotations: undefined };
  const startMs = Date.now();
  const startedAt = performance.now();

  function end(how: End): void {
    const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
    const told = attempt(() => judge(how, durationMs)) ?? { fault: 'thrown' in how };
    if (!place || !outside) return;
    const { scope, spanId, annotations = {} } = place;
    if (scope.ended || !scope.keepsSpans || (scope.spans?.length ?? 0) >= MAX_SPANS) return;
    const { runtime } = scope;
    const error = 'thrown' in how ? runtime.describeError?.(runtime, how.thrown) : undefined;
    const known = { id: spanId, parentId: outside.spanId, name, kind, startMs, durationMs, annotations };
    scope.spans ??= [];
    scope.spans.push({ ...told, ...known, error });
  }

  let result: T;
  try {
    result = place ? runAt(place, work) : work();
  } catch (thrown) {
    end({ thrown });
    throw thrown;
  }
  if (isThenable(result)) return follow(result, end) as T;
  end({ value: result });
  return result;
}
