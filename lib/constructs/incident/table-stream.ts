import { type Duration, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { INCIDENT_TABLE } from '../../core/incident/table';
import { createHubQueue } from './hub-queue';
import type { WorkflowFunction } from './workflow-function';

/** Where records go that a reader of the table's stream could not process. */
export function createStreamDeadLetters(scope: Construct, key?: IKey): Queue {
  const deadLetters = createHubQueue(scope, 'DeadLetters', { key });
  Validations.of(deadLetters).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is the dead-letter queue of the event source mapping of the table stream; an alarm watches it.',
  });
  return deadLetters;
}

export interface TableStreamProps {
  readonly tableArn: string;
  readonly streamArn: string;
  /** How the sort keys of the items begin whose inserts it is given. */
  readonly keyPrefix: string;
  readonly batchSize: number;
  /** When a record becomes a dead letter: after so many tries, or so old. */
  readonly giveUp: { readonly retryAttempts: number } | { readonly maxRecordAge: Duration };
  readonly deadLetters: Queue;
}

/** Gives a function the new items of one kind, of the table's stream. */
export function readTableStream(scope: Construct, reader: WorkflowFunction, props: TableStreamProps): void {
  reader.allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'], props.streamArn);
  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
  const reason = 'Lambda lists the streams of this one table with the role of the function that it feeds from one.';
  reader.allowWildcard(reason, ['dynamodb:ListStreams'], `${props.tableArn}/stream/*`);
  reader.allow(['sqs:SendMessage'], props.deadLetters.queueArn);
  new EventSourceMapping(scope, 'Stream', {
    target: reader.function,
    eventSourceArn: props.streamArn,
    // From the first record: the mapping is ready only some time after the table.
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.isEqual('INSERT'),
        dynamodb: { Keys: { [INCIDENT_TABLE.sortKey]: { S: FilterRule.beginsWith(props.keyPrefix) } } },
      }),
    ],
    batchSize: props.batchSize,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    ...props.giveUp,
    onFailure: { bind: () => ({ destination: props.deadLetters.queueArn }) },
  });
}
