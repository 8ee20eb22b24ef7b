import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * The key of everything a hub stores or sends. The AWS services that write to encrypted queues and topics may use it
 * for this account only; with the AWS-managed key they could not, and alarms would be lost without a trace.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function createHubKey(scope: Construct, hub: string, removalPolicy: RemovalPolicy): Key {
  const key = new Key(scope, 'Key', { description: `Sightline hub ${hub}`, enableKeyRotation: true, removalPolicy });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ServicesOfThisAccount',
      principals: SERVICES.map((service) => new ServicePrincipal(service)),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return key;
}

const SERVICES = ['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'sns.amazonaws.com', 'sqs.amazonaws.com'];
