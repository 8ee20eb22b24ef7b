import type { CatalogEntry } from './entry';
import { AT_LEAST, metricsOf, ONE_MINUTE, THREE_OF_FIVE_MINUTES } from './parts';

/** The part of a hub that runs runbooks, watching itself as the rest of the hub does. */
export const RUN_RUNBOOK: CatalogEntry<object> = {
  type: 'Sightline::Runbooks',
  title: 'Runbooks',
  family: 'service',
  sample: {
    dimensions: { deadRuns: { QueueName: 'dead-runs' }, runRunbook: { FunctionName: 'run-runbook' } },
    facts: {},
  },
  metrics: {
    ...metricsOf('AWS/SQS', { deadRuns: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadRuns'] }),
    ...metricsOf('AWS/Lambda', { runRunbookErrors: ['Errors', 'Count', 'runRunbook'] }),
  },
  graphs: [],
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
  ],
};
