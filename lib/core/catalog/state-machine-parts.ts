import type { CatalogAlarm, CatalogIndicators } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';
import type { Properties } from './properties';
import type { StateMachineTimeout } from './state-machine-timeout';

// What standard and express state machines share.

/** Of executions, whichever version or alias started them. */
export const STATE_MACHINE_DIMENSIONS = { default: { StateMachineArn: 'Ref' } } as const;

export const EXECUTION_METRICS = metricsOf('AWS/States', {
  started: ['ExecutionsStarted', 'Count'],
  succeeded: ['ExecutionsSucceeded', 'Count'],
  failed: ['ExecutionsFailed', 'Count'],
  timedOut: ['ExecutionsTimedOut', 'Count'],
  aborted: ['ExecutionsAborted', 'Count'],
  time: ['ExecutionTime', 'Milliseconds'],
});

/** Of executions that ended, however. */
export const EXECUTION_INDICATORS: CatalogIndicators = {
  events: 'executions',
  availability: {
    total: [{ metric: 'succeeded' }, { metric: 'failed' }, { metric: 'timedOut' }, { metric: 'aborted' }],
    bad: [{ metric: 'failed' }, { metric: 'timedOut' }, { metric: 'aborted' }],
  },
  latency: 'time',
};

export const EXECUTION_GRAPHS = [
  graph('Executions', [
    ['started', 'Sum', 'Started'],
    ['succeeded', 'Sum', 'Succeeded'],
  ]),
  graph('Failures', [
    ['failed', 'Sum', 'Failed'],
    ['timedOut', 'Sum', 'Timed out'],
    ['aborted', 'Sum', 'Aborted'],
  ]),
  graph('Execution time', [
    ['time', 'p50', 'p50'],
    ['time', 'p99', 'p99'],
  ]),
];

/** Standard where it is not known, as for imported ones. */
export function isExpress(properties: Properties): boolean {
  return properties.text('StateMachineType') === 'EXPRESS';
}

/** The alarm on executions that come close to their timeout. */
export function timeNearTimeout(
  threshold: CatalogAlarm<StateMachineTimeout>['threshold'],
): CatalogAlarm<StateMachineTimeout> {
  return {
    id: 'TimeNearTimeout',
    metric: 'time',
    statistic: 'p99',
    comparison: AT_LEAST,
    threshold,
    ...FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: 'Executions of {resource} take {threshold} or longer (p99), 80 % of their timeout.',
    reason:
      'The last fifth is the margin before executions are cut off. Five minutes in one period gather samples for the ' +
      'percentile. It informs and wakes nobody, so one period is enough. No data means that no execution ended.',
    runbook: ['Open a slow execution: which state takes the time?', 'Raise the timeout last.'],
  };
}
