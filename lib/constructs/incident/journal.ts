import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HUB_ENV } from '../../core/conventions';
import { KEY_PREFIX } from '../../core/incident/table';
import { createStreamDeadLetters, readTableStream } from './table-stream';
import { type HubParts, WorkflowFunction } from './workflow-function';

export interface JournalProps extends HubParts {
  readonly streamArn: string;
  /** The hub's own. */
  readonly bus: IEventBus;
}

/**
 * Tells the hub's bus what happens to incidents: new timeline entries of the table's stream, one event each. It has a
 * mapping of its own, so that no page waits for it. With `Notifications` that makes two readers of the stream, which is
 * all that one takes: whoever else reacts is a rule on the bus.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class Journal extends Construct {
  /** Entries that could not be told. */
  readonly deadLetters: Queue;
  readonly handler: WorkflowFunction;

  constructor(scope: Construct, id: string, props: JournalProps) {
    super(scope, id);
    this.deadLetters = createStreamDeadLetters(this, props.key);
    this.handler = this.addHandler(props);
    readTableStream(this, this.handler, {
      ...props,
      keyPrefix: KEY_PREFIX.timeline,
      batchSize: 25,
      // Listeners of the bus start runbooks and keep evidence: an hour without it is made up for, later is too late.
      giveUp: { maxRecordAge: Duration.hours(1) },
      deadLetters: this.deadLetters,
    });
  }

  private addHandler(props: JournalProps): WorkflowFunction {
    const handler = new WorkflowFunction(this, 'PublishIncidents', {
      ...props,
      workflow: 'publish-incidents',
      readsConfig: false,
      description: `Sightline ${props.hub}: tells the bus what happens to incidents`,
      timeout: Duration.seconds(30),
      environment: {
        [HUB_ENV.bus]: props.bus.eventBusName,
        [HUB_ENV.deadLetterUrl]: this.deadLetters.queueUrl,
      },
    });
    // Query: of an incident that version 1 wrote, the outbox says who was told.
    handler.allow(['dynamodb:GetItem', 'dynamodb:Query'], props.tableArn);
    handler.allow(['events:PutEvents'], props.bus.eventBusArn);
    return handler;
  }
}
