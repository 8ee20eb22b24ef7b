import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, TICKET } from './parts';

/**
 * AWS Batch job queue: what became of jobs that were submitted to it.
 * @see https://docs.aws.amazon.com/batch/latest/userguide/using_cloudwatch_metrics.html
 */
export const BATCH_JOB_QUEUE: CatalogEntry<object> = {
  type: 'AWS::Batch::JobQueue',
  title: 'Batch job queue',
  family: 'compute',
  // Ref answers the ARN, `.../job-queue/name`.
  resource: { dimensions: { default: { JobQueueName: { of: 'Ref', split: '/', at: 1 } } } },
  sample: { properties: {} },
  metrics: metricsOf('AWS/Batch', {
    submitted: ['JobsSubmitted', 'Count'],
    succeeded: ['JobsMovedToSucceeded', 'Count'],
    failed: ['JobsMovedToFailed', 'Count'],
    retried: ['JobsRetried', 'Count'],
    waiting: ['JobAttemptRunnableToStartingDuration', 'Milliseconds'],
    running: ['JobAttemptExecutionDuration', 'Milliseconds'],
  }),
  indicators: {
    events: 'jobs',
    availability: { total: [{ metric: 'succeeded' }, { metric: 'failed' }], bad: [{ metric: 'failed' }] },
  },
  graphs: [
    graph('Jobs', [
      ['submitted', 'Sum', 'Submitted'],
      ['succeeded', 'Sum', 'Succeeded'],
      ['failed', 'Sum', 'Failed'],
      ['retried', 'Sum', 'Retried'],
    ]),
    graph('Duration', [
      ['waiting', 'Maximum', 'Longest wait'],
      ['running', 'Maximum', 'Longest run'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedJobs',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has a job that failed.',
      reason:
        'All its tries are spent, so the first counts. Jobs that somebody cancelled count, too. Late is not lost: nobody ' +
        'is woken. Published only when it happens: missing data is good data.',
      runbook: [
        'Read the status reason and exit code of the job, then its log.',
        'Mend the cause and submit the job again.',
      ],
    },
  ],
};
