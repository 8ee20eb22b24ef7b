import { DEFAULT_NAMESPACE, ENV, SERVICE_FALLBACKS } from '../core/conventions';
import { attempt } from './text';

/** Who the handler is. Dashboards and alarms look under the same names: leave them to `Observability.monitor`. */
export interface IdentityOptions {
  /** @default - `SIGHTLINE_SERVICE`, else `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME` or the function's name */
  readonly service?: string;
  /** @default - `SIGHTLINE_ENVIRONMENT`, else `default` */
  readonly environment?: string;
  /** CloudWatch namespace of the metrics. @default - `SIGHTLINE_NAMESPACE`, else `Sightline` */
  readonly namespace?: string;
  /** How many different values a label may have in one execution environment; further ones count as `other`. @default 100 */
  readonly maxLabelValues?: number;
}

export interface Identity {
  readonly service: string;
  readonly environment: string;
  readonly namespace: string;
  readonly maxLabelValues: number;
  readonly metrics: boolean;
  readonly logs: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function readIdentity(options: IdentityOptions, env: Environment): Identity {
  const { service, environment, namespace, maxLabelValues = 100 } = options;
  const named = (...texts: readonly (string | undefined)[]) => texts.map(dimensionValue).find(Boolean);
  return {
    service: named(service, env[ENV.service], ...SERVICE_FALLBACKS.map((name) => env[name])) ?? 'unknown',
    environment: named(environment, env[ENV.environment]) ?? 'default',
    namespace: named(namespace, env[ENV.namespace]) ?? DEFAULT_NAMESPACE,
    maxLabelValues,
    metrics: isOn(env[ENV.metricsSwitch]),
    logs: isOn(env[ENV.logsSwitch]),
  };
}

/** Kill switches silence with the value `off`, and with nothing else. */
export function isOn(value: string | undefined): boolean {
  return value?.trim().toLowerCase() !== 'off';
}

/**
 * A text as CloudWatch accepts it for a dimension: printable ASCII, not blank, no colon in front (see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html). It allows 1,024 characters, we
 * keep 250; `undefined` where nothing is left, or it is no text.
 */
export function dimensionValue(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  // As a copy: a slice would keep the long text alive wherever it is remembered.
  const start = text.length > 250 ? [...text.slice(0, 250)].join('') : text;
  return (
    start
      .replace(/[^ -~]/g, '_')
      .trim()
      .replace(/^:/, '_') || undefined
  );
}

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '' && value.length <= 250;
const isFunction = (value: unknown) => typeof value === 'function';

/** What options may be, each kind with the words for it. */
export const ALLOWED = {
  text: [isText, 'a text of 1 to 250 characters'],
  textOrFunction: [(value) => isText(value) || isFunction(value), 'a text of 1 to 250 characters, or a function'],
  function: [isFunction, 'a function'],
  count: [(value) => Number.isInteger(value) && Number(value) > 0, 'an integer of at least 1'],
  share: [(value) => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1'],
  flag: [(value) => typeof value === 'boolean', 'true or false'],
  list: [Array.isArray, 'a list'],
} as const satisfies Readonly<Record<string, readonly [(value: unknown) => boolean, string]>>;

export type Allowed = (typeof ALLOWED)[keyof typeof ALLOWED];

export const IDENTITY_OPTIONS = {
  service: ALLOWED.text,
  environment: ALLOWED.text,
  namespace: ALLOWED.text,
  maxLabelValues: ALLOWED.count,
};

/** Throws where an option is not allowed; one that is left `undefined` counts as left out. */
export function checkOptions(
  options: object,
  allowed: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>>,
  caller = 'observe',
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error(`${caller}: the options must be an object, got ${attempt(() => String(options).slice(0, 40))}`);
  }
  for (const [name, value] of Object.entries(options)) {
    const [fits, words] = Object.hasOwn(allowed, name) ? (allowed[name] as Allowed) : [];
    if (fits && (value === undefined || fits(value))) continue;
    const must = words
      ? `'${name}' must be ${words}`
      : `there is no option '${name}', only ${Object.keys(allowed).join(', ')}`;
    throw new Error(`${caller}: ${must}; got ${attempt(() => String(value).slice(0, 40))}`);
  }
}
