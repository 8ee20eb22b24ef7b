import { ALLOWED, checkOptions } from '../identity';
import type { Plugin } from '../plugin';
import { type Runtime, warn } from '../runtime';
import type { FinishedTrace, Sampler, SpanExporter } from '../span';
import { attempt } from '../text';
import { invocationSpan } from './invocation-span';
import { traceOrigin } from './propagation';

/** Which traces an exporter gets. */
export interface ExportOptions {
  /** Which traces are kept. @default - those that the caller records, and those that begin here */
  readonly sampler?: Sampler;
}

/**
 * Spans for others than X-Ray: `observe(handler, { plugins: [exportSpans(otlp())] })`. X-Ray gets none then. The answer
 * waits until they are sent.
 *
 * @throws where `exporter` or `sampler` is no function
 */
export function exportSpans(exporter: SpanExporter, options: ExportOptions = {}): Plugin {
  if (typeof exporter !== 'function') {
    throw new Error('exportSpans: the exporter must be one such as otlp(), called');
  }
  checkOptions(options, { sampler: ALLOWED.function }, 'exportSpans');
  const { sampler } = options;
  return {
    traces: true,
    begin(scope) {
      // A trace that begins here has an id that lines do not know yet.
      if (!scope.ids.includes('"traceId"')) scope.ids += `,"traceId":"${traceOrigin(scope).traceId}"`;
    },
    end(place, outcome, durationMs) {
      const { scope } = place;
      const { service, environment, release } = scope.runtime.settings;
      const { traceId, parentId, sampled } = traceOrigin(scope);
      const root = invocationSpan(place, parentId, outcome, durationMs);
      const spans: FinishedTrace['spans'] = [root, ...(scope.spans ?? [])];
      const trace = { traceId, spans, service, environment, release, coldStart: scope.coldStart ?? false };
      return send(scope.runtime, async () => {
        if (sampler ? sampler(trace, sampled) : (sampled ?? true)) await exporter(trace);
      });
    },
  };
}

async function send(runtime: Runtime, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (trouble) {
    warn(runtime, `traces were not exported: ${attempt(() => String((trouble as Error).message).slice(0, 300))}`);
  }
}
