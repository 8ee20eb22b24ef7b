import { DIMENSION, SERVICE_HEALTH } from '../../core/conventions';
import type { HealthDefinition } from '../../core/health/definition';
import { neighbourhood } from '../../core/trace/neighbourhood';
import type { TraceReport } from '../../core/trace/report';
import { type ScoredHealth, serviceMapWidget } from '../../view/widgets/service-map';
import type { SloSeries, SloSeriesPort, SloSeriesRequest } from '../ports';
import { ask } from './ask';
import { isAskedFor } from './place';
import type { RenderWidgetPorts } from './ports';
import type { WidgetRequest } from './read-event';

/** Scores come every five minutes, or every half hour at the latest. */
const LOOK_BACK_MS = 35 * 60_000;
const PERIOD_SECONDS = 300;
const SERIES = 'score';
/** Each is a metric that CloudWatch charges for with every refresh. */
const MOST_SERVICES = 20;

export async function collectServiceMap(ports: RenderWidgetPorts, { params, frame }: WidgetRequest): Promise<string> {
  const { health, series } = ports;
  const [report, scores] = await Promise.all([
    ask(ports, 'the service map', ports.traces, (store) => store.readLatest()),
    ask(ports, 'health scores', health && series && { health, series }, async (port) => {
      const { services } = await port.health.load();
      return scoresOf(port.series, services.filter(isAskedFor(params)).slice(0, MOST_SERVICES), frame.nowMs);
    }),
  ]);
  return serviceMapWidget(
    {
      ...(report.found && { report: aroundService(report.found, params) }),
      ...(scores.found && { health: scores.found }),
      problems: [...report.problems, ...scores.problems],
      unset: { traces: report.unset, health: scores.unset },
    },
    frame,
  );
}

function aroundService(report: TraceReport, { service, environment }: WidgetRequest['params']): TraceReport {
  if (service === undefined || environment === undefined) return report;
  return { ...report, graph: neighbourhood(report.graph, `${service}/${environment}`) };
}

async function scoresOf(
  port: SloSeriesPort,
  services: readonly HealthDefinition[],
  nowMs: number,
): Promise<ScoredHealth[]> {
  if (services.length === 0) return [];
  const endMs = Math.ceil(nowMs / (PERIOD_SECONDS * 1_000)) * PERIOD_SECONDS * 1_000;
  const span = { startMs: endMs - LOOK_BACK_MS, endMs };
  const read = await port.read(services.map((one) => requestOf(one, span)));
  return services.map(({ service, environment }, index) => {
    return { service, environment, ...latest(read[index], span.startMs) };
  });
}

function requestOf({ key, namespace, service, environment }: HealthDefinition, span: SloSeriesRequest['span']) {
  const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
  const metric = { namespace, name: SERVICE_HEALTH, dimensions };
  const queries = [{ id: SERIES, metric, statistic: 'Average' as const }];
  return { slo: key, queries, wanted: [SERIES], periodSeconds: PERIOD_SECONDS, span };
}

function latest(series: SloSeries | Error | undefined, startMs: number): Pick<ScoredHealth, 'score' | 'atMs'> {
  if (series === undefined || series instanceof Error) return {};
  const scores = Array.from(series[SERIES] ?? []);
  const index = scores.findLastIndex(Number.isFinite);
  const score = scores[index];
  return score === undefined ? {} : { score, atMs: startMs + index * PERIOD_SECONDS * 1_000 };
}
