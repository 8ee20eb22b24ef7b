import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * Application Load Balancer, on the dimension `LoadBalancer` alone. `HealthyHostCount` and `UnHealthyHostCount` are left
 * out: they are published with `TargetGroup` only; requests that go to unhealthy targets stand in for them. Error counts
 * are 1 on each error and nothing otherwise, so their Average is no ratio.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const APPLICATION_LOAD_BALANCER: CatalogEntry = {
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  title: 'Application Load Balancer',
  family: 'api',
  resource: {
    when: (properties) => (properties.text('Type') ?? 'application') === 'application',
    dimensions: { default: { LoadBalancer: 'GetAtt LoadBalancerFullName' } },
  },
  sample: { properties: { Type: 'application' } },
  metrics: metricsOf('AWS/ApplicationELB', {
    requests: ['RequestCount', 'Count'],
    activeConnections: ['ActiveConnectionCount', 'Count'],
    rejected: ['RejectedConnectionCount', 'Count'],
    elbErrors: ['HTTPCode_ELB_5XX_Count', 'Count'],
    targetSuccesses: ['HTTPCode_Target_2XX_Count', 'Count'],
    targetRedirects: ['HTTPCode_Target_3XX_Count', 'Count'],
    targetErrors: ['HTTPCode_Target_5XX_Count', 'Count'],
    targetClientErrors: ['HTTPCode_Target_4XX_Count', 'Count'],
    responseTime: ['TargetResponseTime', 'Seconds'],
    connectionErrors: ['TargetConnectionErrorCount', 'Count'],
    tlsErrors: ['ClientTLSNegotiationErrorCount', 'Count'],
    failOpen: ['UnhealthyRoutingRequestCount', 'Count'],
  }),
  // Its RequestCount leaves out requests for which there was no target: in a total outage it would count nothing.
  indicators: {
    events: 'requests',
    availability: {
      total: [
        { metric: 'targetSuccesses' },
        { metric: 'targetRedirects' },
        { metric: 'targetClientErrors' },
        { metric: 'targetErrors' },
        { metric: 'elbErrors' },
      ],
      bad: [{ metric: 'targetErrors' }, { metric: 'elbErrors' }],
    },
    latency: 'responseTime',
  },
  graphs: [
    graph(
      'Requests',
      [
        ['requests', 'Sum', 'Requests'],
        ['targetSuccesses', 'Sum', 'Target 2xx'],
        ['targetRedirects', 'Sum', 'Target 3xx'],
      ],
      [['activeConnections', 'Sum', 'Active connections']],
    ),
    graph('Errors', [
      ['elbErrors', 'Sum', 'Load balancer 5XX'],
      ['targetErrors', 'Sum', 'Target 5XX'],
      ['targetClientErrors', 'Sum', 'Target 4XX'],
    ]),
    graph('Response time', [
      ['responseTime', 'p50', 'p50'],
      ['responseTime', 'p99', 'p99'],
    ]),
    graph('Connections and targets', [
      ['rejected', 'Sum', 'Rejected connections'],
      ['connectionErrors', 'Sum', 'Target connection errors'],
      ['tlsErrors', 'Sum', 'Client TLS errors'],
      ['failOpen', 'Sum', 'To unhealthy targets'],
    ]),
  ],
  alarms: [
    {
      id: 'LoadBalancerErrors',
      metric: 'elbErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} answers {threshold} or more requests a minute with an error of its own (5XX).',
      reason:
        'No target answered, in time or at all. Five a minute in three minutes of five is the low-traffic guard; busy ' +
        'ones raise it. Published only when there are some: missing data is no errors.',
      runbook: [
        'Look at the HTTPCode_ELB_502, 503 and 504 counts: bad answers, no targets, or too slow ones?',
        'Look at the health of the targets and at target connection errors.',
      ],
    },
    {
      id: 'TargetErrors',
      metric: 'targetErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'The targets of {resource} answer {threshold} or more requests a minute with a server error (5XX).',
      reason:
        'Five a minute in three minutes of five is the low-traffic guard; busy ones raise it. Published only when there ' +
        'are some: missing data is no errors.',
      runbook: [
        'Find the target group with the errors and read the log of its targets.',
        'If it began with a deploy, roll back first.',
      ],
    },
    {
      id: 'Latency',
      metric: 'responseTime',
      statistic: 'p99',
      comparison: AT_LEAST,
      threshold: 3,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The targets of {resource} take {threshold} or longer to answer (p99).',
      reason:
        'Three seconds is where people start to leave. Five minutes in a row, because with few requests the p99 is the ' +
        'slowest one. A minute without requests is a good one.',
      runbook: [
        'Compare with requests: load or a slow dependency? Look at the CPU and the slow traces of the targets.',
      ],
    },
    {
      id: 'RejectedConnections',
      metric: 'rejected',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} turns clients away: it has reached its maximum of connections.',
      reason:
        'Each rejected connection is somebody turned away. Three minutes of five let a burst pass while it scales. ' +
        'Published only when there are some: missing data is none.',
      runbook: [
        'Look whether targets have become slow and hold connections, or traffic has grown.',
        'If traffic comes from few addresses, block them; otherwise reserve capacity.',
      ],
    },
    {
      id: 'NoHealthyTargets',
      metric: 'failOpen',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} sends requests to unhealthy targets, having too few healthy ones.',
      reason:
        'It fails open: all targets of a group get requests because too few pass their health checks. If requests ' +
        'fail, too, the error alarms page. Three minutes of five let a deploy pass. Missing data is none.',
      runbook: ['Read the reason of the failed health checks on the target group, then the log of one target.'],
    },
  ],
};
