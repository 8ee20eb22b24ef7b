import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import {
  EXECUTION_GRAPHS,
  EXECUTION_INDICATORS,
  EXECUTION_METRICS,
  isExpress,
  STATE_MACHINE_DIMENSIONS,
  timeNearTimeout,
} from './state-machine-parts';
import { type StateMachineTimeout, stateMachineTimeout } from './state-machine-timeout';

/** Five minutes, which an express execution may take at most: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EXPRESS_LIMIT_MS = 300_000;

/**
 * Express state machine: many short executions, of which none can be redriven.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export const EXPRESS_STATE_MACHINE: CatalogEntry<StateMachineTimeout> = {
  type: 'AWS::StepFunctions::StateMachine',
  title: 'Express state machine',
  family: 'compute',
  resource: { when: isExpress, dimensions: STATE_MACHINE_DIMENSIONS, facts: stateMachineTimeout },
  sample: { properties: { StateMachineType: 'EXPRESS', Definition: { TimeoutSeconds: 60 } } },
  metrics: {
    ...EXECUTION_METRICS,
    ...metricsOf('AWS/States', {
      billedDuration: ['ExpressExecutionBilledDuration', 'Milliseconds'],
      memory: ['ExpressExecutionMemory', 'Bytes'],
    }),
  },
  indicators: EXECUTION_INDICATORS,
  graphs: [
    ...EXECUTION_GRAPHS,
    graph('Consumption', [['billedDuration', 'Sum', 'Billed duration']], [['memory', 'Maximum', 'Memory']]),
  ],
  alarms: [
    {
      id: 'ExecutionsFailing',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} fails {threshold} executions a minute or more.',
      reason:
        'Callers see it, or events are lost: an express execution cannot be redriven. AWS publishes no ratio; five a ' +
        'minute in three minutes of five are the guard for little traffic. No data means that no execution ended.',
      runbook: [
        'Find the failed executions in the log group of the state machine: which state, which error?',
        'Compare with the last deploy on the dashboard; if it began there, roll back first.',
      ],
    },
    {
      id: 'ExecutionsTimedOut',
      metric: 'timedOut',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Executions of {resource} are cut off at their timeout, five minutes at the latest.',
      reason:
        'Time-outs count as failures nowhere else. Three minutes of five let a single slow call pass. No data means ' +
        'that no execution ended.',
      runbook: ['Open a slow trace or the log: which state takes the time?', 'Move long parts to a standard workflow.'],
    },
    timeNearTimeout({
      rule: ({ timeoutMs = EXPRESS_LIMIT_MS }) => Math.min(timeoutMs, EXPRESS_LIMIT_MS) * 0.8,
      text: '80 % of TimeoutSeconds, and at most of the five minutes of an express execution',
    }),
  ],
};
