import { type Duration, Token } from 'aws-cdk-lib';
import type { EndpointConfig } from '../../core/health/config';
import { urlProblem } from '../../core/health/url-problem';
import { checkName } from '../names';

/** How a check counts, and when its answer comes too late. */
export interface HealthCheckOptions {
  /** Part of this check in the score: 0.01 to 1,000, or 0: measured but not counted. @default 1 */
  readonly weight?: number;
  /** The whole service is never healthier than this check. @default false */
  readonly critical?: boolean;
  /** No answer after this long is unhealthy; 100 ms to 30 s. @default Duration.seconds(5) */
  readonly timeout?: Duration;
  /** A right answer that took longer is degraded. @default - none is */
  readonly degradedAbove?: Duration;
}

/** The request of an HTTP check, and which answers are healthy. */
export interface HttpHealthCheckOptions extends HealthCheckOptions {
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'OPTIONS';
  /** @default - any from 200 to 299; a redirect is an answer, and not followed */
  readonly expectedStatus?: number;
  /** Text that the answer holds in its first 64 KB, exactly so; at most 200 characters. @default - any answer will do */
  readonly expectedText?: string;
}

/** What `HealthChecks` looks at. */
export class HealthCheck {
  /**
   * A request to an endpoint. Its URL is in the function's configuration for everybody to read: no secrets in it.
   * @param name unique in the service: 1 to 64 letters, digits, `.`, `_`, `-`
   */
  static http(name: string, url: string, options: HttpHealthCheckOptions = {}): HealthCheck {
    const { method, expectedStatus, expectedText } = options;
    checkUrl(name, url);
    demand(
      !/^tcp:/i.test(url),
      `${name}: the URL must begin with https:// or http://, got '${url}'; use HealthCheck.tcp`,
    );
    demand(
      expectedStatus === undefined || within(expectedStatus, 100, 599),
      `${name}: 'expectedStatus' must be between 100 and 599, got ${expectedStatus}`,
    );
    demand(
      expectedText === undefined || within(expectedText.length, 1, 200),
      `${name}: 'expectedText' must have 1 to 200 characters, got ${expectedText?.length}`,
    );
    return new HealthCheck({ name, url, method, status: expectedStatus, body: expectedText, ...common(name, options) });
  }

  /**
   * A connection to a database, a cache or whatever else listens, without a word said. What is in a VPC needs the
   * property `vpc` of `HealthChecks`.
   * @param name unique in the service: 1 to 64 letters, digits, `.`, `_`, `-`
   */
  static tcp(name: string, host: string, port: number, options: HealthCheckOptions = {}): HealthCheck {
    const url = `tcp://${host}:${Token.isUnresolved(port) ? Token.asString(port) : port}`;
    checkUrl(name, url);
    return new HealthCheck({ name, url, ...common(name, options) });
  }

  private constructor(readonly config: EndpointConfig) {}
}

function common(name: string, { weight, critical, timeout, degradedAbove }: HealthCheckOptions) {
  checkName('name of the health check', name);
  const timeoutMs = timeout?.toMilliseconds({ integral: false });
  demand(
    timeoutMs === undefined || within(timeoutMs, 100, 30_000),
    `${name}: 'timeout' must be between 100 ms and 30 s, got ${timeoutMs} ms`,
  );
  demand(
    weight === undefined || weight === 0 || within(weight, 0.01, 1_000),
    `${name}: 'weight' must be 0, or between 0.01 and 1000, got ${weight}`,
  );
  return { timeoutMs, degradedAboveMs: degradedAbove?.toMilliseconds(), weight, critical };
}

/** Of a URL with a token only the function knows what it is; it asks the same question then. */
function checkUrl(name: string, url: string): void {
  const problem = Token.isUnresolved(url) ? undefined : urlProblem(url);
  demand(
    problem === undefined,
    `${name}: the URL ${problem}, got ${JSON.stringify(url.replace(/\/\/[^/?#]*@/, '//...@'))}`,
  );
}

function within(value: number, from: number, to: number): boolean {
  return Token.isUnresolved(value) || (value >= from && value <= to);
}

function demand(fits: boolean, message: string): void {
  if (!fits) throw new Error(`HealthCheck ${message}`);
}
