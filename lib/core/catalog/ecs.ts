import type { CatalogEntry } from './entry';
import { AT_LEAST, BELOW, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

export interface EcsServiceFacts {
  /** `undefined` where the service is a daemon, or its count is not known. */
  readonly desiredTasks?: number;
}

/**
 * ECS service on Fargate and EC2 alike. The ARN that Ref answers is `.../cluster/service`: the cluster's name is taken
 * from it, since the property `Cluster` may be a name, an ARN, or left out. `DesiredTaskCount` is drawn where the cluster
 * has Container Insights on.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
 */
export const ECS_SERVICE: CatalogEntry<EcsServiceFacts> = {
  type: 'AWS::ECS::Service',
  title: 'ECS service',
  family: 'compute',
  resource: {
    dimensions: {
      default: { ClusterName: { of: 'Ref', split: '/', at: 1 }, ServiceName: 'GetAtt Name' },
    },
    facts: (properties) =>
      properties.text('SchedulingStrategy', 'REPLICA') === 'REPLICA'
        ? { desiredTasks: properties.number('DesiredCount', 1) }
        : {},
  },
  sample: { properties: { Cluster: 'shop', DesiredCount: 2 } },
  metrics: {
    ...metricsOf('AWS/ECS', { live: ['LiveTaskCount', 'Count'] }),
    // Of what the tasks reserve; on EC2 they may use more.
    cpu: { namespace: 'AWS/ECS', name: 'CPUUtilization', unit: 'Percent', exceeds100: true },
    memory: { namespace: 'AWS/ECS', name: 'MemoryUtilization', unit: 'Percent', exceeds100: true },
    ...metricsOf('ECS/ContainerInsights', { desired: ['DesiredTaskCount', 'Count'] }),
  },
  graphs: [
    graph('CPU', [
      ['cpu', 'Average', 'Average'],
      ['cpu', 'Maximum', 'Busiest task'],
    ]),
    graph('Memory', [
      ['memory', 'Average', 'Average'],
      ['memory', 'Maximum', 'Fullest task'],
    ]),
    graph(
      'Tasks',
      [
        ['live', 'Maximum', 'Live'],
        ['desired', 'Maximum', 'Desired'],
      ],
      [['cpu', 'SampleCount', 'Samples of running tasks']],
    ),
  ],
  alarms: [
    {
      id: 'NoRunningTasks',
      metric: 'cpu',
      statistic: 'SampleCount',
      comparison: BELOW,
      threshold: {
        rule: ({ desiredTasks = 0 }) => (desiredTasks >= 1 ? 1 : undefined),
        text: '1, where the service wants at least one task',
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'breaching',
      ...PAGE,
      summary: '{resource} has no running task.',
      reason:
        'ECS reports utilization only while a task runs, with Container Insights or without: no sample is no task, so ' +
        'missing data is the fault itself. Three minutes of five leave out a late datapoint, and a new alarm waits five ' +
        'minutes for its first ones. Switch it off for services that scale to zero.',
      runbook: [
        'Read the events of the service and the stopped reason of its last tasks.',
        'If it began with a deployment, roll back; otherwise look for capacity, image pulls and failing health checks.',
      ],
    },
    {
      id: 'HighCpu',
      metric: 'cpu',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 90,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} uses {threshold} of its CPU or more.',
      reason:
        'Near its limit a service slows down before it fails. Five minutes in a row are longer than a start or a burst ' +
        'that scaling answers. Without data no task runs: NoRunningTasks tells.',
      runbook: [
        'Compare with the number of tasks: is scaling at its maximum, or missing?',
        'If load has not grown, compare with the last deployment.',
      ],
    },
    {
      id: 'HighMemory',
      metric: 'memory',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 90,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'A task of {resource} uses {threshold} of its memory or more.',
      reason:
        'At its memory limit a task is killed, one by one, so the fullest counts and not the average. Three minutes of ' +
        'five leave out a passing peak. Without data no task runs: NoRunningTasks tells.',
      runbook: [
        'Look whether memory grows since the last deployment: a leak.',
        'If it follows load, raise the memory of the task definition.',
      ],
    },
  ],
};

/**
 * ECS cluster, drawn only: of a cluster on Fargate none of these is published, and on EC2 a high reservation is what
 * managed scaling aims at. Services that lack tasks tell.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
 */
export const ECS_CLUSTER: CatalogEntry<object> = {
  type: 'AWS::ECS::Cluster',
  title: 'ECS cluster',
  family: 'compute',
  resource: {
    dimensions: { default: { ClusterName: 'Ref' } },
    imported: { marker: 'hasEc2Capacity', dimensions: { ClusterName: 'clusterName' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/ECS', {
    cpuReserved: ['CPUReservation', 'Percent'],
    cpu: ['CPUUtilization', 'Percent'],
    memoryReserved: ['MemoryReservation', 'Percent'],
    memory: ['MemoryUtilization', 'Percent'],
  }),
  graphs: [
    graph('CPU of EC2 instances', [
      ['cpuReserved', 'Average', 'Reserved'],
      ['cpu', 'Average', 'Used'],
    ]),
    graph('Memory of EC2 instances', [
      ['memoryReserved', 'Average', 'Reserved'],
      ['memory', 'Average', 'Used'],
    ]),
  ],
  alarms: [],
};
