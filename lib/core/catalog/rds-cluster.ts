import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';

export interface RdsClusterFacts {
  readonly isAurora: boolean;
  readonly isServerless: boolean;
}

/**
 * Aurora cluster, or RDS Multi-AZ cluster: metrics of its instances taken together. Maximum is the busiest instance.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 */
export const RDS_CLUSTER: CatalogEntry<RdsClusterFacts> = {
  type: 'AWS::RDS::DBCluster',
  title: 'RDS cluster',
  family: 'database',
  resource: {
    dimensions: { default: { DBClusterIdentifier: 'Ref' } },
    imported: { marker: 'grantDataApiAccess', dimensions: { DBClusterIdentifier: 'clusterIdentifier' } },
    facts: (properties) => ({
      isAurora: properties.text('Engine')?.startsWith('aurora') ?? false,
      isServerless: properties.has('ServerlessV2ScalingConfiguration'),
    }),
  },
  sample: {
    properties: { Engine: 'aurora-postgresql', ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 } },
  },
  metrics: metricsOf('AWS/RDS', {
    cpu: ['CPUUtilization', 'Percent'],
    connections: ['DatabaseConnections', 'Count'],
    capacity: ['ServerlessDatabaseCapacity', 'Count'],
    capacityUsed: ['ACUUtilization', 'Percent'],
    lag: ['AuroraReplicaLagMaximum', 'Milliseconds'],
    deadlocks: ['Deadlocks', 'Count/Second'],
    memory: ['FreeableMemory', 'Bytes'],
    commitLatency: ['CommitLatency', 'Milliseconds'],
    readLatency: ['ReadLatency', 'Seconds'],
    writeLatency: ['WriteLatency', 'Seconds'],
    volume: ['VolumeBytesUsed', 'Bytes'],
  }),
  graphs: [
    graph(
      'CPU and connections',
      [
        ['cpu', 'Maximum', 'CPU, busiest instance'],
        ['capacityUsed', 'Average', 'Capacity of maximum'],
      ],
      [
        ['connections', 'Sum', 'Connections'],
        ['capacity', 'Average', 'Aurora capacity units'],
      ],
    ),
    graph('Latency', [
      ['readLatency', 'Average', 'Disk reads'],
      ['writeLatency', 'Average', 'Disk writes'],
    ]),
    graph(
      'Transactions',
      [
        ['commitLatency', 'Average', 'Commit latency'],
        ['lag', 'Maximum', 'Replica lag'],
      ],
      [['deadlocks', 'Average', 'Deadlocks a second']],
    ),
    graph('Memory and volume', [['memory', 'Minimum', 'Freeable memory']], [['volume', 'Maximum', 'Volume']]),
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
        'Short peaks do no harm; five minutes running at 90 % make queries wait. A cluster that is stopped or paused ' +
        'publishes nothing, which says nothing of its CPU: the state is kept.',
      runbook: [
        'Look at the top SQL in Performance Insights: a query that has lost its index is the usual cause.',
        'If the load is wanted, raise the instance class or the maximum capacity, or move reads to readers.',
      ],
    },
    {
      id: 'CapacityNearMaximum',
      metric: 'capacityUsed',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ isServerless }) => (isServerless ? 90 : undefined),
        text: '90 % of the maximum capacity, on Aurora Serverless v2',
      },
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} has scaled to {threshold} of its maximum capacity or more.',
      reason:
        'At 100 % it scales no further and queries wait. Five minutes running leave bursts out. A paused cluster ' +
        'publishes nothing: the state is kept.',
      runbook: [
        'Look at the top SQL in Performance Insights: is the load wanted?',
        'If it is, raise the maximum capacity of the cluster: it takes no downtime.',
      ],
    },
    {
      id: 'ReplicaLag',
      metric: 'lag',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: { rule: ({ isAurora }) => (isAurora ? 2000 : undefined), text: '2 s, on Aurora' },
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'A reader of {resource} is {threshold} or longer behind the writer.',
      reason:
        'Readers of Aurora share the volume and lag by 100 ms at most; seconds for five minutes running mean stale ' +
        'reads and, if it goes on, a restart of the reader. Without readers there is no data.',
      runbook: [
        'Look whether the reader is smaller than the writer or out of CPU.',
        'Look for heavy writes and long transactions on the writer.',
      ],
    },
  ],
};
