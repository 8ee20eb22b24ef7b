import { apiLatency } from './api-latency';
import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';

/**
 * API Gateway v2 HTTP API, on the dimension `ApiId` alone, where all stages and routes count.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export const HTTP_API: CatalogEntry = {
  type: 'AWS::ApiGatewayV2::Api',
  title: 'HTTP API',
  family: 'api',
  resource: {
    // APIs from an OpenAPI body set no protocol; WebSocket APIs have to.
    when: (properties) => properties.text('ProtocolType') !== 'WEBSOCKET',
    dimensions: { default: { ApiId: 'Ref' } },
    imported: { marker: 'isHttpApi', dimensions: { ApiId: 'apiId' } },
  },
  sample: { properties: { ProtocolType: 'HTTP' } },
  metrics: metricsOf('AWS/ApiGateway', {
    requests: ['Count', 'Count'],
    clientErrors: ['4xx', 'Count'],
    serverErrors: ['5xx', 'Count'],
    latency: ['Latency', 'Milliseconds'],
    integrationLatency: ['IntegrationLatency', 'Milliseconds'],
    dataProcessed: ['DataProcessed', 'Bytes'],
  }),
  indicators: {
    events: 'requests',
    availability: { total: [{ metric: 'requests' }], bad: [{ metric: 'serverErrors' }] },
    latency: 'latency',
  },
  graphs: [
    graph('Requests', [['requests', 'Sum', 'Requests']], [['dataProcessed', 'Sum', 'Bytes']]),
    graph('Errors', [
      ['serverErrors', 'Sum', '5xx'],
      ['clientErrors', 'Sum', '4xx'],
    ]),
    graph('Latency', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
      ['integrationLatency', 'p99', 'Integration p99'],
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
      summary: '{resource} answers {threshold} or more requests a minute with a server error (5xx).',
      // For HTTP APIs the reference defines 5xx as a count of errors and says nothing of its Average.
      reason:
        'Five a minute in three minutes of five is the low-traffic guard: single failures of a quiet API do not page. ' +
        'A count, because 5xx is defined as one; busy APIs raise it. No requests, no errors.',
      runbook: [
        'Follow the alarms of the integration, most often a function: does it fail, time out or get throttled?',
        'If it is healthy, look in the access log for the integration error message.',
        'If it began with a deploy, roll back first.',
      ],
    },
    apiLatency('If only latency is, look at the authorizer.'),
  ],
};
