import type { CatalogEntry } from './entry';
import { AT_LEAST, BELOW, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, TICKET } from './parts';

/**
 * Redshift cluster. A busy CPU is what a warehouse is for, and query times are published per latency class: drawn or
 * left out.
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/metrics-listing.html
 */
export const REDSHIFT_CLUSTER: CatalogEntry<object> = {
  type: 'AWS::Redshift::Cluster',
  title: 'Redshift cluster',
  family: 'database',
  resource: { dimensions: { default: { ClusterIdentifier: 'Ref' } }, facts: () => ({}) },
  sample: { properties: {} },
  metrics: metricsOf('AWS/Redshift', {
    healthy: ['HealthStatus', 'Count'],
    maintenance: ['MaintenanceMode', 'Count'],
    disk: ['PercentageDiskSpaceUsed', 'Percent'],
    cpu: ['CPUUtilization', 'Percent'],
    connections: ['DatabaseConnections', 'Count'],
    readLatency: ['ReadLatency', 'Seconds'],
    writeLatency: ['WriteLatency', 'Seconds'],
    commits: ['CommitQueueLength', 'Count'],
  }),
  graphs: [
    graph('Health', [
      ['healthy', 'Minimum', 'Healthy'],
      ['maintenance', 'Maximum', 'Maintenance'],
    ]),
    graph(
      'CPU and disk',
      [
        ['cpu', 'Average', 'CPU'],
        ['disk', 'Maximum', 'Disk used'],
      ],
      [['connections', 'Maximum', 'Connections']],
    ),
    graph(
      'Latency',
      [
        ['readLatency', 'Average', 'Disk reads'],
        ['writeLatency', 'Average', 'Disk writes'],
      ],
      [['commits', 'Maximum', 'Commits waiting']],
    ),
  ],
  alarms: [
    {
      id: 'Unhealthy',
      metric: 'healthy',
      statistic: 'Minimum',
      comparison: BELOW,
      threshold: 1,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} cannot run a simple query.',
      reason:
        'Redshift tries one each minute. A restart fails some; five running are an outage. A paused cluster publishes ' +
        'nothing: the state is kept. Its maintenance window wants a mute rule.',
      runbook: [
        'Look whether maintenance or a resize is under way.',
        'If not, look at its events and at the disk; a full disk stops it.',
      ],
    },
    {
      id: 'DiskHigh',
      metric: 'disk',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 90,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: 'A node of {resource} uses {threshold} of its disk or more.',
      reason:
        'On a full disk queries fail. Large queries spill for a while: five minutes running. Silence says nothing of ' +
        'the disk.',
      runbook: [
        'Look for a query that spills to disk, and stop it if it is a mistake.',
        'Vacuum and drop what is not used, or resize the cluster.',
      ],
    },
  ],
};
