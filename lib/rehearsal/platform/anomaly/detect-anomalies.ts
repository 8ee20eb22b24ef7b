/** The workflow `detect-anomalies` on the rehearsed platform: its series are the parameters of the templates. */
import { MemoryAnomalyStore } from '../../../adapters/memory/anomaly-store';
import { parseWatchedSeries } from '../../../core/anomaly/watch/read-series';
import { ANOMALY_ENV, anomalyPath } from '../../../core/conventions';
import { detectAnomalies } from '../../../workflow/detect-anomalies';
import type { LogPort } from '../../../workflow/ports';
import type { RehearsedHandler } from '../../bindings';
import type { Place } from '../../hubs';
import type { World } from '../../world';
import type { Bus } from '../bus';
import { readDocumentsBelow, rehearsedBus, rehearsedMetrics, type Variables } from '../own-ports';
import type { Queues } from '../queues';
import { rehearsedSeries } from '../slo/series';
import { slowed } from '../slowed';

interface Parts {
  readonly bus: Bus;
  readonly queues: Queues;
}

/** What the function with these environment variables does. Nobody shares its table. */
export function rehearsedDetection(
  world: World,
  parts: Parts,
  log: LogPort,
): (variables: Variables, place: Place) => RehearsedHandler {
  return (variables, place) => {
    const { clock } = world;
    const detection = String(variables[ANOMALY_ENV.detection]);
    const list = readDocumentsBelow(world, anomalyPath(detection), 'watched series', parseWatchedSeries);
    return detectAnomalies({
      detection,
      cadenceMs: Number(variables[ANOMALY_ENV.cadenceSeconds]) * 1_000,
      watched: { load: async () => list },
      queue: { send: async (body) => queueOf(parts, variables).send(body, {}) },
      series: rehearsedSeries(world),
      store: slowed(new MemoryAnomalyStore(), clock),
      metrics: rehearsedMetrics(world),
      bus: rehearsedBus(world, parts.bus, String(variables[ANOMALY_ENV.bus]), place),
      clock,
      log,
    });
  };
}

function queueOf({ queues }: Parts, variables: Variables) {
  const queue = queues.byIdentity(String(variables[ANOMALY_ENV.queueUrl]));
  if (!queue) throw new Error(`there is no queue ${variables[ANOMALY_ENV.queueUrl]}`);
  return queue;
}
