/** `sightline/middleware/express`: the telemetry of `observe` for each request of an Express app. */
import type { ServerResponse } from 'node:http';
import { type ExpressRequest, watchRoute } from './adapters/express-route';
import { exchangeOf, type HttpOptions, httpObserver, noteFailure } from './adapters/http';
import { runAt } from './scope';
import { attempt } from './text';

export type { ExpressRequest } from './adapters/express-route';
export type { HttpOptions } from './adapters/http';

type Next = (error?: unknown) => void;

/**
 * Middleware for Express 4 and 5, to be used before all other: `app.use(observeExpress())`. Each request writes its
 * metrics and its log line when the response is done; what its handlers record belongs to it. Nothing changes for them.
 *
 * @throws where an option is not allowed
 */
export function observeExpress<Request extends ExpressRequest = ExpressRequest>(
  options: HttpOptions<Request> = {},
): (request: Request, response: ServerResponse, next: Next) => void {
  const routes = new WeakMap<Request, () => string | undefined>();
  const begin = httpObserver<Request>(options, (request) => {
    const route = routes.get(request)?.();
    return route && `${request.method} ${route}`;
  });
  return (request, response, next) => {
    const exchange = attempt(() => {
      if (!exchangeOf(request)) routes.set(request, watchRoute(request));
      return begin(request, request, response);
    });
    if (exchange) runAt(exchange.place, () => next());
    else next();
  };
}

/**
 * Error middleware that lets the telemetry of a failed request name its error: `app.use(expressErrors())` after all
 * routes and before your own error middleware. The error goes on as it is.
 */
export function expressErrors(): (
  error: unknown,
  request: ExpressRequest,
  response: ServerResponse,
  next: Next,
) => void {
  // Express knows error middleware by its four arguments.
  return (error, request, _response, next) => {
    attempt(() => noteFailure(request, error));
    next(error);
  };
}
