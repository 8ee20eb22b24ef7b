import { DEFAULT_NAMESPACE, ENV, SERVICE_FALLBACKS } from '../core/conventions';

/** Who the handler is. Dashboards and alarms look under the same names: leave them to `Observability.monitor`. */
export interface ObserveOptions<Event = unknown> {
  /** @default - `SIGHTLINE_SERVICE`, else `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME` or the function's name */
  readonly service?: string;
  /** @default - `SIGHTLINE_ENVIRONMENT`, else `default` */
  readonly environment?: string;
  /** What is deployed, such as a version or a commit; part of the log line only. @default - `SIGHTLINE_RELEASE`, else none */
  readonly release?: string;
  /** CloudWatch namespace of the metrics. @default - `SIGHTLINE_NAMESPACE`, else `Sightline` */
  readonly namespace?: string;
  /**
   * What the service was asked to do, in few different words: each is a set of metrics of its own, and the 101st of an
   * execution environment is counted as `other`. A function that throws or answers no text falls back to the default.
   *
   * @default - the route (`POST /orders/{id}`) or the trigger (`sqs orders`) of the event
   */
  readonly operation?: string | ((event: Event) => string);
}

/** Everything about a wrapped handler that does not change between invocations. */
export interface Settings {
  readonly service: string;
  readonly environment: string;
  readonly release: string | undefined;
  readonly namespace: string;
  readonly operation: string | ((event: never) => string) | undefined;
  readonly metrics: boolean;
  readonly logs: boolean;
  /** `host:port` of the X-Ray daemon; `undefined` where traces are off or there is no daemon. */
  readonly traceDaemon: string | undefined;
  /** Whether the first invocation waits for the start of its execution environment. */
  readonly startsCold: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws where an option is not allowed; a strange environment variable is made to fit instead. */
export function readSettings<Event>(options: ObserveOptions<Event>, env: Environment): Settings {
  checkOptions(options);
  const { service, environment, release, namespace, operation } = options;
  const isOn = (name: string) => env[name]?.trim().toLowerCase() !== 'off';
  const named = (value: string | undefined, ...names: readonly string[]) =>
    [value, ...names.map((name) => env[name])].map(dimensionValue).find(Boolean);
  return {
    service: named(service, ENV.service, ...SERVICE_FALLBACKS) ?? 'unknown',
    environment: named(environment, ENV.environment) ?? 'default',
    release: named(release, ENV.release),
    namespace: named(namespace, ENV.namespace) ?? DEFAULT_NAMESPACE,
    operation,
    metrics: isOn(ENV.metricsSwitch),
    logs: isOn(ENV.logsSwitch),
    traceDaemon: isOn(ENV.tracesSwitch) ? env.AWS_XRAY_DAEMON_ADDRESS : undefined,
    // With provisioned concurrency and on managed instances Lambda starts the environment before a request needs it.
    startsCold: !/provisioned|managed/.test(env.AWS_LAMBDA_INITIALIZATION_TYPE ?? ''),
  };
}

/**
 * A text as CloudWatch accepts it for a dimension: printable ASCII, not blank, no colon in front (see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html). It allows 1,024 characters, we
 * keep 250; `undefined` where nothing is left, or it is no text.
 */
export function dimensionValue(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  return (
    text
      .slice(0, 250)
      .replace(/[^ -~]/g, '_')
      .trim()
      .replace(/^:/, '_') || undefined
  );
}

const OPTION_NAMES: readonly string[] = ['service', 'environment', 'release', 'namespace', 'operation'];

function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const isText = typeof value === 'string' && value.trim() && value.length <= 250;
    const fits = value === undefined || isText || (name === 'operation' && typeof value === 'function');
    if (fits && OPTION_NAMES.includes(name)) continue;
    throw new Error(
      `observe: options are ${OPTION_NAMES.join(', ')}, each 1 to 250 characters (operation: or a function), ` +
        `got ${name}: '${String(value).slice(0, 40)}'`,
    );
  }
}
