import type { CatalogEntry } from './entry';

export interface LambdaFunctionFacts {
  /** `undefined` where it is not known, as for imported functions: no alarm on the time left. */
  readonly timeoutMs?: number;
}

const NAMESPACE = 'AWS/Lambda';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export const LAMBDA_FUNCTION: CatalogEntry<LambdaFunctionFacts> = {
  type: 'AWS::Lambda::Function',
  title: 'Lambda function',
  metrics: {
    invocations: { namespace: NAMESPACE, name: 'Invocations', unit: 'Count' },
    errors: { namespace: NAMESPACE, name: 'Errors', unit: 'Count' },
    throttles: { namespace: NAMESPACE, name: 'Throttles', unit: 'Count' },
    duration: { namespace: NAMESPACE, name: 'Duration', unit: 'Milliseconds' },
    concurrency: { namespace: NAMESPACE, name: 'ConcurrentExecutions', unit: 'Count' },
  },
  graphs: [
    {
      title: 'Invocations',
      left: [
        { metric: 'invocations', statistic: 'Sum', label: 'Invocations' },
        { metric: 'throttles', statistic: 'Sum', label: 'Throttles' },
      ],
      right: [{ metric: 'concurrency', statistic: 'Maximum', label: 'Concurrency' }],
    },
    {
      title: 'Errors',
      left: [{ metric: 'errors', statistic: 'Sum', label: 'Errors' }],
      right: [{ metric: 'errors', statistic: 'Average', label: 'Fault ratio' }],
    },
    {
      title: 'Duration',
      left: [
        { metric: 'duration', statistic: 'p50', label: 'p50' },
        { metric: 'duration', statistic: 'p99', label: 'p99' },
      ],
    },
  ],
  alarms: [
    {
      id: 'FaultRate',
      metric: 'errors',
      statistic: 'Average',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 0.05,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'page',
      summary: '{resource} fails {threshold} of its invocations or more.',
      reason:
        'Three bad minutes of five: one failed invocation in a quiet hour is 100 % of a minute, but only one minute. ' +
        'A minute without invocations is a good one.',
    },
    {
      id: 'Throttles',
      metric: 'throttles',
      statistic: 'Sum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'page',
      summary: '{resource} is throttled: invocations are refused before its code runs.',
      reason:
        'A throttled invocation shows up in neither Errors nor Invocations. Three minutes of five let a short burst ' +
        'pass. Without invocations there is nothing to refuse.',
    },
    {
      id: 'DurationNearTimeout',
      metric: 'duration',
      statistic: 'p99',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: ({ timeoutMs }) => (timeoutMs === undefined ? undefined : timeoutMs * 0.8),
      periodSeconds: 300,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: 'notBreaching',
      severity: 'medium',
      role: 'ticket',
      summary: '{resource} runs {threshold} or longer (p99), 80 % of its timeout.',
      reason:
        'The last fifth is the margin before invocations are cut off. Five minutes in one period gather samples for ' +
        'the percentile. It informs and wakes nobody, so one period is enough.',
    },
  ],
};
