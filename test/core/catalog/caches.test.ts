import { ELASTICACHE_CLUSTER, MEMCACHED_CLUSTER } from '../../../lib/core/catalog/elasticache-cluster';
import {
  ELASTICACHE_REPLICATION_GROUP,
  ELASTICACHE_SHARDED_GROUP,
} from '../../../lib/core/catalog/elasticache-replication-group';
import { readProperties } from '../../../lib/core/catalog/properties';
import { alarmsOf, describeEntry, idsOf } from './sample-alarms';

describeEntry(ELASTICACHE_CLUSTER);
describeEntry(MEMCACHED_CLUSTER);
describeEntry(ELASTICACHE_REPLICATION_GROUP);
describeEntry(ELASTICACHE_SHARDED_GROUP);

test('tells Memcached from Valkey and Redis OSS', () => {
  const entryOf = (Engine: unknown) =>
    [ELASTICACHE_CLUSTER, MEMCACHED_CLUSTER]
      .filter(({ resource }) => resource?.when?.(readProperties({ Engine })))
      .map(({ title }) => title);
  expect(['redis', 'valkey', 'memcached'].map(entryOf)).toEqual([
    ['ElastiCache cluster'],
    ['ElastiCache cluster'],
    ['Memcached cluster'],
  ]);
});

test.each([
  [{}, 'ElastiCache replication group'],
  [{ NumNodeGroups: 1 }, 'ElastiCache replication group'],
  [{ CacheParameterGroupName: 'default.redis7' }, 'ElastiCache replication group'],
  [{ NumNodeGroups: '3' }, 'ElastiCache replication group in cluster mode'],
  [{ ClusterMode: 'enabled' }, 'ElastiCache replication group in cluster mode'],
  [{ CacheParameterGroupName: 'default.redis7.cluster.on' }, 'ElastiCache replication group in cluster mode'],
])('knows whether a group is in cluster mode: %j', (properties, title) => {
  const matching = [ELASTICACHE_REPLICATION_GROUP, ELASTICACHE_SHARDED_GROUP].filter(({ resource }) =>
    resource?.when?.(readProperties(properties)),
  );
  expect(matching.map((entry) => entry.title)).toEqual([title]);
});

test('names the nodes of a group as ElastiCache does', () => {
  const nodesOf = (entry: typeof ELASTICACHE_REPLICATION_GROUP) => [
    ...new Set(alarmsOf(entry, entry.sample.properties).map(({ metric }) => metric.dimensions.CacheClusterId)),
  ];
  expect(nodesOf(ELASTICACHE_REPLICATION_GROUP)).toEqual(['ref-001', 'ref-002']);
  expect(nodesOf(ELASTICACHE_SHARDED_GROUP)).toEqual(['ref-0001-001', 'ref-0001-002']);
});

test('has no alarms for a replica that a group has not', () => {
  const alone = ['EngineCpuHigh', 'MemoryHigh', 'ConnectionsNearLimit'];
  expect(idsOf(ELASTICACHE_REPLICATION_GROUP, {})).toEqual(alone);
  expect(idsOf(ELASTICACHE_REPLICATION_GROUP, { NumCacheClusters: 1 })).toEqual(alone);
  expect(idsOf(ELASTICACHE_SHARDED_GROUP, { NumNodeGroups: 2, ReplicasPerNodeGroup: 0 })).toEqual(alone);
});
