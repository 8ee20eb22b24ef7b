import type { CatalogAlarm } from './entry';
import type { OpenSearchDomainFacts } from './opensearch-facts';
import { AT_LEAST, BELOW, FIVE_MINUTES, FIVE_OF_FIVE_MINUTES, ONE_MINUTE, PAGE, TICKET } from './parts';

/** @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html */
export const OPENSEARCH_HEALTH_ALARMS: readonly CatalogAlarm<OpenSearchDomainFacts>[] = [
  {
    id: 'ClusterRed',
    metric: 'red',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 1,
    ...ONE_MINUTE,
    treatMissingData: 'ignore',
    ...PAGE,
    summary: '{resource} is red: at least one index has a shard on no node, its data cannot be searched.',
    reason:
      'Data is out of reach from the first minute on, and no automatic snapshot is taken while it is red, so there ' +
      'is no guard. A domain that publishes nothing has not become well.',
    runbook: [
      'Ask _cluster/allocation/explain which shards are unassigned and why.',
      'Look whether a node is lost or a disk full; restore the index from a snapshot if its data is gone.',
    ],
  },
  {
    id: 'ClusterYellow',
    metric: 'yellow',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: { rule: ({ dataNodes }) => (dataNodes > 1 ? 1 : undefined), text: '1, with more than one data node' },
    ...FIVE_OF_FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...TICKET,
    summary: '{resource} is yellow: some replicas are on no node, one more loss takes data out of reach.',
    reason:
      'New indexes and moves of shards are yellow for a moment: five minutes running. A single node has nowhere to ' +
      'put replicas and is yellow for ever: no alarm there.',
    runbook: [
      'Compare the number of nodes with that of the configuration.',
      'Ask _cluster/allocation/explain which replicas are unassigned and why.',
    ],
  },
  {
    id: 'WritesBlocked',
    metric: 'blocked',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 1,
    ...FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...PAGE,
    summary: '{resource} refuses writes.',
    reason:
      "AWS's own recommendation, one period of five minutes: storage or heap have run out, and what producers send " +
      'is refused. It does not mend itself, so there is no guard.',
    runbook: [
      'Look at free storage first: delete old indexes or enlarge the volumes.',
      'If there is storage, look at the heap: too many shards or heavy aggregations.',
    ],
  },
  {
    id: 'NodesMissing',
    metric: 'nodes',
    statistic: 'Minimum',
    comparison: BELOW,
    threshold: { rule: ({ nodes }) => nodes, text: 'the nodes of its configuration' },
    ...FIVE_OF_FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...TICKET,
    summary: '{resource} has fewer than its {threshold} nodes.',
    reason:
      'Nodes that are lost are replaced; five minutes running are not a restart. While the configuration changes ' +
      'there are more of them, never fewer.',
    runbook: [
      'Look whether the cluster is yellow or red: then act on that first.',
      'If the node does not come back within the hour, open a support case with AWS.',
    ],
  },
  {
    id: 'SnapshotFailed',
    metric: 'snapshotFailed',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 1,
    ...ONE_MINUTE,
    treatMissingData: 'ignore',
    ...TICKET,
    summary: '{resource} has had no automated snapshot for 36 hours.',
    reason:
      'The metric has its guard in itself: 36 hours. What is written since then cannot be restored. Silence does not ' +
      'make a snapshot.',
    runbook: [
      'Look whether the cluster is red: then none is taken, so mend that.',
      'Take a manual snapshot of what must not be lost.',
    ],
  },
  keyFault('KeyDisabled', 'keyDisabled', 'is disabled', 'Enable the key again: the domain then comes back by itself.'),
  keyFault(
    'KeyInaccessible',
    'keyGone',
    'is deleted or has lost its grant',
    'Cancel the deletion of the key if it is not over; else restore a manual snapshot to a new domain.',
  ),
];

function keyFault(id: string, metric: string, what: string, remedy: string): CatalogAlarm<OpenSearchDomainFacts> {
  return {
    id,
    metric,
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: { rule: ({ isEncrypted }) => (isEncrypted ? 1 : undefined), text: '1, with encryption at rest' },
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: `The KMS key that encrypts {resource} ${what}: the domain stops.`,
    reason:
      'The domain loses its data for good if the key stays away, so the first minute counts. The metric exists only ' +
      'while there is trouble with the key: missing data is good data.',
    runbook: [remedy, 'Find in CloudTrail who changed the key.'],
  };
}
