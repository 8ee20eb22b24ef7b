import type { CatalogEntry } from './entry';
import { type OpenSearchDomainFacts, openSearchFactsOf } from './opensearch-facts';
import { OPENSEARCH_HEALTH_ALARMS } from './opensearch-health';
import { OPENSEARCH_LOAD_ALARMS } from './opensearch-load';
import { graph, metricsOf } from './parts';

/**
 * OpenSearch Service domain; its metrics carry the account, too.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-cloudwatchmetrics.html
 */
export const OPENSEARCH_DOMAIN: CatalogEntry<OpenSearchDomainFacts> = {
  type: 'AWS::OpenSearchService::Domain',
  title: 'OpenSearch domain',
  family: 'database',
  resource: {
    alsoTypes: ['AWS::Elasticsearch::Domain'],
    dimensions: { default: { DomainName: 'Ref', ClientId: 'Account' } },
    facts: openSearchFactsOf,
  },
  sample: {
    properties: {
      ClusterConfig: { InstanceCount: 3 },
      EBSOptions: { EBSEnabled: true, VolumeSize: 100 },
      EncryptionAtRestOptions: { Enabled: true },
    },
  },
  metrics: metricsOf('AWS/ES', {
    red: ['ClusterStatus.red', 'Count'],
    yellow: ['ClusterStatus.yellow', 'Count'],
    blocked: ['ClusterIndexWritesBlocked', 'Count'],
    storage: ['FreeStorageSpace', 'Megabytes'],
    cpu: ['CPUUtilization', 'Percent'],
    heap: ['JVMMemoryPressure', 'Percent'],
    masterCpu: ['MasterCPUUtilization', 'Percent'],
    masterHeap: ['MasterJVMMemoryPressure', 'Percent'],
    nodes: ['Nodes', 'Count'],
    snapshotFailed: ['AutomatedSnapshotFailure', 'Count'],
    keyDisabled: ['KMSKeyError', 'Count'],
    keyGone: ['KMSKeyInaccessible', 'Count'],
    faults: ['5xx', 'Count'],
    searches: ['SearchRate', 'Count'],
    searchLatency: ['SearchLatency', 'Milliseconds'],
    indexLatency: ['IndexingLatency', 'Milliseconds'],
  }),
  graphs: [
    graph('Cluster', [
      ['red', 'Maximum', 'Red'],
      ['yellow', 'Maximum', 'Yellow'],
      ['blocked', 'Maximum', 'Writes blocked'],
      ['snapshotFailed', 'Maximum', 'Snapshot failed'],
      ['keyDisabled', 'Maximum', 'Key disabled'],
      ['keyGone', 'Maximum', 'Key gone'],
      ['nodes', 'Minimum', 'Nodes'],
    ]),
    graph(
      'Requests',
      [
        ['searches', 'Sum', 'Searches'],
        ['faults', 'Sum', 'HTTP 5xx'],
      ],
      [
        ['searchLatency', 'Average', 'Search latency'],
        ['indexLatency', 'Average', 'Indexing latency'],
      ],
    ),
    graph('CPU and heap', [
      ['cpu', 'Average', 'CPU'],
      ['heap', 'Maximum', 'Heap'],
      ['masterCpu', 'Maximum', 'CPU, master'],
      ['masterHeap', 'Maximum', 'Heap, master'],
    ]),
    graph('Free storage', [['storage', 'Minimum', 'Fullest node']]),
  ],
  alarms: [...OPENSEARCH_HEALTH_ALARMS, ...OPENSEARCH_LOAD_ALARMS],
};
