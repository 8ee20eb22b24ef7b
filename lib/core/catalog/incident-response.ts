import { DIMENSION, WORKFLOW_METRIC } from '../conventions';
import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, metricsOf, ONE_MINUTE, THREE_OF_FIVE_MINUTES, window } from './parts';

/**
 * The incident workflow watching itself. Its alarms go straight to the fallback topic, never through the workflow, so
 * their role is `signal`: they open no incident.
 */
export const INCIDENT_RESPONSE: CatalogEntry<object> = {
  type: 'Sightline::IncidentResponse',
  title: 'Incident response',
  family: 'service',
  sample: {
    dimensions: {
      signals: { QueueName: 'signals' },
      deadSignals: { QueueName: 'dead-signals' },
      deadNotifications: { QueueName: 'dead-notifications' },
      handleSignal: { FunctionName: 'handle-signal' },
      notify: { FunctionName: 'notify' },
      hub: { [DIMENSION.hub]: 'incidents' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('AWS/SQS', {
      signalAge: ['ApproximateAgeOfOldestMessage', 'Seconds', 'signals'],
      deadSignals: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadSignals'],
      deadNotifications: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadNotifications'],
    }),
    ...metricsOf('AWS/Lambda', {
      handleSignalErrors: ['Errors', 'Count', 'handleSignal'],
      notifyErrors: ['Errors', 'Count', 'notify'],
    }),
    ...metricsOf('sightline', { notificationDead: [WORKFLOW_METRIC.notificationDead, 'Count', 'hub'] }),
  },
  graphs: [],
  alarms: [
    watchdog('DeadSignals', 'deadSignals', 'Maximum', 1, {
      summary: 'Signals of {resource} could not be handled: alarms may have gone unnoticed.',
      reason: 'Each is an alarm that nobody was told of. An empty dead-letter queue stops publishing after hours.',
      runbook: [
        'Read the dead letters: each names an alarm; look at those alarms yourself, now.',
        'Find the error in the log of handle-signal, mend it, then start a redrive.',
      ],
    }),
    watchdog('DeadNotifications', 'deadNotifications', 'Maximum', 1, {
      summary: 'Notifications of {resource} could not be processed.',
      reason: 'The sweeper sends what is still owed; somebody should look why the stream could not.',
      runbook: ['List the open incidents and see that people were told.', 'Find the error in the log of notify.'],
    }),
    watchdog('NotificationDead', 'notificationDead', 'Sum', 1, {
      summary: 'A notification of {resource} was given up after all tries.',
      reason: 'The channel did not accept it, so the people behind it do not know. Published only when it happens.',
      runbook: [
        'List the open incidents and tell the people behind the channel yourself.',
        'Send a test page to the channel: its address, token or permission has changed.',
      ],
    }),
    watchdog('HandleSignalErrors', 'handleSignalErrors', 'Sum', 1, {
      summary: 'The function that handles signals of {resource} fails.',
      reason: 'Signals are tried five times; three bad minutes of five mean that this does not heal by itself.',
      runbook: ['Read the error in its log.', 'If it began with a deploy of the hub, roll that back.'],
      ...THREE_OF_FIVE_MINUTES,
    }),
    watchdog('NotifyErrors', 'notifyErrors', 'Sum', 1, {
      summary: 'The function that notifies people for {resource} fails.',
      reason: 'The sweeper tries again each minute; three bad minutes of five mean that this does not heal by itself.',
      runbook: ['Read the error in its log.', 'If it began with a deploy of the hub, roll that back.'],
      ...THREE_OF_FIVE_MINUTES,
    }),
    watchdog('OldestSignalAge', 'signalAge', 'Maximum', 120, {
      summary: 'Signals of {resource} wait {threshold} or longer.',
      reason: 'Signals are handled within seconds. Two minutes in two of three leave out a retried one.',
      runbook: [
        'Look whether handle-signal fails or is throttled.',
        'If neither, look whether one alarm floods the queue, and mute it.',
      ],
      ...window(60, 3, 2),
    }),
  ],
};

function watchdog(
  id: string,
  metric: string,
  statistic: string,
  threshold: number,
  rest: Pick<CatalogAlarm, 'summary' | 'reason' | 'runbook'> & Partial<typeof ONE_MINUTE>,
): CatalogAlarm<object> {
  return {
    id,
    metric,
    statistic,
    comparison: AT_LEAST,
    threshold,
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    severity: 'high',
    role: 'signal',
    ...rest,
  };
}
