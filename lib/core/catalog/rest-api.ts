import { apiLatency } from './api-latency';
import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';

/**
 * API Gateway REST API, on the dimension `ApiName` alone, where all stages and methods count. The sets with `Stage` are
 * left out: a stage knows the id of its API, and the metrics want the name. Imported APIs are, too: one imported by id
 * answers its construct id for a name.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export const REST_API: CatalogEntry = {
  type: 'AWS::ApiGateway::RestApi',
  title: 'REST API',
  family: 'api',
  resource: {
    when: (properties) => properties.has('Name'),
    dimensions: { default: { ApiName: 'Property Name' } },
  },
  sample: { properties: { Name: 'checkout' } },
  metrics: metricsOf('AWS/ApiGateway', {
    requests: ['Count', 'Count'],
    clientErrors: ['4XXError', 'Count'],
    serverErrors: ['5XXError', 'Count'],
    latency: ['Latency', 'Milliseconds'],
    integrationLatency: ['IntegrationLatency', 'Milliseconds'],
    // Published where a stage has a cache.
    cacheHits: ['CacheHitCount', 'Count'],
    cacheMisses: ['CacheMissCount', 'Count'],
  }),
  indicators: {
    events: 'requests',
    availability: { total: [{ metric: 'requests' }], bad: [{ metric: 'serverErrors' }] },
    latency: 'latency',
  },
  graphs: [
    graph('Requests', [['requests', 'Sum', 'Requests']]),
    graph('Error ratio', [
      ['serverErrors', 'Average', '5XX'],
      ['clientErrors', 'Average', '4XX'],
    ]),
    graph('Latency', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
      ['integrationLatency', 'p99', 'Integration p99'],
    ]),
    graph('Cache', [
      ['cacheHits', 'Sum', 'Hits'],
      ['cacheMisses', 'Sum', 'Misses'],
    ]),
  ],
  alarms: [
    {
      id: 'ServerErrors',
      metric: 'serverErrors',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 0.05,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} answers {threshold} of its requests or more with a server error (5XX).',
      reason:
        'The Average of 5XXError is the ratio of failed requests. Three bad minutes of five are the low-traffic guard: ' +
        'one failure in a quiet hour is 100 % of a minute, but only one minute. No requests, no errors.',
      runbook: [
        'Compare latency with integration latency: are the errors from the integration or from API Gateway?',
        'If the integration is a function, follow its alarms; otherwise read the execution log of the stage.',
        'If it began with a deploy, roll back first.',
      ],
    },
    apiLatency('If only latency is, look at the authorizer and at mapping templates.'),
  ],
};

/** Without the property `Name`, which CDK always sets, an API is called as its OpenAPI definition says. */
export const REST_API_BY_DEFINITION: CatalogEntry = {
  ...REST_API,
  title: 'REST API named by its definition',
  resource: {
    when: (properties) => !properties.has('Name'),
    dimensions: { default: { ApiName: 'Property Body.info.title' } },
  },
  sample: { properties: { Body: { info: { title: 'checkout' } } } },
};
