import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';

/**
 * Control plane of an EKS cluster, from Kubernetes 1.28, as published without any add-on. Sums of a minute are the values
 * themselves; over longer periods they add up.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html
 */
export const EKS_CLUSTER: CatalogEntry<object> = {
  type: 'AWS::EKS::Cluster',
  title: 'EKS cluster',
  family: 'compute',
  resource: {
    dimensions: { default: { ClusterName: 'Ref' } },
    imported: { marker: 'openIdConnectProvider', dimensions: { ClusterName: 'clusterName' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/EKS', {
    unschedulable: ['scheduler_pending_pods_UNSCHEDULABLE', 'Count'],
    pending: ['scheduler_pending_pods', 'Count'],
    requests: ['apiserver_request_total', 'Count'],
    serverErrors: ['apiserver_request_total_5XX', 'Count'],
    throttled: ['apiserver_request_total_429', 'Count'],
    getLatency: ['apiserver_request_duration_seconds_GET_P99', 'Seconds'],
    listLatency: ['apiserver_request_duration_seconds_LIST_P99', 'Seconds'],
    postLatency: ['apiserver_request_duration_seconds_POST_P99', 'Seconds'],
    storage: ['etcd_mvcc_db_total_size_in_use_in_bytes', 'Bytes'],
  }),
  graphs: [
    graph('Pending pods', [
      ['pending', 'Sum', 'All'],
      ['unschedulable', 'Sum', 'Unschedulable'],
    ]),
    graph(
      'API server',
      [['requests', 'Sum', 'Requests']],
      [
        ['serverErrors', 'Sum', 'Server errors'],
        ['throttled', 'Sum', 'Throttled'],
      ],
    ),
    graph('API latency (p99)', [
      ['getLatency', 'Average', 'GET'],
      ['listLatency', 'Average', 'LIST'],
      ['postLatency', 'Average', 'POST'],
    ]),
    graph('etcd storage in use', [['storage', 'Maximum', 'In use']]),
  ],
  alarms: [
    {
      id: 'UnschedulablePods',
      metric: 'unschedulable',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has pods that fit on no node.',
      reason:
        'They wait until there is room, and the service they belong to has less than it wants. Five minutes in a row are ' +
        'longer than it takes to add a node. Clusters before 1.28 publish nothing.',
      runbook: [
        'Describe a pending pod: its events name what is missing, CPU, memory, a taint or a zone.',
        'Look whether the autoscaler is at its maximum.',
      ],
    },
  ],
};
