import type { CatalogEntry } from './entry';
import { EVENT_RULE_ALARMS, type EventRuleFacts } from './event-rule-alarms';
import { graph, metricsOf } from './parts';
import type { Properties } from './properties';

const METRICS = metricsOf('AWS/Events', {
  triggered: ['TriggeredRules', 'Count'],
  invocations: ['Invocations', 'Count'],
  throttled: ['ThrottledRules', 'Count'],
  failed: ['FailedInvocations', 'Count'],
  retries: ['RetryInvocationAttempts', 'Count'],
  deadLetters: ['InvocationsSentToDlq', 'Count'],
  undelivered: ['InvocationsFailedToBeSentToDlq', 'Count'],
  latency: ['IngestionToInvocationSuccessLatency', 'Milliseconds'],
});

const GRAPHS = [
  graph('Invocations', [
    ['triggered', 'Sum', 'Events matched'],
    ['invocations', 'Sum', 'Targets invoked'],
    ['throttled', 'Sum', 'Throttled'],
  ]),
  graph('Failures', [
    ['retries', 'Sum', 'Tried again'],
    ['failed', 'Sum', 'Failed for good'],
    ['deadLetters', 'Sum', 'Sent to the dead-letter queue'],
    ['undelivered', 'Sum', 'Not sent to the dead-letter queue'],
  ]),
  graph('Latency', [
    ['latency', 'p50', 'p50'],
    ['latency', 'p99', 'p99'],
  ]),
];

/**
 * Rule of the default event bus. AWS's table names RuleName alone; rules of other buses publish on both dimensions.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export const EVENT_RULE: CatalogEntry<EventRuleFacts> = {
  type: 'AWS::Events::Rule',
  title: 'EventBridge rule',
  family: 'messaging',
  resource: {
    when: (properties) => properties.known && isOnDefaultBus(properties),
    dimensions: { default: { RuleName: 'Ref' } },
    facts: factsOf,
  },
  sample: { properties: sampleProperties() },
  metrics: METRICS,
  indicators: {
    events: 'invocations',
    availability: { total: [{ metric: 'invocations' }], bad: [{ metric: 'failed' }] },
    latency: 'latency',
  },
  graphs: GRAPHS,
  alarms: EVENT_RULE_ALARMS,
};

/**
 * Rule of a custom or partner event bus, whose Ref is `bus|rule`.
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1131
 */
export const EVENT_BUS_RULE: CatalogEntry<EventRuleFacts> = {
  type: 'AWS::Events::Rule',
  title: 'EventBridge rule of a custom bus',
  family: 'messaging',
  resource: {
    when: (properties) => properties.known && !isOnDefaultBus(properties),
    dimensions: {
      default: {
        EventBusName: { of: 'Ref', split: '|', at: 0 },
        RuleName: { of: 'Ref', split: '|', at: 1 },
      },
    },
    facts: factsOf,
  },
  sample: { properties: { EventBusName: 'orders', ...sampleProperties() } },
  metrics: METRICS,
  indicators: {
    events: 'invocations',
    availability: { total: [{ metric: 'invocations' }], bad: [{ metric: 'failed' }] },
    latency: 'latency',
  },
  graphs: GRAPHS,
  alarms: EVENT_RULE_ALARMS,
};

function isOnDefaultBus(properties: Properties): boolean {
  const bus = properties.text('EventBusName', 'default');
  return bus === 'default' || bus?.endsWith(':event-bus/default') === true;
}

function factsOf(properties: Properties): EventRuleFacts {
  const kept = properties.list('Targets').map((target) => target.has('DeadLetterConfig'));
  return { losesEvents: kept.length === 0 || kept.includes(false), deadLetters: kept.includes(true) };
}

function sampleProperties() {
  const deadLetters = { Arn: 'arn:aws:sqs:us-east-1:123456789012:dead' };
  return {
    Targets: [
      { Id: 'kept', Arn: 'arn:aws:lambda:us-east-1:123456789012:function:charge', DeadLetterConfig: deadLetters },
      { Id: 'lost', Arn: 'arn:aws:lambda:us-east-1:123456789012:function:report' },
    ],
  };
}
