/** The workflow `analyze-traces` on the rehearsed platform: it reads what the functions of the rehearsal sent. */
import { MemoryTraceStore } from '../../../adapters/memory/trace-store';
import { DEFAULT_NAMESPACE, DIMENSION, TRACE_ENV, TRACE_METRIC } from '../../../core/conventions';
import { readTraceSettings } from '../../../core/trace/settings';
import { readTopology } from '../../../core/trace/topology';
import { analyzeTraces } from '../../../workflow/analyze-traces';
import { requestCounts } from '../../../workflow/analyze-traces/request-counts';
import type { LogPort } from '../../../workflow/ports';
import type { TopologyPort, TraceMetricPort } from '../../../workflow/ports/traces';
import type { RehearsedHandler } from '../../bindings';
import type { Place } from '../../hubs';
import type { World } from '../../world';
import type { Bus } from '../bus';
import { rehearsedBus, type Variables } from '../own-ports';
import { rehearsedSeries } from '../slo/series';
import { slowed } from '../slowed';
import { rehearsedTraces } from './reader';

export class TraceAnalyses {
  private readonly stores = new Map<string, MemoryTraceStore>();
  /** By hub. */
  private readonly topologies = new Map<string, string>();

  constructor(
    private readonly world: World,
    private readonly bus: Bus,
    private readonly log: LogPort,
  ) {}

  /** What the function with these environment variables does. */
  handler(variables: Variables, place: Place): RehearsedHandler {
    const { world, log } = this;
    const analysis = String(variables[TRACE_ENV.analysis]);
    const hub = variables[TRACE_ENV.hub];
    return analyzeTraces({
      // Logs are not searched here: a rehearsal has no Logs Insights.
      ...readTraceSettings(variables),
      logs: undefined,
      reader: rehearsedTraces(world),
      store: slowed(this.storeOf(analysis), world.clock),
      bus: rehearsedBus(world, this.bus, String(variables[TRACE_ENV.bus]), place),
      metrics: this.metricsOf(analysis),
      traffic: requestCounts(rehearsedSeries(world)),
      topology: hub === undefined ? undefined : { save: async (text) => void this.topologies.set(hub, text) },
      clock: world.clock,
      log,
    });
  }

  /** What an analysis keeps. */
  storeOf(analysis: string): MemoryTraceStore {
    const store = this.stores.get(analysis) ?? new MemoryTraceStore();
    this.stores.set(analysis, store);
    return store;
  }

  /** Which services call which, as the hub of that name hears it. */
  topologyOf(hub: string): TopologyPort {
    return { load: async () => readTopology(this.topologies.get(hub) ?? '') };
  }

  private metricsOf(analysis: string): TraceMetricPort {
    const { metrics, clock } = this.world;
    const put = (name: string, value: number) =>
      metrics.put(
        { namespace: DEFAULT_NAMESPACE, name, dimensions: { [DIMENSION.analysis]: analysis } },
        value,
        clock.now(),
      );
    return {
      analyzed: (traces, unhealthy) => {
        put(TRACE_METRIC.analyzed, traces);
        put(TRACE_METRIC.unhealthy, unhealthy);
      },
      coverage: (percent) => put(TRACE_METRIC.coverage, percent),
    };
  }
}
