import { WORKFLOW_METRIC } from '../conventions';
import type { CatalogAlarm, CatalogEntry } from './entry';

/**
 * The incident workflow watching itself. Its alarms go straight to the fallback topic, never through the workflow, so
 * their role is `signal`: they open no incident.
 */
export const INCIDENT_RESPONSE: CatalogEntry<object> = {
  type: 'Sightline::IncidentResponse',
  title: 'Incident response',
  metrics: {
    signalAge: {
      namespace: 'AWS/SQS',
      name: 'ApproximateAgeOfOldestMessage',
      unit: 'Seconds',
      dimensionSet: 'signals',
    },
    deadSignals: {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      unit: 'Count',
      dimensionSet: 'deadSignals',
    },
    deadNotifications: {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      unit: 'Count',
      dimensionSet: 'deadNotifications',
    },
    handleSignalErrors: { namespace: 'AWS/Lambda', name: 'Errors', unit: 'Count', dimensionSet: 'handleSignal' },
    notifyErrors: { namespace: 'AWS/Lambda', name: 'Errors', unit: 'Count', dimensionSet: 'notify' },
    notificationDead: {
      namespace: 'sightline',
      name: WORKFLOW_METRIC.notificationDead,
      unit: 'Count',
      dimensionSet: 'hub',
    },
  },
  graphs: [],
  alarms: [
    watchdog('DeadSignals', 'deadSignals', 'Maximum', 1, {
      summary: 'Signals of {resource} could not be handled: alarms may have gone unnoticed.',
      reason: 'Each is an alarm that nobody was told of. An empty dead-letter queue stops publishing after hours.',
    }),
    watchdog('DeadNotifications', 'deadNotifications', 'Maximum', 1, {
      summary: 'Notifications of {resource} could not be processed.',
      reason: 'The sweeper sends what is still owed; somebody should look why the stream could not.',
    }),
    watchdog('NotificationDead', 'notificationDead', 'Sum', 1, {
      summary: 'A notification of {resource} was given up after all tries.',
      reason: 'The channel did not accept it, so the people behind it do not know. Published only when it happens.',
    }),
    watchdog('HandleSignalErrors', 'handleSignalErrors', 'Sum', 1, {
      summary: 'The function that handles signals of {resource} fails.',
      reason: 'Signals are tried five times; three bad minutes of five mean that this does not heal by itself.',
      datapointsToAlarm: 3,
      evaluationPeriods: 5,
    }),
    watchdog('NotifyErrors', 'notifyErrors', 'Sum', 1, {
      summary: 'The function that notifies people for {resource} fails.',
      reason: 'The sweeper tries again each minute; three bad minutes of five mean that this does not heal by itself.',
      datapointsToAlarm: 3,
      evaluationPeriods: 5,
    }),
    watchdog('OldestSignalAge', 'signalAge', 'Maximum', 120, {
      summary: 'Signals of {resource} wait {threshold} or longer.',
      reason: 'Signals are handled within seconds. Two minutes in two of three leave out a retried one.',
      datapointsToAlarm: 2,
      evaluationPeriods: 3,
    }),
  ],
};

function watchdog(
  id: string,
  metric: string,
  statistic: string,
  threshold: number,
  rest: Pick<CatalogAlarm, 'summary' | 'reason'> &
    Partial<Pick<CatalogAlarm, 'datapointsToAlarm' | 'evaluationPeriods'>>,
): CatalogAlarm<object> {
  return {
    id,
    metric,
    statistic,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold,
    periodSeconds: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'notBreaching',
    severity: 'high',
    role: 'signal',
    ...rest,
  };
}
