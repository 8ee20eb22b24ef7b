import { Duration, Stack } from 'aws-cdk-lib';
import { type IEventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { RUN_RUNBOOK } from '../../core/catalog/run-runbook';
import { runbookSwitchPath } from '../../core/config/runbook-switch';
import { EVENT, HUB_ENV } from '../../core/conventions';
import { RUNBOOK_CHANGES } from '../../core/runbook/run';
import type { Automation } from './automation';
import { admitRules, createHubQueue } from './hub-queue';
import { WatchdogAlarms } from './watchdog-alarms';
import { DECISION_ACTIONS, type HubParts, WorkflowFunction } from './workflow-function';

export interface RunbooksProps extends HubParts {
  /** The hub's own: it tells what happens to incidents. */
  readonly bus: IEventBus;
  /** Where the wake-ups of `escalate` go. */
  readonly wakeQueue: Queue;
  /** Is told directly when running runbooks fails. */
  readonly fallback: ITopic;
}

/**
 * What runs by itself: events of incidents, what people ask for, and later looks at what runs, over one queue, to the
 * function that runs runbooks. It may start what `allow` names, and nothing else.
 */
export class Runbooks extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly handler: WorkflowFunction;
  private startsDocuments = false;

  constructor(scope: Construct, id: string, props: RunbooksProps) {
    super(scope, id);
    const { key, hub } = props;
    this.deadLetters = createHubQueue(this, 'DeadLetters', { key });
    this.queue = createHubQueue(this, 'Queue', {
      key,
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html asks for six times the timeout.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    this.addRule(props.bus);
    this.handler = this.addHandler(props);
    new StringParameter(this, 'Switch', {
      parameterName: runbookSwitchPath(hub),
      description: `Sightline: 'off' stops all automation of the hub ${hub}, 'on' allows it`,
      stringValue: 'on',
    });
    this.addAlarms(props);
  }

  /** Lets it start this, and nothing beside it. */
  allow(automation: Automation): void {
    automation.grant(this.handler);
    if (automation.config.kind !== 'ssm' || this.startsDocuments) return;
    this.startsDocuments = true;
    const executions = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'automation-execution',
      resourceName: '*',
    });
    const reason = 'Asks after and stops executions of the documents that it may start: SSM makes up their ids.';
    const actions = ['ssm:StartAutomationExecution', 'ssm:GetAutomationExecution', 'ssm:StopAutomationExecution'];
    this.handler.allowWildcard(reason, actions, executions);
  }

  private addRule(eventBus: IEventBus): void {
    const { queue, deadLetters } = this;
    const target: IRuleTarget = {
      bind: () => ({
        arn: queue.queueArn,
        targetResource: queue,
        deadLetterConfig: { arn: deadLetters.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS, maximumRetryAttempts: MAX_RULE_RETRIES },
      }),
    };
    const eventPattern = {
      source: [EVENT.source],
      detailType: [EVENT.incident],
      detail: { change: [...RUNBOOK_CHANGES] },
    };
    const rule = new Rule(this, 'Changes', { eventBus, eventPattern, targets: [target] });
    admitRules(queue, [rule.ruleArn]);
    admitRules(deadLetters, [rule.ruleArn]);
  }

  private addHandler(props: RunbooksProps): WorkflowFunction {
    const handler = new WorkflowFunction(this, 'RunRunbook', {
      ...props,
      workflow: 'run-runbook',
      description: `Sightline ${props.hub}: runs what runbooks automate`,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      environment: {
        [HUB_ENV.runQueueUrl]: this.queue.queueUrl,
        [HUB_ENV.wakeQueueUrl]: props.wakeQueue.queueUrl,
      },
    });
    const consume = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    handler.allow([...consume, 'sqs:SendMessage'], this.queue.queueArn);
    handler.allow(['sqs:SendMessage'], props.wakeQueue.queueArn);
    // Query: the timeline says what people asked for, the outbox who was told of it.
    handler.allow([...DECISION_ACTIONS, 'dynamodb:Query'], props.tableArn);
    new EventSourceMapping(this, 'Poll', {
      target: handler.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 5,
      reportBatchItemFailures: true,
      maxConcurrency: 2,
    });
    return handler;
  }

  private addAlarms({ hub, fallback }: RunbooksProps): void {
    new WatchdogAlarms(hub, fallback).addFor(RUN_RUNBOOK, this, {
      runs: { QueueName: this.queue.queueName },
      deadRuns: { QueueName: this.deadLetters.queueName },
      runRunbook: { FunctionName: this.handler.function.functionName },
    });
  }
}

const TIMEOUT_SECONDS = 60;
/** EventBridge's own defaults: 24 hours, 185 tries. */
const MAX_EVENT_AGE_SECONDS = 86_400;
const MAX_RULE_RETRIES = 185;
