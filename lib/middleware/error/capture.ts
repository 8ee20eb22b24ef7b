import { writeLine } from '../log/log';
import type { LogLevel } from '../settings';
import { attempt } from '../text';

export interface CaptureOptions {
  /** @default 'ERROR' */
  readonly severity?: LogLevel;
  /** What to filter by, such as `{ feature: 'checkout' }`. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Logs an error that the code handles itself: with category, fingerprint and the breadcrumbs before it, without making
 * the invocation a fault. Never throws.
 */
export function capture(error: unknown, { severity = 'ERROR', tags }: CaptureOptions = {}): void {
  attempt(() => writeLine(severity, messageOf(error), { error, fields: tags && { tags }, breadcrumbs: true }));
}

/**
 * Logs what would end the process: an exception that nobody catches, a rejected promise that nobody handles. The process
 * ends as it would without it. Answers a function that stops it.
 */
export function captureProcessErrors(): () => void {
  const told = (kind: string) => (error: unknown) =>
    attempt(() => writeLine('FATAL', `${kind}: ${messageOf(error)}`, { error }));
  const exception = told('uncaught exception');
  const rejection = told('unhandled rejection');
  process.on('uncaughtExceptionMonitor', exception);
  // A listener of its own would keep the process alive. Where the runtime listens, as Lambda's does, ours changes nothing.
  const isHandled = process.listenerCount('unhandledRejection') > 0;
  if (isHandled) process.prependListener('unhandledRejection', rejection);
  return () => {
    process.off('uncaughtExceptionMonitor', exception);
    process.off('unhandledRejection', rejection);
  };
}

function messageOf(error: unknown): string {
  return attempt(() => String((error as Error).message ?? error)) ?? 'unreadable error';
}
