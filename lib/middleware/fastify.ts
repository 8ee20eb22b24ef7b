/** `sightline/middleware/fastify`: the telemetry of `observe` for each request of a Fastify app. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpOptions, httpObserver, noteFailure } from './adapters/http';
import { runAt } from './scope';
import { attempt } from './text';

export type { HttpOptions } from './adapters/http';

/** What is read of Fastify's request. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly method: string;
  /** `url` is the pattern; missing where no route matches. */
  readonly routeOptions?: { readonly url?: string | undefined };
}

/** What is used of Fastify's `FastifyReply`. */
export interface FastifyReplyLike {
  readonly raw: ServerResponse;
}

interface FastifyLike {
  addHook(name: string, hook: (...input: never[]) => void): unknown;
}

type Done = (error?: Error) => void;

/**
 * Plugin for Fastify 4 and 5, to be registered before all other: `app.register(observeFastify())`. It is for the whole
 * app. Each request writes its metrics and its log line when the response is done; what its handlers record belongs to
 * it. Nothing changes for them.
 *
 * @throws where an option is not allowed
 */
export function observeFastify<Request extends FastifyRequestLike = FastifyRequestLike>(
  options: HttpOptions<Request> = {},
): (instance: FastifyLike, options: unknown, done: Done) => void {
  const begin = httpObserver<Request>(options, ({ method, routeOptions }) => {
    const url = routeOptions?.url;
    return url && `${method} ${url}`;
  });

  function enter(request: Request, reply: FastifyReplyLike, done: Done): void {
    const exchange = attempt(() => begin(request, request.raw, reply.raw));
    if (exchange) runAt(exchange.place, () => done());
    else done();
  }

  function plugin(instance: FastifyLike, _options: unknown, done: Done): void {
    instance.addHook('onRequest', enter);
    instance.addHook('onError', noteError);
    done();
  }
  return Object.assign(plugin, MARKS);
}

/** Hooks of a plugin are for its own routes, unless it is marked: https://fastify.dev/docs/latest/Reference/Plugins/ */
const MARKS = { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: 'sightline' };

function noteError(request: FastifyRequestLike, _reply: unknown, thrown: unknown, done: Done): void {
  attempt(() => noteFailure(request.raw, thrown));
  done();
}
