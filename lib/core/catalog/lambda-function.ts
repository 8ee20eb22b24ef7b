import type { CatalogEntry } from './entry';
import { LAMBDA_ASYNC_ALARMS, LAMBDA_ASYNC_METRICS, LAMBDA_ASYNC_SERIES, type LambdaAsyncFacts } from './lambda-async';
import {
  LAMBDA_CONDITIONAL_ALARMS,
  type LambdaConditionalFacts,
  SMALLEST_WATCHED_RESERVE,
} from './lambda-conditional-alarms';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** What is not known, as for imported functions, has no alarm. */
export interface LambdaFunctionFacts extends LambdaConditionalFacts, LambdaAsyncFacts {
  readonly timeoutMs?: number;
}

/**
 * Lambda function, all versions and aliases together. SnapStart restores and response streaming have no metrics: their
 * times stand in the log only. The age of stream records belongs to event source mappings.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const LAMBDA_FUNCTION: CatalogEntry<LambdaFunctionFacts> = {
  type: 'AWS::Lambda::Function',
  title: 'Lambda function',
  family: 'compute',
  resource: {
    dimensions: { default: { FunctionName: 'Ref' } },
    imported: { marker: 'latestVersion', unless: 'lambda', dimensions: { FunctionName: 'functionName' } },
    facts: (properties) => {
      const seconds = properties.number('Timeout', 3);
      const deadLetters = properties.has('DeadLetterConfig.TargetArn');
      return {
        ...(seconds !== undefined && { timeoutMs: seconds * 1000 }),
        reservedConcurrency: properties.number('ReservedConcurrentExecutions'),
        deadLetters,
        asynchronous: deadLetters,
        stopsLoops: properties.text('RecursiveLoop') === 'Terminate',
      };
    },
  },
  sample: {
    properties: {
      Timeout: 10,
      ReservedConcurrentExecutions: 100,
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead' },
      RecursiveLoop: 'Terminate',
    },
  },
  metrics: {
    ...LAMBDA_ASYNC_METRICS,
    ...metricsOf('AWS/Lambda', {
      invocations: ['Invocations', 'Count'],
      errors: ['Errors', 'Count'],
      throttles: ['Throttles', 'Count'],
      duration: ['Duration', 'Milliseconds'],
      extensions: ['PostRuntimeExtensionsDuration', 'Milliseconds'],
      concurrency: ['ConcurrentExecutions', 'Count'],
      deadLetterErrors: ['DeadLetterErrors', 'Count'],
      loopsStopped: ['RecursiveInvocationsDropped', 'Count'],
    }),
  },
  // Errors are among the invocations, refused ones are in neither: throttles have an alarm of their own.
  indicators: {
    events: 'invocations',
    availability: { total: [{ metric: 'invocations' }], bad: [{ metric: 'errors' }] },
    latency: 'duration',
    freshness: { metric: 'asyncAge', statistic: 'Maximum', missing: 'good' },
  },
  graphs: [
    graph(
      'Invocations',
      [
        ['invocations', 'Sum', 'Invocations'],
        ['throttles', 'Sum', 'Throttles'],
      ],
      [['concurrency', 'Maximum', 'Concurrency']],
    ),
    graph('Errors', [['errors', 'Sum', 'Errors']], [['errors', 'Average', 'Fault ratio']]),
    graph('Duration', [
      ['duration', 'p50', 'p50'],
      ['duration', 'p99', 'p99'],
      ['extensions', 'Average', 'Extensions afterwards'],
    ]),
    graph(
      'Asynchronous events',
      [
        ...LAMBDA_ASYNC_SERIES.events,
        ['deadLetterErrors', 'Sum', 'Not sent to the dead-letter queue'],
        ['loopsStopped', 'Sum', 'Loops stopped'],
      ],
      LAMBDA_ASYNC_SERIES.age,
    ),
  ],
  alarms: [
    {
      id: 'FaultRate',
      metric: 'errors',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 0.05,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} fails {threshold} of its invocations or more.',
      reason:
        'Three bad minutes of five: one failed invocation in a quiet hour is 100 % of a minute, but only one minute. ' +
        'A minute without invocations is a good one.',
      runbook: [
        'Read the newest ERROR lines of its log, by fingerprint: one cause or many?',
        'Compare with the last deploy on the dashboard; if it began there, roll back first.',
      ],
    },
    {
      id: 'Throttles',
      metric: 'throttles',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ reservedConcurrency: reserved = SMALLEST_WATCHED_RESERVE }) =>
          reserved < SMALLEST_WATCHED_RESERVE ? undefined : 1,
        text: `1, unless its reserved concurrency is below ${SMALLEST_WATCHED_RESERVE}`,
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} is throttled: invocations are refused before its code runs.',
      reason:
        'A throttled invocation shows up in neither Errors nor Invocations. Three minutes of five let a short burst ' +
        'pass. A small reserve is meant to throttle: what then waits too long, its queue or AsyncEventAge tells. ' +
        'Without invocations there is nothing to refuse.',
      runbook: [
        'Compare its concurrency with its reserved concurrency, then that of all functions with the quota of the account.',
        'Look for one function that takes it all, or for a duration that has grown.',
      ],
    },
    {
      id: 'DurationNearTimeout',
      metric: 'duration',
      statistic: 'p99',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ timeoutMs }) => (timeoutMs === undefined ? undefined : timeoutMs * 0.8),
        text: "80 % of the function's timeout",
      },
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} runs {threshold} or longer (p99), 80 % of its timeout.',
      reason:
        'The last fifth is the margin before invocations are cut off. Five minutes in one period gather samples for ' +
        'the percentile. It informs and wakes nobody, so one period is enough.',
      runbook: [
        'Open a slow trace: which dependency takes the time?',
        'If none does, look at memory and cold starts; raise the timeout last.',
      ],
    },
    ...LAMBDA_CONDITIONAL_ALARMS,
    ...LAMBDA_ASYNC_ALARMS,
  ],
};
