import { DIMENSION, HANDLER_METRIC, LOGGED_ERRORS } from '../conventions';
import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** What the middleware publishes for all handlers of a service together, and the errors in its log. */
export const SERVICE_HANDLER: CatalogEntry<object> = {
  type: 'Sightline::Service',
  title: 'Service',
  family: 'service',
  sample: {
    dimensions: { default: { [DIMENSION.service]: 'checkout', [DIMENSION.environment]: 'prod' } },
    facts: {},
  },
  metrics: metricsOf('sightline', {
    requests: [HANDLER_METRIC.requests, 'Count'],
    faults: [HANDLER_METRIC.faults, 'Count'],
    clientErrors: [HANDLER_METRIC.clientErrors, 'Count'],
    latency: [HANDLER_METRIC.latency, 'Milliseconds'],
    coldStarts: [HANDLER_METRIC.coldStarts, 'Count'],
    timeouts: [HANDLER_METRIC.timeouts, 'Count'],
    loggedErrors: [LOGGED_ERRORS, 'Count'],
  }),
  indicators: {
    events: 'requests',
    availability: { total: [{ metric: 'requests' }], bad: [{ metric: 'faults' }] },
    latency: 'latency',
  },
  graphs: [
    graph('Requests', [
      ['requests', 'Sum', 'Requests'],
      ['clientErrors', 'Sum', 'Client errors'],
      ['coldStarts', 'Sum', 'Cold starts'],
    ]),
    graph(
      'Faults',
      [
        ['faults', 'Sum', 'Faults'],
        ['timeouts', 'Sum', 'Timeouts'],
      ],
      [['faults', 'Average', 'Fault ratio']],
    ),
    graph('Latency', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
    ]),
    graph('Logged errors', [['loggedErrors', 'Sum', 'Logged errors']]),
  ],
  alarms: [
    {
      id: 'FaultRate',
      metric: 'faults',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 0.05,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} fails {threshold} of its requests or more.',
      reason:
        'Counts what users see, also faults that were caught and answered with a 5xx. Three bad minutes of five: a ' +
        'single failure in a quiet hour does not page. A minute without requests is a good one.',
      runbook: [
        'Compare with the last deploy on the dashboard; if it began there, roll back first.',
        'Read the newest errors by fingerprint: one cause or many?',
        'Look at the latency and faults of its dependencies.',
      ],
    },
    {
      id: 'LoggedErrors',
      metric: 'loggedErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} logs {threshold} errors a minute or more.',
      reason:
        'Errors that were handled without failing a request. Five a minute in three minutes of five leave out the odd ' +
        'one. The log filter publishes nothing while no error is logged: missing data is good data.',
      runbook: [
        'Group the ERROR lines of its log by fingerprint and read the most frequent.',
        'Log what is expected as a warning.',
      ],
    },
    {
      id: 'Timeouts',
      metric: 'timeouts',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has requests that run into the timeout of their function.',
      reason:
        'Where this is more than a few requests, FaultRate pages. Three minutes of five leave out the odd one. ' +
        'Published only when it happens: missing data is good data.',
      runbook: [
        'Open the trace of one that timed out: which dependency was it waiting for?',
        'Give calls to it a timeout shorter than that of the function.',
      ],
    },
  ],
};
