import type { Outcome } from '../middleware/outcome';
import { attempt, cut } from '../middleware/text';
import { describeThrown } from '../middleware/thrown';
import type { PowertoolsLogger } from './guests';

/**
 * Makes every line of a `Logger` instance of Powertools that holds an error tell its category and fingerprint, as
 * `error.category` and `error.fingerprint`; in place and once, children made later included. The same instance comes
 * back.
 */
export function guardLogger<L extends PowertoolsLogger>(logger: L): L {
  if (GUARDED in logger) return logger;
  mark(logger);
  identifyErrors(logger);
  for (const level of ['error', 'critical'] as const) {
    const original = logger[level].bind(logger);
    logger[level] = (...line) => printing(() => original(...line));
  }
  const createChild = logger.createChild.bind(logger);
  logger.createChild = (options) => guardLogger(createChild(options) as PowertoolsLogger);
  return logger;
}

/** The metric filter for logged errors counts lines that name service and environment. */
export function nameEnvironment(logger: PowertoolsLogger, environment: string): void {
  if (!('environment' in logger.getPersistentLogAttributes())) logger.appendPersistentKeys({ environment });
}

/** One line for what failed, unless a line of the user's told of the same error. */
export function logEnd(logger: PowertoolsLogger, operation: string, outcome: Outcome, thrown: unknown): void {
  const { timedOut, error } = outcome;
  if (timedOut) logger.flushBuffer();
  if (!error || wasLogged(thrown)) return;
  const ending = timedOut ? 'is about to time out' : `failed: ${error.name}: ${error.message}`;
  // The formatter of the logger takes errors only.
  logger.error(cut(`${operation} ${ending}`, 500), { operation, error: thrown instanceof Error ? thrown : error });
}

function wasLogged(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && logged.has(thrown);
}

/** One for each instance, also where a bundle holds this module twice. */
const GUARDED = Symbol.for('sightline.powertools.logger');
const logged = new WeakSet<object>();
// Both are of use within one synchronous call only, so invocations at once do not see each other's.
let isPrinting = false;
let isInside = false;

function mark(guarded: object): void {
  Object.defineProperty(guarded, GUARDED, { value: true });
}

function printing(work: () => void): void {
  isPrinting = true;
  try {
    work();
  } finally {
    isPrinting = false;
  }
}

/** What formats the errors of a line: Powertools' own formatter or the user's. */
interface LogFormatter {
  formatError(error: Error): object;
}

/** The formatter sees each error of a line that is really written, wherever the line holds it. */
function identifyErrors(logger: PowertoolsLogger): void {
  const formatter = attempt(() => (logger as unknown as { getLogFormatter(): LogFormatter }).getLogFormatter());
  if (typeof formatter?.formatError !== 'function' || GUARDED in formatter) return;
  mark(formatter);
  const original = formatter.formatError.bind(formatter);
  formatter.formatError = (error) => {
    // Causes are formatted from within: the error itself speaks for them.
    if (isInside) return original(error);
    isInside = true;
    try {
      if (isPrinting) logged.add(error);
      return { ...original(error), ...identity(error) };
    } finally {
      isInside = false;
    }
  };
}

function identity(error: Error) {
  const { category, fingerprint } = describeThrown(error);
  return { category, fingerprint };
}
