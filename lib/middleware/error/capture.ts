import { writeLine } from '../log/log';
import { LOG_LEVELS, type LogLevel } from '../settings';
import { at, attempt } from '../text';

/** How `capture` tells of an error that the handler dealt with. */
export interface CaptureOptions {
  /** Level of the log line. @default 'ERROR' */
  readonly severity?: LogLevel;
  /** What to filter by, such as `{ feature: 'checkout' }`. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Logs an error that the code handles itself: with category, fingerprint and the breadcrumbs before it, without making
 * the invocation a fault. Never throws.
 */
export function capture(error: unknown, options?: CaptureOptions): void {
  attempt(() => {
    const tags = at(options, 'tags');
    const level = LOG_LEVELS.find((known) => known === at(options, 'severity')) ?? 'ERROR';
    writeLine(level, messageOf(error), { error: error ?? String(error), fields: tags && { tags }, breadcrumbs: true });
  });
}

/**
 * Logs what would end the process: an exception that nobody catches, a rejected promise that nobody handles. The process
 * ends as it would without it. Answers a function that stops it.
 */
export function captureProcessErrors(): () => void {
  const tell = (kind: string, error: unknown) =>
    attempt(() => writeLine('FATAL', `${kind}: ${messageOf(error)}`, { error: error ?? String(error) }));
  // A rejection that nobody listens to ends the process as an exception.
  const exception = (error: unknown, origin: string) =>
    tell(origin === 'unhandledRejection' ? REJECTION : 'uncaught exception', error);
  const rejection = (reason: unknown) => tell(REJECTION, reason);
  process.on('uncaughtExceptionMonitor', exception);
  // A listener of its own would keep the process alive. Where the runtime listens, as Lambda's does, ours changes nothing.
  const isHandled = process.listenerCount('unhandledRejection') > 0;
  if (isHandled) process.prependListener('unhandledRejection', rejection);
  return () => {
    process.off('uncaughtExceptionMonitor', exception);
    process.off('unhandledRejection', rejection);
  };
}

const REJECTION = 'unhandled rejection';

function messageOf(error: unknown): string {
  return attempt(() => String(at(error, 'message') ?? error)) ?? 'unreadable error';
}
