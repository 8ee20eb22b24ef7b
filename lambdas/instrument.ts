import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Context } from 'aws-lambda';
import { DEFAULT_NAMESPACE, DIMENSION, ENV, PAGER_HEARTBEAT } from '../lib/core/conventions';
import { observe } from '../lib/powertools/observe';
import type { GaugePort, HeartbeatMetricPort, MetricPort } from '../lib/workflow/ports';

const serviceName = process.env[ENV.service] ?? 'sightline';
const metrics = new Metrics({ namespace: DEFAULT_NAMESPACE, serviceName });
const tracer = new Tracer({ serviceName });
const logger = new Logger({ serviceName });

/** Sightline's own functions wear what they sell: every handler runs on Powertools, through the door. */
export function instrument<Event, Result>(
  handler: (event: Event) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  return observe((event: Event, _context: Context) => handler(event), { metrics, tracer, logger });
}

/** The workflow's metrics, on the dimension set `[hub]`; the door publishes them when an invocation ends. */
export function hubMetrics(hub: string): MetricPort {
  onHub(hub);
  return {
    count: (name, value = 1) => void metrics.addMetric(name, MetricUnit.Count, value),
    duration: (name, ms) => void metrics.addMetric(name, MetricUnit.Milliseconds, ms),
  };
}

/** On the same set. */
export function hubGauges(hub: string): GaugePort {
  onHub(hub);
  return { gauge: (name, value, unit) => void metrics.addMetric(name, MetricUnit[unit], value) };
}

/** On the dimension set of pagers: one document of its own for each. */
export function heartbeatMetrics(hub: string): HeartbeatMetricPort {
  return {
    heartbeat: (channel, taken) => {
      const single = metrics.singleMetric();
      // Powertools gives it the service, which would be another dimension set.
      single.clearDefaultDimensions();
      single.addDimensions({ [DIMENSION.hub]: hub, [DIMENSION.channel]: channel });
      single.addMetric(PAGER_HEARTBEAT, MetricUnit.Count, taken ? 1 : 0);
    },
  };
}

function onHub(hub: string): void {
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [DIMENSION.hub]: hub });
}

/** An environment variable that the construct sets; missing, the function says so at its start. */
export function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`the environment variable ${name} is not set; deploy the construct it belongs to again`);
}
