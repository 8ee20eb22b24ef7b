import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Channel, IncidentResponse, type IncidentResponseProps } from '../../lib';
import { lambdaAsset } from '../../lib/constructs/lambda-asset';
import { parseConfig } from '../../lib/core/config';
import { ensureBundles, newStack, type Properties, resources } from './template';

let standard: Template;

beforeAll(() => {
  ensureBundles();
  standard = hub();
});

function hub(props: Partial<IncidentResponseProps> = {}, stack = newStack('Hub')): Template {
  new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')], ...props });
  return Template.fromStack(stack);
}

/** An intrinsic as readable text: `Table.Arn/index/gsi1`, with logical ids shortened to their human part. */
function show(value: Properties): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(show).join('');
  const target: string[] = [value.Ref ?? value['Fn::GetAtt']].flat();
  return target.join('.').replace(/^Incidents(\w*?)[0-9A-F]{8}/, '$1');
}

function permissions(template: Template, role: string): Record<string, string[]> {
  const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.includes(role));
  const statements: Properties[] = policies.flatMap(([, policy]) => policy.PolicyDocument.Statement);
  const granted: Record<string, string[]> = {};
  for (const { Action, Resource } of statements) {
    for (const action of [Action].flat())
      granted[action] = [...(granted[action] ?? []), ...[Resource].flat().map(show)];
  }
  return granted;
}

const CONFIG = ['arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/sightline/sightline'];

describe('permissions', () => {
  test('of handle-signal are these and no others', () => {
    expect(permissions(standard, 'HandleSignal')).toEqual({
      'logs:CreateLogStream': ['SignalsHandleSignalLogs.Arn'],
      'logs:PutLogEvents': ['SignalsHandleSignalLogs.Arn'],
      'kms:Decrypt': ['Key.Arn'],
      'kms:GenerateDataKey': ['Key.Arn'],
      'ssm:GetParametersByPath': [...CONFIG, `${CONFIG}/*`],
      'xray:PutTraceSegments': ['*'],
      'xray:PutTelemetryRecords': ['*'],
      'sqs:ReceiveMessage': ['SignalsQueue.Arn'],
      'sqs:DeleteMessage': ['SignalsQueue.Arn'],
      'sqs:GetQueueAttributes': ['SignalsQueue.Arn'],
      'sqs:SendMessage': ['SignalsDeadLetters.Arn'],
      'dynamodb:GetItem': ['Table.Arn'],
      'dynamodb:PutItem': ['Table.Arn'],
      'events:PutEvents': ['Bus.Arn'],
    });
  });

  test('of notify are these and no others', () => {
    expect(permissions(standard, 'Notify')).toEqual({
      'logs:CreateLogStream': ['NotificationsNotifyLogs.Arn'],
      'logs:PutLogEvents': ['NotificationsNotifyLogs.Arn'],
      'kms:Decrypt': ['Key.Arn'],
      'kms:GenerateDataKey': ['Key.Arn'],
      'ssm:GetParametersByPath': [...CONFIG, `${CONFIG}/*`],
      'xray:PutTraceSegments': ['*'],
      'xray:PutTelemetryRecords': ['*'],
      'dynamodb:GetItem': ['Table.Arn'],
      'dynamodb:UpdateItem': ['Table.Arn'],
      'dynamodb:Query': ['Table.Arn', 'Table.Arn/index/gsi3'],
      'dynamodb:GetRecords': ['Table.StreamArn'],
      'dynamodb:GetShardIterator': ['Table.StreamArn'],
      'dynamodb:DescribeStream': ['Table.StreamArn'],
      'dynamodb:ListStreams': ['Table.Arn/stream/*'],
      'sqs:SendMessage': ['NotificationsDeadLetters.Arn'],
      'sns:Publish': ['Responders', 'Fallback'],
    });
  });

  test('of AWS services on key, queues and topic hold for this account and these rules only', () => {
    const template = standard;
    const account = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: Match.arrayWith(['cloudwatch.amazonaws.com', 'events.amazonaws.com']) },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: account,
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: account,
          }),
        ]),
      },
    });
    const policies = Object.values(resources(template, 'AWS::SQS::QueuePolicy')).flatMap(
      (policy) => policy.PolicyDocument.Statement,
    );
    const allowed = policies.filter((statement: Properties) => statement.Effect === 'Allow');
    expect(allowed).toHaveLength(2);
    for (const statement of allowed) {
      expect(statement).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } });
      expect(statement.Condition.ArnEquals['aws:SourceArn'].map(show)).toEqual([
        'SignalsAlarmStates.Arn',
        'SignalsStackDeploys.Arn',
        'SignalsCodeDeploys.Arn',
        'SignalsJudgeSignals.Arn',
      ]);
    }
    expect(policies.filter((statement: Properties) => statement.Effect === 'Deny')).toHaveLength(3);
  });
});

describe('signals', () => {
  test('come from the default bus: alarm states, finished stacks, finished deployments', () => {
    const rules = Object.values(resources(standard, 'AWS::Events::Rule')).filter((rule) => !rule.EventBusName);
    expect(rules.map((rule) => rule.EventPattern).filter(Boolean)).toEqual([
      { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] },
      {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] } },
      },
      {
        source: ['aws.codedeploy'],
        'detail-type': ['CodeDeploy Deployment State-change Notification'],
        detail: { state: ['SUCCESS'] },
      },
    ]);
  });

  test("come from the hub's own bus: what its judges find, and nothing else", () => {
    const rules = Object.values(resources(standard, 'AWS::Events::Rule'));
    const [alarms] = rules.filter((rule) => rule.EventPattern?.source?.[0] === 'aws.cloudwatch');
    expect(rules.filter((rule) => rule.EventBusName)).toEqual([
      {
        EventBusName: { Ref: expect.stringMatching(/Bus/) },
        EventPattern: { source: ['sightline'], 'detail-type': ['Sightline Signal'] },
        State: 'ENABLED',
        Targets: alarms?.Targets,
      },
    ]);
  });

  test('are not lost on their way: retried, then kept in the dead-letter queue', () => {
    const template = standard;
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.cloudwatch'] },
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('SignalsDeadLetters'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        }),
      ],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      KmsMasterKeyId: Match.anyValue(),
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });
});

describe('notifications', () => {
  test('start with new outbox items of the stream, and with a sweep each minute', () => {
    const template = standard;
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FilterCriteria: {
        Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"OUT#"}]}}}}' }],
      },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 3,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });

  test('reach topics of others, with the right to use their key', () => {
    const stack = newStack('Hub');
    const topic = new Topic(stack, 'Chat');
    const template = hub({ channels: [Channel.email('a@example.com'), Channel.topic('chat', topic)] }, stack);
    expect(permissions(template, 'Notify')['sns:Publish']).toHaveLength(3);
    expect(hubConfig(template).channels.map(({ name }) => name)).toEqual(['oncall', 'chat']);
  });

  test('go by mail to each address once, and the fallback too', () => {
    const template = hub({
      channels: [Channel.email('a@example.com', 'b@example.com'), Channel.email('a@example.com')],
    });
    const subscriptions = Object.values(resources(template, 'AWS::SNS::Subscription'));
    expect(subscriptions.map((subscription) => `${show(subscription.TopicArn)} ${subscription.Endpoint}`)).toEqual([
      'Responders a@example.com',
      'Responders b@example.com',
      'Fallback a@example.com',
      'Fallback b@example.com',
    ]);
  });
});

function hubConfig(template: Template) {
  const [parameter] = Object.values(resources(template, 'AWS::SSM::Parameter'));
  return parseConfig([{ name: parameter.Name, text: show(parameter.Value) }]).hub;
}

test('publishes its configuration for functions and rehearsal', () => {
  const template = hub({ hub: 'night', reopenWindow: Duration.minutes(10) });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/night/hub' });
  expect(hubConfig(template)).toEqual({
    schemaVersion: 1,
    kind: 'hub',
    hub: 'night',
    channels: [{ name: 'oncall', topicArn: 'Responders' }],
    fallbackTopicArn: 'Fallback',
    reopenWindowSeconds: 600,
  });
});

test('keeps incidents in an encrypted table with stream, expiry and point-in-time recovery', () => {
  const template = standard;
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      GlobalSecondaryIndexes: ['gsi1', 'gsi2', 'gsi3'].map((name) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: `${name}pk`, KeyType: 'HASH' },
          { AttributeName: `${name}sk`, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    },
  });
});

test('names the workflow of its functions, and gives them what they read', () => {
  const functions = Object.values(standard.findResources('AWS::Lambda::Function'));
  expect(functions.map((fn) => fn.Metadata['sightline:function'])).toEqual(['handle-signal', 'notify']);
  for (const { Properties: properties } of functions) {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    expect(properties.Environment.Variables).toMatchObject({
      SIGHTLINE_HUB: 'sightline',
      SIGHTLINE_TABLE: { Ref: expect.any(String) },
      SIGHTLINE_CONFIG_PATH: '/sightline/sightline',
    });
  }
  expect(show(functions[0]?.Properties.Environment.Variables.SIGHTLINE_BUS)).toBe('Bus');
  expect(show(functions[0]?.Properties.Environment.Variables.SIGHTLINE_DEAD_LETTER_URL)).toBe('SignalsDeadLetters');
});

test('watches itself with alarms that go straight to the fallback topic and open no incident', () => {
  const template = standard;
  const alarms = Object.values(resources(template, 'AWS::CloudWatch::Alarm'));
  expect(alarms.map((alarm) => alarm.AlarmName.replace(/-[0-9a-f]{8}$/, ''))).toEqual([
    'sightline-watchdog-DeadSignals',
    'sightline-watchdog-DeadNotifications',
    'sightline-watchdog-NotificationDead',
    'sightline-watchdog-HandleSignalErrors',
    'sightline-watchdog-NotifyErrors',
    'sightline-watchdog-OldestSignalAge',
  ]);
  for (const alarm of alarms) {
    expect(alarm.AlarmActions.map(show)).toEqual(['Fallback']);
    expect(alarm.Tags).toContainEqual({ Key: 'sightline:role', Value: 'signal' });
  }
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'NotificationDead',
    Namespace: 'Sightline',
    Dimensions: [{ Name: 'hub', Value: 'sightline' }],
  });
});

test('deletes what it keeps only where it is told to', () => {
  const template = hub({ removalPolicy: RemovalPolicy.DESTROY });
  for (const type of ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
    template.allResources(type, { DeletionPolicy: 'Delete' });
  }
});

test('has the same asset hashes in each synth', () => {
  const keys = (template: Template) =>
    Object.values(resources(template, 'AWS::Lambda::Function')).map((fn) => fn.Code.S3Key);
  expect(keys(hub())).toEqual(keys(standard));
});

describe('mistakes', () => {
  test.each([
    [{ channels: [] }, "'channels' must name at least one channel, got none"],
    [{ hub: 'a b' }, "'hub' must be 1 to 32 letters"],
    [{ hub: 'x'.repeat(33) }, "'hub' must be 1 to 32 letters"],
  ])('refuses %j', (props, message) => {
    expect(() => hub(props)).toThrow(message);
  });

  test('refuses channels that cannot be told apart', () => {
    const stack = newStack('Hub');
    const chat = Channel.topic('chat', new Topic(stack, 'Chat'));
    expect(() => hub({ channels: [chat, chat] }, stack)).toThrow("two channels named 'chat'");
    expect(() => Channel.topic('oncall', new Topic(stack, 'Other'))).toThrow('choose another');
  });

  test('refuses what is no e-mail address', () => {
    expect(() => Channel.email()).toThrow('at least one address');
    expect(() => Channel.email('oncall')).toThrow('got "oncall"; pass an address such as \'oncall@example.com\'');
  });

  test('warns where nobody would hear of its own failure', () => {
    const stack = newStack('Hub');
    hub({ channels: [Channel.topic('chat', new Topic(stack, 'Chat'))] }, stack);
    Annotations.fromStack(stack).hasWarning(
      '/Hub/Incidents',
      Match.stringLikeRegexp('sightline:fallbackWithoutSubscribers'),
    );
  });

  test('says how to get a bundle that is missing', () => {
    expect(() => lambdaAsset('no-such-function')).toThrow(/'no-such-function' is not built .* run npm run build/);
  });
});
