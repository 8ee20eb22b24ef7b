import { cacheAlarm, cacheGraphs, cacheMetrics, connectionsNearLimit, cpuHigh, memoryHigh } from './elasticache-parts';
import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf } from './parts';
import type { Properties } from './properties';

/**
 * Valkey or Redis OSS cluster of one node that is in no replication group. Ref is the cluster's id.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
 */
export const ELASTICACHE_CLUSTER: CatalogEntry<object> = {
  type: 'AWS::ElastiCache::CacheCluster',
  title: 'ElastiCache cluster',
  family: 'database',
  resource: {
    when: (properties) => !isMemcached(properties),
    dimensions: { default: { CacheClusterId: 'Ref' } },
    facts: () => ({}),
  },
  sample: { properties: { Engine: 'redis' } },
  metrics: metricsOf('AWS/ElastiCache', cacheMetrics()),
  graphs: cacheGraphs(),
  alarms: [cpuHigh('EngineCpuHigh', 'engineCpu'), memoryHigh(), connectionsNearLimit()],
};

/**
 * Memcached cluster: metrics of its nodes taken together. Evictions are what a cache does when it is full: drawn.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Memcached.html
 */
export const MEMCACHED_CLUSTER: CatalogEntry<object> = {
  type: 'AWS::ElastiCache::CacheCluster',
  title: 'Memcached cluster',
  family: 'database',
  resource: {
    when: isMemcached,
    dimensions: { default: { CacheClusterId: 'Ref' } },
    facts: () => ({}),
  },
  sample: { properties: { Engine: 'memcached' } },
  metrics: metricsOf('AWS/ElastiCache', {
    cpu: ['CPUUtilization', 'Percent'],
    swap: ['SwapUsage', 'Bytes'],
    memory: ['FreeableMemory', 'Bytes'],
    connections: ['CurrConnections', 'Count'],
    items: ['CurrItems', 'Count'],
    evictions: ['Evictions', 'Count'],
    hits: ['GetHits', 'Count'],
    misses: ['GetMisses', 'Count'],
  }),
  graphs: [
    graph(
      'CPU and connections',
      [['cpu', 'Maximum', 'CPU, busiest node']],
      [['connections', 'Maximum', 'Connections']],
    ),
    graph(
      'Hits',
      [
        ['hits', 'Sum', 'Hits'],
        ['misses', 'Sum', 'Misses'],
        ['evictions', 'Sum', 'Evictions'],
      ],
      [['items', 'Sum', 'Items']],
    ),
    graph('Memory', [
      ['memory', 'Minimum', 'Freeable'],
      ['swap', 'Maximum', 'Swapped'],
    ]),
  ],
  alarms: [
    cpuHigh('CpuHigh', 'cpu'),
    connectionsNearLimit(),
    cacheAlarm({
      id: 'Swapping',
      metric: 'swap',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 52_428_800,
      ...FIVE_OF_FIVE_MINUTES,
      summary: 'A node of {resource} has swapped {threshold} bytes or more.',
      reason:
        "AWS's own limit for Memcached, 50 MB: a cache that swaps is slower than no cache. Five minutes running leave " +
        'a snapshot or a restart out. Without data there is no new judgement.',
      runbook: [
        'Raise the ConnectionOverhead or memcached_connections_overhead parameter, which reserves memory for connections.',
        'If that is not enough, take a larger node type.',
      ],
    }),
  ],
};

function isMemcached(properties: Properties): boolean {
  return properties.text('Engine') === 'memcached';
}
