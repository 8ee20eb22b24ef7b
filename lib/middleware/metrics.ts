/** Your own metrics alone: no handler metrics, no log line, no trace, and a third of the code. */
import { checkOptions, IDENTITY_OPTIONS, type IdentityOptions, readIdentity } from './identity';
import { drainSeries } from './metric/series-buffer';
import { createRuntime, write } from './runtime';
import type { Scope } from './scope';
import { checkHandler, type ObservableHandler, type StreamHandler, wrap } from './wrap';

export type { IdentityOptions } from './identity';
export type { Labels } from './metric/labels';
export { type MetricOptions, metrics } from './metric/recording';

/**
 * Wraps a Lambda handler so that what it records by `metrics` is written when an invocation ends or is about to time
 * out. Its result, its error and its type stay what they are.
 */
export function flushMetrics<H extends ObservableHandler>(handler: H, options?: IdentityOptions): H;
export function flushMetrics<H extends StreamHandler>(handler: H, options?: IdentityOptions): H;
export function flushMetrics(handler: ObservableHandler, options: IdentityOptions = {}): ObservableHandler {
  checkHandler(handler);
  checkOptions(options, IDENTITY_OPTIONS, 'flushMetrics');
  const identity = readIdentity(options, process.env);
  if (!identity.metrics) return handler;
  const runtime = createRuntime(identity);
  return wrap(handler, () => {
    const scope: Scope = { runtime, ids: '', ended: false, series: undefined };
    const finish = () => {
      scope.ended = true;
      write(drainSeries(scope, Date.now()));
    };
    return { place: { scope, spanId: '' }, finish };
  });
}
