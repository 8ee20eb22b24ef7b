import { HANDLER_METRIC, LOGGED_ERRORS } from '../conventions';
import type { CatalogEntry } from './entry';

/** What the middleware publishes for all handlers of a service together, and the errors in its log. */
export const SERVICE_HANDLER: CatalogEntry<object> = {
  type: 'Sightline::Service',
  title: 'Service',
  metrics: {
    requests: { namespace: 'sightline', name: HANDLER_METRIC.requests, unit: 'Count' },
    faults: { namespace: 'sightline', name: HANDLER_METRIC.faults, unit: 'Count' },
    clientErrors: { namespace: 'sightline', name: HANDLER_METRIC.clientErrors, unit: 'Count' },
    latency: { namespace: 'sightline', name: HANDLER_METRIC.latency, unit: 'Milliseconds' },
    coldStarts: { namespace: 'sightline', name: HANDLER_METRIC.coldStarts, unit: 'Count' },
    timeouts: { namespace: 'sightline', name: HANDLER_METRIC.timeouts, unit: 'Count' },
    loggedErrors: { namespace: 'sightline', name: LOGGED_ERRORS, unit: 'Count' },
  },
  graphs: [
    {
      title: 'Requests',
      left: [
        { metric: 'requests', statistic: 'Sum', label: 'Requests' },
        { metric: 'clientErrors', statistic: 'Sum', label: 'Client errors' },
        { metric: 'coldStarts', statistic: 'Sum', label: 'Cold starts' },
      ],
    },
    {
      title: 'Faults',
      left: [
        { metric: 'faults', statistic: 'Sum', label: 'Faults' },
        { metric: 'timeouts', statistic: 'Sum', label: 'Timeouts' },
      ],
      right: [{ metric: 'faults', statistic: 'Average', label: 'Fault ratio' }],
    },
    {
      title: 'Latency',
      left: [
        { metric: 'latency', statistic: 'p50', label: 'p50' },
        { metric: 'latency', statistic: 'p99', label: 'p99' },
      ],
    },
    { title: 'Logged errors', left: [{ metric: 'loggedErrors', statistic: 'Sum', label: 'Logged errors' }] },
  ],
  alarms: [
    {
      id: 'FaultRate',
      metric: 'faults',
      statistic: 'Average',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 0.05,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'page',
      summary: '{resource} fails {threshold} of its requests or more.',
      reason:
        'Counts what users see, also faults that were caught and answered with a 5xx. Three bad minutes of five: a ' +
        'single failure in a quiet hour does not page. A minute without requests is a good one.',
    },
    {
      id: 'LoggedErrors',
      metric: 'loggedErrors',
      statistic: 'Sum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 5,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'medium',
      role: 'ticket',
      summary: '{resource} logs {threshold} errors a minute or more.',
      reason:
        'Errors that were handled without failing a request. Five a minute in three minutes of five leave out the odd ' +
        'one. The log filter publishes nothing while no error is logged: missing data is good data.',
    },
    {
      id: 'Timeouts',
      metric: 'timeouts',
      statistic: 'Sum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'medium',
      role: 'ticket',
      summary: '{resource} has requests that run into the timeout of their function.',
      reason:
        'Where this is more than a few requests, FaultRate pages. Three minutes of five leave out the odd one. ' +
        'Published only when it happens: missing data is good data.',
    },
  ],
};
