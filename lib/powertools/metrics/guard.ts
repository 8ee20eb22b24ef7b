import type { PowertoolsMetrics } from '../guests';
import { dimensionMethods } from './dimensions';
import { type Guarded, inTheMiddle, underGuard } from './guarded';
import { clear, publish, publishingMethods } from './publishing';
import { valueMethods } from './values';

/**
 * Makes a `Metrics` instance of Powertools keep what it is given, in place and once; the same instance comes back.
 *
 * - Dimensions, metadata and timestamp outlive the automatic flush at 100 metrics or 100 values.
 * - Dimension sets that give one key different values go out in documents of their own.
 * - What CloudWatch would refuse (NaN, infinity, beyond 2^360, a metric named like a dimension) is left out with one
 *   warning, instead of costing the rest of the document or throwing.
 * - To publish nothing is no warning. `throwOnEmptyMetrics` still throws where an invocation had no metrics at all.
 */
export function guardMetrics<M extends PowertoolsMetrics>(metrics: M): M {
  guardOf(metrics);
  return metrics;
}

/** What the door does with guarded metrics. */
export interface MetricsGuard {
  begin(): void;
  /** Publishes what is stored; what comes later still has its dimensions. */
  flush(): void;
  /** Publishes what is stored, and nothing of it is left for the next invocation. */
  finish(): void;
}

/** One for each instance, also where a bundle holds this module twice. */
const GUARD = Symbol.for('sightline.powertools.metrics');

export function guardOf(metrics: PowertoolsMetrics): MetricsGuard {
  const marked = metrics as { [GUARD]?: MetricsGuard };
  if (!marked[GUARD]) Object.defineProperty(metrics, GUARD, { value: install(metrics) });
  return marked[GUARD] as MetricsGuard;
}

function install(metrics: PowertoolsMetrics): MetricsGuard {
  const guarded = underGuard(metrics);
  const { original } = guarded;
  Object.assign(metrics, valueMethods(guarded), dimensionMethods(guarded), publishingMethods(guarded), {
    singleMetric: () => guardMetrics(original.singleMetric() as PowertoolsMetrics),
  });
  return {
    begin: () => {
      // What the invocation before recorded after the flush at its timeout belongs to it, not to this one.
      if (guarded.given().ranOn) finish(guarded);
      guarded.given().published = false;
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) inTheMiddle(guarded, () => publish(guarded));
      guarded.given().ranOn = true;
    },
    finish: () => finish(guarded),
  };
}

/** A decorator of Powertools around the door publishes once more, and must not take the invocation for an empty one. */
function finish(guarded: Guarded): void {
  const published = guarded.given().published || guarded.metrics.hasStoredMetrics();
  if (guarded.metrics.hasStoredMetrics()) publish(guarded);
  clear(guarded);
  Object.assign(guarded.given(), { published, ranOn: false });
}
