import { cacheAlarm, cacheGraphs, cacheMetrics, connectionsNearLimit, cpuHigh, memoryHigh } from './elasticache-parts';
import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf } from './parts';
import type { Properties } from './properties';

interface ReplicationGroupFacts {
  /** Whether the first shard has a second node. */
  readonly hasReplica: boolean;
}

/** ElastiCache names the nodes `<group>-001`, `-002`; with cluster mode `<group>-<shard>-<node>`, from `-0001-001`. */
export const ELASTICACHE_REPLICATION_GROUP = replicationGroup('ElastiCache replication group', '', false);
export const ELASTICACHE_SHARDED_GROUP = replicationGroup(
  'ElastiCache replication group in cluster mode',
  '0001-',
  true,
);

/**
 * Valkey or Redis OSS group: CloudWatch has no metrics of the group, only of its nodes. Watched are the first two of
 * the first shard; which of them is the primary changes with each failover, so both are watched for CPU and for lag.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
 */
function replicationGroup(title: string, shard: string, sharded: boolean): CatalogEntry<ReplicationGroupFacts> {
  const node = (number: string) =>
    ({ CacheClusterId: { join: ['Ref', `Value ${shard}${number}`], with: '-' } }) as const;
  return {
    type: 'AWS::ElastiCache::ReplicationGroup',
    title,
    family: 'database',
    resource: {
      when: (properties) => isSharded(properties) === sharded,
      dimensions: { default: node('001'), second: node('002') },
      facts: (properties) => ({ hasReplica: nodesOfShard(properties) > 1 }),
    },
    sample: {
      properties: sharded ? { NumNodeGroups: 2, ReplicasPerNodeGroup: 1 } : { NumCacheClusters: 2 },
    },
    metrics: metricsOf('AWS/ElastiCache', {
      ...cacheMetrics(),
      secondCpu: ['EngineCPUUtilization', 'Percent', 'second'],
      lag: ['ReplicationLag', 'Seconds'],
      secondLag: ['ReplicationLag', 'Seconds', 'second'],
    }),
    graphs: [
      ...cacheGraphs(),
      graph(
        'Second node and replication lag',
        [['secondCpu', 'Maximum', 'CPU of the engine, second node']],
        [
          ['lag', 'Maximum', 'Lag of the first node'],
          ['secondLag', 'Maximum', 'Lag of the second node'],
        ],
      ),
    ],
    alarms: [
      cpuHigh('EngineCpuHigh', 'engineCpu'),
      cpuHigh('SecondNodeCpuHigh', 'secondCpu', {
        rule: ({ hasReplica }) => (hasReplica ? 90 : undefined),
        text: '90 %, where there is a second node',
      }),
      memoryHigh(),
      connectionsNearLimit(),
      lagging('ReplicationLag', 'lag'),
      lagging('SecondNodeLag', 'secondLag'),
    ],
  };
}

function lagging(id: string, metric: string) {
  return cacheAlarm<ReplicationGroupFacts>({
    id,
    metric,
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: { rule: ({ hasReplica }) => (hasReplica ? 30 : undefined), text: '30 s, where there is a replica' },
    ...FIVE_OF_FIVE_MINUTES,
    summary: 'A replica of {resource} is {threshold} or longer behind the primary.',
    reason:
      'Replicas follow within a second; reads are stale, and a failover would lose that time. Five minutes running are ' +
      'not one full resynchronisation. The primary publishes no lag: the state is kept.',
    runbook: [
      'Look at the network and the memory of the primary: a resynchronisation that starts again and again is short of both.',
      'Lower the rate of writes or take a larger node type.',
    ],
  });
}

function isSharded(properties: Properties): boolean {
  return (
    properties.text('ClusterMode') === 'enabled' ||
    (properties.number('NumNodeGroups') ?? 1) > 1 ||
    (properties.text('CacheParameterGroupName') ?? '').endsWith('.cluster.on')
  );
}

function nodesOfShard(properties: Properties): number {
  return properties.number('NumCacheClusters') ?? (properties.number('ReplicasPerNodeGroup') ?? 0) + 1;
}
