import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';

/** @see https://docs.aws.amazon.com/amplify/latest/userguide/monitoring-with-cloudwatch.html */
export const AMPLIFY_APP: CatalogEntry<object> = {
  type: 'AWS::Amplify::App',
  title: 'Amplify app',
  family: 'api',
  resource: { dimensions: { default: { App: 'GetAtt AppId' } } },
  sample: { properties: {} },
  metrics: metricsOf('AWS/AmplifyHosting', {
    requests: ['Requests', 'Count'],
    clientErrors: ['4xxErrors', 'Count'],
    serverErrors: ['5xxErrors', 'Count'],
    latency: ['Latency', 'Seconds'],
    bytesDownloaded: ['BytesDownloaded', 'Bytes'],
    bytesUploaded: ['BytesUploaded', 'Bytes'],
  }),
  indicators: {
    events: 'requests',
    availability: { total: [{ metric: 'requests' }], bad: [{ metric: 'serverErrors' }] },
    latency: 'latency',
  },
  graphs: [
    graph('Requests', [
      ['requests', 'Sum', 'Requests'],
      ['clientErrors', 'Sum', 'Client errors'],
      ['serverErrors', 'Sum', 'Server errors'],
    ]),
    graph('Time to first byte', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p90', 'p90'],
    ]),
    graph('Traffic', [
      ['bytesDownloaded', 'Sum', 'Downloaded'],
      ['bytesUploaded', 'Sum', 'Uploaded'],
    ]),
  ],
  alarms: [
    {
      id: 'ServerErrors',
      metric: 'serverErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} answers {threshold} requests a minute or more with an error of its own.',
      reason:
        'Amplify publishes counts and no ratio: five a minute in three minutes of five leave out the odd one and quiet ' +
        'hours. Without requests there are no errors.',
      runbook: [
        'Read the hosting compute logs of the branch.',
        'If it began with a deployment, redeploy the version before.',
      ],
    },
  ],
};
