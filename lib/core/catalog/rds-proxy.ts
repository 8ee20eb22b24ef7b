import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * RDS Proxy, on the dimension `ProxyName` alone. Its connections against their maximum would take metric math: waiting
 * for a connection is what a full pool looks like to clients. AvailabilityPercentage is published per target role only.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html
 */
export const RDS_PROXY: CatalogEntry<object> = {
  type: 'AWS::RDS::DBProxy',
  title: 'RDS Proxy',
  family: 'database',
  resource: {
    dimensions: { default: { ProxyName: 'Ref' } },
    imported: { marker: 'dbProxyName', dimensions: { ProxyName: 'dbProxyName' } },
    facts: () => ({}),
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/RDS', {
    clients: ['ClientConnections', 'Count'],
    refused: ['ClientConnectionsSetupFailedAuth', 'Count'],
    connections: ['DatabaseConnections', 'Count'],
    maximum: ['MaxDatabaseConnectionsAllowed', 'Count'],
    borrowed: ['DatabaseConnectionsCurrentlyBorrowed', 'Count'],
    pinned: ['DatabaseConnectionsCurrentlySessionPinned', 'Count'],
    setupFailed: ['DatabaseConnectionsSetupFailed', 'Count'],
    borrowLatency: ['DatabaseConnectionsBorrowLatency', 'Microseconds'],
    queries: ['QueryRequests', 'Count'],
    latency: ['QueryResponseLatency', 'Microseconds'],
    databaseLatency: ['QueryDatabaseResponseLatency', 'Microseconds'],
  }),
  graphs: [
    graph('Connections', [
      ['maximum', 'Sum', 'Most to the database'],
      ['connections', 'Sum', 'To the database'],
      ['borrowed', 'Sum', 'Borrowed'],
      ['pinned', 'Sum', 'Pinned'],
      ['clients', 'Sum', 'Of clients'],
    ]),
    graph(
      'Latency',
      [
        ['borrowLatency', 'Average', 'Waiting for a connection'],
        ['databaseLatency', 'Average', 'Database'],
        ['latency', 'Average', 'Whole query'],
      ],
      [['queries', 'Sum', 'Queries']],
    ),
    graph('Failed connections', [
      ['refused', 'Sum', 'Of clients, by authentication or TLS'],
      ['setupFailed', 'Sum', 'To the database'],
    ]),
  ],
  alarms: [
    {
      id: 'WaitingForConnections',
      metric: 'borrowLatency',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 1_000_000,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'Clients of {resource} wait {threshold} µs or longer for a database connection.',
      reason:
        'A connection is borrowed within milliseconds; a second on average is a pool that is used up, and every ' +
        'request feels it. Three minutes of five let a failover pass. Without clients there is no data.',
      runbook: [
        'Compare connections with their maximum: if they are equal, find what holds them, pinned sessions first.',
        'If they are not, look at the CPU of the database: it may be slow to accept connections.',
      ],
    },
    {
      id: 'DatabaseConnectionsFail',
      metric: 'setupFailed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} fails to open connections to its database.',
      reason:
        'A failover fails connections for a minute or two; five minutes running are a wrong secret, a full or a dead ' +
        'database. Nothing is published while none is opened.',
      runbook: [
        'Look whether the secret of the proxy was rotated and still opens the database.',
        'Look whether the database is up and below its own limit of connections.',
      ],
    },
    {
      id: 'ClientsRefused',
      metric: 'refused',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} refuses {threshold} or more client connections a minute for authentication or TLS.',
      reason:
        'Wrong credentials do not mend themselves. Five a minute in three minutes of five leave single mistakes out. ' +
        'Nothing is published while nobody connects.',
      runbook: [
        'Look which client was deployed last, and whether it uses the current secret or IAM token.',
        'Check that it connects with TLS if the proxy requires that.',
      ],
    },
  ],
};
