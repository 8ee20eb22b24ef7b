import type { CatalogEntry } from '../catalog/entry';
import {
  AT_LEAST,
  BELOW,
  FIVE_OF_FIVE_MINUTES,
  graph,
  metricsOf,
  PAGE,
  THREE_OF_FIVE_MINUTES,
  TICKET,
} from '../catalog/parts';
import { DIMENSION, HEALTH_SCORE } from '../conventions';
import { UNHEALTHY_BELOW } from './score';

/** A service as `check-health` sees it from outside. The periods are those of checks that run each minute. */
export const HEALTH_CHECKS: CatalogEntry<object> = {
  type: 'Sightline::HealthChecks',
  title: 'Health checks',
  family: 'service',
  sample: {
    dimensions: {
      default: { [DIMENSION.service]: 'checkout', [DIMENSION.environment]: 'prod' },
      checkHealth: { FunctionName: 'check-health' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('sightline', { score: [HEALTH_SCORE, 'None'] }),
    ...metricsOf('AWS/Lambda', { errors: ['Errors', 'Count', 'checkHealth'] }),
  },
  graphs: [
    graph('Health', [['score', 'Average', 'Health score']]),
    graph('Runs', [
      ['score', 'SampleCount', 'Runs'],
      ['errors', 'Sum', 'Failed runs'],
    ]),
  ],
  alarms: [
    {
      id: 'Unhealthy',
      metric: 'score',
      statistic: 'Average',
      comparison: BELOW,
      threshold: UNHEALTHY_BELOW,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} scores below {threshold} of 100 in its health checks.',
      reason:
        'Below it a critical check or half of all by weight fails. Three bad runs of five leave out a lost packet and a ' +
        'deploy. While no check runs the state stays: silence is no recovery.',
      runbook: [
        'Read the newest line of check-health: which check fails, and with what answer?',
        'Ask that endpoint yourself; if the last deploy touched it, roll back first.',
      ],
    },
    {
      id: 'Degraded',
      metric: 'score',
      statistic: 'Average',
      comparison: BELOW,
      threshold: 100,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} has health checks that fail or are slow.',
      reason:
        'The service works, but not all of it. Five bad runs in a row, because nobody is woken and single slow answers ' +
        'pass. While no check runs the state stays.',
      runbook: ['Read the newest line of check-health: which check fails or is slow?', 'Look at that dependency.'],
    },
    {
      id: 'NoChecks',
      metric: 'score',
      statistic: 'SampleCount',
      comparison: BELOW,
      threshold: 1,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'breaching',
      ...TICKET,
      summary: 'No health of {resource} is checked any more.',
      reason:
        'The alarms on the score stay as they were, however bad things are. Silence is bad: it is what a schedule that is ' +
        'off leaves, or an account without concurrency to spare. Five runs in a row leave out a deploy.',
      runbook: ['Look whether the schedule of check-health is enabled, and whether the function is throttled.'],
    },
    {
      id: 'FailedRuns',
      metric: 'errors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The function that runs the health checks of {resource} fails.',
      reason:
        'A failing check is no failed run, so this is the function itself, and nobody watches the health meanwhile. Three ' +
        'of five leave out one that Lambda could not start.',
      runbook: ['Read its log: its configuration, its permissions, or its way out of the VPC?'],
    },
  ],
};
