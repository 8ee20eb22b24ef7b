import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HUB_ENV, TABLE_INDEX } from '../../core/conventions';
import { createHubQueue } from './hub-queue';
import { addSweep } from './sweep';
import { DECISION_ACTIONS, type HubParts, WorkflowFunction } from './workflow-function';

export interface EscalationsProps extends HubParts {
  /** The hub's own: hears of maintenance that begins and ends. */
  readonly bus: IEventBus;
}

/**
 * What happens later: delayed wake-ups, each for one timer, over a queue, and once a minute whatever is due, to the
 * function that escalates.
 */
export class Escalations extends Construct {
  readonly wakeQueue: Queue;
  /** Wake-ups that failed five times. */
  readonly deadLetters: Queue;
  readonly handler: WorkflowFunction;

  constructor(scope: Construct, id: string, props: EscalationsProps) {
    super(scope, id);
    const { key } = props;
    this.deadLetters = createHubQueue(this, 'DeadLetters', { key });
    this.wakeQueue = createHubQueue(this, 'WakeUps', {
      key,
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html asks for six times the timeout.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    this.handler = this.addHandler(props);
    new EventSourceMapping(this, 'Poll', {
      target: this.handler.function,
      eventSourceArn: this.wakeQueue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // As many as decide on signals: both meet at the locks of the same incidents.
      maxConcurrency: 5,
    });
    addSweep(this, this.handler);
  }

  private addHandler(props: EscalationsProps): WorkflowFunction {
    const handler = new WorkflowFunction(this, 'Escalate', {
      ...props,
      workflow: 'escalate',
      description: `Sightline ${props.hub}: tells the next ones where nobody answers`,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      environment: { [HUB_ENV.wakeQueueUrl]: this.wakeQueue.queueUrl, [HUB_ENV.bus]: props.bus.eventBusName },
    });
    handler.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], this.wakeQueue.queueArn);
    // A timer that is more than 15 minutes away is put off again and again.
    handler.allow(['sqs:SendMessage'], this.wakeQueue.queueArn);
    handler.allow(DECISION_ACTIONS, props.tableArn);
    // What is due, and what maintenance held back.
    handler.allow(['dynamodb:Query'], `${props.tableArn}/index/${TABLE_INDEX.due}`, props.tableArn);
    // Other incidents that are open, when what was held back begins one.
    handler.allow(['dynamodb:Query'], `${props.tableArn}/index/${TABLE_INDEX.open}`);
    handler.allow(['events:PutEvents'], props.bus.eventBusArn);
    return handler;
  }
}

const TIMEOUT_SECONDS = 30;
