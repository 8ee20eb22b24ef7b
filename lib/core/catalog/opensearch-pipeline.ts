import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** Names in the pipeline's own configuration, which metric names carry. */
export interface OpenSearchPipelineOptions {
  /** Such as `log-pipeline`. */
  readonly subPipeline: string;
  /** Plugin of the source. @default 'http' */
  readonly source?: string;
  /** Plugin of the sink. @default 'opensearch' */
  readonly sink?: string;
}

/**
 * OpenSearch Ingestion pipeline. Its metrics are named after what the YAML of its configuration calls its parts, so
 * there is no entry for all pipelines: make one of yours and add it to your entries.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/monitoring-pipeline-metrics.html
 */
export function openSearchPipelineEntry(options: OpenSearchPipelineOptions): CatalogEntry<object> {
  const { subPipeline, source = 'http', sink = 'opensearch' } = options;
  return {
    type: 'AWS::OSIS::Pipeline',
    title: `OpenSearch Ingestion pipeline ${subPipeline}`,
    family: 'messaging',
    // Ref is the ARN.
    resource: { dimensions: { default: { PipelineName: 'Property PipelineName' } }, facts: () => ({}) },
    sample: { properties: { PipelineName: 'orders' } },
    metrics: metricsOf('AWS/OSIS', {
      bytes: [`${subPipeline}.${source}.bytesReceived.sum`, 'Bytes'],
      records: [`${subPipeline}.recordsProcessed.count`, 'Count'],
      delivered: [`${subPipeline}.${sink}.recordsIn.count`, 'Count'],
      latency: [`${subPipeline}.${sink}.bulkRequestLatency.max`, 'Milliseconds'],
      dead: [`${subPipeline}.${sink}.s3.dlqS3RecordsSuccess.count`, 'Count'],
      lost: [`${subPipeline}.${sink}.s3.dlqS3RecordsFailed.count`, 'Count'],
    }),
    graphs: [
      graph(
        'Records',
        [
          ['records', 'Sum', 'Processed'],
          ['delivered', 'Sum', 'To the sink'],
        ],
        [['bytes', 'Sum', 'Bytes received']],
      ),
      graph('Latency of bulk requests', [['latency', 'Maximum', 'Slowest']]),
      graph('Dead letters', [
        ['dead', 'Sum', 'Kept in S3'],
        ['lost', 'Sum', 'Lost'],
      ]),
    ],
    alarms: [deadLetters(), lostRecords()],
  };
}

function deadLetters(): CatalogAlarm<object> {
  return {
    id: 'DeadLetters',
    metric: 'dead',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: '{resource} puts records into its dead-letter bucket.',
    reason:
      'The sink refuses them; they are kept and can be sent again. Three minutes of five leave single malformed records ' +
      'out. Without dead letters there is no data.',
    runbook: [
      'Read one object of the dead-letter bucket: it holds the reason.',
      'Mend mapping or permission, then send the records again.',
    ],
  };
}

function lostRecords(): CatalogAlarm<object> {
  return {
    id: 'RecordsLost',
    metric: 'lost',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: '{resource} cannot write to its dead-letter bucket: records are lost.',
    reason:
      'What neither the sink nor the bucket takes is gone, so the first record counts: no guard. Without failures there ' +
      'is no data.',
    runbook: [
      'Look whether the role of the pipeline may still write to the bucket, and whether the bucket is there.',
      'Stop the producers if they can wait.',
    ],
  };
}
