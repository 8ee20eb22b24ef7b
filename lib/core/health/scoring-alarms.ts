import type { CatalogEntry } from '../catalog/entry';
import { BELOW, graph, metricsOf, TICKET, window } from '../catalog/parts';
import { DIMENSION, SERVICE_HEALTH } from '../conventions';

/** `score-health` watching itself. A low score has no alarm: what makes it low has its own. */
export const HEALTH_SCORING: CatalogEntry<object> = {
  type: 'Sightline::HealthScores',
  title: 'Health scores',
  family: 'service',
  sample: { dimensions: { scoring: { [DIMENSION.evaluation]: 'sightline' } }, facts: {} },
  metrics: metricsOf('sightline', { overall: [SERVICE_HEALTH, 'None', 'scoring'] }),
  graphs: [graph('Overall health', [['overall', 'Average', 'Overall health']])],
  alarms: [
    {
      id: 'NoScores',
      metric: 'overall',
      statistic: 'SampleCount',
      comparison: BELOW,
      threshold: 1,
      ...window(300, 6, 6),
      treatMissingData: 'breaching',
      ...TICKET,
      summary: 'No health is scored by {resource}.',
      reason:
        'The dashboards show old scores, or none. Missing data is bad: it is what a dead publisher leaves. Half an hour, ' +
        'because nobody is paged by a score.',
      runbook: [
        'Look whether the schedule of score-health is enabled, and read the error in its log.',
        'If it runs, look whether its documents still lie below its path in the Parameter Store.',
      ],
    },
  ],
};
