import { SCHEMA_VERSION } from '../conventions';

/** One thing that `check-health` asks. What is left out has the default of `ENDPOINT_DEFAULTS`. */
export interface EndpointConfig {
  /** Value of the dimension `check`. */
  readonly name: string;
  /** `https:`, `http:` or `tcp://<host>:<port>`. */
  readonly url: string;
  readonly method?: string;
  /** @default - any from 200 to 299 */
  readonly status?: number;
  /** Text that the answer holds in its first 64 KB. @default - the body is not looked at */
  readonly body?: string;
  readonly timeoutMs?: number;
  /** A right answer that took longer is degraded. @default - none is */
  readonly degradedAboveMs?: number;
  readonly weight?: number;
  readonly critical?: boolean;
}

export const ENDPOINT_DEFAULTS = { method: 'GET', timeoutMs: 5_000, weight: 1, critical: false } as const;

/** Asked at the same time; the function's timeout is reckoned with it. */
export const PARALLEL_PROBES = 10;

/** What `check-health` needs to know; the value of its environment variable. */
export interface HealthConfig {
  readonly schemaVersion: number;
  readonly service: string;
  readonly environment: string;
  readonly checks: readonly EndpointConfig[];
}

/** Throws an error that says what is wrong and to deploy again: only the construct writes it. */
export function parseHealthConfig(text: string): HealthConfig {
  const config = parse(text);
  const problem = problemOf(config);
  if (problem === undefined) return config as HealthConfig;
  throw new Error(`the configuration of the health checks ${problem}; deploy the HealthChecks construct again`);
}

function problemOf(config: unknown): string | undefined {
  if (typeof config !== 'object' || config === null) return `must be a JSON object, got ${JSON.stringify(config)}`;
  const { schemaVersion, service, environment, checks } = config as Partial<Record<keyof HealthConfig, unknown>>;
  if (typeof schemaVersion !== 'number' || !(schemaVersion >= 1 && schemaVersion <= SCHEMA_VERSION))
    return `has schemaVersion ${schemaVersion}, this code reads up to ${SCHEMA_VERSION}`;
  if (!isText(service) || !isText(environment)) return "needs the texts 'service' and 'environment'";
  if (!Array.isArray(checks) || checks.length === 0) return "needs a list 'checks' that is not empty";
  const bad = checks.findIndex((check) => !isText(check?.name) || !isText(check?.url));
  return bad < 0 ? undefined : `needs the texts 'name' and 'url' in checks[${bad}]`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 40);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
