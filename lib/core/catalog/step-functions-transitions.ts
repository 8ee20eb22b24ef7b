import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * State transitions of all standard state machines of an account and Region, which share one quota.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export const STEP_FUNCTIONS_TRANSITIONS: CatalogEntry<object> = {
  type: 'Sightline::StepFunctionsTransitions',
  title: 'Step Functions state transitions',
  family: 'compute',
  sample: { dimensions: { default: { ServiceMetric: 'StateTransition' } } },
  metrics: metricsOf('AWS/States', {
    throttled: ['ThrottledEvents', 'Count'],
    consumed: ['ConsumedCapacity', 'Count'],
    refill: ['ProvisionedRefillRate', 'Count'],
    bucket: ['ProvisionedBucketSize', 'Count'],
  }),
  graphs: [
    graph('State transitions', [
      ['consumed', 'Sum', 'Used'],
      ['throttled', 'Sum', 'Throttled'],
    ]),
    graph('Quota', [
      ['refill', 'Maximum', 'Refill a second'],
      ['bucket', 'Maximum', 'Bucket'],
    ]),
  ],
  alarms: [
    {
      id: 'ThrottledTransitions',
      metric: 'throttled',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'State transitions of {resource} are throttled: executions are late.',
      reason:
        'They are tried again, so nothing is lost and nobody is woken; three minutes of five let a burst pass. No data ' +
        'means no transitions.',
      runbook: ['Look which state machine has most transitions.', 'Ask Service Quotas for more of them a second.'],
    },
  ],
};
