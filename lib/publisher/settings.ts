import type { SQSClient } from '@aws-sdk/client-sqs';
import { DEFAULT_NAMESPACE, ENV, PUBLISH_QUEUE_URL, SERVICE_FALLBACKS } from '../core/conventions';
import { isNamespace, METRIC_LIMIT } from '../core/signal/aggregate/series';

/** Where points are sent, whose they are, and how many are held back until then. */
export interface MetricsPublisherOptions {
  /** URL of the queue of the `MetricsQueue` construct. @default - `SIGHTLINE_PUBLISH_QUEUE_URL`, which `grantPublish` sets */
  readonly queueUrl?: string;
  /** @default - a client with timeouts of 1 s to connect and 3 s for the answer */
  readonly client?: SQSClient;
  /** CloudWatch namespace of the metrics. @default - `SIGHTLINE_NAMESPACE`, else `Sightline` */
  readonly namespace?: string;
  /** Dimension of every metric. @default - `SIGHTLINE_SERVICE`, else as for the middleware, else `unknown` */
  readonly service?: string;
  /** Dimension of every metric. @default - `SIGHTLINE_ENVIRONMENT`, else `default` */
  readonly environment?: string;
  /**
   * Most series, each once a minute, between two flushes; points of further series are dropped.
   * @default 10000
   */
  readonly maxSeries?: number;
  /**
   * Most messages of up to 256 KB that wait for a queue that does not take them; then the oldest are dropped.
   * @default 64
   */
  readonly maxBufferedMessages?: number;
  /**
   * Flushes by itself this often, without keeping the process alive for it; 0: only `flush()` does. At most 86400.
   * @default - 60, and 0 in Lambda, which stands still between invocations
   */
  readonly flushIntervalSeconds?: number;
  /** A flush begins no further try to send after this many milliseconds; that of `wrap` gives up. @default 5000 */
  readonly flushTimeoutMs?: number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

export interface Settings {
  readonly queueUrl: string;
  readonly client: SQSClient | undefined;
  readonly namespace: string;
  readonly service: string;
  readonly environment: string;
  readonly maxSeries: number;
  readonly maxBufferedMessages: number;
  readonly flushIntervalSeconds: number;
  readonly flushTimeoutMs: number;
  readonly now: () => number;
}

const OPTIONS: Readonly<Record<keyof MetricsPublisherOptions, true>> = {
  queueUrl: true,
  client: true,
  namespace: true,
  service: true,
  environment: true,
  maxSeries: true,
  maxBufferedMessages: true,
  flushIntervalSeconds: true,
  flushTimeoutMs: true,
  now: true,
};

/** Timers wait for 24.8 days at most, and a flush once a day is as rare as makes sense. */
const DAY_S = 86_400;

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws where an option is missing or not allowed. */
export function readSettings(options: MetricsPublisherOptions, env: Environment): Settings {
  checkNames(options);
  const named = [ENV.service, ...SERVICE_FALLBACKS].map((name) => env[name]).find(Boolean);
  return {
    queueUrl: queueUrlOf(options.queueUrl ?? env[PUBLISH_QUEUE_URL]),
    client: clientOf(options.client),
    namespace: namespaceOf(options.namespace ?? (env[ENV.namespace] || DEFAULT_NAMESPACE)),
    service: dimension('service', options.service ?? named ?? 'unknown'),
    environment: dimension('environment', options.environment ?? (env[ENV.environment] || 'default')),
    maxSeries: within('maxSeries', options.maxSeries ?? 10_000, 1),
    maxBufferedMessages: within('maxBufferedMessages', options.maxBufferedMessages ?? 64, 1),
    flushIntervalSeconds: within(
      'flushIntervalSeconds',
      options.flushIntervalSeconds ?? (env.AWS_LAMBDA_FUNCTION_NAME ? 0 : 60),
      0,
      DAY_S,
    ),
    flushTimeoutMs: within('flushTimeoutMs', options.flushTimeoutMs ?? 5_000, 1, DAY_S * 1_000),
    now: options.now ?? Date.now,
  };
}

function checkNames(options: MetricsPublisherOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown === undefined) return;
  const known = Object.keys(OPTIONS).join(', ');
  throw new Error(`MetricsPublisher: there is no option ${shown(unknown)}; remove it, or use one of ${known}`);
}

function queueUrlOf(url: string | undefined): string {
  if (!url) {
    const advice = `pass it, or call MetricsQueue.grantPublish for this function, which sets ${PUBLISH_QUEUE_URL}`;
    throw new Error(`MetricsPublisher: 'queueUrl' is missing; ${advice}`);
  }
  if (typeof url === 'string' && /^https?:\/\/[^\s/]+\/\S+$/.test(url)) return url;
  const example = 'https://sqs.eu-central-1.amazonaws.com/123456789012/metrics';
  throw new Error(
    `MetricsPublisher: 'queueUrl' must be the URL of an SQS queue, got ${shown(url)}; pass one like ${example}, ` +
      'not a name or an ARN',
  );
}

function clientOf(client: SQSClient | undefined): SQSClient | undefined {
  if (client === undefined || typeof (client as Partial<SQSClient> | null)?.send === 'function') return client;
  throw new Error(
    `MetricsPublisher: 'client' must have a method 'send', got ${shown(client)}; pass an SQSClient of ` +
      '@aws-sdk/client-sqs, or leave it out',
  );
}

function namespaceOf(text: string): string {
  if (isNamespace(text)) return text;
  throw new Error(
    `MetricsPublisher: 'namespace' must have 1 to 255 of the characters A-Z a-z 0-9 . - _ / # : and space, not begin ` +
      `with ':' or 'AWS/', got ${shown(text)}; choose another`,
  );
}

function dimension(name: string, text: string): string {
  const fits = typeof text === 'string' && /^(?!:)(?=.*[!-~])[ -~]+$/.test(text);
  if (fits && text.length <= METRIC_LIMIT.dimensionValueLength) return text;
  throw new Error(
    `MetricsPublisher: '${name}' must be 1 to ${METRIC_LIMIT.dimensionValueLength} printable ASCII characters, not ` +
      `blank, no ':' in front, got ${shown(text)}`,
  );
}

function within(name: string, value: number, minimum: number, maximum = Number.POSITIVE_INFINITY): number {
  if (Number.isFinite(value) && value >= minimum && value <= maximum) return value;
  const allowed = maximum < Number.POSITIVE_INFINITY ? `from ${minimum} to ${maximum}` : `of ${minimum} or more`;
  throw new Error(`MetricsPublisher: '${name}' must be a number ${allowed}, got ${shown(value)}`);
}

function shown(value: unknown): string {
  return `'${String(value).slice(0, 60)}'`;
}
