import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';

/**
 * Network Load Balancer, on the dimension `LoadBalancer` alone. `HealthyHostCount` and `UnHealthyHostCount` are left
 * out: they are published with `TargetGroup` only. Resets are drawn: clients and targets send them in normal life, too.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
 */
export const NETWORK_LOAD_BALANCER: CatalogEntry = {
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  title: 'Network Load Balancer',
  family: 'infrastructure',
  resource: {
    when: (properties) => properties.text('Type') === 'network',
    dimensions: { default: { LoadBalancer: 'GetAtt LoadBalancerFullName' } },
  },
  sample: { properties: { Type: 'network' } },
  metrics: metricsOf('AWS/NetworkELB', {
    newFlows: ['NewFlowCount', 'Count'],
    activeFlows: ['ActiveFlowCount', 'Count'],
    bytes: ['ProcessedBytes', 'Bytes'],
    clientResets: ['TCP_Client_Reset_Count', 'Count'],
    elbResets: ['TCP_ELB_Reset_Count', 'Count'],
    targetResets: ['TCP_Target_Reset_Count', 'Count'],
    tlsErrors: ['ClientTLSNegotiationErrorCount', 'Count'],
    portErrors: ['PortAllocationErrorCount', 'Count'],
    failOpen: ['UnhealthyRoutingFlowCount', 'Count'],
  }),
  graphs: [
    graph('Flows', [['newFlows', 'Sum', 'New']], [['activeFlows', 'Average', 'Active']]),
    graph('Traffic', [['bytes', 'Sum', 'Bytes']]),
    graph('Resets', [
      ['clientResets', 'Sum', 'By clients'],
      ['elbResets', 'Sum', 'By the load balancer'],
      ['targetResets', 'Sum', 'By targets'],
    ]),
    graph('Failures', [
      ['portErrors', 'Sum', 'Port allocation errors'],
      ['failOpen', 'Sum', 'Flows to unhealthy targets'],
      ['tlsErrors', 'Sum', 'Client TLS errors'],
    ]),
  ],
  alarms: [
    {
      id: 'PortAllocationErrors',
      metric: 'portErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} has no ports left to its targets: new connections fail.',
      reason:
        'Each is a connection that a client could not make. Three minutes of five let a burst pass. It is published ' +
        'always where the load balancer is used: missing data is no connections.',
      runbook: [
        'Add targets: each brings its own ports.',
        'Look for clients that open a connection for each request, and whether client IP preservation can be on.',
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
      ...PAGE,
      summary: '{resource} sends connections to unhealthy targets, having too few healthy ones.',
      reason:
        'It fails open: too few targets pass their health checks. It sees no errors of the targets themselves, so ' +
        'this is the sign there is. Three minutes of five let a deploy pass. Published only when there are some.',
      runbook: ['Read the reason of the failed health checks on the target group, then the log of one target.'],
    },
  ],
};
