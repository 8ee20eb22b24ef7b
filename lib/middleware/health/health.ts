import { ENV, SERVICE_FALLBACKS } from '../../core/conventions';
import { scoreHealth } from '../../core/health/score';
import type { HealthStatus } from '../../core/health/status';
import { type CheckScope, demand, type HealthCheck } from './check';
import { type HealthHandler, healthHandler } from './handler';
import { type HealthResponse, respondTo } from './respond';
import { type CheckResult, createRunner } from './run-check';

/** Whose health it is, by which checks, and how much of it strangers are told. */
export interface HealthOptions {
  /** Names must differ. Without checks the service is healthy whenever it answers. */
  readonly checks: readonly HealthCheck[];
  /**
   * Name of the service.
   * @default - `SIGHTLINE_SERVICE`, else `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME` or the function's name
   */
  readonly service?: string;
  /** Where it runs. @default - `SIGHTLINE_ENVIRONMENT`, else `default` */
  readonly environment?: string;
  /**
   * Shows messages of errors and details of probes in `/health/status`. Messages may hold host names, user names and
   * worse: only for a path that the public cannot reach.
   *
   * @default false - names and categories of errors only
   */
  readonly details?: boolean;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** What the checks of one scope found. */
export interface HealthReport {
  readonly service: string;
  readonly environment: string;
  /** Which checks ran. */
  readonly scope: CheckScope | 'all';
  readonly status: HealthStatus;
  /** 0 to 100; missing where no check knows anything. */
  readonly score?: number;
  /** When the checks had run, epoch milliseconds. */
  readonly atMs: number;
  readonly checks: readonly CheckResult[];
}

/** The health of a service, for a load balancer, a canary or a person to ask. */
export interface Health {
  /** Runs the checks of a scope, all at once. Never rejects. @default 'all' */
  run(scope?: CheckScope | 'all'): Promise<HealthReport>;
  /** The answer to an HTTP request, for any framework: `const { status, headers, body } = ...`. Never rejects. */
  respond(method: string, path: string): Promise<HealthResponse>;
  /** A Lambda handler behind API Gateway, a function URL or a load balancer. Never rejects. */
  readonly handler: HealthHandler;
}

/**
 * The health of a service:
 *
 * ```ts
 * const health = createHealth({ checks: [memoryCheck(), check('db', () => pool.query('SELECT 1'), { critical: true })] });
 * export const handler = health.handler;
 * ```
 */
export function createHealth(options: HealthOptions): Health {
  const { checks, details = false, now = Date.now } = options;
  checkOptions(options);
  const runners = checks.map((check) => ({ scopes: check.scopes, run: createRunner(check, now) }));
  const identity = {
    service: options.service ?? fromEnvironment(ENV.service, ...SERVICE_FALLBACKS) ?? 'unknown',
    environment: options.environment ?? fromEnvironment(ENV.environment) ?? 'default',
  };
  const run = async (scope: CheckScope | 'all' = 'all'): Promise<HealthReport> => {
    const asked = runners.filter(({ scopes }) => scope === 'all' || scopes.includes(scope));
    const results = await Promise.all(asked.map((runner) => runner.run()));
    // Where nothing is asked, that there is an answer says it all.
    const verdict = results.length > 0 ? scoreHealth(results) : { status: 'healthy' as const, score: 100 };
    return { ...identity, scope, ...verdict, atMs: now(), checks: results };
  };
  const respond = (method: string, path: string) => respondTo(run, details, method, path);
  return { run, respond, handler: healthHandler({ respond }) };
}

function checkOptions({ checks }: HealthOptions): void {
  const names = Array.isArray(checks) ? checks.map((check) => check?.name) : [undefined];
  demand('', !names.includes(undefined as never), 'checks', checks, "a list of what 'check' answers");
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  demand(twin, twin === undefined, 'name', 'two of it', 'unique in the service');
}

function fromEnvironment(...names: readonly string[]): string | undefined {
  return names.map((name) => process.env[name]?.trim()).find(Boolean);
}
