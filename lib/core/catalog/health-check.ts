import type { CatalogEntry } from './entry';
import { BELOW, graph, metricsOf, PAGE, window } from './parts';

/**
 * Route 53 health check. Its metrics are in us-east-1 only.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
export const HEALTH_CHECK: CatalogEntry = {
  type: 'AWS::Route53::HealthCheck',
  title: 'Route 53 health check',
  family: 'infrastructure',
  metricsRegion: 'us-east-1',
  resource: {
    // A disabled one counts as healthy whatever it would find.
    when: (properties) => properties.flag('HealthCheckConfig.Disabled') !== true,
    dimensions: { default: { HealthCheckId: 'Ref' } },
    imported: { marker: 'healthCheckId', dimensions: { HealthCheckId: 'healthCheckId' } },
  },
  sample: { properties: { HealthCheckConfig: { Type: 'HTTPS' } } },
  metrics: metricsOf('AWS/Route53', {
    status: ['HealthCheckStatus', 'None'],
    percentHealthy: ['HealthCheckPercentageHealthy', 'Percent'],
    // Published where the health check measures latency.
    connectionTime: ['ConnectionTime', 'Milliseconds'],
    tlsTime: ['SSLHandshakeTime', 'Milliseconds'],
    firstByte: ['TimeToFirstByte', 'Milliseconds'],
  }),
  graphs: [
    graph('Health', [['status', 'Minimum', 'Healthy']], [['percentHealthy', 'Average', 'Checkers that agree']]),
    graph('Latency', [
      ['connectionTime', 'Average', 'Connection'],
      ['tlsTime', 'Average', 'TLS handshake'],
      ['firstByte', 'Average', 'First byte'],
    ]),
  ],
  alarms: [
    {
      id: 'Unhealthy',
      metric: 'status',
      statistic: 'Minimum',
      comparison: BELOW,
      threshold: 1,
      ...window(60, 3, 3),
      treatMissingData: 'breaching',
      ...PAGE,
      summary: '{resource} finds its endpoint unhealthy.',
      reason:
        'The status has its own guard: checkers in several Regions and a number of failures in a row. Three minutes ' +
        'more let a restart pass. Route 53 publishes every minute: silence means that nobody checks any more, except of a ' +
        'new alarm, which waits three minutes.',
      runbook: [
        'Open the endpoint from outside: does it answer, and with what?',
        'Look at the last failure reason of the checkers: timeout, status code, or a certificate.',
      ],
    },
  ],
};
