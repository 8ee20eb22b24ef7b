/** Time that sending takes in all likelihood. */
const BEFORE_TIMEOUT_MS = 500;

/** The handler's result and its error stay its own; `flush` never rejects. */
export function flushAtEnd<Event, Context, Result>(
  handler: (event: Event, context: Context) => Result | Promise<Result>,
  flush: () => Promise<unknown>,
): (event: Event, context: Context) => Promise<Result> {
  if (typeof handler !== 'function' || handler.length > 2) {
    throw new Error(
      'MetricsPublisher.wrap: the handler must take (event, context) and answer by its result, got one that takes a ' +
        'callback or a stream; call `await publisher.flush()` at the end of the handler instead',
    );
  }
  return async (event, context) => {
    const timer = flushBeforeTimeout(context, flush);
    try {
      return await handler(event, context);
    } finally {
      clearTimeout(timer);
      await flush();
    }
  };
}

function flushBeforeTimeout(context: unknown, flush: () => Promise<unknown>): NodeJS.Timeout | undefined {
  const { getRemainingTimeInMillis } = (context ?? {}) as { getRemainingTimeInMillis?: () => number };
  if (typeof getRemainingTimeInMillis !== 'function') return undefined;
  const remainingMs = getRemainingTimeInMillis.call(context) - BEFORE_TIMEOUT_MS;
  return remainingMs > 0 ? setTimeout(flush, remainingMs).unref() : undefined;
}
