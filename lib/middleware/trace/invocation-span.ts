import type { Outcome } from '../outcome';
import type { Place } from '../scope';
import type { Span } from '../span';

/** The span of the invocation itself. */
export function invocationSpan(
  { scope, spanId, annotations }: Place,
  parentId: string | undefined,
  { fault, clientError, statusCode, error }: Outcome,
  durationMs: number,
): Span {
  const { template, coldStart = false, startMs = 0, trigger } = scope;
  const told = { ...annotations, coldStart, fault };
  return {
    id: spanId,
    parentId,
    name: template?.operation ?? 'invoke',
    kind: trigger?.batchSize === undefined ? 'server' : 'consumer',
    startMs,
    durationMs,
    annotations: error ? { ...told, fingerprint: error.fingerprint } : told,
    fault,
    clientError,
    statusCode,
    error,
  };
}
