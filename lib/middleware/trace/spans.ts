import { type End, isThenable, passOn } from '../follow';
import { hideSecrets } from '../log/secrets';
import { IMPENDING_TIMEOUT, type Outcome } from '../outcome';
import { here, newId, type Place, runAt, scopeHere } from '../scope';
import type { AttributeValue, Span, SpanKind } from '../span';
import { attempt } from '../text';

/** Names that stand on the spans already. */
const TAKEN = /^_*(service|environment|operation|coldStart|fault|fingerprint)$/;
/** X-Ray indexes at most 50 annotations a trace: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html */
const MAX_ANNOTATIONS = 50;
/** Spans of one invocation that are kept; further ones are counted in the metrics of their dependency alone. */
const MAX_SPANS = 500;
const MAX_NAME = 250;

/**
 * Makes the trace findable by a short value, such as an order's id, on the innermost span. X-Ray takes names of letters,
 * digits and `_`; other characters become `_`, and a name that is taken gets `_` in front. Never throws; outside of an
 * invocation nothing happens.
 */
export function annotate(name: string, value: AttributeValue): void {
  const place = here();
  // JSON has no word for the numbers that are not finite.
  if (!place || !(/^(string|boolean)$/.test(typeof value) || Number.isFinite(value))) return;
  place.annotations ??= Object.create(null) as Record<string, AttributeValue>;
  const given = attempt(() => String(name).slice(0, 100).replace(/\W/g, '_')) || '_';
  const key = TAKEN.test(given) ? `_${given}` : given;
  if (!(key in place.annotations) && Object.keys(place.annotations).length >= MAX_ANNOTATIONS) return;
  place.annotations[key] = typeof value === 'string' ? hideSecrets(place.scope.runtime, value, 1_000) : value;
}

/** Runs `work` in a span of its own. Its result and its error stay what they are. */
function sightlineSpan<T>(name: string, work: () => T): T {
  const known = hideSecrets(scopeHere().runtime, attempt(() => String(name)) || 'span', MAX_NAME);
  return sightlineInSpan(known, 'internal', work, (end) => ({ fault: 'thrown' in end }));
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
function sightlineInSpan<T>(
  name: string,
  kind: SpanKind,
  work: () => T,
  judge: (end: End, durationMs: number) => SpanEnd,
): T {
  const outside = here();
  // Where no spans are wanted, the work stays where it is: a place of its own has a price.
  const place = outside?.scope.keepsSpans
    ? { scope: outside.scope, spanId: newId(), annotations: undefined }
    : undefined;
  const startMs = Date.now();
  const startedAt = performance.now();
  let isOpen = true;

  function end(how: End): void {
    if (!isOpen) return;
    isOpen = false;
    outside?.scope.open?.delete(giveUp);
    const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
    const told = attempt(() => judge(how, durationMs)) ?? { fault: 'thrown' in how };
    const known = { parentId: outside?.spanId, name, kind, startMs, durationMs };
    if (place) attempt(() => keep(place, { ...told, ...known }, how));
  }
  const giveUp = () => end({ thrown: { name: IMPENDING_TIMEOUT, message: `${name} has not answered yet` } });

  let result: T;
  try {
    result = place ? runAt(place, work) : work();
  } catch (thrown) {
    end({ thrown });
    throw thrown;
  }
  if (!isThenable(result)) {
    end({ value: result });
    return result;
  }
  if (outside) {
    outside.scope.open ??= new Set();
    outside.scope.open.add(giveUp);
  }
  return passOn(result, end) as T;
}

function keep({ scope, spanId, annotations = {} }: Place, span: Omit<Span, 'id' | 'annotations'>, how: End): void {
  if (scope.ended || (scope.spans?.length ?? 0) >= MAX_SPANS) return;
  const { runtime } = scope;
  const error = 'thrown' in how ? runtime.describeError?.(runtime, how.thrown) : undefined;
  scope.spans ??= [];
  scope.spans.push({ ...span, id: spanId, annotations, error });
}

// By these names fingerprints leave their frames out of a stack.
export { sightlineInSpan as inSpan, sightlineSpan as span };
