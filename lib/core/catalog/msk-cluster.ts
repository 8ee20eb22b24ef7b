import type { CatalogEntry } from './entry';
import { AT_LEAST, BELOW, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';

/**
 * Provisioned MSK cluster, on the dimension `Cluster Name` alone. CPU, replication, traffic and disks (`KafkaDataLogsDiskUsed`) are
 * published per `Broker ID`, lag per consumer group and topic: names that a template does not have. So nothing here tells
 * of a full disk: give `Target.of` each broker, or let storage scale.
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/metrics-details.html
 */
export const MSK_CLUSTER: CatalogEntry<object> = {
  type: 'AWS::MSK::Cluster',
  title: 'MSK cluster',
  family: 'messaging',
  resource: {
    // Ref is the ARN.
    dimensions: { default: { 'Cluster Name': 'Property ClusterName' } },
    facts: () => ({}),
  },
  sample: { properties: { ClusterName: 'orders' } },
  metrics: metricsOf('AWS/Kafka', {
    controllers: ['ActiveControllerCount', 'Count'],
    offline: ['OfflinePartitionsCount', 'Count'],
    topics: ['GlobalTopicCount', 'Count'],
    partitions: ['GlobalPartitionCount', 'Count'],
  }),
  graphs: [
    graph(
      'Partitions',
      [['offline', 'Maximum', 'Offline']],
      [
        ['partitions', 'Maximum', 'Partitions'],
        ['topics', 'Maximum', 'Topics'],
      ],
    ),
    graph('Active controllers', [['controllers', 'Maximum', 'Active controllers']]),
  ],
  alarms: [
    {
      id: 'OfflinePartitions',
      metric: 'offline',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} has partitions without a leader: they can be neither written nor read.',
      reason:
        'Leaders move within a minute when a broker restarts; three minutes of five are an outage of those ' +
        'partitions. The cluster publishes each minute: silence changes nothing.',
      runbook: [
        'Look which brokers are down and whether maintenance is under way.',
        'Check the replication factor of the topics: with one replica, one broker takes a partition down.',
      ],
    },
    {
      id: 'NoController',
      metric: 'controllers',
      statistic: 'Maximum',
      comparison: BELOW,
      threshold: 1,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} has no active controller: no leader is elected and no topic changed.',
      reason:
        'Exactly one controller is active in a healthy cluster; an election takes seconds, so five minutes without ' +
        'one are no election. The cluster publishes each minute: silence changes nothing.',
      runbook: [
        'Look at the state of the cluster and its brokers.',
        'Open a support case with AWS: controllers are theirs.',
      ],
    },
  ],
};
