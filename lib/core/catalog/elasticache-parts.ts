import type { CatalogAlarm, CatalogGraph } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, TICKET } from './parts';

/** What the entries of ElastiCache share: a node is measured the same way wherever it belongs. */

/** Of one Valkey or Redis OSS node. */
export function cacheMetrics() {
  return {
    engineCpu: ['EngineCPUUtilization', 'Percent'],
    hostCpu: ['CPUUtilization', 'Percent'],
    memoryUsed: ['DatabaseMemoryUsagePercentage', 'Percent'],
    evictions: ['Evictions', 'Count'],
    connections: ['CurrConnections', 'Count'],
    hits: ['CacheHits', 'Count'],
    misses: ['CacheMisses', 'Count'],
    items: ['CurrItems', 'Count'],
  } as const;
}

export function cacheGraphs(): CatalogGraph[] {
  return [
    graph(
      'CPU and memory',
      [
        ['engineCpu', 'Maximum', 'CPU of the engine'],
        ['hostCpu', 'Maximum', 'CPU of the host'],
        ['memoryUsed', 'Maximum', 'Memory used'],
      ],
      [['connections', 'Maximum', 'Connections']],
    ),
    graph(
      'Hits',
      [
        ['hits', 'Sum', 'Hits'],
        ['misses', 'Sum', 'Misses'],
        ['evictions', 'Sum', 'Evictions'],
      ],
      [['items', 'Maximum', 'Items']],
    ),
  ];
}

/** The settings that all of them share: a node publishes each minute, and silence says nothing of its load. */
export function cacheAlarm<Facts>(
  alarm: Omit<CatalogAlarm<Facts>, 'treatMissingData' | 'severity' | 'role'>,
): CatalogAlarm<Facts> {
  return { ...alarm, treatMissingData: 'ignore', ...TICKET };
}

export function cpuHigh<Facts>(
  id: string,
  metric: string,
  threshold: CatalogAlarm<Facts>['threshold'] = 90,
): CatalogAlarm<Facts> {
  return cacheAlarm({
    id,
    metric,
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold,
    ...FIVE_OF_FIVE_MINUTES,
    summary: 'A node of {resource} uses {threshold} of its CPU or more.',
    reason:
      "AWS's own recommendation. Commands run one after the other, so a full core makes all clients wait; five minutes " +
      'running leave peaks out. Without data there is no new judgement.',
    runbook: [
      'Look in the slow log for commands that touch many keys, such as KEYS or large ranges.',
      'If the load is wanted, read from replicas, add shards or take a larger node type.',
    ],
  });
}

export function memoryHigh<Facts>(): CatalogAlarm<Facts> {
  return cacheAlarm({
    id: 'MemoryHigh',
    metric: 'memoryUsed',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 90,
    ...FIVE_OF_FIVE_MINUTES,
    summary: 'A node of {resource} uses {threshold} of its memory for data or more.',
    reason:
      'Full, it evicts keys or, with the policy noeviction, refuses writes. Data grows and goes slowly: five minutes ' +
      'running. A cache that is meant to be full wants a higher threshold. Without data there is no new judgement.',
    runbook: [
      'Look which keys have grown and whether they have an expiry.',
      'If the data is wanted, take a larger node type or add shards.',
    ],
  });
}

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html (maxclients: 65,000) */
export function connectionsNearLimit<Facts>(): CatalogAlarm<Facts> {
  return cacheAlarm({
    id: 'ConnectionsNearLimit',
    metric: 'connections',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 52_000,
    ...FIVE_OF_FIVE_MINUTES,
    summary: 'A node of {resource} has {threshold} connections or more, 80 % of the limit.',
    reason:
      'A node takes 65,000 connections and refuses more; 80 % leaves time to find who does not close them. ' +
      'Connections that leak do not come and go: five minutes running. Without data there is no new judgement.',
    runbook: [
      'Look which client has grown in number or makes a connection per request.',
      'Set a timeout for idle connections, and pool them in the clients.',
    ],
  });
}
