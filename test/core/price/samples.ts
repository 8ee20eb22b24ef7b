import { type CostOptions, estimateCost } from '../../../lib/core/price/estimate';
import type { PricedResource } from '../../../lib/core/price/resource';

/** Resources of one stack, as a template writes them. */
export function stack(
  resources: Readonly<Record<string, readonly [type: string, properties?: object, metadata?: object]>>,
  stackName = 'Shop',
): PricedResource[] {
  return Object.entries(resources).map(([logicalId, [type, properties = {}, metadata = {}]]) => ({
    type,
    properties: properties as Record<string, unknown>,
    metadata: metadata as Record<string, unknown>,
    stackName,
    logicalId,
    path: `${stackName}/${logicalId}`,
  }));
}

export type Given = Parameters<typeof stack>[0];

export function estimate(resources: Given, options?: CostOptions) {
  return estimateCost(stack(resources), options);
}

export const ALARM = 'AWS::CloudWatch::Alarm';
export const FUNCTION = 'AWS::Lambda::Function';

export function metricStat(name: string, period: unknown = 60) {
  return {
    Id: name.toLowerCase(),
    MetricStat: { Metric: { Namespace: 'AWS/SQS', MetricName: name }, Period: period, Stat: 'Sum' },
  };
}

/** A function that `Observability.monitor` connected. */
export function handler(service: string, more: object = {}, variables: object = {}): [string, object] {
  return [
    FUNCTION,
    {
      Environment: { Variables: { SIGHTLINE_SERVICE: service, SIGHTLINE_ENVIRONMENT: 'prod', ...variables } },
      ...more,
    },
  ];
}

/**
 * The app of the scale benchmark: N functions in stacks of 40, N/5 tables, N/5 queues with a dead-letter queue each,
 * N/10 REST APIs of ten methods, and 5.2 N alarms: 4 a function, 3 a table, 2 a queue, 2 an API.
 */
export function largeApp(n: number): PricedResource[] {
  const stacks = Array.from({ length: Math.ceil(n / 40) }, (_, index) => `Stack${index}`);
  return stacks.flatMap((stackName, index) =>
    stack(Object.fromEntries(largeStack(Math.min(40, n - 40 * index))), stackName),
  );
}

function largeStack(n: number): [string, [string, object?]][] {
  const many = (count: number, of: (index: number) => [string, [string, object?]][]) =>
    Array.from({ length: count }, (_, index) => of(index)).flat();
  return [
    ...many(n, (i) => [
      [`Function${i}`, handler('shop')],
      [
        `Method${i}`,
        [
          'AWS::ApiGateway::Method',
          { HttpMethod: 'GET', Integration: { Uri: { 'Fn::Sub': `arn:\${Function${i}.Arn}/invocations` } } },
        ],
      ],
      ...['Errors', 'Duration', 'Throttles', 'ConcurrentExecutions'].map((metric) =>
        watching(`Function${i}`, 'AWS/Lambda', metric, 'FunctionName'),
      ),
    ]),
    ...many(n / 5, (i) => [
      [`Table${i}`, ['AWS::DynamoDB::Table', {}]],
      ...['ReadThrottleEvents', 'WriteThrottleEvents', 'SystemErrors'].map((metric) =>
        watching(`Table${i}`, 'AWS/DynamoDB', metric, 'TableName'),
      ),
    ]),
    ...many(n / 5, (i) => [
      [`Queue${i}`, ['AWS::SQS::Queue', {}]],
      [`Dead${i}`, ['AWS::SQS::Queue', {}]],
      watching(`Queue${i}`, 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName'),
      watching(`Dead${i}`, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName'),
    ]),
    ...many(n / 10, (i) => [
      [`Api${i}`, ['AWS::ApiGateway::RestApi', {}]],
      ...['5XXError', 'Latency'].map((metric) => watching(`Api${i}`, 'AWS/ApiGateway', metric, 'ApiName')),
    ]),
    ['Dashboard', ['AWS::CloudWatch::Dashboard', {}]],
  ];
}

function watching(id: string, namespace: string, metric: string, dimension: string): [string, [string, object]] {
  const dimensions = [{ Name: dimension, Value: { Ref: id } }];
  return [
    `${id}${metric}Alarm`,
    [ALARM, { Namespace: namespace, MetricName: metric, Dimensions: dimensions, Period: 60 }],
  ];
}
