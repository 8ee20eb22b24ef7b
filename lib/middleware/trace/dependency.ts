import { DEPENDENCY_METRIC, DIMENSION } from '../../core/conventions';
import type { End } from '../follow';
import { dimensionValue } from '../identity';
import { keepBreadcrumb } from '../log/held';
import { hideSecrets } from '../log/secrets';
import { record } from '../metric/recording';
import { here, scopeHere } from '../scope';
import type { SpanKind } from '../span';
import { attempt } from '../text';
import { statusOf } from '../thrown';
import { windowOf } from './dependency-window';
import { inSpan, type SpanEnd } from './spans';

/** How a call of a dependency ended. */
export interface CallEnd {
  /** The dependency failed. @default - it threw, and not because of what was asked (status 400 to 499 but 408 and 429) */
  readonly fault?: boolean;
  /** HTTP status of the answer. */
  readonly statusCode?: number;
  /** Attempts after the first one. */
  readonly retries?: number;
}

/** How a call to a dependency is recorded. */
export interface DependencyOptions {
  /** Kind of the span that the call is in a trace. @default 'client' */
  readonly kind?: SpanKind;
  /** What was called, without secrets, such as `POST https://pay.example.com/charges`. @default - the name alone */
  readonly target?: string;
  /** Reads how the call ended, where its result tells. @default - what is returned is a success */
  readonly judge?: (end: End) => CallEnd | undefined;
}

/**
 * Calls another service by `call`: its latency and faults become metrics on service, environment and `name`, its health
 * is kept, and where the trace is recorded it is a span. The result and the error stay what they are.
 */
function sightlineDependency<T>(name: string, call: () => T, options: DependencyOptions = {}): T {
  if (typeof call !== 'function') {
    throw new TypeError(`dependency: the call must be a function, such as () => fetch(url), got ${typeof call}`);
  }
  const known = dimensionValue(attempt(() => String(name))) ?? 'unknown';
  const { kind = 'client', target, judge } = options ?? {};
  return inSpan(known, kind, call, (end, durationMs) => {
    const told = attempt(() => judge?.(end));
    const statusCode = asStatus(told?.statusCode) ?? ('thrown' in end ? asStatus(statusOf(end.thrown)) : undefined);
    const isBusy = statusCode === 408 || statusCode === 429;
    const clientError = statusCode !== undefined && statusCode >= 400 && statusCode < 500 && !isBusy;
    const fault = Boolean(told?.fault ?? (isBusy || (statusCode ?? 0) >= 500 || ('thrown' in end && !clientError)));
    note(known, fault, durationMs, told?.retries, statusCode);
    const shown = typeof target === 'string' ? hideSecrets(scopeHere().runtime, target, 500) : undefined;
    return { fault, clientError, throttled: statusCode === 429, statusCode, target: shown } satisfies SpanEnd;
  });
}

/** Libraries call other things a status, too. */
function asStatus(status: unknown): number | undefined {
  return Number.isInteger(status) ? (status as number) : undefined;
}

function note(
  name: string,
  fault: boolean,
  durationMs: number,
  retries: number | undefined,
  statusCode?: number,
): void {
  const nowMs = Date.now();
  const labels = { [DIMENSION.dependency]: name };
  windowOf(name).record(nowMs, fault, durationMs);
  record('histogram', DEPENDENCY_METRIC.faults, fault ? 1 : 0, labels, { unit: 'Count' });
  record('histogram', DEPENDENCY_METRIC.latency, durationMs, labels, { unit: 'Milliseconds' });
  if (retries) record('count', DEPENDENCY_METRIC.retries, retries, labels);
  const scope = here()?.scope;
  if (!scope) return;
  const timestamp = new Date(nowMs).toISOString();
  keepBreadcrumb(scope, JSON.stringify({ timestamp, dependency: name, fault, durationMs, statusCode }));
}

// By this name fingerprints leave its frame out of a stack.
export { sightlineDependency as dependency };
