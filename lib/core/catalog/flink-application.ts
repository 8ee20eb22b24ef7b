import type { CatalogEntry } from './entry';
import { ABOVE, AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * Managed Service for Apache Flink. Restarts and failed checkpoints are counters since the start of the application:
 * only their growth would be worth an alarm, which takes metric math, so they are drawn. From Flink 2.2 on,
 * fullRestarts is gone and numRestarts takes its place.
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/metrics-dimensions.html
 */
export const FLINK_APPLICATION: CatalogEntry<object> = {
  type: 'AWS::KinesisAnalyticsV2::Application',
  title: 'Managed Flink application',
  family: 'messaging',
  resource: {
    when: (properties) => (properties.text('RuntimeEnvironment') ?? 'FLINK').startsWith('FLINK'),
    dimensions: { default: { Application: 'Ref' } },
    facts: () => ({}),
  },
  sample: { properties: { RuntimeEnvironment: 'FLINK-1_20' } },
  metrics: metricsOf('AWS/KinesisAnalytics', {
    downtime: ['downtime', 'Milliseconds'],
    uptime: ['uptime', 'Milliseconds'],
    restarts: ['fullRestarts', 'Count'],
    restartsOfFlink2: ['numRestarts', 'Count'],
    checkpointsFailed: ['numberOfFailedCheckpoints', 'Count'],
    checkpointDuration: ['lastCheckpointDuration', 'Milliseconds'],
    checkpointSize: ['lastCheckpointSize', 'Bytes'],
    cpu: ['cpuUtilization', 'Percent'],
    heap: ['heapMemoryUtilization', 'Percent'],
    kpus: ['KPUs', 'Count'],
  }),
  graphs: [
    graph(
      'Up and down',
      [
        ['downtime', 'Maximum', 'Down for'],
        ['uptime', 'Maximum', 'Up for'],
      ],
      [
        ['restarts', 'Maximum', 'Restarts so far'],
        ['restartsOfFlink2', 'Maximum', 'Restarts so far (Flink 2)'],
      ],
    ),
    graph(
      'Checkpoints',
      [['checkpointDuration', 'Maximum', 'Duration of the last']],
      [['checkpointsFailed', 'Maximum', 'Failed so far']],
    ),
    graph(
      'CPU and memory',
      [
        ['cpu', 'Average', 'CPU'],
        ['heap', 'Maximum', 'Heap'],
      ],
      [['kpus', 'Maximum', 'KPUs']],
    ),
    graph('Size of the last checkpoint', [['checkpointSize', 'Maximum', 'Size']]),
  ],
  alarms: [
    {
      id: 'Down',
      metric: 'downtime',
      statistic: 'Maximum',
      comparison: ABOVE,
      threshold: 0,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} is failing or restarting: it processes nothing.',
      reason:
        'The metric is the time since the application went down, 0 while it runs. A restart takes a minute or two; ' +
        'three minutes of five are one that does not end. A stopped application publishes nothing: the state is kept.',
      runbook: [
        'Read the newest exception in the log of the application: which operator, source or sink?',
        'If it began with a deploy, roll back to the last snapshot.',
      ],
    },
    {
      id: 'CpuHigh',
      metric: 'cpu',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 90,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: 'The task managers of {resource} use {threshold} of their CPU or more.',
      reason:
        'Auto scaling acts at 75 %: at 90 % for five minutes running it is off, at its maximum, or too slow. It informs ' +
        'before the application falls behind. Without data there is no new judgement.',
      runbook: ['Compare the parallelism with its maximum and raise it.', 'Look for an operator with a hot key.'],
    },
    {
      id: 'HeapHigh',
      metric: 'heap',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 90,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: 'A task manager of {resource} uses {threshold} of its heap or more.',
      reason:
        'Heap that stays full ends in garbage collection without end and a restart; peaks between collections are ' +
        'shorter than five minutes. Without data there is no new judgement.',
      runbook: [
        'Look whether the size of checkpoints grows: state without expiry is the usual cause.',
        'If it does not, raise the parallelism or lower the parallelism per KPU.',
      ],
    },
  ],
};
