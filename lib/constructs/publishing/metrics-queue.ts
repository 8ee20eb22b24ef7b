import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DEFAULT_NAMESPACE, HUB_ENV, PUBLISH_QUEUE_URL } from '../../core/conventions';
import { isNamespace } from '../../core/signal/aggregate/series';
import { createHubQueue } from '../incident/hub-queue';
import { WorkflowFunction } from '../incident/workflow-function';
import { markSelfWatching } from '../monitor/scope';
import { checkName } from '../names';
import { PublisherSilence } from './publisher-silence';

/** The queue that `MetricsPublisher` sends to, and what is done with its messages. */
export interface MetricsQueueProps {
  /** CloudWatch namespaces that publishers may write to; others are refused. @default ['Sightline'] */
  readonly namespaces?: readonly string[];
  /**
   * Value of the dimension `hub` of the function's own metrics: 1 to 32 letters, digits, `.`, `_`, `-`.
   * @default 'sightline'
   */
  readonly hub?: string;
  /** How long messages are collected before they are published together, up to 5 minutes. @default Duration.seconds(10) */
  readonly batchingWindow?: Duration;
  /**
   * Told when data lie in the dead-letter queue or wait for more than 10 minutes, when the function fails, and when
   * functions that may publish serve and publish nothing.
   * @default - no alarms
   */
  readonly alarmAction?: IAlarmAction;
  /** How long the function's own logs are kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** What becomes of the logs when the stack goes. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** The way from `MetricsPublisher` to CloudWatch: an encrypted queue, and the function `publish-metrics` behind it. */
export class MetricsQueue extends Construct {
  readonly queue: Queue;
  /** What CloudWatch refused, is too old, or is no message of ours, each with its reason; and what failed five times. */
  readonly deadLetters: Queue;
  readonly function: LambdaFunction;
  private readonly silence?: PublisherSilence;

  constructor(scope: Construct, id: string, props: MetricsQueueProps = {}) {
    super(scope, id);
    this.deadLetters = createHubQueue(this, 'DeadLetters', {});
    this.queue = createHubQueue(this, 'Queue', {
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html asks for six times the timeout.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    this.function = this.addPublisher(props).function;
    if (!props.alarmAction) return;
    this.addAlarms(props.alarmAction);
    this.silence = new PublisherSilence(this, 'Silence', { queue: this.queue, action: props.alarmAction });
    markSelfWatching(this);
  }

  /**
   * Lets a function or a task's role send to the queue. A function also gets the environment variable that
   * `MetricsPublisher` reads; elsewhere pass `queueUrl`.
   */
  grantPublish(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
    if (!(grantee instanceof LambdaFunction)) return;
    grantee.addEnvironment(PUBLISH_QUEUE_URL, this.queue.queueUrl, { removeInEdge: true });
    // One of another stack needs this one, which cannot need it as well.
    if (Stack.of(grantee) === Stack.of(this)) this.silence?.expectFrom(grantee);
  }

  private addPublisher(props: MetricsQueueProps): WorkflowFunction {
    const hub = props.hub ?? 'sightline';
    checkName('hub', hub, MAX_HUB_LENGTH);
    const publisher = new WorkflowFunction(this, 'PublishMetrics', {
      hub,
      workflow: 'publish-metrics',
      description: `Sightline ${hub}: puts aggregated metrics into CloudWatch`,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memorySize: 512,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      environment: {
        [PUBLISH_QUEUE_URL]: this.queue.queueUrl,
        [HUB_ENV.deadLetterUrl]: this.deadLetters.queueUrl,
      },
    });
    // SendMessage: what is left of a request that was stored in part goes back as a new message.
    const consume = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:SendMessage'];
    publisher.allow(consume, this.queue.queueArn);
    publisher.allow(['sqs:SendMessage'], this.deadLetters.queueArn);
    const conditions = { StringEquals: { 'cloudwatch:namespace': namespacesOf(props) } };
    publisher.allowWildcard(PUT_METRICS, ['cloudwatch:PutMetricData'], '*', conditions);
    new EventSourceMapping(this, 'Poll', {
      target: publisher.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: props.batchingWindow ?? Duration.seconds(10),
      reportBatchItemFailures: true,
      maxConcurrency: 10,
    });
    return publisher;
  }

  private addAlarms(action: IAlarmAction): void {
    const minute = { period: Duration.minutes(1) };
    const dead = this.deadLetters.metricApproximateNumberOfMessagesVisible({ ...minute, statistic: 'Maximum' });
    const age = this.queue.metricApproximateAgeOfOldestMessage({ ...minute, statistic: 'Maximum' });
    const errors = this.function.metricErrors({ ...minute, statistic: 'Sum' });
    const alarms = [
      this.addAlarm('DeadMetrics', dead, 0, [1, 1], 'Metrics are in the dead-letter queue'),
      this.addAlarm('OldMetrics', age, MAX_AGE_SECONDS, [3, 3], 'Metrics wait for more than 10 minutes'),
      this.addAlarm('PublishErrors', errors, 0, [3, 5], 'The function that publishes metrics fails'),
    ];
    for (const alarm of alarms) alarm.addAlarmAction(action);
  }

  private addAlarm(
    id: string,
    metric: IMetric,
    threshold: number,
    [datapointsToAlarm, evaluationPeriods]: readonly [number, number],
    what: string,
  ): Alarm {
    return new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods,
      datapointsToAlarm,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${what}; see docs/how-to/publish-metrics-at-scale.md`,
    });
  }
}

/** The workflow begins no try after 25 s; the rest is for dead letters. */
const TIMEOUT_SECONDS = 60;
/** At most what a killed function publishes twice. Lambda takes batches of 6 MB: 20 messages are 5 MB at most. */
const BATCH_SIZE = 20;
const MAX_AGE_SECONDS = 600;
const MAX_HUB_LENGTH = 32;

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
const PUT_METRICS = 'PutMetricData of CloudWatch knows no resources; a condition limits it to the namespaces.';

function namespacesOf({ namespaces = [DEFAULT_NAMESPACE] }: MetricsQueueProps): string[] {
  const wrong = namespaces.find((namespace) => !isNamespace(namespace));
  if (wrong !== undefined || namespaces.length === 0) {
    throw new Error(
      `'namespaces' must name at least one CloudWatch namespace that is not AWS's own, got '${wrong ?? 'none'}'; ` +
        `leave it out for '${DEFAULT_NAMESPACE}'`,
    );
  }
  return [...namespaces];
}
