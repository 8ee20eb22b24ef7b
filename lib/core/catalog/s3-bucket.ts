import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * S3 bucket: storage, published once a day. No alarm: what is too much or too little is not known here, and a day is
 * late. Replication metrics are left out: they need a rule that has them on, which a list of rules does not tell.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
export const S3_BUCKET: CatalogEntry = {
  type: 'AWS::S3::Bucket',
  title: 'S3 bucket',
  family: 'infrastructure',
  resource: {
    dimensions: {
      default: { BucketName: 'Ref', StorageType: 'Value AllStorageTypes' },
      standard: { BucketName: 'Ref', StorageType: 'Value StandardStorage' },
    },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/S3', {
    objects: ['NumberOfObjects', 'Count'],
    size: ['BucketSizeBytes', 'Bytes', 'standard'],
  }),
  graphs: [
    graph('Objects', [['objects', 'Average', 'Objects']]),
    graph('Size (standard storage)', [['size', 'Average', 'Bytes']]),
  ],
  alarms: [],
};

/** Requests to an S3 bucket: published for each metrics configuration that the bucket has, and only for those. */
export const S3_REQUESTS: CatalogEntry = {
  type: 'AWS::S3::Bucket',
  title: 'S3 request metrics',
  family: 'infrastructure',
  resource: {
    dimensions: { default: { BucketName: 'Ref', FilterId: 'Item Id' } },
    each: { list: 'MetricsConfigurations', name: 'Id' },
  },
  sample: { properties: { MetricsConfigurations: [{ Id: 'EntireBucket' }] } },
  metrics: metricsOf('AWS/S3', {
    requests: ['AllRequests', 'Count'],
    clientErrors: ['4xxErrors', 'Count'],
    serverErrors: ['5xxErrors', 'Count'],
    firstByte: ['FirstByteLatency', 'Milliseconds'],
    latency: ['TotalRequestLatency', 'Milliseconds'],
    downloaded: ['BytesDownloaded', 'Bytes'],
    uploaded: ['BytesUploaded', 'Bytes'],
  }),
  indicators: {
    events: 'requests',
    availability: { total: [{ metric: 'requests' }], bad: [{ metric: 'serverErrors' }] },
    latency: 'latency',
  },
  graphs: [
    graph('Requests', [['requests', 'Sum', 'Requests']]),
    graph('Error ratio', [
      ['serverErrors', 'Average', '5xx'],
      ['clientErrors', 'Average', '4xx'],
    ]),
    graph('Latency', [
      ['firstByte', 'p99', 'First byte p99'],
      ['latency', 'p99', 'Total p99'],
    ]),
    graph('Traffic', [
      ['downloaded', 'Sum', 'Downloaded'],
      ['uploaded', 'Sum', 'Uploaded'],
    ]),
  ],
  alarms: [
    {
      id: 'ServerErrors',
      metric: 'serverErrors',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 0.05,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} answers {threshold} of its requests or more with a server error (5xx).',
      reason:
        'The Average of 5xxErrors is the ratio of failed requests. Three bad minutes of five let one failure in a quiet ' +
        'hour pass. Clients try again, and the service behind pages if that fails. No requests, no errors.',
      runbook: [
        'Look for 503 Slow Down in the server access log: are requests spread over too few prefixes?',
        'If not, look at the AWS Health Dashboard.',
      ],
    },
  ],
};
