import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * AppSync GraphQL API. `Requests` and `TokensConsumed` are left out: they count the whole account and Region, or need
 * enhanced metrics; requests are drawn as the sample count of `Latency`.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html
 */
export const APPSYNC_GRAPHQL_API: CatalogEntry = {
  type: 'AWS::AppSync::GraphQLApi',
  title: 'AppSync GraphQL API',
  family: 'api',
  resource: {
    dimensions: { default: { GraphQLAPIId: 'GetAtt ApiId' } },
    imported: { marker: 'graphQLEndpointArn', dimensions: { GraphQLAPIId: 'apiId' } },
  },
  sample: { properties: { Name: 'checkout' } },
  metrics: metricsOf('AWS/AppSync', {
    latency: ['Latency', 'Milliseconds'],
    clientErrors: ['4XXError', 'Count'],
    serverErrors: ['5XXError', 'Count'],
    activeConnections: ['ActiveConnections', 'Count'],
    activeSubscriptions: ['ActiveSubscriptions', 'Count'],
    connectErrors: ['ConnectServerError', 'Count'],
    subscribeErrors: ['SubscribeServerError', 'Count'],
    published: ['PublishDataMessageSuccess', 'Count'],
    publishErrors: ['PublishDataMessageServerError', 'Count'],
  }),
  indicators: {
    events: 'requests',
    availability: { total: [{ metric: 'latency', statistic: 'SampleCount' }], bad: [{ metric: 'serverErrors' }] },
    latency: 'latency',
  },
  graphs: [
    graph(
      'Requests and errors',
      [
        ['serverErrors', 'Sum', '5XX'],
        ['clientErrors', 'Sum', '4XX'],
      ],
      [['latency', 'SampleCount', 'Requests']],
    ),
    graph('Latency', [
      ['latency', 'Average', 'Average'],
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
    ]),
    graph('Connections', [
      ['activeConnections', 'Sum', 'Connections'],
      ['activeSubscriptions', 'Sum', 'Subscriptions'],
    ]),
    graph(
      'Subscription errors',
      [
        ['connectErrors', 'Sum', 'Connect'],
        ['subscribeErrors', 'Sum', 'Subscribe'],
        ['publishErrors', 'Sum', 'Publish'],
      ],
      [['published', 'Sum', 'Published']],
    ),
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
      summary: '{resource} fails {threshold} or more requests a minute (5XX).',
      reason:
        'Five a minute in three minutes of five is the low-traffic guard. A count, because AppSync documents the Sum ' +
        'only. Errors of resolvers come in answers with status 200 and do not count. No requests, no errors.',
      runbook: [
        'Look at the data sources first: is a function or a table throttled or failing?',
        'Read the request log of a failed request; if it began with a change of schema or resolvers, roll back.',
      ],
    },
    {
      id: 'Latency',
      metric: 'latency',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 2000,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} takes {threshold} or longer to answer on average.',
      reason:
        'The average is the statistic AppSync documents for Latency; at two seconds of it the slow requests are far ' +
        'beyond. Five minutes in a row let one slow query pass. A minute without requests is a good one.',
      runbook: [
        'Open a slow trace: which resolver takes the time?',
        'Look for a field that is resolved once for each item of a list.',
      ],
    },
    {
      id: 'PublishErrors',
      metric: 'publishErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} cannot publish {threshold} or more messages a minute to subscribers.',
      reason:
        'These errors come from AppSync itself: subscribers miss messages and little can be done at night, so nobody ' +
        'is woken. Five a minute in three of five let single ones pass. No messages, no errors.',
      runbook: ['Look at the AWS Health Dashboard, then have clients read again what they may have missed.'],
    },
  ],
};
