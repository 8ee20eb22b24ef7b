import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, THREE_OF_FIVE_MINUTES, window } from './parts';

/** The part of a hub that runs runbooks, watching itself as the rest of the hub does. */
export const RUN_RUNBOOK: CatalogEntry<object> = {
  type: 'Sightline::Runbooks',
  title: 'Runbooks',
  family: 'service',
  sample: {
    dimensions: {
      runs: { QueueName: 'runs' },
      deadRuns: { QueueName: 'dead-runs' },
      runRunbook: { FunctionName: 'run-runbook' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('AWS/SQS', {
      deadRuns: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadRuns'],
      runAge: ['ApproximateAgeOfOldestMessage', 'Seconds', 'runs'],
    }),
    ...metricsOf('AWS/Lambda', { runRunbookErrors: ['Errors', 'Count', 'runRunbook'] }),
  },
  graphs: [
    graph('Dead letters', [['deadRuns', 'Maximum', 'Dead letters']]),
    graph('Failed runs', [['runRunbookErrors', 'Sum', 'Failed runs']], [['runAge', 'Maximum', 'Oldest message']]),
  ],
  alarms: [
    {
      id: 'DeadRuns',
      metric: 'deadRuns',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 1,
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'signal',
      summary: 'A runbook of {resource} was not run, or nobody looks after its run any more.',
      reason: 'Each is an incident whose automation did not start, or did not end, after five tries.',
      runbook: [
        'Read the dead letters: each names an incident or a run; look at that incident yourself, now.',
        'Find the error in the log of run-runbook, mend it, then start a redrive.',
      ],
    },
    {
      id: 'RunRunbookErrors',
      metric: 'runRunbookErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'signal',
      summary: 'The function that runs runbooks for {resource} fails.',
      reason: 'The queue tries again; three bad minutes of five mean that this does not heal by itself.',
      runbook: ['Read the error in its log.', 'If it began with a deploy of the hub, roll that back.'],
    },
    {
      id: 'OldestRunAge',
      metric: 'runAge',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 600,
      ...window(60, 3, 2),
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'signal',
      summary: 'Runbooks of {resource} wait {threshold} or longer to be started or looked after.',
      reason: 'A run is looked at every 30 seconds. Ten minutes are a function that is throttled or not fed any more.',
      runbook: [
        'Look whether run-runbook fails or is throttled, and whether its queue still feeds it.',
        'Do by hand what cannot wait.',
      ],
    },
  ],
};
