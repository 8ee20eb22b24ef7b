import type { CheckScope } from './check';
import type { HealthReport } from './health';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from './prometheus';
import type { CheckResult } from './run-check';

/** The answer to an HTTP request for health: 503 where the service is unhealthy, 200 where it is not. */
export interface HealthResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Run = (scope: CheckScope | 'all') => Promise<HealthReport>;

/** Whatever lies before it, a stage or a base path, is not looked at. */
const ROUTE = /(?:^|\/)health(?:\/(live|ready|startup|status|metrics))?\/?$/;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * `/health`, `/health/live`, `/health/ready`, `/health/startup`: status and score of a scope. `/health/status`: every
 * check. `/health/metrics`: the same for Prometheus. Unhealthy is 503, but metrics are always 200: Prometheus throws
 * away the samples of any other answer.
 */
export async function respondTo(run: Run, details: boolean, method: string, path: string): Promise<HealthResponse> {
  const route = ROUTE.exec(String(path).split(/[?#]/, 1)[0] ?? '');
  if (!route) return answer(method, 404, JSON_TYPE, '{"message":"Not Found"}');
  if (!/^(GET|HEAD)$/i.test(String(method))) {
    return answer(method, 405, JSON_TYPE, '{"message":"Method Not Allowed"}', { allow: 'GET, HEAD' });
  }
  const [, page] = route;
  const report = await run(page === 'live' || page === 'ready' || page === 'startup' ? page : 'all');
  if (page === 'metrics') return answer(method, 200, PROMETHEUS_CONTENT_TYPE, prometheusText(report));
  const body = JSON.stringify(page === 'status' ? statusPage(report, details) : summary(report));
  return answer(method, report.status === 'unhealthy' ? 503 : 200, JSON_TYPE, body);
}

function answer(
  method: string,
  status: number,
  contentType: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): HealthResponse {
  const headers = { 'content-type': contentType, 'cache-control': 'no-store', ...more };
  return { status, headers, body: /^HEAD$/i.test(String(method)) ? '' : body };
}

function summary({ status, score, service, environment }: HealthReport) {
  return { status, score, service, environment };
}

function statusPage(report: HealthReport, details: boolean) {
  const checks = report.checks.map((check) => checkEntry(check, details));
  return { ...summary(report), checkedAt: isoTime(report.atMs), checks };
}

function checkEntry({ atMs, error, details, ...check }: CheckResult, detailed: boolean) {
  return {
    ...check,
    checkedAt: isoTime(atMs),
    error: error && { name: error.name, category: error.category, message: detailed ? error.message : undefined },
    details: detailed ? details : undefined,
  };
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
