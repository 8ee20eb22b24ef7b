import { DIMENSION, PAGER_HEARTBEAT, WORKFLOW_METRIC } from '../conventions';
import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, BELOW, metricsOf, ONE_MINUTE, THREE_OF_FIVE_MINUTES, window } from './parts';

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
      deadIncidentEvents: { QueueName: 'dead-incident-events' },
      deadPostmortems: { QueueName: 'dead-postmortems' },
      handleSignal: { FunctionName: 'handle-signal' },
      escalate: { FunctionName: 'escalate' },
      deadWakeUps: { QueueName: 'dead-wake-ups' },
      notify: { FunctionName: 'notify' },
      links: { FunctionName: 'links' },
      hub: { [DIMENSION.hub]: 'incidents' },
      report: { FunctionName: 'report-incidents' },
      reports: { [DIMENSION.hub]: 'incidents' },
      pager: { [DIMENSION.hub]: 'incidents', [DIMENSION.channel]: 'pager' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('AWS/SQS', {
      signalAge: ['ApproximateAgeOfOldestMessage', 'Seconds', 'signals'],
      deadSignals: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadSignals'],
      deadWakeUps: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadWakeUps'],
      deadNotifications: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadNotifications'],
      deadIncidentEvents: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadIncidentEvents'],
      deadPostmortems: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadPostmortems'],
    }),
    ...metricsOf('AWS/Lambda', {
      handleSignalErrors: ['Errors', 'Count', 'handleSignal'],
      escalateErrors: ['Errors', 'Count', 'escalate'],
      notifyErrors: ['Errors', 'Count', 'notify'],
      respondErrors: ['Errors', 'Count', 'links'],
      reportErrors: ['Errors', 'Count', 'report'],
    }),
    ...metricsOf('sightline', {
      notificationDead: [WORKFLOW_METRIC.notificationDead, 'Count', 'hub'],
      escalationOverdue: [WORKFLOW_METRIC.escalationOverdue, 'Count', 'hub'],
      escalationsUnproven: [WORKFLOW_METRIC.escalationsUnproven, 'Count', 'reports'],
      pagerHeartbeat: [PAGER_HEARTBEAT, 'Count', 'pager'],
    }),
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
    watchdog('DeadIncidentEvents', 'deadIncidentEvents', 'Maximum', 1, {
      summary: 'What happened to incidents of {resource} was not told to its event bus.',
      reason: 'People were told all the same; but runbooks and post-mortems wait for these events.',
      runbook: [
        'Look at the timeline of the incidents since: do by hand what a runbook should have done.',
        'Find the error in the log of publish-incidents.',
      ],
    }),
    watchdog('DeadPostmortems', 'deadPostmortems', 'Maximum', 1, {
      summary: 'Evidence or a post-mortem of {resource} was given up after all tries.',
      reason: 'Traces are kept for a month: somebody should look while they are there.',
      runbook: [
        "Ask for the draft again by 'sightline incidents postmortem <id> --write'.",
        'Find the error in the log of write-postmortem.',
      ],
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
    watchdog('EscalationOverdue', 'escalationOverdue', 'Sum', 1, {
      summary: 'An escalation of {resource} is overdue: whoever should have been told next was not.',
      reason: 'Neither a wake-up nor the sweep of the minute before took the step. Published only when it happens.',
      runbook: [
        'List the open incidents and tell whoever is next yourself.',
        'Look whether escalate fails or is throttled, and whether its sweep rule is enabled.',
      ],
    }),
    watchdog('EscalateErrors', 'escalateErrors', 'Sum', 1, {
      summary: 'The function that escalates incidents of {resource} fails.',
      reason: 'The sweep tries again each minute; three bad minutes of five mean that this does not heal by itself.',
      runbook: ['Read the error in its log.', 'If it began with a deploy of the hub, roll that back.'],
      ...THREE_OF_FIVE_MINUTES,
    }),
    watchdog('DeadWakeUps', 'deadWakeUps', 'Maximum', 1, {
      summary: 'Wake-ups of {resource} could not be handled after five tries.',
      reason: 'The sweep takes the steps they stood for, up to a minute late; somebody should look why they failed.',
      runbook: ['List the open incidents and see that people were told.', 'Find the error in the log of escalate.'],
    }),
    watchdog('RespondErrors', 'respondErrors', 'Sum', 1, {
      summary: 'The page on which people acknowledge incidents of {resource} fails.',
      reason:
        'Who cannot acknowledge is escalated past. Three bad minutes of five leave out one request of a stranger.',
      runbook: [
        'Acknowledge for them by the command line: it takes another way in.',
        'Read the error in the log of the function behind the links.',
      ],
      ...THREE_OF_FIVE_MINUTES,
    }),
    watchdog('EscalationsUnproven', 'escalationsUnproven', 'Maximum', 1, {
      summary: 'Nothing proves that all escalations of {resource} ran yesterday.',
      reason: 'Of a level that was due, nobody was told, or no channel took it. Published once a day; 0 is the proof.',
      runbook: [
        "See which by 'sightline incidents report': each names its incident and level.",
        'Look at the log of escalate and notify at that time, and at what the channels answered.',
      ],
    }),
    watchdog('ReportErrors', 'reportErrors', 'Sum', 1, {
      summary: 'The daily summary or the weekly digest of {resource} was not sent, or not to all.',
      reason: 'It also proves that escalations ran, and runs once a day: nothing else would tell that it did not.',
      runbook: [
        'Read the error in the log of report-incidents: it names the channel.',
        "Take the proof by hand with 'sightline incidents report'.",
      ],
    }),
    watchdog('PagerHeartbeat', 'pagerHeartbeat', 'Minimum', 1, {
      summary: 'Heartbeats no longer reach {resource}: the next page may not either.',
      reason:
        'One goes out every five minutes. Silence is bad: it is what a dead sender leaves. Three in a row leave out a ' +
        'short failure of the network or of the pager.',
      runbook: [
        'Read the warnings of notify: each says what the pager answered.',
        'A key that was changed belongs into the secret of the channel; a status page tells of a pager that is down.',
        'If notify sent none, look whether its heartbeat rule is enabled.',
      ],
      comparison: BELOW,
      treatMissingData: 'breaching',
      ...window(300, 3, 3),
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
  rest: Pick<CatalogAlarm, 'summary' | 'reason' | 'runbook'> & Partial<CatalogAlarm>,
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
