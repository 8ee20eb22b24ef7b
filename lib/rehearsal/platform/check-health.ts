/** The workflow `check-health` on rehearsed endpoints: each check is a declared dependency of its name, or always well. */
import {
  DEFAULT_NAMESPACE,
  DIMENSION,
  ENV,
  HEALTH_CHECK_METRIC,
  HEALTH_CONFIG_ENV,
  HEALTH_SCORE,
} from '../../core/conventions';
import { type HealthConfig, parseHealthConfig } from '../../core/health/config';
import { checkHealth } from '../../workflow/check-health';
import type { HealthMetricPort, LogPort, ProbeAnswer } from '../../workflow/ports';
import type { RehearsedHandler } from '../bindings';
import type { World } from '../world';
import type { Dependencies } from './dependencies';

type Variables = Readonly<Record<string, string>>;

export function rehearsedCheckHealth(
  world: World,
  dependencies: Dependencies,
  log: LogPort,
): (variables: Variables) => RehearsedHandler {
  return (variables) => {
    const config = parseHealthConfig(String(variables[HEALTH_CONFIG_ENV]));
    return checkHealth({
      config,
      clock: world.clock,
      log,
      metrics: healthMetrics(world, config, variables[ENV.namespace] ?? DEFAULT_NAMESPACE),
      probes: {
        probe: async ({ check }) => {
          const answer = async () => expectedAnswer(config, check);
          return dependencies.has(check) ? dependencies.port(check).call(answer) : answer();
        },
      },
    });
  };
}

/** What the check wants to hear. */
function expectedAnswer({ checks }: HealthConfig, name: string): ProbeAnswer {
  const { status = 200, body = '' } = checks.find((check) => check.name === name) ?? {};
  return { status, body };
}

function healthMetrics(world: World, { service, environment }: HealthConfig, namespace: string): HealthMetricPort {
  const own = { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
  const put = (name: string, value: number, dimensions: Readonly<Record<string, string>>) =>
    world.metrics.put({ namespace, name, dimensions }, value, world.clock.now());
  return {
    score: (score) => put(HEALTH_SCORE, score, own),
    check: (name, fault, latencyMs) => {
      const dimensions = { ...own, [DIMENSION.check]: name };
      put(HEALTH_CHECK_METRIC.faults, fault ? 1 : 0, dimensions);
      if (latencyMs !== undefined) put(HEALTH_CHECK_METRIC.latency, latencyMs, dimensions);
    },
  };
}
