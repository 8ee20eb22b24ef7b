import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface HubQueueProps {
  /** @default - encrypted with a key that SQS keeps; whoever sends needs no permission for it */
  readonly key?: IKey;
  readonly visibilityTimeout?: Duration;
  readonly deadLetterQueue?: DeadLetterQueue;
}

/** An encrypted queue that keeps messages as long as SQS can, reached over TLS only. */
export function createHubQueue(scope: Construct, id: string, props: HubQueueProps): Queue {
  return new Queue(scope, id, {
    encryption: props.key ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: props.key,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: props.deadLetterQueue,
  });
}

/** Lets EventBridge rules, and nothing else in the account, put messages into a queue. */
export function admitRules(queue: Queue, ruleArns: string[]): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RulesOfThisHub',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': ruleArns } },
    }),
  );
}
