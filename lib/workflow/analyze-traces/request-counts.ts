import { DEFAULT_NAMESPACE, DIMENSION, HANDLER_METRIC } from '../../core/conventions';
import type { SloSeriesPort } from '../ports';
import type { RequestCountPort } from '../ports/traces';

const PERIOD_SECONDS = 300;

/**
 * The requests of services by the metric of their middleware: one metric each.
 * @param namespace of the middleware's metrics
 */
export function requestCounts(series: SloSeriesPort, namespace: string = DEFAULT_NAMESPACE): RequestCountPort {
  return {
    requests: async (services, span) => {
      const answers = await series.read(
        services.map(({ service, environment }) => {
          const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
          const metric = { namespace, name: HANDLER_METRIC.requests, dimensions };
          const queries = [{ id: 'requests', metric, statistic: 'Sum' }] as const;
          return {
            slo: `${service}/${environment}`,
            queries,
            wanted: ['requests'],
            periodSeconds: PERIOD_SECONDS,
            span,
          };
        }),
      );
      return answers.map((answer) => (answer instanceof Error ? undefined : sumOf(answer.requests)));
    },
  };
}

/** `undefined` without any datapoint. */
function sumOf(values: ArrayLike<number> = []): number | undefined {
  const known = Array.from(values).filter((value) => Number.isFinite(value));
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : undefined;
}
