import type { CatalogEntry } from './entry';
import { AT_LEAST, BELOW, FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import type { Properties } from './properties';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html */
export const EC2_INSTANCE: CatalogEntry<object> = {
  type: 'AWS::EC2::Instance',
  title: 'EC2 instance',
  family: 'infrastructure',
  resource: { dimensions: { default: { InstanceId: 'Ref' } } },
  sample: { properties: { InstanceType: 'm7g.large' } },
  metrics: metricsOf('AWS/EC2', {
    statusFailed: ['StatusCheckFailed', 'Count'],
    systemFailed: ['StatusCheckFailed_System', 'Count'],
    instanceFailed: ['StatusCheckFailed_Instance', 'Count'],
    cpu: ['CPUUtilization', 'Percent'],
    networkIn: ['NetworkIn', 'Bytes'],
    networkOut: ['NetworkOut', 'Bytes'],
    diskRead: ['EBSReadBytes', 'Bytes'],
    diskWritten: ['EBSWriteBytes', 'Bytes'],
  }),
  graphs: [
    graph('Status checks', [
      ['statusFailed', 'Maximum', 'Any failed'],
      ['systemFailed', 'Maximum', 'System failed'],
      ['instanceFailed', 'Maximum', 'Instance failed'],
    ]),
    graph('CPU', [['cpu', 'Average', 'CPU']]),
    graph('Network', [
      ['networkIn', 'Sum', 'In'],
      ['networkOut', 'Sum', 'Out'],
    ]),
    graph('Disk', [
      ['diskRead', 'Sum', 'Read'],
      ['diskWritten', 'Sum', 'Written'],
    ]),
  ],
  alarms: [
    {
      id: 'StatusCheckFailed',
      metric: 'statusFailed',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} fails its status checks.',
      reason:
        'Either the host, the operating system or a volume does not answer, and nothing replaces an instance that stands ' +
        'alone. Checks run each minute; three of five leave out a reboot. An instance that was stopped publishes nothing.',
      runbook: [
        'Look which check fails: for the system check stop and start it, so that it moves to another host.',
        'For the instance check read its console output, then reboot it.',
      ],
    },
    {
      id: 'HighCpu',
      metric: 'cpu',
      statistic: 'Average',
      comparison: AT_LEAST,
      threshold: 90,
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} uses {threshold} of its CPU or more.',
      reason:
        'Near its limit an instance slows down what runs on it. Basic monitoring publishes every five minutes: one such ' +
        'average is guard enough for what wakes nobody. A stopped instance publishes nothing.',
      runbook: ['Find the process that takes it.', 'If it is the load, choose a larger type or spread it.'],
    },
  ],
};

export interface BurstableInstanceFacts {
  /** `undefined` where the instance buys surplus credits instead of slowing down. */
  readonly throttledVcpus?: number;
}

/** The same instances, where their type earns CPU credits: they slow down to a fraction when those are spent. */
export const EC2_BURSTABLE_INSTANCE: CatalogEntry<BurstableInstanceFacts> = {
  type: 'AWS::EC2::Instance',
  title: 'EC2 CPU credits',
  family: 'infrastructure',
  resource: {
    when: (properties) => burstableType(properties) !== undefined,
    dimensions: { default: { InstanceId: 'Ref' } },
    facts: readCredits,
  },
  sample: { properties: { InstanceType: 't3.large', CreditSpecification: { CPUCredits: 'standard' } } },
  metrics: metricsOf('AWS/EC2', {
    balance: ['CPUCreditBalance', 'None'],
    used: ['CPUCreditUsage', 'None'],
    charged: ['CPUSurplusCreditsCharged', 'None'],
  }),
  graphs: [
    graph(
      'CPU credits',
      [['balance', 'Minimum', 'Balance']],
      [
        ['used', 'Sum', 'Used'],
        ['charged', 'Sum', 'Charged'],
      ],
    ),
  ],
  alarms: [
    {
      id: 'LowCpuCredits',
      metric: 'balance',
      statistic: 'Minimum',
      comparison: BELOW,
      threshold: {
        rule: ({ throttledVcpus }) => (throttledVcpus === undefined ? undefined : 10 * throttledVcpus),
        text: '10 credits for each vCPU, in standard mode',
      },
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} has fewer than {threshold} CPU credits left.',
      reason:
        'A credit is a vCPU at full speed for a minute, so this is ten minutes before it falls to its baseline. Credits ' +
        'are published every five minutes, and not while it is stopped. After a launch it fires until some are earned. ' +
        'In unlimited mode it does not slow down: no alarm.',
      runbook: ['Compare CPU with the baseline of its type: is this a burst or the rule?', 'Choose a larger type.'],
    },
  ],
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html */
function burstableType(properties: Properties): readonly [family: string, size: string] | undefined {
  const [, family, size] = /^(t2|t3|t3a|t4g)\.(\w+)$/.exec(properties.text('InstanceType') ?? '') ?? [];
  return family === undefined || size === undefined ? undefined : [family, size];
}

function readCredits(properties: Properties): BurstableInstanceFacts {
  const [family, size = ''] = burstableType(properties) ?? [];
  // Amazon's own defaults: T2 is launched as standard, its successors as unlimited.
  const mode = properties.text('CreditSpecification.CPUCredits', family === 't2' ? 'standard' : 'unlimited');
  if (family === undefined || mode?.toLowerCase() !== 'standard') return {};
  if (family === 't2' && ['nano', 'micro', 'small'].includes(size)) return { throttledVcpus: 1 };
  return { throttledVcpus: { xlarge: 4, '2xlarge': 8 }[size] ?? 2 };
}
