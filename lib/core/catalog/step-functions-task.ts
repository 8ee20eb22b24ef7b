import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const NAMESPACE = 'AWS/States';

/**
 * Tasks of one service integration, such as `arn:aws:states:::lambda:invoke`, in all state machines together. No
 * resource of a template stands for it.
 */
export const STEP_FUNCTIONS_INTEGRATION: CatalogEntry<object> = {
  type: 'Sightline::StepFunctionsIntegration',
  title: 'Step Functions service integration',
  family: 'compute',
  sample: { dimensions: { default: { ServiceIntegrationResourceArn: 'arn:aws:states:::lambda:invoke' } } },
  metrics: metricsOf(NAMESPACE, {
    scheduled: ['ServiceIntegrationsScheduled', 'Count'],
    started: ['ServiceIntegrationsStarted', 'Count'],
    succeeded: ['ServiceIntegrationsSucceeded', 'Count'],
    failed: ['ServiceIntegrationsFailed', 'Count'],
    timedOut: ['ServiceIntegrationsTimedOut', 'Count'],
    scheduleTime: ['ServiceIntegrationScheduleTime', 'Milliseconds'],
    runTime: ['ServiceIntegrationRunTime', 'Milliseconds'],
  }),
  graphs: taskGraphs('Scheduled'),
  alarms: [failures(), taskTimeouts('Tasks of {resource} time out.', ['Look whether the service is slow or down.'])],
};

/** Tasks that name a Lambda function's ARN as their resource, the older way to invoke one. */
export const STEP_FUNCTIONS_LAMBDA_TASK: CatalogEntry<object> = {
  type: 'Sightline::StepFunctionsLambdaTask',
  title: 'Step Functions Lambda task',
  family: 'compute',
  sample: {
    dimensions: { default: { LambdaFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:charge' } },
  },
  metrics: metricsOf(NAMESPACE, {
    scheduled: ['LambdaFunctionsScheduled', 'Count'],
    started: ['LambdaFunctionsStarted', 'Count'],
    succeeded: ['LambdaFunctionsSucceeded', 'Count'],
    failed: ['LambdaFunctionsFailed', 'Count'],
    timedOut: ['LambdaFunctionsTimedOut', 'Count'],
    scheduleTime: ['LambdaFunctionScheduleTime', 'Milliseconds'],
    runTime: ['LambdaFunctionRunTime', 'Milliseconds'],
  }),
  graphs: taskGraphs('Scheduled'),
  alarms: [failures(), taskTimeouts('Tasks of {resource} time out.', ['Open a slow trace of the function.'])],
};

/** The three kinds of task have the same metrics by different names. */
export function taskGraphs(waiting: string) {
  return [
    graph('Tasks', [
      ['scheduled', 'Sum', 'Scheduled'],
      ['started', 'Sum', 'Started'],
      ['succeeded', 'Sum', 'Succeeded'],
    ]),
    graph('Failures', [
      ['failed', 'Sum', 'Failed'],
      ['timedOut', 'Sum', 'Timed out'],
    ]),
    graph('Time', [
      ['scheduleTime', 'Average', waiting],
      ['runTime', 'Average', 'Running'],
    ]),
  ];
}

function failures(): CatalogAlarm<object> {
  return {
    id: 'FailedTasks',
    metric: 'failed',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: 'Tasks of {resource} fail minute after minute.',
    reason:
      'State machines try tasks again and have alarms of their own, so nobody is woken, and three minutes of five let ' +
      'single failures pass. No data means no tasks.',
    runbook: ['Open the newest failed execution that uses it: which error?'],
  };
}

export function taskTimeouts(summary: string, runbook: readonly string[]): CatalogAlarm<object> {
  return {
    id: 'Timeouts',
    metric: 'timedOut',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary,
    reason:
      'Time-outs count as failures nowhere else. State machines try tasks again, so nobody is woken, and three minutes ' +
      'of five let single ones pass. No data means no tasks.',
    runbook,
  };
}
