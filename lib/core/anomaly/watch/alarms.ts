import type { CatalogEntry } from '../../catalog/entry';
import { AT_LEAST, BELOW, graph, metricsOf, TICKET, window } from '../../catalog/parts';
import { ANOMALY_DETECTION_METRIC, DIMENSION } from '../../conventions';

/** `detect-anomalies` watching itself: series that nobody judges look quiet. */
export const ANOMALY_DETECTION: CatalogEntry<object> = {
  type: 'Sightline::AnomalyDetection',
  title: 'Detection of anomalies',
  family: 'service',
  sample: {
    dimensions: {
      detection: { [DIMENSION.detection]: 'sightline' },
      detectAnomalies: { FunctionName: 'detect-anomalies' },
      deadJobs: { QueueName: 'detect-anomalies-dead' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('sightline', {
      judged: [ANOMALY_DETECTION_METRIC.judged, 'Count', 'detection'],
      failed: [ANOMALY_DETECTION_METRIC.failed, 'Count', 'detection'],
    }),
    ...metricsOf('AWS/Lambda', { errors: ['Errors', 'Count', 'detectAnomalies'] }),
    ...metricsOf('AWS/SQS', { dead: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadJobs'] }),
  },
  graphs: [
    graph('Series', [
      ['judged', 'Sum', 'Judged'],
      ['failed', 'Sum', 'Not judged'],
    ]),
    graph('Failed runs', [['errors', 'Sum', 'Failed runs']]),
  ],
  alarms: [
    {
      id: 'NoDetection',
      metric: 'judged',
      statistic: 'Sum',
      comparison: BELOW,
      threshold: 1,
      ...window(300, 3, 3),
      treatMissingData: 'breaching',
      ...TICKET,
      summary: 'No series of {resource} is judged.',
      reason:
        'Whatever happens to them, nobody hears of it. Missing data is bad: it is what a dead schedule leaves. Three ticks ' +
        'in a row, because one that is lost is made up for by the next.',
      runbook: [
        'Look whether the schedule of detect-anomalies is enabled, and read the error in its log.',
        'If it runs, look whether its series still lie below its path in the Parameter Store.',
      ],
    },
    {
      id: 'SeriesFailed',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...window(300, 3, 3),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Series of {resource} cannot be judged.',
      reason: 'The others are. Three ticks in a row leave out throttling, after which the next tick fills the gap.',
      runbook: [
        'Read the newest warnings of detect-anomalies: each names a series and what is wrong with it.',
        'If a deploy changed that series, mend it and deploy again.',
      ],
    },
    {
      id: 'FailedRuns',
      metric: 'errors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...window(300, 3, 2),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The function that judges the series of {resource} fails.',
      reason:
        'A series that cannot be judged is no failed run, so this is the function itself. Two of three leave out one that ' +
        'Lambda could not start.',
      runbook: ['Read its log: its permissions, its table, its queue, or its time?'],
    },
    {
      id: 'DeadJobs',
      metric: 'dead',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 1,
      ...window(300, 1, 1),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Series of {resource} were given up by their worker.',
      reason:
        'A message fails three times only where something is wrong with all of its series. Later ticks make up for it.',
      runbook: [
        'Read the errors of detect-anomalies: each says why a message went back to the queue.',
        'Purge the dead-letter queue once later ticks succeed: its messages are outdated.',
      ],
    },
  ],
};
