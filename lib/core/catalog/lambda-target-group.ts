import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * Target group of one Lambda function, whose errors are published on `TargetGroup` alone. Other target groups are left
 * out: what matters of them needs `LoadBalancer`, too, which is known only after a listener forwards to them.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const LAMBDA_TARGET_GROUP: CatalogEntry = {
  type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  title: 'Lambda target group',
  family: 'api',
  resource: {
    when: (properties) => properties.text('TargetType') === 'lambda',
    dimensions: { default: { TargetGroup: 'GetAtt TargetGroupFullName' } },
  },
  sample: { properties: { TargetType: 'lambda' } },
  metrics: metricsOf('AWS/ApplicationELB', {
    requests: ['RequestCountPerTarget', 'Count'],
    userErrors: ['LambdaUserError', 'Count'],
    internalErrors: ['LambdaInternalError', 'Count'],
  }),
  graphs: [
    graph('Requests', [['requests', 'Sum', 'Requests']]),
    graph('Errors', [
      ['userErrors', 'Sum', 'Function'],
      ['internalErrors', 'Sum', 'Load balancer or Lambda'],
    ]),
  ],
  alarms: [
    {
      id: 'FunctionErrors',
      metric: 'userErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The function of {resource} fails {threshold} or more requests a minute.',
      reason:
        'Five a minute in three minutes of five is the low-traffic guard. The load balancer answers them with 502 and ' +
        'pages for that; this says which function it is. Published only when there are some.',
      runbook: [
        'Look whether the function may be invoked, is throttled, or answers in a form that the load balancer refuses.',
        'Read the newest ERROR lines of its log.',
      ],
    },
  ],
};
