import type { CatalogEntry } from '../catalog/entry';
import { AT_LEAST, BELOW, graph, metricsOf, TICKET, window } from '../catalog/parts';
import { DIMENSION, TRACE_METRIC } from '../conventions';

/** `analyze-traces` watching itself: a map that stands still looks as healthy as it was. */
export const TRACE_ANALYSIS: CatalogEntry<object> = {
  type: 'Sightline::TraceAnalysis',
  title: 'Analysis of traces',
  family: 'service',
  sample: {
    dimensions: {
      analysis: { [DIMENSION.analysis]: 'sightline' },
      analyzeTraces: { FunctionName: 'analyze-traces' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('sightline', {
      analyzed: [TRACE_METRIC.analyzed, 'Count', 'analysis'],
      unhealthy: [TRACE_METRIC.unhealthy, 'Count', 'analysis'],
      coverage: [TRACE_METRIC.coverage, 'Percent', 'analysis'],
    }),
    ...metricsOf('AWS/Lambda', { errors: ['Errors', 'Count', 'analyzeTraces'] }),
  },
  graphs: [
    graph('Dependencies', [['unhealthy', 'Maximum', 'Unhealthy']]),
    graph('Traces', [['analyzed', 'Sum', 'Read']], [['coverage', 'Average', 'Traced requests']]),
    graph('Failed runs', [['errors', 'Sum', 'Failed runs']]),
  ],
  alarms: [
    {
      id: 'NoAnalysis',
      metric: 'analyzed',
      statistic: 'SampleCount',
      comparison: BELOW,
      threshold: 1,
      ...window(300, 6, 6),
      treatMissingData: 'breaching',
      ...TICKET,
      summary: 'The traces of {resource} are not analysed.',
      reason:
        'The dependency map stands still, and deploys are not compared. Each run counts, also one without any traces; half ' +
        'an hour leaves out throttling by X-Ray.',
      runbook: [
        'Look whether the schedule of analyze-traces is enabled, and read the error in its log.',
        'If traces are kept in CloudWatch Logs alone (Transaction Search), have X-Ray index them, too.',
      ],
    },
    {
      id: 'FailedRuns',
      metric: 'errors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...window(300, 6, 4),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The function that analyses the traces of {resource} fails.',
      reason: 'A run that X-Ray throttles fails, and the next one goes on. Four of six are no coincidence.',
      runbook: [
        'Read its log: its permissions, its table, X-Ray, or its time?',
        'If X-Ray throttles it, lower maxTraces.',
      ],
    },
  ],
};
