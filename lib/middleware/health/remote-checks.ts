import type { DependencyState, DependencyWindow } from '../../core/health/dependency';
import { type HealthStatus, isHealthStatus } from '../../core/health/status';
import { attempt } from '../text';
import { dependencyState } from '../trace/dependency-window';
import { type CheckOptions, check, demand, type HealthCheck } from './check';

/** The request of an HTTP check, and which answers are healthy. */
export interface HttpCheckOptions extends CheckOptions {
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD';
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - any from 200 to 299 */
  readonly expectedStatus?: number;
  /** A right answer that took longer is degraded. @default - none is */
  readonly degradedAboveMs?: number;
}

/** Asks an HTTP endpoint; redirects are answers, not followed. */
export function httpCheck(name: string, url: string, options: HttpCheckOptions = {}): HealthCheck {
  const { method = 'GET', headers, expectedStatus, degradedAboveMs = Number.POSITIVE_INFINITY, ...rest } = options;
  const isHttp = /^https?:$/.test(attempt(() => new URL(url).protocol) ?? '');
  demand(name, isHttp, 'url', url, "an absolute URL such as 'https://api.example.com/health'");
  const probe = async (signal: AbortSignal) => {
    const startMs = Date.now();
    const response = await fetch(url, { method, headers, signal, redirect: 'manual' });
    const tookMs = Date.now() - startMs;
    const { status: httpStatus } = response;
    // Nobody reads the body; left alone it would hold the connection.
    response.body?.cancel().catch(() => undefined);
    const expected = expectedStatus === undefined ? response.ok : httpStatus === expectedStatus;
    if (!expected) return { ok: false, status: httpStatus };
    return { status: tookMs > degradedAboveMs ? 'degraded' : 'healthy', details: { httpStatus } };
  };
  return check(name, probe, { kind: 'service', ...rest });
}

/**
 * What the calls of a dependency already told, without another call.
 * @param source a window, or what answers its state; without it, the calls that `dependency(name, ...)` made in this process
 */
export function dependencyCheck(
  name: string,
  source: Pick<DependencyWindow, 'state'> | (() => DependencyState | HealthStatus) = () => dependencyState(name),
  options: CheckOptions = {},
): HealthCheck {
  const read = typeof source === 'function' ? source : () => source.state(Date.now());
  const probe = () => {
    const state = read();
    if (isHealthStatus(state)) return state;
    const { status, ...details } = state;
    return { status, details };
  };
  // Reading is free, so nothing is cached.
  return check(name, probe, { kind: 'service', cacheMs: 0, ...options });
}
