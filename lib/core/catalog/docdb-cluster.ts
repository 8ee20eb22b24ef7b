import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * DocumentDB cluster: metrics of its instances taken together. Maximum is the busiest instance.
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/cloud_watch.html
 */
export const DOCDB_CLUSTER: CatalogEntry<object> = {
  type: 'AWS::DocDB::DBCluster',
  title: 'DocumentDB cluster',
  family: 'database',
  resource: {
    dimensions: { default: { DBClusterIdentifier: 'Ref' } },
    imported: {
      marker: 'instanceEndpoints',
      unless: 'clusterResourceIdentifier',
      dimensions: { DBClusterIdentifier: 'clusterIdentifier' },
    },
    facts: () => ({}),
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/DocDB', {
    cpu: ['CPUUtilization', 'Percent'],
    memory: ['FreeableMemory', 'Bytes'],
    connections: ['DatabaseConnectionsMax', 'Count'],
    cursors: ['DatabaseCursorsMax', 'Count'],
    transactions: ['TransactionsOpenMax', 'Count'],
    throttled: ['LowMemNumOperationsThrottled', 'Count'],
    lag: ['DBClusterReplicaLagMaximum', 'Milliseconds'],
    readLatency: ['ReadLatency', 'Seconds'],
    writeLatency: ['WriteLatency', 'Seconds'],
  }),
  graphs: [
    graph('CPU and memory', [['cpu', 'Maximum', 'CPU, busiest instance']], [['memory', 'Minimum', 'Freeable memory']]),
    graph('Connections', [
      ['connections', 'Maximum', 'Connections'],
      ['cursors', 'Maximum', 'Cursors'],
      ['transactions', 'Maximum', 'Open transactions'],
    ]),
    graph(
      'Latency',
      [
        ['readLatency', 'Average', 'Disk reads'],
        ['writeLatency', 'Average', 'Disk writes'],
      ],
      [['lag', 'Maximum', 'Replica lag']],
    ),
    graph('Throttled for want of memory', [['throttled', 'Sum', 'Operations']]),
  ],
  alarms: [
    {
      id: 'CpuHigh',
      metric: 'cpu',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 90,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: 'An instance of {resource} uses {threshold} of its CPU or more.',
      reason:
        'Short peaks do no harm; five minutes running at 90 % make operations wait. A stopped cluster publishes ' +
        'nothing, which says nothing of its CPU: the state is kept.',
      runbook: [
        'Look at the slowest operations in the profiler log: a missing index is the usual cause.',
        'If the load is wanted, take a larger instance class or read from replicas.',
      ],
    },
    {
      id: 'OperationsThrottled',
      metric: 'throttled',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} throttles operations for want of memory.',
      reason:
        'It delays operations rather than run out of memory: users wait. Three minutes of five let one heavy ' +
        'aggregation pass. No data is no throttled operation.',
      runbook: [
        'Look for aggregations and sorts without an index, and for too many open cursors.',
        'If the working set has outgrown the memory, take a larger instance class.',
      ],
    },
    {
      id: 'ReplicaLag',
      metric: 'lag',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 10_000,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'A replica of {resource} is {threshold} or longer behind the primary.',
      reason:
        'Replicas share the volume and usually lag by less than 100 ms; ten seconds for five minutes running are stale ' +
        'reads. Without replicas there is no data.',
      runbook: [
        'Look whether the replica is smaller than the primary or out of CPU.',
        'Look for heavy writes on the primary.',
      ],
    },
  ],
};
