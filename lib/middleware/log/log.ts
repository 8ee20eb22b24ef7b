import { describeError } from '../error/describe';
import { write } from '../runtime';
import { here, type Scope, scopeHere } from '../scope';
import { LOG_LEVELS, type LogLevel } from '../settings';
import { at, attempt } from '../text';
import { breadcrumbsMember, holdLine, takeHeldLines } from './held';
import { lineHead } from './line';
import { membersOf } from './members';
import { hideSecrets } from './secrets';
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

/** The logger of the invocation that runs: its identity and the ids of its trace are on every line. */
export const log: Logger = /* @__PURE__ */ createLogger(undefined);

function createLogger(inherited: LogFields | undefined): Logger {
  const lineAt = (level: LogLevel) => (message: string, fields?: LogFields | Error) =>
    void attempt(() => writeLine(level, message, { fields, inherited }));
  return {
    trace: lineAt('TRACE'),
    debug: lineAt('DEBUG'),
    info: lineAt('INFO'),
    warn: lineAt('WARN'),
    error: lineAt('ERROR'),
    fatal: lineAt('FATAL'),
    append,
    child: (fields) => createLogger({ ...inherited, ...copyOf(fields) }),
  };
}

function append(fields: LogFields): void {
  const scope = here()?.scope;
  if (!scope) return;
  scope.fields = { ...scope.fields, ...copyOf(fields) };
  scope.fieldMembers = () => membersOf(scope.runtime, [scope.fields], isSummaryName);
}

/** Of a text the copy would have each letter. */
function copyOf(fields: LogFields): LogFields | undefined {
  return typeof fields === 'object' ? attempt(() => ({ ...fields })) : undefined;
}

/** Adds who the user is to every further line of the invocation. What of a person may stand in logs is yours to decide. */
export function setUser(user: string | LogFields): void {
  append({ user: typeof user === 'string' ? { id: user } : user });
}

/** Adds one tag to every further line of the invocation. */
export function setTag(name: string, value: string): void {
  attempt(() => append({ tags: { ...(here()?.scope.fields?.tags as LogFields | undefined), [name]: value } }));
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
  const isShown = rank(level) >= rank(logLevel) || (rank(level) >= rank('DEBUG') && isVerbose(scope));
  if (!isShown && (scope.ended || !logHeldLines)) return;
  const line = lineOf(scope, level, message, parts);
  if (!isShown) holdLine(scope, line);
  // What may be the last words is written at once.
  else if (rank(level) >= rank('ERROR')) write(takeLines(scope) + takeHeldLines(scope) + line);
  else writeSoon(scope, line);
}

/** Hides the fields of this name: the line has an error of its own. */
const NO_ERROR = { error: undefined };

function lineOf(scope: Scope, level: LogLevel, message: string, parts: LineParts): string {
  const { fields, inherited, breadcrumbs } = parts;
  const { runtime } = scope;
  const text = hideSecrets(runtime, attempt(() => String(message)) ?? '[threw]', MAX_MESSAGE);
  const isError = isErrorValue(fields);
  const thrown = parts.error ?? (isError ? fields : errorField(fields));
  const error = thrown === undefined ? '' : `,"error":${JSON.stringify(describeError(runtime, thrown))}`;
  const sources = [scope.fields, inherited, isError ? undefined : fields, error ? NO_ERROR : undefined];
  const members = membersOf(runtime, sources, isLineName);
  return `{${lineHead(scope, level, text, Date.now())}${members}${breadcrumbs ? breadcrumbsMember(scope) : ''}${error}}\n`;
}

function errorField(fields: unknown): unknown {
  const error = at(fields, 'error');
  return isErrorValue(error) ? error : undefined;
}

function isErrorValue(value: unknown): boolean {
  return attempt(() => value instanceof Error) === true;
}

/** Names that stand in lines already; `_aws` would make a line a document of metrics. */
const LINE_NAMES =
  /^(_+aws|_*(level|message|timestamp|service|environment|operation|release|requestId|correlationId|traceId|coldStart|durationMs|statusCode|batchSize|failedRecords|recordAgeMs|traceparent|breadcrumbs))$/;
/** The summary has the metrics of the handler, too. */
const SUMMARY_NAMES = /^_*(error|Requests|Faults|ClientErrors|Latency|ColdStarts|Timeouts)$/;

const isLineName = (name: string) => LINE_NAMES.test(name);
const isSummaryName = (name: string) => LINE_NAMES.test(name) || SUMMARY_NAMES.test(name);

/** One decision an invocation; by the trace, so that the services of a trace decide alike. */
function isVerbose(scope: Scope): boolean {
  const { logSampleRate = 0 } = scope.runtime.settings;
  if (logSampleRate === 0 || scope.ended) return false;
  const { trace } = scope;
  scope.verbose ??= (trace ? Number.parseInt(trace.traceId.slice(-8), 16) / 2 ** 32 : Math.random()) < logSampleRate;
  return scope.verbose;
}
