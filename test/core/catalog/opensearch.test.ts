import { OPENSEARCH_COLLECTION } from '../../../lib/core/catalog/opensearch-collection';
import { OPENSEARCH_DOMAIN } from '../../../lib/core/catalog/opensearch-domain';
import { openSearchPipelineEntry } from '../../../lib/core/catalog/opensearch-pipeline';
import { alarmsOf, describeEntry, idsOf, thresholdsOf } from './sample-alarms';

const PIPELINE = openSearchPipelineEntry({ subPipeline: 'log-pipeline' });

describeEntry(OPENSEARCH_DOMAIN);
describeEntry(OPENSEARCH_COLLECTION);
describeEntry(PIPELINE);

test('derives storage and nodes from the configuration of a domain', () => {
  const properties = {
    ClusterConfig: {
      InstanceCount: 3,
      DedicatedMasterEnabled: true,
      DedicatedMasterCount: 3,
      WarmEnabled: true,
      WarmCount: 2,
    },
    EBSOptions: { VolumeSize: 100 },
  };
  expect(thresholdsOf(OPENSEARCH_DOMAIN, properties)).toMatchObject({ StorageLow: 25_600, NodesMissing: 8 });
});

test('reads the configuration of a domain from before OpenSearch', () => {
  const properties = { ElasticsearchClusterConfig: { InstanceCount: '2', DedicatedMasterCount: 3 } };
  expect(thresholdsOf(OPENSEARCH_DOMAIN, properties)).toMatchObject({ NodesMissing: 2, ClusterYellow: 1 });
});

test('expects no replicas of a single node, and no key where nothing is encrypted', () => {
  expect(idsOf(OPENSEARCH_DOMAIN, {})).toEqual([
    'ClusterRed',
    'WritesBlocked',
    'NodesMissing',
    'SnapshotFailed',
    'HeapHigh',
    'CpuHigh',
  ]);
});

test.each([
  [{ InstanceCount: { Ref: 'Nodes' } }],
  [{ InstanceCount: 3, DedicatedMasterEnabled: { Ref: 'Masters' }, DedicatedMasterCount: 3 }],
  [{ InstanceCount: 3, DedicatedMasterEnabled: true, DedicatedMasterCount: { Ref: 'Masters' } }],
])('does not guess the number of nodes from %j', (ClusterConfig) => {
  expect(idsOf(OPENSEARCH_DOMAIN, { ClusterConfig })).not.toContain('NodesMissing');
});

test('puts the account into the dimensions, as OpenSearch does', () => {
  const [domain] = alarmsOf(OPENSEARCH_DOMAIN, {});
  const [collection] = alarmsOf(OPENSEARCH_COLLECTION, { Name: 'orders' });
  expect(domain?.metric.dimensions).toEqual({ DomainName: 'ref', ClientId: '123456789012' });
  expect(collection?.metric.dimensions).toEqual({
    ClientId: '123456789012',
    CollectionId: 'attribute-Id',
    CollectionName: 'orders',
  });
});

test('names the metrics of a pipeline after its parts', () => {
  const entry = openSearchPipelineEntry({ subPipeline: 'traces', source: 'otel_trace_source', sink: 'opensearch' });
  expect(Object.values(entry.metrics).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['traces.otel_trace_source.bytesReceived.sum', 'traces.recordsProcessed.count']),
  );
  expect(alarmsOf(PIPELINE, { PipelineName: 'logs' })[0]?.metric).toMatchObject({
    name: 'log-pipeline.opensearch.s3.dlqS3RecordsSuccess.count',
    dimensions: { PipelineName: 'logs' },
  });
});
