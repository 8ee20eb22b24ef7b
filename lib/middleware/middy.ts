/** `sightline/middleware/middy`: the telemetry of `observe` as a middy middleware. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { invocations } from './invocation';
import { warn } from './runtime';
import { here, type Place } from './scope';
import { type ObserveOptions, readSettings } from './settings';
import { attempt } from './text';
import { wrap } from './wrap';

/** What is read of a middy request. */
export interface MiddyRequestLike {
  readonly event: unknown;
  readonly context: unknown;
  response?: unknown;
  error?: unknown;
}

export interface MiddyMiddleware {
  before(request: MiddyRequestLike): void;
  after(request: MiddyRequestLike): Promise<void>;
  onError(request: MiddyRequestLike): Promise<void>;
}

/** An invocation between its `before` and its end. */
interface Open {
  readonly place: Place;
  /** Tells how the handler ended. */
  settle(request: MiddyRequestLike): void;
  /** Settles when nothing is left to send. */
  readonly sent: PromiseLike<unknown>;
}

type Begin = ReturnType<typeof invocations>;

/**
 * `middy(handler).use(observeMiddy())`: what `observe` does, where middy is in charge. It has to be the first `use`:
 * then it sees the final response, and what the handler and all other middlewares record belongs to their invocation.
 * `observe(middy(handler))` does the same and needs no order.
 *
 * @throws where an option is not allowed
 */
export function observeMiddy<Event = unknown>(options: ObserveOptions<Event> = {}): MiddyMiddleware {
  const settings = readSettings(options, process.env);
  const waits = settings.plugins.some((plugin) => plugin.traces);
  const begin = invocations(settings);
  const opened = new WeakMap<MiddyRequestLike, Open>();

  async function end(request: MiddyRequestLike): Promise<void> {
    const open = opened.get(request);
    if (!open) return;
    opened.delete(request);
    warnOfOrder(open.place);
    open.settle(request);
    if (waits) await open.sent;
  }

  return {
    // Not `async`: only what is entered before the first wait reaches the handler.
    before(request) {
      attempt(() => {
        const open = start(request, begin, waits);
        opened.set(request, open);
        storage()?.enterWith(open.place);
        watchShortcuts(request, () => end(request));
      });
    },
    after: end,
    onError: end,
  };
}

/** An invocation of a handler that ends when it is told to: its deadline and its end are those of `observe`. */
function start({ event, context }: MiddyRequestLike, begin: Begin, waits: boolean): Open {
  const observation = begin(event, context);
  let settle: Open['settle'] = () => {};
  const handler = () =>
    new Promise((resolve, reject) => {
      settle = ({ response, error }) =>
        response === undefined && error !== undefined ? reject(error) : resolve(response);
    });
  const sent = wrap<(event: unknown, context: never) => Promise<unknown>>(handler, () => observation, waits);
  return { place: observation.place, sent: sent(event, context as never).catch(() => {}), settle };
}

/**
 * Where a middleware answers early, or an error handler throws, middy leaves out the rest of them. It shows in what
 * middy writes into the request.
 */
function watchShortcuts(request: MiddyRequestLike, end: () => void): void {
  watch(request, 'response', () => {
    if (Object.hasOwn(request, 'earlyResponse')) end();
  });
  watch(request, 'error', (before) => {
    // A second error comes from an error handler: nobody comes after it, or those that do are quick.
    if (before !== undefined) setImmediate(end);
  });
}

function watch(request: MiddyRequestLike, key: 'response' | 'error', changed: (before: unknown) => void): void {
  let current = request[key];
  Object.defineProperty(request, key, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: unknown) => {
      const before = current;
      current = value;
      attempt(() => changed(before));
    },
  });
}

/** Behind a middleware that waits, the handler does not inherit the place. */
function warnOfOrder({ scope }: Place): void {
  if (!storage() || here()?.scope === scope) return;
  warn(
    scope.runtime,
    'observeMiddy is not the first middleware, so what the handler records is not part of its invocation; put it ' +
      'first, or wrap by observe(middy(handler))',
  );
}

/** That of `runAt`. */
function storage(): AsyncLocalStorage<Place> | undefined {
  return (globalThis as Record<symbol, AsyncLocalStorage<Place> | undefined>)[Symbol.for('sightline.place')];
}
