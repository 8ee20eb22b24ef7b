import type { CatalogEntry } from '../catalog/entry';
import { AT_LEAST, BELOW, graph, metricsOf, TICKET, window } from '../catalog/parts';
import { DIMENSION, ERROR_TRACKING_METRIC } from '../conventions';

/** `track-errors` watching itself: errors that it loses are told of nowhere else. */
export const ERROR_TRACKING: CatalogEntry<object> = {
  type: 'Sightline::ErrorTracking',
  title: 'Error tracking',
  family: 'service',
  sample: {
    dimensions: {
      tracking: { [DIMENSION.tracking]: 'sightline' },
      trackErrors: { FunctionName: 'track-errors' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('sightline', {
      refused: [ERROR_TRACKING_METRIC.refused, 'Count', 'tracking'],
      unreadable: [ERROR_TRACKING_METRIC.unreadable, 'Count', 'tracking'],
    }),
    ...metricsOf('AWS/Lambda', {
      errors: ['Errors', 'Count', 'trackErrors'],
      runs: ['Invocations', 'Count', 'trackErrors'],
    }),
  },
  graphs: [
    graph('Log events that were lost', [
      ['refused', 'Sum', 'Batches given up'],
      ['unreadable', 'Sum', 'Unreadable log events'],
    ]),
    graph('Runs', [
      ['runs', 'Sum', 'Runs'],
      ['errors', 'Sum', 'Failed runs'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedRuns',
      metric: 'errors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 3,
      ...window(300, 3, 2),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The function that tracks the errors of {resource} fails.',
      reason:
        'Lambda tries a batch three times and then drops it. Three failures in two of three periods leave out one batch that ' +
        'met a throttled table and was counted the next time.',
      runbook: [
        'Read its log: its permissions, its table, or its time?',
        'Services log as before; what was dropped can be found with Logs Insights.',
      ],
    },
    {
      id: 'BatchesRefused',
      metric: 'refused',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...window(300, 1, 1),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Log events of {resource} were given up unread.',
      reason: 'CloudWatch Logs sends no batch that unpacks to 50 MB or is no gzip: somebody else invokes the function.',
      runbook: [
        'Read the reason in the log of track-errors.',
        'Look at the resource policy of the function: only CloudWatch Logs should be in it.',
      ],
    },
    {
      id: 'NoTracking',
      metric: 'runs',
      statistic: 'Sum',
      comparison: BELOW,
      threshold: 1,
      ...window(300, 3, 3),
      treatMissingData: 'breaching',
      ...TICKET,
      summary: 'The errors of {resource} are not tracked any more.',
      reason:
        'Its sweep runs every five minutes, whether there are errors or not: silence is a schedule that is off, or an account ' +
        'without concurrency to spare. Three in a row leave out a deploy.',
      runbook: [
        'Look whether the schedule of track-errors is enabled, and whether the function is throttled.',
        'Services log as before; what was missed can be found with Logs Insights.',
      ],
    },
  ],
};
