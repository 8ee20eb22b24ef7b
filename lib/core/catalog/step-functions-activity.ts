import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import { taskGraphs, taskTimeouts } from './step-functions-task';

/**
 * Step Functions activity: work that a worker of the user polls for.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export const STEP_FUNCTIONS_ACTIVITY: CatalogEntry<object> = {
  type: 'AWS::StepFunctions::Activity',
  title: 'Step Functions activity',
  family: 'compute',
  resource: {
    dimensions: { default: { ActivityArn: 'Ref' } },
    imported: { marker: 'activityArn', dimensions: { ActivityArn: 'activityArn' } },
  },
  sample: { properties: { Name: 'approve' } },
  metrics: metricsOf('AWS/States', {
    scheduled: ['ActivitiesScheduled', 'Count'],
    started: ['ActivitiesStarted', 'Count'],
    succeeded: ['ActivitiesSucceeded', 'Count'],
    failed: ['ActivitiesFailed', 'Count'],
    timedOut: ['ActivitiesTimedOut', 'Count'],
    heartbeatTimedOut: ['ActivitiesHeartbeatTimedOut', 'Count'],
    scheduleTime: ['ActivityScheduleTime', 'Milliseconds'],
    runTime: ['ActivityRunTime', 'Milliseconds'],
  }),
  graphs: [
    ...taskGraphs('Waiting for a worker'),
    graph('Lost workers', [['heartbeatTimedOut', 'Sum', 'Heartbeat timed out']]),
  ],
  alarms: [
    taskTimeouts('{resource} times out: no worker takes or finishes its tasks in time.', [
      'Look whether workers run and poll: compare tasks scheduled and started.',
      'If they poll, look what makes the tasks slow.',
    ]),
    {
      id: 'HeartbeatTimeouts',
      metric: 'heartbeatTimedOut',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Workers of {resource} stop sending heartbeats while they have a task.',
      reason:
        'A worker that is replaced loses one task; three minutes of five are workers that crash. The state machine ' +
        'tries again and has alarms of its own, so nobody is woken. No data means no tasks.',
      runbook: ['Look for crashes and lack of memory in the log of the workers.'],
    },
  ],
};
