import type { PackedMessage } from '../core/signal/aggregate/publish-message';

export interface OutboxOptions {
  readonly send: (body: string, signal: AbortSignal) => Promise<void>;
  readonly maxMessages: number;
  /** Told of each message that had to make room. */
  readonly onDropped: (points: number) => void;
  /** Told why the queue did not take a message. */
  readonly onRefused?: (reason: string) => void;
  /** Between 0 and 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number;
  /** @default - a timer */
  readonly sleep?: (ms: number) => Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const MAX_TRIES = 8;
/** Messages on their way at once. */
const LANES = 4;

/** Messages on their way to the queue, oldest first; bounded, and kept until the queue has taken them. */
export class Outbox {
  private readonly options: OutboxOptions;
  private readonly waiting: PackedMessage[] = [];

  constructor(options: OutboxOptions) {
    this.options = options;
  }

  get size(): number {
    return this.waiting.length;
  }

  add(messages: readonly PackedMessage[]): void {
    this.waiting.push(...messages);
    const tooMany = this.waiting.splice(0, Math.max(0, this.waiting.length - this.options.maxMessages));
    for (const { points } of tooMany) this.options.onDropped(points);
  }

  /**
   * Sends what waits, with retries until `isOver`; answers how many the queue took. Never throws. Once the signal is
   * aborted it waits for no answer any more: what is on its way counts as not taken.
   */
  async send(isOver: () => boolean, signal: AbortSignal): Promise<number> {
    const batch = this.waiting.splice(0);
    const lanes = Array.from({ length: Math.min(LANES, batch.length) }, () => this.sendFrom(batch, { isOver, signal }));
    const outcomes = (await Promise.all(lanes)).flat();
    // What was added meanwhile is newer.
    this.waiting.unshift(...batch, ...outcomes.filter((outcome) => outcome !== undefined));
    this.add([]);
    return outcomes.filter((outcome) => outcome === undefined).length;
  }

  /** Takes one after the other until none is left or the first one fails for good; answers each that failed. */
  private async sendFrom(batch: PackedMessage[], end: End): Promise<(PackedMessage | undefined)[]> {
    const outcomes: (PackedMessage | undefined)[] = [];
    for (let message = batch.shift(); message; message = batch.shift()) {
      const taken = await this.sendOne(message, end);
      outcomes.push(taken ? undefined : message);
      if (!taken) break;
    }
    return outcomes;
  }

  private async sendOne({ body }: PackedMessage, { isOver, signal }: End): Promise<boolean> {
    const { send, onRefused, random = Math.random, sleep = pause } = this.options;
    for (let tries = 1; tries <= MAX_TRIES && !signal.aborted; tries += 1) {
      try {
        await beforeAbort(send(body, signal), signal);
        return true;
      } catch (error) {
        onRefused?.(String(error));
        if (isOver() || isRefusal(error)) return false;
        // Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * random();
        await beforeAbort(sleep(pauseMs), signal).catch(() => undefined);
      }
      if (isOver()) return false;
    }
    return false;
  }
}

interface End {
  readonly isOver: () => boolean;
  readonly signal: AbortSignal;
}

/** Rejects when the signal is aborted, if nothing else has happened by then. */
function beforeAbort(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('the time for sending is over'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** A 4xx, which the same request gets again; but for throttling, which SQS also answers with a 400 or a 403. */
function isRefusal(error: unknown): boolean {
  const { name, statusCode, $metadata } = (error ?? {}) as Failure;
  const status = $metadata?.httpStatusCode ?? statusCode ?? 0;
  return status >= 400 && status < 500 && status !== 429 && !/Throttl/.test(String(name));
}

interface Failure {
  readonly name?: unknown;
  readonly statusCode?: number;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
