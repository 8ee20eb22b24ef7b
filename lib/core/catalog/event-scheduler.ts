import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, PAGE, TICKET, window } from './parts';

const METRICS = metricsOf('AWS/Scheduler', {
  attempts: ['InvocationAttemptCount', 'Count'],
  throttled: ['InvocationThrottleCount', 'Count'],
  targetErrors: ['TargetErrorCount', 'Count'],
  targetThrottled: ['TargetErrorThrottledCount', 'Count'],
  dropped: ['InvocationDroppedCount', 'Count'],
  deadLetters: ['InvocationsSentToDeadLetterCount', 'Count'],
  undelivered: ['InvocationsFailedToBeSentToDeadLetterCount', 'Count'],
});

const GRAPHS = [
  graph('Invocations', [
    ['attempts', 'Sum', 'Tried'],
    ['throttled', 'Sum', 'Throttled by the quota'],
  ]),
  graph('Failures', [
    ['targetErrors', 'Sum', 'Target errors'],
    ['targetThrottled', 'Sum', 'Throttled by the target'],
    ['dropped', 'Sum', 'Given up'],
    ['deadLetters', 'Sum', 'Sent to a dead-letter queue'],
    ['undelivered', 'Sum', 'Not sent to a dead-letter queue'],
  ]),
];

const ALARMS: readonly CatalogAlarm<object>[] = [
  {
    id: 'DroppedInvocations',
    metric: 'dropped',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'A schedule in the group of {resource} gave up: what it should have started did not run.',
    reason:
      'All tries are used up. A schedule may run once a day, so the first one counts. The metric exists only while ' +
      'invocations are dropped, so missing data is good data.',
    runbook: [
      'Find the schedule: its dead-letter queue has it, else look which target has no run at its time.',
      'Start the target by hand once the cause is mended.',
    ],
  },
  {
    id: 'DeadLetterErrors',
    metric: 'undelivered',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'An invocation of a schedule in the group of {resource} could not be sent to its dead-letter queue.',
    reason:
      'Both ways failed and the payload is lost, so the first one counts. The metric exists only while sending fails, ' +
      'so missing data is good data.',
    runbook: ["Check that the schedule's role may send to the queue and use its KMS key."],
  },
  {
    id: 'TargetErrors',
    metric: 'targetErrors',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...window(60, 15, 3),
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: 'Targets of schedules in the group of {resource} answer with errors.',
    reason:
      'Scheduler tries for 24 hours by default before it gives up: this tells of a broken target a day before. Three ' +
      'minutes of fifteen let single errors pass and still see retries that are minutes apart. No data, no errors.',
    runbook: [
      'Look whether the target exists, fails or is throttled.',
      "Check the permissions of the schedule's role.",
    ],
  },
];

/**
 * Group of EventBridge schedules: no metric is published per schedule.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
 */
export const SCHEDULE_GROUP: CatalogEntry<object> = {
  type: 'AWS::Scheduler::ScheduleGroup',
  title: 'Schedule group',
  family: 'messaging',
  resource: {
    dimensions: { default: { ScheduleGroup: 'Ref' } },
    imported: { marker: 'scheduleGroupName', dimensions: { ScheduleGroup: 'scheduleGroupName' } },
  },
  sample: { properties: { Name: 'reports' } },
  metrics: METRICS,
  graphs: GRAPHS,
  alarms: ALARMS,
};

/** Schedule in no group of its own: it is counted with all others of the account's group `default`. */
export const SCHEDULE: CatalogEntry<object> = {
  type: 'AWS::Scheduler::Schedule',
  title: 'Schedule in the default group',
  family: 'messaging',
  resource: {
    when: (properties) => properties.text('GroupName', 'default') === 'default',
    dimensions: { default: { ScheduleGroup: 'Value default' } },
  },
  sample: { properties: {} },
  metrics: METRICS,
  graphs: GRAPHS,
  alarms: ALARMS,
};
