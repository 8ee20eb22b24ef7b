import type { CatalogEntry } from './entry';
import {
  AT_LEAST,
  BELOW,
  FIVE_MINUTES,
  FIVE_OF_FIVE_MINUTES,
  graph,
  metricsOf,
  PAGE,
  THREE_OF_FIVE_MINUTES,
  TICKET,
} from './parts';
import type { Properties } from './properties';

/**
 * What EC2 publishes of all instances of a group together, without any setting.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-cloudwatch-monitoring.html
 */
export const AUTO_SCALING_GROUP: CatalogEntry<object> = {
  type: 'AWS::AutoScaling::AutoScalingGroup',
  title: 'Auto Scaling group',
  family: 'infrastructure',
  resource: {
    dimensions: { default: { AutoScalingGroupName: 'Ref' } },
    imported: { marker: 'autoScalingGroupName', dimensions: { AutoScalingGroupName: 'autoScalingGroupName' } },
  },
  sample: { properties: { MinSize: '2', MaxSize: '4' } },
  metrics: metricsOf('AWS/EC2', {
    cpu: ['CPUUtilization', 'Percent'],
    statusFailed: ['StatusCheckFailed', 'Count'],
    networkIn: ['NetworkIn', 'Bytes'],
    networkOut: ['NetworkOut', 'Bytes'],
  }),
  graphs: [
    graph('CPU', [
      ['cpu', 'Average', 'Average'],
      ['cpu', 'Maximum', 'Busiest instance'],
    ]),
    graph('Failed status checks', [['statusFailed', 'Sum', 'Failed']]),
    graph('Network', [
      ['networkIn', 'Sum', 'In'],
      ['networkOut', 'Sum', 'Out'],
    ]),
  ],
  alarms: [
    {
      id: 'HighCpu',
      metric: 'cpu',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 90,
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'The instances of {resource} use {threshold} of their CPU or more on average.',
      reason:
        'Scaling aims well below: at this level it is at its maximum, too slow or missing. Basic monitoring publishes ' +
        'every five minutes, and one such average over all instances is guard enough for what wakes nobody. A group ' +
        'without instances publishes nothing.',
      runbook: [
        'Compare the number of instances with the maximum of the group, and read its scaling activities.',
        'If it does scale, compare load with last week.',
      ],
    },
  ],
};

export interface GroupSizeFacts {
  /** `undefined` where it is not known, or the group does not publish how many instances are in service. */
  readonly minSize?: number;
}

/**
 * What a group publishes of itself, each minute and at no charge, where its `MetricsCollection` is on.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
 */
export const AUTO_SCALING_GROUP_SIZE: CatalogEntry<GroupSizeFacts> = {
  type: 'AWS::AutoScaling::AutoScalingGroup',
  title: 'Auto Scaling group size',
  family: 'infrastructure',
  resource: {
    when: (properties) => properties.has('MetricsCollection'),
    dimensions: { default: { AutoScalingGroupName: 'Ref' } },
    facts: (properties) => (publishesInService(properties) ? { minSize: properties.number('MinSize') } : {}),
  },
  sample: { properties: { MinSize: '2', MaxSize: '4', MetricsCollection: [{ Granularity: '1Minute' }] } },
  metrics: metricsOf('AWS/AutoScaling', {
    inService: ['GroupInServiceInstances', 'None'],
    desired: ['GroupDesiredCapacity', 'None'],
    min: ['GroupMinSize', 'None'],
    max: ['GroupMaxSize', 'None'],
    pending: ['GroupPendingInstances', 'None'],
    terminating: ['GroupTerminatingInstances', 'None'],
    standby: ['GroupStandbyInstances', 'None'],
  }),
  graphs: [
    graph('Group size', [
      ['inService', 'Minimum', 'In service'],
      ['desired', 'Maximum', 'Desired'],
      ['min', 'Maximum', 'Minimum'],
      ['max', 'Maximum', 'Maximum'],
    ]),
    graph('Instance states', [
      ['pending', 'Maximum', 'Pending'],
      ['terminating', 'Maximum', 'Terminating'],
      ['standby', 'Maximum', 'Standby'],
    ]),
  ],
  alarms: [
    {
      id: 'NoInstances',
      metric: 'inService',
      statistic: 'Minimum',
      comparison: BELOW,
      threshold: {
        rule: ({ minSize = 0 }) => (minSize >= 1 ? 1 : undefined),
        text: '1, where the minimum size is not 0',
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} has no instance in service.',
      reason:
        'Nobody is served, though the group is to have instances at all times. Three minutes of five leave out a group of ' +
        'one that replaces it. The group publishes each minute: a gap says nothing, the state stays.',
      runbook: [
        'Read the scaling activities of the group for why instances do not launch or do not live.',
        'If it began with a new launch template, go back to the one before.',
      ],
    },
    {
      id: 'BelowMinSize',
      metric: 'inService',
      statistic: 'Minimum',
      comparison: BELOW,
      threshold: {
        rule: ({ minSize = 0 }) => (minSize >= 2 ? minSize : undefined),
        text: 'the minimum size of the group, from 2',
      },
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} has fewer than its minimum of {threshold} instances in service.',
      reason:
        'The group works with less room than it was given. Five minutes in a row are longer than the launch that replaces ' +
        'an instance; none at all is for NoInstances. A gap says nothing, the state stays.',
      runbook: [
        'Read the scaling activities of the group: is there no capacity, or do new instances fail their health check?',
      ],
    },
  ],
};

/** Without a list of metrics a group publishes all. */
function publishesInService(properties: Properties): boolean {
  return properties.list('MetricsCollection').some((item) => {
    const names = item.list('Metrics').map((name) => name.text(''));
    return names.length === 0 || names.includes('GroupInServiceInstances');
  });
}
