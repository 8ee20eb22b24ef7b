/** The workflow `detect-anomalies` on the rehearsed platform: its series are the parameters of the templates. */
import { MemoryAnomalyStore } from '../../../adapters/memory/anomaly-store';
import { parseWatchedSeries, type WatchedSeriesList } from '../../../core/anomaly/watch/read-series';
import { ANOMALY_ENV, anomalyPath, EVENT } from '../../../core/conventions';
import { detectAnomalies } from '../../../workflow/detect-anomalies';
import type { BusPort, LogPort, SloMetricPort } from '../../../workflow/ports';
import type { RehearsedHandler } from '../../bindings';
import type { World } from '../../world';
import type { Bus } from '../bus';
import { readEach } from '../not-rehearsed';
import type { Queues } from '../queues';
import { rehearsedSeries } from '../slo/series';
import { slowed } from '../slowed';

interface Parts {
  readonly bus: Bus;
  readonly queues: Queues;
}

type Variables = Readonly<Record<string, string>>;

/** What the function with these environment variables does. Nobody shares its table. */
export function rehearsedDetection(
  world: World,
  parts: Parts,
  log: LogPort,
): (variables: Variables) => RehearsedHandler {
  return (variables) => {
    const { clock } = world;
    const detection = String(variables[ANOMALY_ENV.detection]);
    const list = seriesOf(world, detection);
    return detectAnomalies({
      detection,
      cadenceMs: Number(variables[ANOMALY_ENV.cadenceSeconds]) * 1_000,
      watched: { load: async () => list },
      queue: { send: async (body) => queueOf(parts, variables).send(body, {}) },
      series: rehearsedSeries(world),
      store: slowed(new MemoryAnomalyStore(), clock),
      metrics: metricsOf(world),
      bus: busOf(world, parts, String(variables[ANOMALY_ENV.bus])),
      clock,
      log,
    });
  };
}

/** What cannot be read is named as not rehearsed; the others are judged. */
function seriesOf(world: World, detection: string): WatchedSeriesList {
  const { templates, notRehearsed } = world;
  const path = `${anomalyPath(detection)}/`;
  const parameters = templates.ofType('AWS::SSM::Parameter').filter(({ name }) => name.startsWith(path));
  const documents = readEach(world, parameters, 'watched series', ({ name, properties }) => [
    { name, text: String(properties.Value) },
  ]);
  const list = parseWatchedSeries(documents);
  for (const { name, problem } of list.problems) notRehearsed.set(name, `watched series: ${problem}`);
  return list;
}

function queueOf({ queues }: Parts, variables: Variables) {
  const queue = queues.byIdentity(String(variables[ANOMALY_ENV.queueUrl]));
  if (!queue) throw new Error(`there is no queue ${variables[ANOMALY_ENV.queueUrl]}`);
  return queue;
}

function busOf({ templates, clock }: World, { bus }: Parts, name: string): BusPort {
  const { account = '', region = '' } = templates.assembly.stacks[0]?.environment ?? {};
  return {
    publish: async (detailType, detail) =>
      bus.put(name, {
        source: EVENT.source,
        'detail-type': detailType,
        account,
        region,
        time: new Date(clock.now()).toISOString(),
        detail,
      }),
  };
}

function metricsOf({ metrics }: World): SloMetricPort {
  return {
    publish: async (datapoints) => {
      for (const { atMs, value, ...metric } of datapoints) metrics.put(metric, value, atMs);
    },
  };
}
