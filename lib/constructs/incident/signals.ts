import { Duration, Stack } from 'aws-cdk-lib';
import { type IEventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HUB_ENV, TABLE_INDEX } from '../../core/conventions';
import { topologyParameter } from '../../core/trace/table';
import { admitRules, createHubQueue } from './hub-queue';
import { eventPatterns, JUDGE_SIGNALS, type SignalSources } from './signal-patterns';
import { DECISION_ACTIONS, type HubParts, WorkflowFunction } from './workflow-function';

export interface SignalsProps extends HubParts {
  /** The hub's own: what judges of ours find comes in by it, and deploys of monitored services are told on it. */
  readonly bus: IEventBus;
  /** Where the wake-ups of `escalate` go. */
  readonly wakeQueue: Queue;
  readonly sources?: SignalSources;
}

/**
 * The way in: alarms, deploys and what else of the default bus tells of trouble, and signals of the hub's own, over a
 * queue, to the function that decides.
 */
export class Signals extends Construct {
  readonly queue: Queue;
  /** What could not be handled, and what the rules could not deliver. */
  readonly deadLetters: Queue;
  readonly handler: WorkflowFunction;

  constructor(scope: Construct, id: string, props: SignalsProps) {
    super(scope, id);
    const { key } = props;
    this.deadLetters = createHubQueue(this, 'DeadLetters', { key });
    this.queue = createHubQueue(this, 'Queue', {
      key,
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html asks for six times the timeout.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    this.addRules(props.bus, props.sources);
    this.handler = this.addHandler(props);
  }

  private addRules(ownBus: IEventBus, sources: SignalSources | undefined): void {
    const { queue, deadLetters } = this;
    const target: IRuleTarget = {
      bind: () => ({
        arn: queue.queueArn,
        targetResource: queue,
        deadLetterConfig: { arn: deadLetters.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS, maximumRetryAttempts: MAX_RULE_RETRIES },
      }),
    };
    const rules = Object.entries(eventPatterns(sources)).map(
      ([id, eventPattern]) => new Rule(this, id, { eventPattern, targets: [target] }),
    );
    rules.push(new Rule(this, 'JudgeSignals', { eventBus: ownBus, eventPattern: JUDGE_SIGNALS, targets: [target] }));
    const arns = rules.map((rule) => rule.ruleArn);
    admitRules(queue, arns);
    admitRules(deadLetters, arns);
  }

  private addHandler(props: SignalsProps): WorkflowFunction {
    const handler = new WorkflowFunction(this, 'HandleSignal', {
      ...props,
      workflow: 'handle-signal',
      description: `Sightline ${props.hub}: turns alarms into incidents`,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      environment: {
        [HUB_ENV.bus]: props.bus.eventBusName,
        [HUB_ENV.deadLetterUrl]: this.deadLetters.queueUrl,
        [HUB_ENV.wakeQueueUrl]: props.wakeQueue.queueUrl,
      },
    });
    handler.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], this.queue.queueArn);
    handler.allow(['sqs:SendMessage'], this.deadLetters.queueArn, props.wakeQueue.queueArn);
    handler.allow(DECISION_ACTIONS, props.tableArn);
    // The contributors of an alarm that is deleted, and other incidents that are open.
    handler.allow(['dynamodb:Query'], props.tableArn, `${props.tableArn}/index/${TABLE_INDEX.open}`);
    handler.allow(['events:PutEvents'], props.bus.eventBusArn);
    const resourceName = topologyParameter(props.hub).slice(1);
    const topology = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
    handler.allow(['ssm:GetParameter'], topology);
    new EventSourceMapping(this, 'Poll', {
      target: handler.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // Signals of one service meet at one lock: more at once would only collide. Fifty signals are still in work.
      maxConcurrency: 5,
    });
    return handler;
  }
}

const TIMEOUT_SECONDS = 30;
/** EventBridge's own defaults, stated so that nobody has to look: 24 hours, 185 tries. */
const MAX_EVENT_AGE_SECONDS = 86_400;
const MAX_RULE_RETRIES = 185;
