import { invocations } from './invocation';
import { type ObserveOptions, readSettings } from './settings';
import { checkHandler, type ObservableHandler, type StreamHandler, wrap } from './wrap';

/**
 * Wraps a Lambda handler: each invocation writes its metrics (CloudWatch embedded metric format) and one structured
 * log line, and sends one X-Ray subsegment where the trace is sampled. The handler's result, its error and its type
 * stay what they are, and trouble with telemetry is never trouble for the handler.
 *
 * A handler that streams its response is wrapped after `awslambda.streamifyResponse`; one with a callback is refused.
 *
 * An observed handler that another one calls directly, in the same process, is part of that invocation and counts nothing.
 *
 * Who the handler is comes from `options`, else from the environment variables that `Observability.monitor` sets; both
 * are read once, here. `SIGHTLINE_METRICS`, `SIGHTLINE_LOGS` and `SIGHTLINE_TRACES` with the value `off` silence a part.
 */
export function observe<H extends ObservableHandler>(handler: H, options?: ObserveOptions<Parameters<H>[0]>): H;
export function observe<H extends StreamHandler>(handler: H, options?: ObserveOptions<Parameters<H>[0]>): H;
export function observe(handler: ObservableHandler, options: ObserveOptions<never> = {}): ObservableHandler {
  checkHandler(handler);
  const settings = readSettings(options, process.env);
  const { metrics, logs, traceDaemon, plugins } = settings;
  if (!metrics && !logs && !traceDaemon && plugins.length === 0) return handler;
  return wrap(
    handler,
    invocations(settings),
    plugins.some((plugin) => plugin.traces),
  );
}
