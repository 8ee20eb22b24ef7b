import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, ONE_MINUTE, TICKET } from './parts';
import type { Properties } from './properties';

export interface GlueJobFacts {
  /** Whether it publishes how its runs ended: argument `--enable-observability-metrics`, from Glue 4.0. */
  readonly publishesErrors: boolean;
  /** Whether it publishes what Spark does: argument `--enable-metrics`. */
  readonly publishesTasks: boolean;
}

/**
 * Glue job, all of its runs together. Metrics are on where its arguments say so.
 * @see https://docs.aws.amazon.com/glue/latest/dg/monitoring-awsglue-with-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-observability.html
 */
export const GLUE_JOB: CatalogEntry<GlueJobFacts> = {
  type: 'AWS::Glue::Job',
  title: 'Glue job',
  family: 'compute',
  resource: {
    dimensions: {
      default: { JobName: 'Ref', JobRunId: 'Value ALL', Type: 'Value count' },
      gauge: { JobName: 'Ref', JobRunId: 'Value ALL', Type: 'Value gauge' },
      outcome: { JobName: 'Ref', JobRunId: 'Value ALL', Type: 'Value count', ObservabilityGroup: 'Value error' },
    },
    facts: (properties) => ({
      publishesErrors:
        isOn(properties, '--enable-observability-metrics') && (properties.number('GlueVersion') ?? 4) >= 4,
      publishesTasks: isOn(properties, '--enable-metrics'),
    }),
  },
  sample: {
    properties: {
      GlueVersion: '5.0',
      DefaultArguments: { '--enable-metrics': 'true', '--enable-observability-metrics': 'true' },
    },
  },
  metrics: metricsOf('Glue', {
    errors: ['glue.error.ALL', 'Count', 'outcome'],
    successes: ['glue.succeed.ALL', 'Count', 'outcome'],
    failedTasks: ['glue.driver.aggregate.numFailedTasks', 'Count'],
    killedTasks: ['glue.driver.aggregate.numKilledTasks', 'Count'],
    completedTasks: ['glue.driver.aggregate.numCompletedTasks', 'Count'],
    bytesRead: ['glue.ALL.s3.filesystem.read_bytes', 'Bytes', 'gauge'],
    bytesWritten: ['glue.ALL.s3.filesystem.write_bytes', 'Bytes', 'gauge'],
    cpu: ['glue.ALL.system.cpuSystemLoad', 'None', 'gauge'],
    heap: ['glue.ALL.jvm.heap.usage', 'None', 'gauge'],
  }),
  indicators: {
    events: 'runs',
    availability: { total: [{ metric: 'successes' }, { metric: 'errors' }], bad: [{ metric: 'errors' }] },
  },
  graphs: [
    graph('Runs', [
      ['errors', 'Sum', 'Failed'],
      ['successes', 'Sum', 'Succeeded'],
    ]),
    graph('Tasks', [
      ['completedTasks', 'Sum', 'Completed'],
      ['failedTasks', 'Sum', 'Failed'],
      ['killedTasks', 'Sum', 'Killed'],
    ]),
    graph('S3', [
      ['bytesRead', 'Sum', 'Read'],
      ['bytesWritten', 'Sum', 'Written'],
    ]),
    graph('Executors (of 1)', [
      ['cpu', 'Average', 'CPU'],
      ['heap', 'Average', 'Heap'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedRuns',
      metric: 'errors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ publishesErrors }) => (publishesErrors ? 1 : undefined),
        text: '1, where observability metrics are on',
      },
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has a run that failed.',
      reason:
        'Its data is late until somebody acts, so the first counts. Late is not lost: nobody is woken. Published when ' +
        'runs end; without data none failed.',
      runbook: [
        'Read the error category of the run, `glue.error.*`, then the error in its log.',
        'Mend the cause and start the run again from its bookmark.',
      ],
    },
    {
      id: 'FailedTasks',
      metric: 'failedTasks',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ publishesTasks }) => (publishesTasks ? 10 : undefined),
        text: '10, where job metrics are on',
      },
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has {threshold} failed tasks or more in five minutes.',
      reason:
        'Spark tries a task four times before the run fails. Ten failures are more than a lost executor: bad data or too ' +
        'little memory. Without data no run goes on.',
      runbook: ['Read the exception of a failed task in the error log.', 'Look at the heap of the executors.'],
    },
  ],
};

/** Glue takes an argument without value for one that is set. */
function isOn(properties: Properties, argument: string): boolean {
  const path = `DefaultArguments.${argument}`;
  return properties.has(path) && properties.text(path)?.toLowerCase() !== 'false';
}
