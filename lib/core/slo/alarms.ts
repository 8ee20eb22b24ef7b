import type { CatalogEntry } from '../catalog/entry';
import { AT_LEAST, BELOW, graph, metricsOf, TICKET, window } from '../catalog/parts';
import { DIMENSION, SLO_EVALUATION_METRIC } from '../conventions';

/**
 * `evaluate-slos` watching itself: a dead publisher leaves budgets as they were, and must not look green. The burn-rate
 * alarms of events read the metrics of the services and need none of it.
 */
export const SLO_EVALUATION: CatalogEntry<object> = {
  type: 'Sightline::SloEvaluation',
  title: 'Evaluation of objectives',
  family: 'service',
  sample: {
    dimensions: {
      evaluation: { [DIMENSION.evaluation]: 'sightline' },
      evaluateSlos: { FunctionName: 'evaluate-slos' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('sightline', {
      evaluated: [SLO_EVALUATION_METRIC.evaluated, 'Count', 'evaluation'],
      failed: [SLO_EVALUATION_METRIC.failed, 'Count', 'evaluation'],
    }),
    ...metricsOf('AWS/Lambda', { errors: ['Errors', 'Count', 'evaluateSlos'] }),
  },
  graphs: [
    graph('Objectives', [
      ['evaluated', 'Sum', 'Evaluated'],
      ['failed', 'Sum', 'Not evaluated'],
    ]),
    graph('Failed runs', [['errors', 'Sum', 'Failed runs']]),
  ],
  alarms: [
    {
      id: 'NoEvaluation',
      metric: 'evaluated',
      statistic: 'Sum',
      comparison: BELOW,
      threshold: 1,
      ...window(300, 3, 3),
      treatMissingData: 'breaching',
      ...TICKET,
      summary: 'No objective of {resource} is evaluated.',
      reason:
        'Budgets, burn rates and compliance stand still, however bad things are. Missing data is bad: it is what a dead ' +
        'publisher leaves. Three runs in a row, because one that is lost is made up for by the next.',
      runbook: [
        'Look whether the schedule of evaluate-slos is enabled, and read the error in its log.',
        'If it runs, look whether its objectives still lie below its path in the Parameter Store.',
      ],
    },
    {
      id: 'SlosFailed',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...window(300, 3, 3),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Objectives of {resource} cannot be evaluated.',
      reason:
        'The others are. Three runs in a row leave out throttling, after which the next run fills the gap; without runs ' +
        'NoEvaluation tells.',
      runbook: [
        'Read the newest warnings of evaluate-slos: each names an objective and what is wrong with it.',
        'If a deploy changed that objective, mend it and deploy again.',
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
      summary: 'The function that evaluates the objectives of {resource} fails.',
      reason:
        'An objective that cannot be evaluated is no failed run, so this is the function itself. Two of three leave out ' +
        'one that Lambda could not start.',
      runbook: [
        'Read its log: its permissions, its table, or its time?',
        'If it ran out of time, raise the number of shards.',
      ],
    },
  ],
};
