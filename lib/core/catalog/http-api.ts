import type { CatalogEntry } from './entry';

const NAMESPACE = 'AWS/ApiGateway';

/**
 * API Gateway v2 HTTP API, on the dimension `ApiId` alone, where all stages and routes count.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export const HTTP_API: CatalogEntry<object> = {
  type: 'AWS::ApiGatewayV2::Api',
  title: 'HTTP API',
  metrics: {
    requests: { namespace: NAMESPACE, name: 'Count', unit: 'Count' },
    clientErrors: { namespace: NAMESPACE, name: '4xx', unit: 'Count' },
    serverErrors: { namespace: NAMESPACE, name: '5xx', unit: 'Count' },
    latency: { namespace: NAMESPACE, name: 'Latency', unit: 'Milliseconds' },
    integrationLatency: { namespace: NAMESPACE, name: 'IntegrationLatency', unit: 'Milliseconds' },
  },
  graphs: [
    { title: 'Requests', left: [{ metric: 'requests', statistic: 'Sum', label: 'Requests' }] },
    {
      title: 'Errors',
      left: [
        { metric: 'serverErrors', statistic: 'Sum', label: '5xx' },
        { metric: 'clientErrors', statistic: 'Sum', label: '4xx' },
      ],
    },
    {
      title: 'Latency',
      left: [
        { metric: 'latency', statistic: 'p50', label: 'p50' },
        { metric: 'latency', statistic: 'p99', label: 'p99' },
        { metric: 'integrationLatency', statistic: 'p99', label: 'Integration p99' },
      ],
    },
  ],
  alarms: [
    {
      id: 'ServerErrors',
      metric: 'serverErrors',
      statistic: 'Sum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 5,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'page',
      summary: '{resource} answers {threshold} or more requests a minute with a server error (5xx).',
      // For HTTP APIs the documentation defines 5xx as a count of errors and says nothing of its Average.
      reason:
        'Five a minute in three minutes of five is the low-traffic guard: single failures of a quiet API do not page. ' +
        'A count, because 5xx is defined as one; busy APIs raise it. No requests, no errors.',
    },
    {
      id: 'Latency',
      metric: 'latency',
      statistic: 'p99',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 3000,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
      treatMissingData: 'notBreaching',
      severity: 'medium',
      role: 'ticket',
      summary: '{resource} takes {threshold} or longer to answer (p99).',
      reason:
        'Three seconds is where people start to leave. Five minutes in a row, because with few requests the p99 is ' +
        'the slowest one. A minute without requests is a good one.',
    },
  ],
};
