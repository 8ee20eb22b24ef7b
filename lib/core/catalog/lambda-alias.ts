import type { CatalogAlarm, CatalogEntry } from './entry';
import { isBareFunctionName } from './function-name';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import type { Properties } from './properties';

export interface LambdaQualifierFacts {
  /** Whether it has provisioned concurrency; `false` where that is not known. */
  readonly provisioned: boolean;
}

const METRICS = metricsOf('AWS/Lambda', {
  invocations: ['Invocations', 'Count'],
  errors: ['Errors', 'Count'],
  throttles: ['Throttles', 'Count'],
  duration: ['Duration', 'Milliseconds'],
  provisioned: ['ProvisionedConcurrentExecutions', 'Count'],
  spillover: ['ProvisionedConcurrencySpilloverInvocations', 'Count'],
  // A ratio: 0.7 where 7 of 10 are in use.
  utilization: ['ProvisionedConcurrencyUtilization', 'None'],
});

const GRAPHS = [
  graph(
    'Invocations',
    [
      ['invocations', 'Sum', 'Invocations'],
      ['throttles', 'Sum', 'Throttles'],
      ['errors', 'Sum', 'Errors'],
    ],
    [['errors', 'Average', 'Fault ratio']],
  ),
  graph('Duration', [
    ['duration', 'p50', 'p50'],
    ['duration', 'p99', 'p99'],
  ]),
  graph(
    'Provisioned concurrency',
    [
      ['provisioned', 'Maximum', 'In use'],
      ['spillover', 'Sum', 'Spillover'],
    ],
    [['utilization', 'Maximum', 'Utilization']],
  ),
];

const ALARMS: readonly CatalogAlarm<LambdaQualifierFacts>[] = [
  {
    id: 'ProvisionedSpillover',
    metric: 'spillover',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: where(1, '1'),
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: 'The provisioned concurrency of {resource} is used up: invocations wait for cold starts again.',
    reason:
      'They succeed, only slower, so nobody is woken; three minutes of five let a burst pass that scaling catches up ' +
      'with. Without invocations there is no data and no trouble.',
    runbook: [
      'Compare its invocations and duration with yesterday.',
      'Raise the provisioned concurrency or its maximum.',
    ],
  },
  {
    id: 'ProvisionedUtilization',
    metric: 'utilization',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: where(0.9, '0.9 (90 %)'),
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: 'The part of its provisioned concurrency that {resource} uses is {threshold} or more (1 is all).',
    reason:
      'Application Auto Scaling usually aims at 0.7: nine tenths for three minutes of five say that it does not follow. ' +
      'Lambda publishes nothing while it is not invoked.',
    runbook: ['Look whether scaling reached its maximum.', 'Raise the provisioned concurrency before it spills over.'],
  },
];

/**
 * Lambda alias. Its alarms are about provisioned concurrency only: faults and throttles of all aliases are in those of
 * the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
export const LAMBDA_ALIAS: CatalogEntry<LambdaQualifierFacts> = {
  type: 'AWS::Lambda::Alias',
  title: 'Lambda alias',
  family: 'compute',
  resource: {
    when: (properties) => isBareFunctionName(properties, 'FunctionName'),
    dimensions: {
      default: {
        FunctionName: 'Property FunctionName',
        Resource: { join: ['Property FunctionName', 'Property Name'], with: ':' },
      },
    },
    facts: provisionedOf,
  },
  sample: {
    properties: {
      FunctionName: 'charge',
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 10 },
    },
  },
  metrics: METRICS,
  indicators: {
    events: 'invocations',
    availability: { total: [{ metric: 'invocations' }], bad: [{ metric: 'errors' }] },
    latency: 'duration',
  },
  graphs: GRAPHS,
  alarms: ALARMS,
};

/**
 * Lambda version with provisioned concurrency of its own. Others are left out: what is invoked through an alias or
 * without a qualifier is not published on a version.
 */
export const LAMBDA_VERSION: CatalogEntry<LambdaQualifierFacts> = {
  type: 'AWS::Lambda::Version',
  title: 'Lambda version',
  family: 'compute',
  resource: {
    when: (properties) => provisionedOf(properties).provisioned && isBareFunctionName(properties, 'FunctionName'),
    dimensions: {
      default: {
        FunctionName: 'Property FunctionName',
        Resource: { join: ['Property FunctionName', 'GetAtt Version'], with: ':' },
      },
    },
    facts: provisionedOf,
  },
  sample: {
    properties: { FunctionName: 'charge', ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 10 } },
  },
  metrics: METRICS,
  indicators: {
    events: 'invocations',
    availability: { total: [{ metric: 'invocations' }], bad: [{ metric: 'errors' }] },
    latency: 'duration',
  },
  graphs: GRAPHS,
  alarms: ALARMS,
};

function provisionedOf(properties: Properties): LambdaQualifierFacts {
  return { provisioned: properties.has('ProvisionedConcurrencyConfig') };
}

function where(threshold: number, text: string) {
  return {
    rule: ({ provisioned }: LambdaQualifierFacts) => (provisioned ? threshold : undefined),
    text: `${text}, where it has provisioned concurrency`,
  };
}
