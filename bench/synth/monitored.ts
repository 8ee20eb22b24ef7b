/** The four candidates: the same 5.2 alarms a function with Sightline, with the peer, as raw L1 alarms, and none. */
import { Duration } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { MonitoringFacade } from 'cdk-monitoring-constructs';
import { IncidentResponse, Observability } from '../../lib';
import type { ServiceStack } from './service';

export const CANDIDATES = ['ours', 'peer', 'raw L1', 'bare'] as const;
export type CandidateName = (typeof CANDIDATES)[number];

export const MONITOR: Readonly<Record<CandidateName, (service: ServiceStack) => void>> = {
  ours: monitorWithSightline,
  peer: monitorWithPeer,
  'raw L1': monitorByHand,
  bare: () => undefined,
};

/** The defaults that the other candidates have as well, and the two that they have beyond them. */
function monitorWithSightline({ stack }: ServiceStack): void {
  const observability = new Observability(stack, 'Observability', {
    service: stack.stackName,
    environment: 'bench',
    incidents: IncidentResponse.fromHubName('sightline'),
  });
  observability.monitorScope(stack, {
    overrides: [
      { match: { type: 'Lambda function' }, alarms: SAME_FUNCTION_ALARMS },
      { match: { type: 'DynamoDB table' }, alarms: SAME_TABLE_ALARMS },
    ],
    exclude: [{ type: 'AWS::ApiGateway::Stage' }],
  });
}

const SAME_FUNCTION_ALARMS = {};
const SAME_TABLE_ALARMS = { ReadCapacity: { metric: 'reads', statistic: 'Sum', threshold: 6_000 } };

function monitorWithPeer({ stack, functions, tables, queues, apis }: ServiceStack): void {
  const monitoring = new MonitoringFacade(stack, 'Monitoring', {
    alarmFactoryDefaults: { actionsEnabled: true, alarmNamePrefix: stack.stackName },
  });
  for (const lambdaFunction of functions) {
    monitoring.monitorLambdaFunction({
      lambdaFunction,
      addFaultRateAlarm: { Warning: { maxErrorRate: 0.05 } },
      addLatencyP99Alarm: { Warning: { maxLatency: Duration.seconds(8) } },
      addThrottlesRateAlarm: { Warning: { maxErrorRate: 0 } },
      addConcurrentExecutionsCountAlarm: { Warning: { maxRunningTasks: 9 } },
    });
  }
  for (const table of tables) {
    monitoring.monitorDynamoTable({
      table,
      addReadThrottledEventsCountAlarm: { Warning: { maxThrottledEventsThreshold: 0 } },
      addWriteThrottledEventsCountAlarm: { Warning: { maxThrottledEventsThreshold: 0 } },
      addConsumedReadCapacityAlarm: { Warning: { maxConsumedCapacityUnits: 100 } },
    });
  }
  for (const { queue, deadLetters } of queues) {
    monitoring.monitorSqsQueueWithDlq({
      queue,
      deadLetterQueue: deadLetters,
      addQueueMaxMessageAgeAlarm: { Warning: { maxAgeInSeconds: 300 } },
      addDeadLetterQueueMaxSizeAlarm: { Warning: { maxMessageCount: 0 } },
    });
  }
  for (const api of apis) {
    monitoring.monitorApiGateway({
      api,
      add5XXFaultRateAlarm: { Warning: { maxErrorRate: 0.05 } },
      addLatencyP99Alarm: { Warning: { maxLatency: Duration.seconds(3) } },
    });
  }
}

/** As somebody would write it who wants the alarms and nothing else: no description, no tags; one dashboard of 16 searches. */
function monitorByHand({ stack, functions, tables, queues, apis }: ServiceStack): void {
  const alarm = (
    id: string,
    namespace: string,
    metricName: string,
    dimension: string,
    value: string,
    statistic = 'Sum',
  ) =>
    new CfnAlarm(stack, id, {
      alarmName: `${stack.stackName}-${id}`,
      namespace,
      metricName,
      dimensions: [{ name: dimension, value }],
      ...(statistic.startsWith('p') ? { extendedStatistic: statistic } : { statistic }),
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      treatMissingData: 'notBreaching',
    });
  functions.forEach(({ functionName }, one) => {
    alarm(`Function${one}Faults`, 'AWS/Lambda', 'Errors', 'FunctionName', functionName, 'Average');
    alarm(`Function${one}Throttles`, 'AWS/Lambda', 'Throttles', 'FunctionName', functionName);
    alarm(`Function${one}Latency`, 'AWS/Lambda', 'Duration', 'FunctionName', functionName, 'p99');
    alarm(`Function${one}Concurrency`, 'AWS/Lambda', 'ConcurrentExecutions', 'FunctionName', functionName, 'Maximum');
  });
  tables.forEach(({ tableName }, one) => {
    alarm(`Table${one}Reads`, 'AWS/DynamoDB', 'ReadThrottleEvents', 'TableName', tableName);
    alarm(`Table${one}Writes`, 'AWS/DynamoDB', 'WriteThrottleEvents', 'TableName', tableName);
    alarm(`Table${one}Capacity`, 'AWS/DynamoDB', 'ConsumedReadCapacityUnits', 'TableName', tableName);
  });
  queues.forEach(({ queue, deadLetters }, one) => {
    alarm(`Queue${one}Age`, 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', queue.queueName, 'Maximum');
    alarm(
      `Queue${one}Dead`,
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      'QueueName',
      deadLetters.queueName,
      'Maximum',
    );
  });
  apis.forEach(({ restApiName }, one) => {
    alarm(`Api${one}Faults`, 'AWS/ApiGateway', '5XXError', 'ApiName', restApiName, 'Average');
    alarm(`Api${one}Latency`, 'AWS/ApiGateway', 'Latency', 'ApiName', restApiName, 'p99');
  });
  const widgets = Array.from({ length: 16 }, (_, one) => ({
    type: 'metric',
    x: (one % 4) * 6,
    y: Math.floor(one / 4) * 6,
    width: 6,
    height: 6,
    properties: {
      region: stack.region,
      metrics: [
        [{ expression: `SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors" "${stack.stackName}"', 'Sum')` }],
      ],
    },
  }));
  new CfnDashboard(stack, 'Dashboard', { dashboardBody: stack.toJsonString({ widgets }) });
}
