import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';
import { type RdsInstanceFacts, rdsInstanceFactsOf } from './rds-instance-facts';
import { RDS_STORAGE_ALARMS } from './rds-storage';

/**
 * RDS instance. How many connections and how much memory are too much depends on the instance class and the engine's
 * parameters, so both are drawn.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export const RDS_INSTANCE: CatalogEntry<RdsInstanceFacts> = {
  type: 'AWS::RDS::DBInstance',
  title: 'RDS instance',
  family: 'database',
  resource: {
    dimensions: { default: { DBInstanceIdentifier: 'Ref' } },
    imported: {
      marker: 'addProxy',
      unless: 'clusterIdentifier',
      dimensions: { DBInstanceIdentifier: 'instanceIdentifier' },
    },
    facts: rdsInstanceFactsOf,
  },
  sample: {
    properties: { AllocatedStorage: '100', StorageType: 'gp2', SourceDBInstanceIdentifier: 'orders' },
  },
  metrics: metricsOf('AWS/RDS', {
    cpu: ['CPUUtilization', 'Percent'],
    memory: ['FreeableMemory', 'Bytes'],
    storage: ['FreeStorageSpace', 'Bytes'],
    connections: ['DatabaseConnections', 'Count'],
    queue: ['DiskQueueDepth', 'Count'],
    readLatency: ['ReadLatency', 'Seconds'],
    writeLatency: ['WriteLatency', 'Seconds'],
    readIops: ['ReadIOPS', 'Count/Second'],
    writeIops: ['WriteIOPS', 'Count/Second'],
    burst: ['BurstBalance', 'Percent'],
    ebsIo: ['EBSIOBalance%', 'Percent'],
    ebsBytes: ['EBSByteBalance%', 'Percent'],
    lag: ['ReplicaLag', 'Seconds'],
  }),
  graphs: [
    graph('CPU and connections', [['cpu', 'Average', 'CPU']], [['connections', 'Maximum', 'Connections']]),
    graph('Memory and storage', [['memory', 'Minimum', 'Freeable memory']], [['storage', 'Minimum', 'Free storage']]),
    graph(
      'Disk',
      [
        ['readIops', 'Average', 'Reads'],
        ['writeIops', 'Average', 'Writes'],
        ['queue', 'Average', 'Waiting'],
      ],
      [
        ['readLatency', 'Average', 'Read latency'],
        ['writeLatency', 'Average', 'Write latency'],
      ],
    ),
    graph(
      'Credits and replica lag',
      [
        ['burst', 'Minimum', 'Burst balance'],
        ['ebsIo', 'Minimum', 'I/O balance of the instance'],
        ['ebsBytes', 'Minimum', 'Throughput balance of the instance'],
      ],
      [['lag', 'Maximum', 'Replica lag']],
    ),
  ],
  alarms: [
    {
      id: 'CpuHigh',
      metric: 'cpu',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ inCluster }) => (inCluster ? undefined : 90),
        text: '90 %, for an instance that is not of a cluster',
      },
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} uses {threshold} of its CPU or more.',
      reason:
        'Short peaks do no harm; five minutes running at 90 % make queries wait. An instance that is stopped or ' +
        'restarts publishes nothing, which says nothing of its CPU: the state is kept.',
      runbook: [
        'Look at the top SQL in Performance Insights: a query that has lost its index is the usual cause.',
        'If the load is wanted, take a larger instance class or move reads to a replica.',
      ],
    },
    ...RDS_STORAGE_ALARMS,
    {
      id: 'ReplicaLag',
      metric: 'lag',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: { rule: ({ isReplica }) => (isReplica ? 60 : undefined), text: '60 s, on read replicas' },
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: 'The replica {resource} is {threshold} or longer behind its source.',
      reason:
        "AWS's own recommendation: reads are stale and a failover would lose that time. Five minutes running are not " +
        'one large transaction. Without data there is no new judgement.',
      runbook: [
        'Look for long transactions on the replica and heavy writes on the source.',
        'If the replica is smaller than the source, give it the same class.',
      ],
    },
  ],
};
