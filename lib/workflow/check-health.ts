/**
 * `check-health`: on a schedule asks every endpoint of a service, publishes the health of each and of the whole, and
 * logs one line for each that fails. Checks cannot fail each other, and a failing check is no failure of the function.
 */
import { categorize, type ErrorCategory } from '../core/error/category';
import { ENDPOINT_DEFAULTS, type EndpointConfig, type HealthConfig, PARALLEL_PROBES } from '../core/health/config';
import { type HealthScore, type ScoredCheck, scoreHealth } from '../core/health/score';
import { urlProblem } from '../core/health/url-problem';
import type { Clock, HealthMetricPort, LogPort, ProbeAnswer, ProbePort } from './ports';

export interface CheckHealthPorts {
  readonly config: HealthConfig;
  readonly probes: ProbePort;
  readonly metrics: HealthMetricPort;
  readonly clock: Clock;
  readonly log: LogPort;
}

/** For whoever invokes it by hand. */
export interface CheckedHealth extends HealthScore {
  readonly service: string;
  readonly environment: string;
  readonly checks: readonly CheckedEndpoint[];
}

export interface CheckedEndpoint extends ScoredCheck {
  readonly name: string;
  /** Missing where no answer came. */
  readonly latencyMs?: number;
  /** Why it is not healthy. */
  readonly reason?: string;
  readonly category?: ErrorCategory;
}

type Endpoint = EndpointConfig & Required<Pick<EndpointConfig, keyof typeof ENDPOINT_DEFAULTS>>;
type Verdict = Pick<CheckedEndpoint, 'status' | 'latencyMs' | 'reason' | 'category'>;

const MAX_BODY_BYTES = 65_536;

/** The event of the schedule says nothing that is needed. */
export function checkHealth(ports: CheckHealthPorts): (event: unknown) => Promise<CheckedHealth> {
  return async () => {
    const { service, environment, checks } = ports.config;
    const checked = await inParallel(checks, PARALLEL_PROBES, (endpoint) => checkOne(ports, endpoint));
    const health = scoreHealth(checked);
    if (health.score !== undefined) ports.metrics.score(health.score);
    return { service, environment, ...health, checks: checked };
  };
}

async function checkOne(ports: CheckHealthPorts, config: EndpointConfig): Promise<CheckedEndpoint> {
  const endpoint: Endpoint = { ...ENDPOINT_DEFAULTS, ...config };
  const { name, weight, critical } = endpoint;
  const verdict = await ask(ports, endpoint);
  ports.metrics.check(name, verdict.status === 'unhealthy', verdict.latencyMs);
  if (verdict.status !== 'healthy') {
    const { service, environment } = ports.config;
    const target = endpoint.url.replace(/[?#].*/s, '');
    ports.log.warn(`health check ${name} is ${verdict.status}`, {
      service,
      environment,
      check: name,
      target,
      ...verdict,
    });
  }
  return { name, weight, critical, ...verdict };
}

/** Where a token hid the URL at synth, here is the last door before the network. */
async function ask({ probes, clock }: CheckHealthPorts, endpoint: Endpoint): Promise<Verdict> {
  const problem = urlProblem(endpoint.url);
  if (problem) return { status: 'unhealthy', reason: `its URL ${problem}`, category: 'configuration' };
  const { name: check, url, method, timeoutMs, body } = endpoint;
  const startMs = clock.now();
  try {
    const maxBodyBytes = body === undefined ? 0 : MAX_BODY_BYTES;
    const answer = await probes.probe({ check, url, method, timeoutMs, maxBodyBytes });
    return judge(endpoint, answer, Math.max(0, clock.now() - startMs));
  } catch (error) {
    return { status: 'unhealthy', ...describe(error) };
  }
}

function judge(endpoint: Endpoint, answer: ProbeAnswer, latencyMs: number): Verdict {
  const { status: expected, body, degradedAboveMs = Number.POSITIVE_INFINITY } = endpoint;
  const { status } = answer;
  if (status !== undefined && !(expected === undefined ? status >= 200 && status < 300 : status === expected)) {
    const category = categorize({ statusCode: status });
    const reason = `answered ${status}, expected ${expected ?? '200 to 299'}`;
    return { status: 'unhealthy', latencyMs, reason, category };
  }
  if (body !== undefined && !answer.body.includes(body)) {
    return { status: 'unhealthy', latencyMs, reason: `the answer does not contain '${body}'`, category: 'validation' };
  }
  if (latencyMs <= degradedAboveMs) return { status: 'healthy', latencyMs };
  return { status: 'degraded', latencyMs, reason: `took ${latencyMs} ms, expected ${degradedAboveMs} ms at most` };
}

interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly cause?: Thrown;
}

/** What `fetch` throws says nothing itself; its cause does. */
function describe(thrown: unknown): Pick<Verdict, 'reason' | 'category'> {
  const error: Thrown = typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) };
  const { message, cause } = error;
  const reason = [message, cause?.message || cause?.code].filter(Boolean).join(': ').slice(0, 200);
  return { reason, category: categorize(error) };
}

/** Results in the order of the items; at most `limit` are worked on at a time. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
