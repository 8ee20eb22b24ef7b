/** A topic that alarms cannot reach is refused where it is given. */
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic, type TopicProps } from 'aws-cdk-lib/aws-sns';
import { HealthCheck, HealthChecks, HeartbeatCanary, Observability } from 'sightline';
import { ensureBundles, newStack, type Properties } from '../constructs/template';

beforeAll(ensureBundles);

const IDENTITY = { service: 'shop', environment: 'prod' };

const DOORS: Readonly<Record<string, (notify: ITopic, stack: Stack) => unknown>> = {
  Observability: (notify, stack) => new Observability(stack, 'Made', { ...IDENTITY, notify }),
  HealthChecks: (notify, stack) =>
    new HealthChecks(stack, 'Made', {
      ...IDENTITY,
      notify,
      checks: [HealthCheck.tcp('cache', 'cache.internal', 6379)],
    }),
  HeartbeatCanary: (notify, stack) =>
    new HeartbeatCanary(stack, 'Made', { ...IDENTITY, notify, url: 'https://shop.example.com/' }),
};

const topic = (stack: Stack, props: (stack: Stack) => TopicProps) => new Topic(stack, 'Topic', props(stack));
const managed = (stack: Stack) => ({ masterKey: Alias.fromAliasName(stack, 'Managed', 'alias/aws/sns') });

describe.each(Object.entries(DOORS))('%s', (_, open) => {
  test('refuses a topic with the AWS-managed key', () => {
    const stack = newStack();
    expect(() => open(topic(stack, managed), stack)).toThrow(/'Checkout\/Topic' is encrypted with the AWS-managed key/);
  });

  test("lets CloudWatch and EventBridge use a topic's key, for this account", () => {
    const stack = newStack();
    open(
      topic(stack, (scope) => ({ masterKey: new Key(scope, 'Key') })),
      stack,
    );
    const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    expect(key?.Properties.KeyPolicy.Statement.filter(({ Principal }: Properties) => Principal.Service)).toEqual([
      expect.objectContaining({
        Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });

  test('takes a topic without a key', () => {
    const stack = newStack();
    expect(() =>
      open(
        topic(stack, () => ({})),
        stack,
      ),
    ).not.toThrow();
  });
});
