/** `sightline/middleware/middy`: the telemetry of `observe` as a middy middleware. */
import { invocations } from './invocation';
import { warn } from './runtime';
import { here, type Place, type Scope, storage } from './scope';
import { type ObserveOptions, readSettings } from './settings';
import { at, attempt } from './text';
import { isOpen, type Observation, wrap } from './wrap';

/** What is read of a middy request. */
export interface MiddyRequestLike {
  readonly event: unknown;
  readonly context: unknown;
  response?: unknown;
  error?: unknown;
}

/** A middleware as middy takes it with `.use()`. */
export interface MiddyMiddleware {
  before(request: MiddyRequestLike): void;
  after(request: MiddyRequestLike): Promise<void>;
  onError(request: MiddyRequestLike): Promise<void>;
}

/** An invocation between its `before` and its end. */
interface Open {
  readonly place: Place;
  /** Tells how the handler ended; a failure may be that `undefined` was thrown. */
  settle(request: MiddyRequestLike, failed: boolean): void;
  /** Settles when nothing is left to send. */
  readonly sent: PromiseLike<unknown>;
}

type Begin = ReturnType<typeof invocations>;

/** Whose invocations they are. What is entered shows to the caller, too, and so to the invocations it begins next. */
const entered = new WeakMap<Scope, MiddyRequestLike>();

/**
 * `middy(handler).use(observeMiddy())`: what `observe` does, where middy is in charge. It has to be the first `use`:
 * then it sees the final response, and what the handler and all other middlewares record belongs to their invocation.
 * `observe(middy(handler))` does the same and needs no order. Where both are there, or this twice, a request counts once.
 *
 * After the end, what still runs of the invocation logs without its ids: it cannot be told from what the caller does.
 * A caller that goes on before the end without waiting for it, as tests do, stands in the invocation until then.
 *
 * @throws where an option is not allowed
 */
export function observeMiddy<Event = unknown>(options: ObserveOptions<Event> = {}): MiddyMiddleware {
  const settings = readSettings(options, process.env);
  const waits = settings.plugins.some((plugin) => plugin.traces);
  const begin = invocations(settings);
  const opened = new WeakMap<MiddyRequestLike, Open>();

  async function end(request: MiddyRequestLike, failed = false): Promise<void> {
    const open = opened.get(request);
    if (!open) return;
    opened.delete(request);
    warnOfOrder(open.place);
    open.settle(request, failed);
    await open.sent;
    leave(open.place);
  }

  return {
    // Not `async`: only what is entered before the first wait reaches the handler.
    before(request) {
      attempt(() => {
        if (isNested(request)) return;
        const open = start(request, begin, waits);
        opened.set(request, open);
        entered.set(open.place.scope, request);
        storage()?.enterWith(open.place);
        watchShortcuts(request, (failed) => end(request, failed));
      });
    },
    after: (request) => end(request),
    onError: (request) => end(request, true),
  };
}

function isNested(request: MiddyRequestLike): boolean {
  const outer = here();
  return isOpen(outer) && (entered.get(outer.scope) ?? request) === request;
}

/** An invocation of a handler that ends when it is told to: its deadline and its end are those of `observe`. */
function start({ event, context }: MiddyRequestLike, begin: Begin, waits: boolean): Open {
  const { place, finish } = begin(event, context);
  let settle: Open['settle'] = () => {};
  let failure: { readonly thrown: unknown } | undefined;
  const handler = () =>
    new Promise((resolve, reject) => {
      settle = ({ response, error }, failed) => {
        if (response === undefined && failed) reject(error);
        else resolve(response);
        // An answer that was made of an error tells of it, unless all went well in the end.
        if (failed && Number(at(response, 'statusCode')) >= 400) failure = { thrown: error };
      };
    });
  const observation: Observation = { place, finish: (how) => finish({ ...how, ...failure }) };
  const sent = wrap<(event: unknown, context: never) => Promise<unknown>>(handler, () => observation, waits, true);
  return { place, sent: sent(event, context as never).catch(() => {}), settle };
}

/** Nobody can take a place back from the caller's code: it stays, and is outside of all invocations. */
function leave(place: Place): void {
  Object.assign(place, { scope: { runtime: place.scope.runtime, ids: '', ended: true } });
}

/**
 * Where a middleware answers early, or an error handler throws, middy leaves out the rest of them. It shows in what
 * middy writes into the request.
 */
function watchShortcuts(request: MiddyRequestLike, end: (failed: boolean) => void): void {
  watch(request, 'response', () => {
    if (Object.hasOwn(request, 'earlyResponse')) end(request.error !== undefined);
  });
  watch(request, 'error', (before) => {
    // A second error comes from an error handler: nobody comes after it, or those that do are quick.
    if (before !== undefined) setImmediate(end, true);
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
