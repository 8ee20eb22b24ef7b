import { describeError } from '../error/describe';
import { type Runtime, write } from '../runtime';
import { here, type Scope, scopeHere } from '../scope';
import { LOG_LEVELS, type LogLevel } from '../settings';
import { attempt, cut } from '../text';
import { breadcrumbsMember, holdLine, takeHeldLines } from './held';
import { lineHead } from './line';
import { membersOf } from './members';
import { secretsOf } from './secrets';
import { takeLines, writeSoon } from './write-soon';

/** What a line tells beside its message. Values of any kind: they are cut to size, and secrets are taken out. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log lines with service, environment, release, operation and the ids of the invocation the code runs in, so
 * that lines, metrics and traces find each other. Nothing here throws.
 */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  /** An error, also as the field `error`, is told with its category and fingerprint. */
  warn(message: string, fields?: LogFields | Error): void;
  /** Counted as `LoggedErrors`. */
  error(message: string, fields?: LogFields | Error): void;
  fatal(message: string, fields?: LogFields | Error): void;
  /** Adds fields to every further line of this invocation, its summary included. */
  append(fields: LogFields): void;
  /** A logger whose lines all have these fields, too. */
  child(fields: LogFields): Logger;
}

export const log: Logger = /* @__PURE__ */ createLogger(undefined);

function createLogger(inherited: LogFields | undefined): Logger {
  const at = (level: LogLevel) => (message: string, fields?: LogFields | Error) =>
    void attempt(() => writeLine(level, message, { fields, inherited }));
  return {
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    fatal: at('FATAL'),
    append,
    child: (fields) => createLogger({ ...inherited, ...attempt(() => ({ ...fields })) }),
  };
}

function append(fields: LogFields): void {
  const scope = here()?.scope;
  if (!scope) return;
  scope.fields = { ...scope.fields, ...attempt(() => ({ ...fields })) };
  scope.fieldMembers = () => fieldMembers(scope.runtime, [scope.fields]);
}

/** Adds who the user is to every further line of the invocation. What of a person may stand in logs is yours to decide. */
export function setUser(user: string | LogFields): void {
  append({ user: typeof user === 'string' ? { id: user } : user });
}

/** Adds one tag to every further line of the invocation. */
export function setTag(name: string, value: string): void {
  append({ tags: { ...(here()?.scope.fields?.tags as LogFields | undefined), [name]: value } });
}

interface LineParts {
  readonly fields?: unknown;
  readonly inherited?: LogFields | undefined;
  readonly error?: unknown;
  /** Whether to tell what happened before. */
  readonly breadcrumbs?: boolean;
}

const MAX_MESSAGE = 8_192;
const rank = (level: LogLevel) => LOG_LEVELS.indexOf(level);

export function writeLine(level: LogLevel, message: string, parts: LineParts): void {
  const scope = scopeHere();
  const { logs, logLevel = 'INFO', logHeldLines = true } = scope.runtime.settings;
  if (!logs) return;
  const isShown = rank(level) >= rank(isVerbose(scope) ? 'DEBUG' : logLevel);
  if (!isShown && (scope.ended || !logHeldLines)) return;
  const line = lineOf(scope, level, message, parts);
  if (!isShown) holdLine(scope, line);
  // What may be the last words is written at once.
  else if (rank(level) >= rank('ERROR')) write(takeLines(scope) + takeHeldLines(scope) + line);
  else writeSoon(scope, line);
}

function lineOf(scope: Scope, level: LogLevel, message: string, parts: LineParts): string {
  const { fields, inherited, breadcrumbs } = parts;
  const { runtime } = scope;
  const text = secretsOf(runtime).redactText(cut(attempt(() => String(message)) ?? '[threw]', MAX_MESSAGE));
  const thrown = parts.error ?? (fields instanceof Error ? fields : attempt(() => errorField(fields)));
  const error = thrown === undefined ? '' : `,"error":${JSON.stringify(describeError(runtime, thrown))}`;
  const own =
    fields instanceof Error ? undefined : thrown === undefined ? fields : { ...(fields as object), error: undefined };
  const members = fieldMembers(runtime, [scope.fields, inherited, own]);
  return `{${lineHead(scope, level, text, Date.now())}${members}${breadcrumbs ? breadcrumbsMember(scope) : ''}${error}}\n`;
}

function errorField(fields: unknown): unknown {
  const error = (fields as { error?: unknown } | undefined)?.error;
  return error instanceof Error ? error : undefined;
}

/** Names that stand in lines already. */
const LINE_NAMES =
  /^(level|message|timestamp|service|environment|operation|release|requestId|correlationId|traceId|coldStart|durationMs|statusCode|batchSize|failedRecords|recordAgeMs|traceparent|breadcrumbs)$/;

const isLineName = (name: string) => LINE_NAMES.test(name);

/** The fields of a line, each after a comma. Of two with one name the later counts. */
function fieldMembers(runtime: Runtime, sources: readonly unknown[]): string {
  const present = sources.filter((source) => source !== undefined && source !== null);
  const fields =
    present.length > 1
      ? Object.assign({}, ...present.map((source) => attempt(() => ({ ...(source as object) }))))
      : present[0];
  return present.length ? membersOf(fields, secretsOf(runtime), isLineName) : '';
}

/** One decision an invocation; by the trace, so that the services of a trace decide alike. */
function isVerbose(scope: Scope): boolean {
  const { logSampleRate = 0 } = scope.runtime.settings;
  if (logSampleRate === 0 || scope.ended) return false;
  const { trace } = scope;
  scope.verbose ??= (trace ? Number.parseInt(trace.traceId.slice(-8), 16) / 2 ** 32 : Math.random()) < logSampleRate;
  return scope.verbose;
}
