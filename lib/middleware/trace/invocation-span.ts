import type { Outcome } from '../outcome';
import type { Place } from '../scope';
import type { Span } from '../span';

const NONE = {};

/** The span of the invocation itself. */
export function invocationSpan(
  { scope, spanId, annotations }: Place,
  parentId: string | undefined,
  { fault, clientError, statusCode, error }: Outcome,
  durationMs: number,
): Span {
  const { template, startMs = 0, trigger } = scope;
  return {
    id: spanId,
    parentId,
    name: template?.operation ?? 'invoke',
    kind: trigger?.batchSize === undefined ? 'server' : 'consumer',
    startMs,
    durationMs,
    annotations: annotations ?? NONE,
    fault,
    clientError,
    statusCode,
    error,
  };
}
