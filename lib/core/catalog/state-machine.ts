import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import {
  EXECUTION_GRAPHS,
  EXECUTION_INDICATORS,
  EXECUTION_METRICS,
  isExpress,
  STATE_MACHINE_DIMENSIONS,
  timeNearTimeout,
} from './state-machine-parts';
import { type StateMachineTimeout, stateMachineTimeout } from './state-machine-timeout';

/**
 * Standard state machine: executions that may take a year and can be redriven.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export const STATE_MACHINE: CatalogEntry<StateMachineTimeout> = {
  type: 'AWS::StepFunctions::StateMachine',
  title: 'State machine',
  family: 'compute',
  resource: {
    when: (properties) => !isExpress(properties),
    dimensions: STATE_MACHINE_DIMENSIONS,
    imported: { marker: 'stateMachineArn', dimensions: { StateMachineArn: 'stateMachineArn' } },
    facts: stateMachineTimeout,
  },
  sample: { properties: { Definition: { TimeoutSeconds: 600 } } },
  metrics: {
    ...EXECUTION_METRICS,
    ...metricsOf('AWS/States', {
      throttled: ['ExecutionThrottled', 'Count'],
      redriven: ['ExecutionsRedriven', 'Count'],
    }),
  },
  indicators: EXECUTION_INDICATORS,
  graphs: [
    ...EXECUTION_GRAPHS,
    graph('Transitions', [
      ['throttled', 'Sum', 'Throttled'],
      ['redriven', 'Sum', 'Executions redriven'],
    ]),
  ],
  alarms: [
    {
      id: 'ExecutionsFailing',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'Executions of {resource} fail minute after minute.',
      reason:
        'AWS publishes no ratio; failures in three minutes of five are no single bad input. What runs more rarely than ' +
        'that has the alarm on the first failure. No data means that no execution ended.',
      runbook: [
        'Open the newest failed execution: which state, which error?',
        'Mend the cause, then redrive the failed executions from that state.',
      ],
    },
    {
      id: 'FailedExecution',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'An execution of {resource} failed.',
      reason:
        'All retries of its states are used up and its work stays undone until somebody redrives it: the first one ' +
        'counts. It can wait for the morning, redriving works for 14 days. No data means that no execution ended.',
      runbook: ['Open the failed execution: which state, which error?', 'Redrive it once the cause is mended.'],
    },
    {
      id: 'ExecutionsTimedOut',
      metric: 'timedOut',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: whereItMayTimeOut(),
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'An execution of {resource} was cut off at its timeout.',
      reason:
        'Time-outs count as failures nowhere else and leave work half done: the first one counts. It can wait for the ' +
        'morning. No data means that no execution ended.',
      runbook: ['Open the execution: which state was it in?', 'Redrive it, or raise the timeout if it was only slow.'],
    },
    timeNearTimeout({
      rule: ({ timeoutMs }) => (timeoutMs === undefined ? undefined : timeoutMs * 0.8),
      text: '80 % of TimeoutSeconds, where the definition can be read',
    }),
    {
      id: 'ThrottledTransitions',
      metric: 'throttled',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} waits before its states: state transitions are throttled.',
      reason:
        'Throttled executions are late, not lost, so nobody is woken; three minutes of five let a burst pass. The ' +
        'metric exists only while there is throttling, so missing data is good data.',
      runbook: [
        'Look which state machine has most transitions: they share the quota of the account.',
        'Start fewer at once, use Express for short parts, or ask for more state transitions a second.',
      ],
    },
  ],
};

function whereItMayTimeOut() {
  return {
    rule: ({ mayTimeOut }: StateMachineTimeout) => (mayTimeOut ? 1 : undefined),
    text: '1, unless the definition has no TimeoutSeconds',
  };
}
