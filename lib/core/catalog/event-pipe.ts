import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * EventBridge pipe, on the dimension PipeName. Concurrency and its quota are published for the account only.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html
 */
export const EVENT_PIPE: CatalogEntry<object> = {
  type: 'AWS::Pipes::Pipe',
  title: 'EventBridge pipe',
  family: 'messaging',
  resource: { dimensions: { default: { PipeName: 'Ref' } } },
  sample: { properties: {} },
  metrics: metricsOf('AWS/EventBridge/Pipes', {
    events: ['EventCount', 'None'],
    failed: ['ExecutionFailed', 'None'],
    partlyFailed: ['ExecutionPartiallyFailed', 'None'],
    timedOut: ['ExecutionTimeout', 'None'],
    throttled: ['ExecutionThrottled', 'None'],
    enrichmentFailed: ['EnrichmentStageFailed', 'None'],
    targetFailed: ['TargetStageFailed', 'None'],
    duration: ['Duration', 'Milliseconds'],
    enrichmentDuration: ['EnrichmentStageDuration', 'Milliseconds'],
    targetDuration: ['TargetStageDuration', 'Milliseconds'],
  }),
  graphs: [
    graph('Events', [
      ['events', 'Sum', 'Events'],
      ['throttled', 'Sum', 'Executions throttled'],
    ]),
    graph('Failures', [
      ['failed', 'Sum', 'Failed'],
      ['partlyFailed', 'Sum', 'Failed in part'],
      ['timedOut', 'Sum', 'Timed out'],
      ['enrichmentFailed', 'Sum', 'In enrichment'],
      ['targetFailed', 'Sum', 'At the target'],
    ]),
    graph('Duration', [
      ['duration', 'p99', 'p99'],
      ['enrichmentDuration', 'p99', 'Enrichment p99'],
      ['targetDuration', 'p99', 'Target p99'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedExecutions',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} fails: its events stay in the source.',
      reason:
        'The source keeps the events for now and they are tried again, so nobody is woken; the alarms of the source ' +
        'page when they are lost. Three minutes of five let one retry pass. An idle pipe publishes nothing.',
      runbook: [
        'Compare the failures of enrichment and target: which stage?',
        "Check the permissions of the pipe's role, then the log of the pipe.",
      ],
    },
    {
      id: 'PartlyFailedExecutions',
      metric: 'partlyFailed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Parts of the batches of {resource} fail at the target.',
      reason:
        'They count as failed nowhere else. Their events are tried again, so nobody is woken, and three minutes of ' +
        'five let one retry pass. An idle pipe publishes nothing.',
      runbook: ['Read in the log of the target which items of a batch it refuses, and why.'],
    },
  ],
};
