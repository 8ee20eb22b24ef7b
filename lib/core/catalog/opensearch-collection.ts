import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * OpenSearch Serverless collection. Capacity units are published for the account only.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/monitoring-cloudwatch.html
 */
export const OPENSEARCH_COLLECTION: CatalogEntry<object> = {
  type: 'AWS::OpenSearchServerless::Collection',
  title: 'OpenSearch Serverless collection',
  family: 'database',
  resource: {
    dimensions: {
      default: { ClientId: 'Account', CollectionId: 'GetAtt Id', CollectionName: 'Property Name' },
    },
    facts: () => ({}),
  },
  sample: { properties: { Name: 'orders' } },
  metrics: metricsOf('AWS/AOSS', {
    faults: ['5xx', 'Count'],
    clientErrors: ['4xx', 'Count'],
    searches: ['SearchRequestRate', 'Count'],
    searchLatency: ['SearchRequestLatency', 'Milliseconds'],
    searchErrors: ['SearchRequestErrors', 'Count'],
    writes: ['IngestionRequestSuccess', 'Count'],
    writeLatency: ['IngestionRequestLatency', 'Milliseconds'],
    writeErrors: ['IngestionRequestErrors', 'Count'],
  }),
  graphs: [
    graph('Requests', [
      ['searches', 'Sum', 'Searches'],
      ['writes', 'Sum', 'Writes'],
    ]),
    graph('Errors', [
      ['faults', 'Sum', 'HTTP 5xx'],
      ['clientErrors', 'Sum', 'HTTP 4xx'],
      ['searchErrors', 'Sum', 'Searches failed'],
      ['writeErrors', 'Sum', 'Writes failed'],
    ]),
    graph('Latency', [
      ['searchLatency', 'Average', 'Searches'],
      ['writeLatency', 'Average', 'Writes'],
    ]),
  ],
  alarms: [
    fails(
      'Faults',
      'faults',
      'requests with HTTP 5xx',
      PAGE,
      'Look whether its capacity units are at the maximum of the account: raise that.',
    ),
    fails(
      'WritesFail',
      'writeErrors',
      'writes',
      TICKET,
      'Read the response of one write: mapping, permission or size?',
    ),
  ],
};

function fails(
  id: string,
  metric: string,
  what: string,
  role: typeof PAGE | typeof TICKET,
  first: string,
): CatalogAlarm<object> {
  return {
    id,
    metric,
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 5,
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...role,
    summary: `{resource} fails {threshold} or more ${what} a minute.`,
    reason:
      'Clients retry single failures; five a minute in three minutes of five are more, also where there is little ' +
      'traffic. Without requests nothing fails.',
    runbook: [first, 'Compare with the last deploy of what writes and searches; roll back if it began there.'],
  };
}
