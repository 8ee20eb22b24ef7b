import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * API Gateway v2 WebSocket API, on the dimension `ApiId` alone, where all stages and routes count.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export const WEBSOCKET_API: CatalogEntry = {
  type: 'AWS::ApiGatewayV2::Api',
  title: 'WebSocket API',
  family: 'api',
  resource: {
    when: (properties) => properties.text('ProtocolType') === 'WEBSOCKET',
    dimensions: { default: { ApiId: 'Ref' } },
    imported: { marker: 'isWebsocketApi', dimensions: { ApiId: 'apiId' } },
  },
  sample: { properties: { ProtocolType: 'WEBSOCKET' } },
  metrics: metricsOf('AWS/ApiGateway', {
    connects: ['ConnectCount', 'Count'],
    messages: ['MessageCount', 'Count'],
    clientErrors: ['ClientError', 'Count'],
    integrationErrors: ['IntegrationError', 'Count'],
    executionErrors: ['ExecutionError', 'Count'],
    integrationLatency: ['IntegrationLatency', 'Milliseconds'],
  }),
  // An integration that answers 4XX or 5XX, and one that does not answer.
  indicators: {
    events: 'messages',
    availability: {
      total: [{ metric: 'connects' }, { metric: 'messages' }],
      bad: [{ metric: 'integrationErrors' }, { metric: 'executionErrors' }],
    },
    latency: 'integrationLatency',
  },
  graphs: [
    graph('Messages', [['messages', 'Sum', 'Messages']], [['connects', 'Sum', 'Connects']]),
    graph(
      'Errors',
      [
        ['integrationErrors', 'Sum', 'Integration'],
        ['executionErrors', 'Sum', 'Execution'],
        ['clientErrors', 'Sum', 'Client'],
      ],
      [['executionErrors', 'Average', 'Execution error ratio']],
    ),
    graph('Integration latency', [
      ['integrationLatency', 'p50', 'p50'],
      ['integrationLatency', 'p99', 'p99'],
    ]),
  ],
  alarms: [
    {
      id: 'ExecutionErrors',
      metric: 'executionErrors',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 0.05,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} cannot call its integration for {threshold} of the messages or more.',
      reason:
        'The Average is the ratio of requests, as in the alarms that AWS recommends. Three bad minutes of five let one ' +
        'failure in a quiet hour pass. A minute without messages is a good one.',
      runbook: [
        'Look whether the integration is throttled, missing, or may no longer be invoked by API Gateway.',
        'If nothing shows, read the execution log of the stage.',
      ],
    },
    {
      id: 'IntegrationErrors',
      metric: 'integrationErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The integrations of {resource} answer {threshold} or more messages a minute with an error.',
      reason:
        'Five a minute in three minutes of five let single failures pass. Refused connections (4XX of $connect) count, ' +
        'too, so nobody is woken. No messages, no errors.',
      runbook: [
        'Follow the alarms of the functions behind the routes.',
        'If they are healthy, look whether $connect refuses clients: an expired key, or somebody trying doors?',
      ],
    },
    {
      id: 'Latency',
      metric: 'integrationLatency',
      statistic: 'p99',
      comparison: AT_LEAST,
      threshold: 3000,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The integrations of {resource} take {threshold} or longer (p99).',
      reason:
        'Three seconds is where people notice. Five minutes in a row, because with few messages the p99 is the slowest ' +
        'one. A minute without messages is a good one.',
      runbook: ['Open a slow trace of the function behind the busiest route: which dependency takes the time?'],
    },
  ],
};
