import { HANDLER_DIMENSION_SETS, HANDLER_METRIC } from '../core/conventions';
import type { Identity } from './identity';

/** What is the same in all telemetry of one operation, made once, as JSON text. */
export interface OperationTemplate {
  readonly operation: string;
  /** Members service, environment and operation. */
  readonly dimensions: string;
  /** Which metrics on which dimensions, as CloudWatch reads them; and the same where a timeout is one of them. */
  readonly directives: readonly [string, string];
  /** Whether a metric of this name, on the dimensions of this directive, would count among these: nothing else may. */
  isHandlerSeries(name: string, directive: string): boolean;
}

type HandlerDimension = (typeof HANDLER_DIMENSION_SETS)[1][number];

export function operationTemplate(identity: Identity, operation: string): OperationTemplate {
  const { namespace, service, environment } = identity;
  const metrics = Object.values(HANDLER_METRIC);
  const usual = metrics.filter((name) => name !== HANDLER_METRIC.timeouts);
  const dimensions = { service, environment, operation } satisfies Record<HandlerDimension, string>;
  return {
    operation,
    dimensions: JSON.stringify(dimensions).slice(1, -1),
    directives: [directive(namespace, usual), directive(namespace, metrics)],
    isHandlerSeries: (name, other) =>
      metrics.includes(name as never) && HANDLER_DIMENSION_SETS.some((set) => other.includes(JSON.stringify(set))),
  };
}

function directive(namespace: string, metrics: readonly string[]): string {
  const definitions = metrics.map((name) => ({
    Name: name,
    Unit: name === HANDLER_METRIC.latency ? 'Milliseconds' : 'Count',
  }));
  return JSON.stringify({ Namespace: namespace, Dimensions: HANDLER_DIMENSION_SETS, Metrics: definitions });
}
