import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * Custom event bus. What producers fail to put (`PutEvents...`) is published for the account only.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export const EVENT_BUS: CatalogEntry<object> = {
  type: 'AWS::Events::EventBus',
  title: 'EventBridge event bus',
  family: 'messaging',
  resource: {
    dimensions: { default: { EventBusName: 'Ref' } },
    imported: { marker: 'eventBusName', dimensions: { EventBusName: 'eventBusName' } },
  },
  sample: { properties: { Name: 'orders' } },
  metrics: metricsOf('AWS/Events', {
    matched: ['MatchedEvents', 'Count'],
    triggered: ['TriggeredRules', 'Count'],
    throttled: ['ThrottledRules', 'Count'],
    attempts: ['InvocationAttempts', 'Count'],
    successes: ['SuccessfulInvocationAttempts', 'Count'],
    retries: ['RetryInvocationAttempts', 'Count'],
    latency: ['IngestionToInvocationSuccessLatency', 'Milliseconds'],
  }),
  indicators: {
    events: 'events',
    throughput: [{ metric: 'matched' }],
    latency: 'latency',
  },
  graphs: [
    graph('Events', [
      ['matched', 'Sum', 'Matched'],
      ['triggered', 'Sum', 'Rules triggered'],
      ['throttled', 'Sum', 'Rules throttled'],
    ]),
    graph('Deliveries', [
      ['attempts', 'Sum', 'Tried'],
      ['successes', 'Sum', 'Succeeded'],
      ['retries', 'Sum', 'Tried again'],
    ]),
    graph('Latency', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
    ]),
  ],
  alarms: [
    {
      id: 'ThrottledRules',
      metric: 'throttled',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Rules of {resource} are throttled: their events are late.',
      reason:
        "The account's invocations per second are used up. Events wait and are not lost, so nobody is woken; three " +
        'minutes of five let a burst pass. A quiet bus publishes nothing.',
      runbook: [
        'Look which rule invokes most, and whether two rules feed each other.',
        'Narrow its pattern, or ask Service Quotas for more invocations per second.',
      ],
    },
  ],
};
