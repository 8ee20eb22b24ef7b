import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';

/**
 * CloudFront distribution. Its metrics are in us-east-1 only, and all have the dimension `Region` with the value
 * `Global`. Metrics of CloudFront Functions are left out: they need function and distribution at once.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
export const CLOUDFRONT_DISTRIBUTION: CatalogEntry = {
  type: 'AWS::CloudFront::Distribution',
  title: 'CloudFront distribution',
  family: 'api',
  metricsRegion: 'us-east-1',
  resource: {
    dimensions: { default: { DistributionId: 'Ref', Region: 'Value Global' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/CloudFront', {
    requests: ['Requests', 'None'],
    downloaded: ['BytesDownloaded', 'None'],
    uploaded: ['BytesUploaded', 'None'],
    clientErrorRate: ['4xxErrorRate', 'Percent'],
    serverErrorRate: ['5xxErrorRate', 'Percent'],
    // Published where the distribution has additional metrics switched on (AWS::CloudFront::MonitoringSubscription).
    cacheHitRate: ['CacheHitRate', 'Percent'],
    originLatency: ['OriginLatency', 'Milliseconds'],
  }),
  graphs: [
    graph('Requests', [['requests', 'Sum', 'Requests']], [['cacheHitRate', 'Average', 'Cache hit rate']]),
    graph('Error rate', [
      ['serverErrorRate', 'Average', '5xx'],
      ['clientErrorRate', 'Average', '4xx'],
    ]),
    graph('Origin latency', [
      ['originLatency', 'p50', 'p50'],
      ['originLatency', 'p99', 'p99'],
    ]),
    graph('Traffic', [
      ['downloaded', 'Sum', 'Downloaded'],
      ['uploaded', 'Sum', 'Uploaded'],
    ]),
  ],
  alarms: [
    {
      id: 'ServerErrors',
      metric: 'serverErrorRate',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} answers {threshold} of its requests or more with a server error (5xx).',
      reason:
        'The metric is a percentage of viewer requests already. Three bad minutes of five are the low-traffic guard: ' +
        'one failure in a quiet hour spoils one minute. A minute without requests is a good one.',
      runbook: [
        'Follow the alarms of the origin: most 5xx are its answers, 502 and 504 its silence.',
        'If the origin is healthy, look at functions on the edge, certificates and origin access.',
      ],
    },
  ],
};
