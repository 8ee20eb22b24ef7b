/**
 * `score-health`: every few minutes says how each service does, 0 to 100, and what takes how many points. It keeps nothing:
 * a run that is lost or repeated changes no other, and the next one tells how things are by then.
 */
import { DEFAULT_NAMESPACE, DIMENSION, HEALTH_POINTS_LOST, SERVICE_HEALTH } from '../core/conventions';
import type { HealthDefinition } from '../core/health/definition';
import { type OverallHealth, scoreOverall } from '../core/health/service-score';
import type { Clock, HealthDefinitionPort, LogPort, SloDatapoint, SloMetricPort } from './ports';
import { type MeasuredHealth, type MeasurePorts, measureHealth } from './score-health/measure';

export interface ScoreHealthPorts extends MeasurePorts {
  /** Name of the scoring: the dimension of the overall score. */
  readonly scoring: string;
  readonly definitions: HealthDefinitionPort;
  /** It takes any datapoint. */
  readonly metrics: SloMetricPort;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: LogPort;
}

export interface ScoredHealth {
  readonly services: readonly MeasuredHealth[];
  readonly overall: OverallHealth;
}

/** @returns a handler of any event. It throws where nothing can be read or published: alarms on failed runs tell. */
export function scoreHealth(ports: ScoreHealthPorts): (event: unknown) => Promise<ScoredHealth> {
  return async () => {
    const { definitions, clock, log, metrics, scoring } = ports;
    const { services, problems } = await definitions.load();
    for (const { name, problem } of problems) log.error('a health document cannot be read', { name, problem });
    const scored = await measureHealth(ports, services, clock.now());
    for (const one of scored) tell(log, one);
    const overall = scoreOverall(
      scored.map(({ service, environment, score }) => ({ name: `${service}/${environment}`, score })),
    );
    const points = scored.flatMap((one, index) => pointsOf(services[index] as HealthDefinition, one));
    await metrics.publish([...points, ...overallPoint(scoring, overall, scored[0]?.atMs)]);
    return { services: scored, overall };
  };
}

/** The explanation in words is one line of the log. */
function tell(log: LogPort, { service, environment, score, status, parts, unknown, missing }: MeasuredHealth): void {
  const lost = parts
    .filter((part) => part.lost > 0)
    .map(({ part, lost, because }) => `${part} -${lost}: ${because.join(', ')}`);
  const about = { service, environment, score, status, lost, unknown, missing };
  if (score === undefined) log.warn('the health of a service is not known', about);
  else log.info('health scored', about);
}

function pointsOf({ namespace }: HealthDefinition, scored: MeasuredHealth): SloDatapoint[] {
  const { service, environment, atMs, score, parts } = scored;
  if (score === undefined) return [];
  const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
  const lost = parts.filter((part) => part.lost > 0);
  return [
    { namespace, name: SERVICE_HEALTH, dimensions, value: score, atMs },
    ...lost.map(({ part, lost: value }) => {
      return {
        namespace,
        name: HEALTH_POINTS_LOST,
        dimensions: { ...dimensions, [DIMENSION.part]: part },
        value,
        atMs,
      };
    }),
  ];
}

function overallPoint(scoring: string, { score }: OverallHealth, atMs: number | undefined): SloDatapoint[] {
  if (score === undefined || atMs === undefined) return [];
  const dimensions = { [DIMENSION.evaluation]: scoring };
  return [{ namespace: DEFAULT_NAMESPACE, name: SERVICE_HEALTH, dimensions, value: score, atMs }];
}
