import { Annotations, type CfnResource, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, type ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { refuseForeign } from './same-place';

/**
 * Refuses a topic that alarms could not reach: of another account or Region, or encrypted with the AWS-managed key of
 * SNS, whose policy admits no other service, so that every message would be lost without a trace. A key of this app
 * gets the statement it needs, once; of any other key, a warning says what its policy must have.
 * @param where the construct whose alarms tell the topic
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function refuseUndeliverableTopic(topic: ITopic, where: IConstruct): void {
  refuseForeign(
    `'${where.node.path}'`,
    where,
    `topic '${topic.node.path}'`,
    topic.env,
    "tell a topic of the alarms' own account and Region, and subscribe others to it",
  );
  if (/(^|[:/])alias\/aws\/sns("|$)/.test(keyText(topic))) {
    throw new Error(
      `'${where.node.path}': topic '${topic.node.path}' is encrypted with the AWS-managed key 'alias/aws/sns', which ` +
        'lets CloudWatch publish nothing, silently; use a customer-managed key (new Key(...) as masterKey) whose policy ' +
        'allows cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*, or no key',
    );
  }
  if (topic.masterKey) admitAlarms(topic.masterKey, topic);
}

/** What the template says of the key, tokens resolved; empty without one. */
function keyText(topic: ITopic): string {
  const template = topic.node.defaultChild;
  const id = template instanceof CfnTopic ? template.kmsMasterKeyId : topic.masterKey?.keyArn;
  const resolved: unknown = id === undefined ? undefined : Stack.of(topic).resolve(id);
  return typeof resolved === 'string' ? resolved : (JSON.stringify(resolved) ?? '');
}

const admitted = new WeakSet<IConstruct>();

function admitAlarms(masterKey: IKey, topic: ITopic): void {
  const key = keyOf(masterKey);
  if (admitted.has(key)) return;
  admitted.add(key);
  const { statementAdded } = key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'SightlineAlarms',
      principals: SERVICES.map((service) => new ServicePrincipal(service)),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      // In a key policy, this is the key itself.
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(key).account } },
    }),
  );
  if (statementAdded) return;
  Annotations.of(topic).addWarningV2(
    'sightline:topicKeyOutOfReach',
    `The key of topic '${topic.node.path}' is not of this app; its policy must allow ${SERVICES.join(' and ')} ` +
      'kms:Decrypt and kms:GenerateDataKey*, or alarms reach nobody, silently',
  );
}

const SERVICES = ['cloudwatch.amazonaws.com', 'events.amazonaws.com'];

/** An alias that was made in the app stands for its key. */
function keyOf(key: IKey): IKey {
  const target = 'aliasTargetKey' in key && !isImported(key) ? (key.aliasTargetKey as IKey | undefined) : undefined;
  return target ?? key;
}

/** An imported alias has the property, and throws when it is read. */
function isImported(key: IKey): boolean {
  return (key.node.defaultChild as CfnResource | undefined) === undefined;
}
