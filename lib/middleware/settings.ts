import { ENV } from '../core/conventions';
import {
  ALLOWED,
  checkOptions,
  dimensionValue,
  type Environment,
  IDENTITY_OPTIONS,
  type IdentityOptions,
  isOn,
  readIdentity,
} from './identity';
import type { SecretFilter } from './log/secrets';
import type { Plugin } from './plugin';
import type { RuntimeSettings } from './runtime';
import { at } from './text';
import { readTrigger, type Trigger } from './trigger';

/** How `observe` names, logs and traces the invocations of a handler. Everything has a default. */
export interface ObserveOptions<Event = unknown> extends IdentityOptions {
  /** What is deployed, such as a version or a commit; part of log lines and traces. @default - `SIGHTLINE_RELEASE`, else none */
  readonly release?: string;
  /**
   * What the service was asked to do, in few different words: each is a set of metrics of its own, and the 101st of an
   * execution environment is counted as `other`. A function that throws or answers no text falls back to the default.
   *
   * @default - the route (`POST /orders/{id}`) or the trigger (`sqs orders`) of the event
   */
  readonly operation?: string | ((event: Event) => string);
  /** Reads what invoked the handler, such as `readAnyTrigger` for rare triggers. @default - `readTrigger` */
  readonly trigger?: (event: unknown) => Trigger;
  /** Lines below it are held back. @default - `SIGHTLINE_LOG_LEVEL`, else `AWS_LAMBDA_LOG_LEVEL`, else `INFO` */
  readonly logLevel?: LogLevel;
  /** Share of the invocations, 0 to 1, that log from `DEBUG` on; all services choose the same traces. @default 0 */
  readonly logSampleRate?: number;
  /** Whether held back lines are written after all when the invocation logs an error or fails. @default true */
  readonly logHeldLines?: boolean;
  /** What must not stand in logs: `redactor({ ... })`. @default - common secrets, by the names of fields and by patterns */
  readonly redact?: SecretFilter;
  /** More to do in each invocation, such as `systemMetrics()`, or spans for others than X-Ray by `otlp()`. @default - nothing */
  readonly plugins?: readonly Plugin[];
}

export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
/** Level of a log line, from the least to the most severe. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything about a wrapped handler that does not change between invocations. */
export interface Settings extends RuntimeSettings {
  readonly operation: string | ((event: never) => string) | undefined;
  readonly trigger: (event: unknown) => Trigger;
  /** Whether the first invocation waits for the start of its execution environment. */
  readonly startsCold: boolean;
  readonly plugins: readonly Plugin[];
}

const [isFunction] = ALLOWED.function;

const OBSERVE_OPTIONS = {
  ...IDENTITY_OPTIONS,
  release: ALLOWED.text,
  operation: ALLOWED.textOrFunction,
  trigger: ALLOWED.function,
  logLevel: [(value: unknown) => LOG_LEVELS.includes(value as LogLevel), `one of ${LOG_LEVELS.join(', ')}`],
  logSampleRate: ALLOWED.share,
  logHeldLines: ALLOWED.flag,
  redact: [(value: unknown) => isFunction(at(value, 'redactText')), 'a filter such as redactor({ ... })'],
  plugins: [
    (value: unknown) => Array.isArray(value) && value.every((item) => isFunction(at(item, 'begin') ?? at(item, 'end'))),
    'a list of plugins such as systemMetrics() and exportSpans(otlp())',
  ],
} as const;

/** Throws where an option is not allowed; a strange environment variable is made to fit instead. */
export function readSettings(options: ObserveOptions<never>, env: Environment): Settings {
  checkOptions(options, OBSERVE_OPTIONS);
  const { release, operation, logSampleRate, logHeldLines, redact, plugins = [] } = options;
  const traces = isOn(env[ENV.tracesSwitch]);
  return {
    ...readIdentity(options, env),
    release: dimensionValue(release) ?? dimensionValue(env[ENV.release]),
    operation,
    trigger: options.trigger ?? readTrigger,
    logLevel: [options.logLevel, env[ENV.logLevel], env.AWS_LAMBDA_LOG_LEVEL].map(readLevel).find(Boolean),
    logSampleRate,
    logHeldLines,
    redact,
    plugins: traces ? plugins : plugins.filter((plugin) => !plugin.traces),
    traceDaemon: traces && !plugins.some((plugin) => plugin.traces) ? env.AWS_XRAY_DAEMON_ADDRESS : undefined,
    // With provisioned concurrency and on managed instances Lambda starts the environment before a request needs it.
    startsCold: !/provisioned|managed/.test(env.AWS_LAMBDA_INITIALIZATION_TYPE ?? ''),
  };
}

function readLevel(text: string | undefined): LogLevel | undefined {
  return LOG_LEVELS.find((level) => level === text?.trim().toUpperCase());
}
