import type { CatalogAlarm, CatalogEntry } from './entry';
import { isBareFunctionName } from './function-name';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** What is known of the asynchronous invocations of a Lambda function. */
export interface LambdaAsyncFacts {
  /** Whether it is surely invoked asynchronously: it says what becomes of events that fail. */
  readonly asynchronous?: boolean;
  /** After which Lambda gives an event up. @default 6 hours, as Lambda */
  readonly maximumEventAgeSeconds?: number;
}

/** Only asynchronous invocations publish these. */
export const LAMBDA_ASYNC_METRICS = metricsOf('AWS/Lambda', {
  asyncReceived: ['AsyncEventsReceived', 'Count'],
  asyncDropped: ['AsyncEventsDropped', 'Count'],
  asyncAge: ['AsyncEventAge', 'Milliseconds'],
});

/** Events on the left axis, their age on the right one. */
export const LAMBDA_ASYNC_SERIES = {
  events: [
    ['asyncReceived', 'Sum', 'Queued'],
    ['asyncDropped', 'Sum', 'Given up'],
  ],
  age: [['asyncAge', 'Maximum', 'Age']],
} as const;

const SIX_HOURS = 21_600;

export const LAMBDA_ASYNC_ALARMS: readonly CatalogAlarm<LambdaAsyncFacts>[] = [
  {
    id: 'AsyncEventsDropped',
    metric: 'asyncDropped',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: {
      rule: ({ asynchronous }) => (asynchronous ? 1 : undefined),
      text: '1, where the app says what becomes of events that fail',
    },
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'Lambda gave up an event that was queued for {resource}.',
    reason:
      'All tries failed, or the event grew too old: the work stays undone until somebody acts, so the first one counts. ' +
      'No data means no asynchronous invocations.',
    runbook: [
      'Read the newest ERROR lines of the log of the function, and look whether it is throttled.',
      'Mend the cause, then send the event again from the dead-letter queue or the failure destination.',
    ],
  },
  {
    id: 'AsyncEventAge',
    metric: 'asyncAge',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: {
      rule: ({ asynchronous, maximumEventAgeSeconds = SIX_HOURS }) =>
        asynchronous ? Math.min(900, maximumEventAgeSeconds / 2) * 1000 : undefined,
      text: '15 min, or half of the maximum event age if that is less',
    },
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: 'Events for {resource} wait {threshold} or longer before it is invoked.',
    reason:
      'Lambda waits one and two minutes between its three tries, so a quarter of an hour is a backlog and not a retry. ' +
      'Late is not lost, so nobody is woken. No data means no asynchronous invocations.',
    runbook: [
      'Look whether the function is throttled, fails, or has become slower.',
      'Compare the events queued with its invocations: a backlog needs more concurrency.',
    ],
  },
];

export interface LambdaInvokeConfigFacts extends LambdaAsyncFacts {
  /** Whether results or failures go to a destination. */
  readonly destination: boolean;
}

/**
 * How Lambda handles the events of asynchronous invocations, on the metrics of the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#async-invocation-metrics
 */
export const LAMBDA_INVOKE_CONFIG: CatalogEntry<LambdaInvokeConfigFacts> = {
  type: 'AWS::Lambda::EventInvokeConfig',
  title: 'Lambda asynchronous invocation',
  family: 'compute',
  resource: {
    when: (properties) => isBareFunctionName(properties, 'FunctionName'),
    dimensions: { default: { FunctionName: 'Property FunctionName' } },
    facts: (properties) => ({
      asynchronous: true,
      maximumEventAgeSeconds: properties.number('MaximumEventAgeInSeconds'),
      destination: properties.has('DestinationConfig.OnFailure') || properties.has('DestinationConfig.OnSuccess'),
    }),
  },
  sample: {
    properties: {
      FunctionName: 'charge',
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:failed' } },
    },
  },
  metrics: {
    ...LAMBDA_ASYNC_METRICS,
    ...metricsOf('AWS/Lambda', { undelivered: ['DestinationDeliveryFailures', 'Count'] }),
  },
  graphs: [
    graph('Asynchronous events', LAMBDA_ASYNC_SERIES.events, LAMBDA_ASYNC_SERIES.age),
    graph('Destinations', [['undelivered', 'Sum', 'Delivery failures']]),
  ],
  alarms: [
    ...LAMBDA_ASYNC_ALARMS,
    {
      id: 'DestinationDeliveryFailures',
      metric: 'undelivered',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: { rule: ({ destination }) => (destination ? 1 : undefined), text: '1, where it has a destination' },
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'The result of an event for {resource} did not reach its destination.',
      reason:
        'Lambda does not try again: the record of the event is lost, so the first one counts. The metric exists only ' +
        'where events are sent to destinations, so missing data is good data.',
      runbook: [
        "Check that the function's role may send to the destination, and that the destination exists and is no FIFO one.",
        'Find the lost events by request id in the log of the function.',
      ],
    },
  ],
};
