import { beforeDeadline } from '../middleware/deadline';
import { attempt } from '../middleware/text';
import type { End, TimedOut } from '../middleware/wrap';
import { type DoorObservation, openDoor, type PowertoolsOptions } from './door';
import { servesConcurrently } from './invocation-scope';

/** What middy hands to each of its middlewares; this much of it is read. */
export interface MiddyRequest {
  readonly event: unknown;
  readonly context: unknown;
  readonly response?: unknown;
  readonly error?: unknown;
}

/** A middleware as middy takes it with `.use()`. */
export interface SightlineMiddleware {
  before(request: MiddyRequest): void;
  after(request: MiddyRequest): void;
  onError(request: MiddyRequest): void;
}

/**
 * The middy form of `observe`. Use it first: middy runs what comes after the handler in reverse order, so it sees what
 * all the others made of the answer. Where another middleware answers early, middy calls no `after` and the request is
 * not counted; wrap the whole with `observe` there.
 */
export function sightlineMiddleware<Event = unknown>(options: PowertoolsOptions<Event> = {}): SightlineMiddleware {
  const begin = openDoor(options);
  const invocations = new WeakMap<MiddyRequest, OpenInvocation>();
  let last: OpenInvocation | undefined;

  function sightlineBefore(request: MiddyRequest): void {
    // Without concurrency the one before is over, even if nobody told: its deadline must not count any more.
    if (!servesConcurrently()) last?.abandon();
    const observation = begin(request.event, request.context);
    // Within another door.
    if (!observation) return;
    last = watch(observation, request.context);
    invocations.set(request, last);
  }

  function sightlineAfter(request: MiddyRequest): void {
    invocations.get(request)?.end({ value: request.response });
  }

  /** Another middleware may have made an answer of the error: then that is what the caller gets. */
  function sightlineOnError(request: MiddyRequest): void {
    const { error, response } = request;
    invocations.get(request)?.end(response === undefined ? { thrown: error } : { value: response });
  }

  return { before: sightlineBefore, after: sightlineAfter, onError: sightlineOnError };
}

/** Only its first end counts. */
interface OpenInvocation {
  end(end: End | TimedOut): void;
  abandon(): void;
}

function watch(observation: DoorObservation, context: unknown): OpenInvocation {
  let isOpen = true;
  const once = (work: () => void) => {
    if (!isOpen) return;
    isOpen = false;
    clearTimeout(deadline);
    attempt(work);
  };
  const end = (how: End | TimedOut) => once(() => void observation.finish(how));
  const deadline = beforeDeadline(context, () => end({ timedOut: true }));
  return { end, abandon: () => once(observation.abandon) };
}
