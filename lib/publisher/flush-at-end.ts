/** Time that sending takes in all likelihood. */
const BEFORE_TIMEOUT_MS = 500;
/** Left for the answer after a flush that was given up. */
const FOR_ANSWER_MS = 100;
/** Beyond, timers fire at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER_MS = 2 ** 31;

export interface EndFlush {
  /** Never rejects. */
  readonly flush: () => Promise<unknown>;
  /** Stops sending; what the queue has not taken waits for the next flush. */
  readonly giveUp: () => void;
  /** Most time that the flush may take of an invocation. */
  readonly timeoutMs: number;
}

/** The handler's result, its error and its time stay its own: the flush is given up before the invocation times out. */
export function flushAtEnd<Event, Context, Result>(
  handler: (event: Event, context: Context) => Result | Promise<Result>,
  end: EndFlush,
): (event: Event, context: Context) => Promise<Result> {
  if (typeof handler !== 'function' || handler.length > 2) {
    throw new Error(
      'MetricsPublisher.wrap: the handler must take (event, context) and answer by its result, got one that takes a ' +
        'callback or a stream; call `await publisher.flush()` at the end of the handler instead',
    );
  }
  return async function (this: unknown, event: Event, context: Context): Promise<Result> {
    const timer = flushBeforeTimeout(context, end);
    try {
      return await handler.call(this, event, context);
    } finally {
      clearTimeout(timer);
      await flushInTime(context, end);
    }
  };
}

function flushBeforeTimeout(context: unknown, { flush }: EndFlush): NodeJS.Timeout | undefined {
  const delayMs = (remainingMs(context) ?? 0) - BEFORE_TIMEOUT_MS;
  return delayMs > 0 ? setTimeout(flush, delayMs).unref() : undefined;
}

async function flushInTime(context: unknown, { flush, giveUp, timeoutMs }: EndFlush): Promise<void> {
  const leftMs = (remainingMs(context) ?? Number.POSITIVE_INFINITY) - FOR_ANSWER_MS;
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, Math.min(timeoutMs, leftMs)));
  });
  await Promise.race([flush(), isOver.then(giveUp)]);
  clearTimeout(timer);
}

/** `undefined` where the context does not tell, or tells what no timer can wait for. */
function remainingMs(context: unknown): number | undefined {
  try {
    const remaining = (context as { getRemainingTimeInMillis(): unknown }).getRemainingTimeInMillis();
    return typeof remaining === 'number' && remaining < LONGEST_TIMER_MS ? remaining : undefined;
  } catch {
    return undefined;
  }
}
