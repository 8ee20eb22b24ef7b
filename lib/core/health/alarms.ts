import type { CatalogEntry } from '../catalog/entry';
import { HEALTH_SCORE } from '../conventions';
import { UNHEALTHY_BELOW } from './score';

/** A service as `check-health` sees it from outside. The periods are those of checks that run each minute. */
export const HEALTH_CHECKS: CatalogEntry<object> = {
  type: 'Sightline::HealthChecks',
  title: 'Health checks',
  metrics: {
    score: { namespace: 'sightline', name: HEALTH_SCORE, unit: 'None' },
    errors: { namespace: 'AWS/Lambda', name: 'Errors', unit: 'Count', dimensionSet: 'checkHealth' },
  },
  graphs: [
    { title: 'Health', left: [{ metric: 'score', statistic: 'Average', label: 'Health score' }] },
    { title: 'Failed runs', left: [{ metric: 'errors', statistic: 'Sum', label: 'Failed runs' }] },
  ],
  alarms: [
    {
      id: 'Unhealthy',
      metric: 'score',
      statistic: 'Average',
      comparison: 'LessThanThreshold',
      threshold: UNHEALTHY_BELOW,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'ignore',
      severity: 'high',
      role: 'page',
      summary: '{resource} scores below {threshold} of 100 in its health checks.',
      reason:
        'Below it a critical check or half of all by weight fails. Three bad runs of five leave out a lost packet and a ' +
        'deploy. While no check runs the state stays: silence is no recovery.',
    },
    {
      id: 'Degraded',
      metric: 'score',
      statistic: 'Average',
      comparison: 'LessThanThreshold',
      threshold: 100,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
      treatMissingData: 'ignore',
      severity: 'medium',
      role: 'ticket',
      summary: '{resource} has health checks that fail or are slow.',
      reason:
        'The service works, but not all of it. Five bad runs in a row, because nobody is woken and single slow answers ' +
        'pass. While no check runs the state stays.',
    },
    {
      id: 'FailedRuns',
      metric: 'errors',
      statistic: 'Sum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'medium',
      role: 'ticket',
      summary: 'The function that runs the health checks of {resource} fails.',
      reason:
        'A failing check is no failed run, so this is the function itself, and nobody watches the health meanwhile. Three ' +
        'of five leave out one that Lambda could not start.',
    },
  ],
};
