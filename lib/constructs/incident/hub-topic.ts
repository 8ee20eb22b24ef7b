import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** An encrypted topic, reached over TLS only. */
export function createHubTopic(scope: Construct, id: string, hub: string, masterKey: IKey): Topic {
  return new Topic(scope, id, { displayName: `Sightline ${hub} ${id}`, masterKey, enforceSSL: true });
}

/** Lets the alarms of this account send: a topic with a policy of its own admits none unless it says so. */
export function admitAlarms(topic: Topic): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
    }),
  );
}
