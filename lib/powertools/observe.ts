import { checkHandler, type ObservableHandler, type StreamHandler, wrap } from '../middleware/wrap';
import { openDoor, type PowertoolsOptions } from './door';

/**
 * Wraps a Lambda handler that uses Powertools: each invocation writes Sightline's handler metrics, and the user's own
 * `Metrics`, `Tracer` and `Logger` lose nothing, also at a timeout. It may be decorated or a middy, with Powertools'
 * decorators and middlewares on it; nothing is published twice. The handler's result, its error and its type stay what
 * they are.
 *
 * However often a handler is wrapped, a request counts once, and the outermost of this module looks after its instances.
 * An observed handler that calls another one in the same process is counted with it.
 *
 * Who the handler is comes from the options as in `sightline/middleware`.
 */
export function observe<H extends ObservableHandler>(handler: H, options?: PowertoolsOptions<Parameters<H>[0]>): H;
export function observe<H extends StreamHandler>(handler: H, options?: PowertoolsOptions<Parameters<H>[0]>): H;
export function observe(handler: ObservableHandler, options: PowertoolsOptions<never> = {}): ObservableHandler {
  checkHandler(handler);
  return wrap(handler, openDoor(options), false, true);
}
