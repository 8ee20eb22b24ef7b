import { Duration, Validations } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HUB_ENV } from '../../core/conventions';
import { INCIDENT_TABLE, KEY_PREFIX } from '../../core/incident/table';
import { createHubQueue } from './hub-queue';
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
    this.deadLetters = createHubQueue(this, 'DeadLetters', { key: props.key });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of the event source mapping of the table stream; an alarm watches it.',
    });
    this.handler = this.addHandler(props);
    new EventSourceMapping(this, 'Stream', {
      target: this.handler.function,
      eventSourceArn: props.streamArn,
      // From the first record: the mapping is ready only some time after the table.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(NEW_ENTRIES)],
      batchSize: 25,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Listeners of the bus start runbooks and keep evidence: an hour without it is made up for, later is too late.
      maxRecordAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
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
    handler.allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'], props.streamArn);
    // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
    const reason = 'Lambda lists the streams of this one table with the role of the function that it feeds from one.';
    handler.allowWildcard(reason, ['dynamodb:ListStreams'], `${props.tableArn}/stream/*`);
    handler.allow(['events:PutEvents'], props.bus.eventBusArn);
    handler.allow(['sqs:SendMessage'], this.deadLetters.queueArn);
    return handler;
  }
}

const NEW_ENTRIES = {
  eventName: FilterRule.isEqual('INSERT'),
  dynamodb: { Keys: { [INCIDENT_TABLE.sortKey]: { S: FilterRule.beginsWith(KEY_PREFIX.timeline) } } },
};
