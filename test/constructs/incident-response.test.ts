import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Channel } from '../../lib';
import { lambdaAsset } from '../../lib/constructs/lambda-asset';
import { configOf, hubTemplate, permissions, show } from './incident/hub-template';
import { ensureBundles, newStack, type Properties, resources } from './template';

let standard: Template;

beforeAll(() => {
  ensureBundles();
  standard = hubTemplate();
});

const CONFIG = ['arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/sightline/sightline'];

describe('permissions', () => {
  test('of handle-signal are these and no others', () => {
    expect(permissions(standard, 'HandleSignal')).toEqual({
      'logs:CreateLogStream': ['SignalsHandleSignalLogs.Arn'],
      'logs:PutLogEvents': ['SignalsHandleSignalLogs.Arn'],
      'kms:Decrypt': ['Key.Arn'],
      'kms:GenerateDataKey': ['Key.Arn'],
      'ssm:GetParametersByPath': [...CONFIG, `${CONFIG}/*`],
      'ssm:GetParameter': ['arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/sightline-topology/sightline'],
      'xray:PutTraceSegments': ['*'],
      'xray:PutTelemetryRecords': ['*'],
      'sqs:ReceiveMessage': ['SignalsQueue.Arn'],
      'sqs:DeleteMessage': ['SignalsQueue.Arn'],
      'sqs:GetQueueAttributes': ['SignalsQueue.Arn'],
      'sqs:SendMessage': ['SignalsDeadLetters.Arn', 'EscalationsWakeUps.Arn'],
      'dynamodb:GetItem': ['Table.Arn'],
      'dynamodb:BatchGetItem': ['Table.Arn'],
      'dynamodb:PutItem': ['Table.Arn'],
      'dynamodb:DeleteItem': ['Table.Arn'],
      // What else is open when an incident opens, and the calendars that hold signals back.
      'dynamodb:Query': ['Table.Arn', 'Table.Arn/index/gsi1'],
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
      'dynamodb:PutItem': ['Table.Arn'],
      'dynamodb:DeleteItem': ['Table.Arn'],
      'dynamodb:Query': ['Table.Arn', 'Table.Arn/index/gsi3'],
      'dynamodb:GetRecords': ['Table.StreamArn'],
      'dynamodb:GetShardIterator': ['Table.StreamArn'],
      'dynamodb:DescribeStream': ['Table.StreamArn'],
      'dynamodb:ListStreams': ['Table.Arn/stream/*'],
      'sqs:SendMessage': ['NotificationsDeadLetters.Arn'],
      'sns:Publish': ['Responders', 'Fallback'],
      'secretsmanager:GetSecretValue': ['RespondSigningKey'],
    });
  });

  test('of escalate are these and no others', () => {
    expect(permissions(standard, 'Escalate')).toEqual({
      'logs:CreateLogStream': ['EscalationsEscalateLogs.Arn'],
      'logs:PutLogEvents': ['EscalationsEscalateLogs.Arn'],
      'kms:Decrypt': ['Key.Arn'],
      'kms:GenerateDataKey': ['Key.Arn'],
      'ssm:GetParametersByPath': [...CONFIG, `${CONFIG}/*`],
      'xray:PutTraceSegments': ['*'],
      'xray:PutTelemetryRecords': ['*'],
      'sqs:ReceiveMessage': ['EscalationsWakeUps.Arn'],
      'sqs:DeleteMessage': ['EscalationsWakeUps.Arn'],
      'sqs:GetQueueAttributes': ['EscalationsWakeUps.Arn'],
      'sqs:SendMessage': ['EscalationsWakeUps.Arn'],
      'dynamodb:GetItem': ['Table.Arn'],
      'dynamodb:BatchGetItem': ['Table.Arn'],
      'dynamodb:PutItem': ['Table.Arn'],
      'dynamodb:DeleteItem': ['Table.Arn'],
      'dynamodb:Query': ['Table.Arn/index/gsi3', 'Table.Arn', 'Table.Arn/index/gsi1'],
      'events:PutEvents': ['Bus.Arn'],
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
    for (const statement of allowed) {
      expect(statement).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } });
    }
    const signals = [
      'SignalsAlarmStates.Arn',
      'SignalsAlarmContributors.Arn',
      'SignalsAlarmDeletions.Arn',
      'SignalsStackDeploys.Arn',
      'SignalsCodeDeploys.Arn',
      'SignalsCalendarStates.Arn',
      'SignalsInsights.Arn',
      'SignalsHealthEvents.Arn',
      'SignalsJudgeSignals.Arn',
    ];
    const sources = allowed.map((statement: Properties) =>
      [statement.Condition.ArnEquals['aws:SourceArn']].flat().map(show),
    );
    expect(sources).toEqual([signals, signals, ['PostmortemsIncidents.Arn'], ['PostmortemsDeploys.Arn']]);
    const queues = Object.keys(resources(template, 'AWS::SQS::Queue'));
    expect(policies.filter((statement: Properties) => statement.Effect === 'Deny')).toHaveLength(queues.length);
  });
});

describe('signals', () => {
  test("come from the hub's own bus: what its judges find, and nothing else", () => {
    const rules = Object.values(resources(standard, 'AWS::Events::Rule'));
    const [alarms] = rules.filter((rule) => rule.EventPattern?.source?.[0] === 'aws.cloudwatch');
    const judges = (rule: Properties) => rule.EventPattern?.['detail-type']?.[0] === 'Sightline Signal';
    expect(rules.filter(judges)).toEqual([
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

describe('wake-ups', () => {
  test('that fail five times are kept in a dead-letter queue of their own', () => {
    standard.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      KmsMasterKeyId: Match.anyValue(),
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('EscalationsDeadLetters'), 'Arn'] },
        maxReceiveCount: 5,
      },
    });
    standard.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('EscalationsWakeUps'), 'Arn'] },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('that are lost are made up for: notify and escalate look each minute for what is due', () => {
    const sweeps = Object.values(resources(standard, 'AWS::Events::Rule')).filter((rule) => rule.ScheduleExpression);
    expect(sweeps.map((rule) => [rule.ScheduleExpression, show(rule.Targets[0].Arn)])).toEqual([
      ['rate(1 minute)', 'EscalationsEscalateFunction.Arn'],
      ['rate(1 minute)', 'NotificationsNotifyFunction.Arn'],
    ]);
    standard.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
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
    const template = hubTemplate({ channels: [Channel.email('a@example.com'), Channel.topic('chat', topic)] }, stack);
    expect(permissions(template, 'Notify')['sns:Publish']).toHaveLength(3);
    expect(configOf(template).hub.channels.map(({ name }) => name)).toEqual(['oncall', 'chat']);
  });

  test('go by mail to each address once, and the fallback too', () => {
    const template = hubTemplate({
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

test('publishes its configuration for functions and rehearsal', () => {
  const template = hubTemplate({ hub: 'night', reopenWindow: Duration.minutes(10) });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/night/hub' });
  expect(configOf(template).hub).toEqual({
    schemaVersion: 1,
    kind: 'hub',
    hub: 'night',
    channels: [{ kind: 'topic', name: 'oncall', topicArn: 'Responders' }],
    fallbackTopicArn: 'Fallback',
    reopenWindowSeconds: 600,
    respondUrl: 'RespondLinksFunctionFunctionUrl.FunctionUrl',
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
  expect(functions.map((fn) => fn.Metadata['sightline:function'])).toEqual([
    'escalate',
    'handle-signal',
    'respond',
    'respond',
    'notify',
    'publish-incidents',
    'write-postmortem',
    'report-incidents',
  ]);
  for (const fn of functions) {
    const properties = fn.Properties;
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    expect(properties.Environment.Variables).toMatchObject({
      SIGHTLINE_HUB: 'sightline',
      SIGHTLINE_TABLE: { Ref: expect.any(String) },
    });
    // Who tells of incidents needs none of the configuration.
    const path = fn.Metadata['sightline:function'] === 'publish-incidents' ? undefined : '/sightline/sightline';
    expect(properties.Environment.Variables.SIGHTLINE_CONFIG_PATH).toBe(path);
  }
  const [escalate, handleSignal] = functions.map((fn) => fn.Properties.Environment.Variables);
  expect(show(handleSignal.SIGHTLINE_BUS)).toBe('Bus');
  expect(show(handleSignal.SIGHTLINE_DEAD_LETTER_URL)).toBe('SignalsDeadLetters');
  expect(show(handleSignal.SIGHTLINE_WAKE_QUEUE_URL)).toBe('EscalationsWakeUps');
  expect(show(escalate.SIGHTLINE_WAKE_QUEUE_URL)).toBe('EscalationsWakeUps');
});

test('watches itself with alarms that go straight to the fallback topic and open no incident', () => {
  const template = standard;
  const alarms = Object.values(resources(template, 'AWS::CloudWatch::Alarm'));
  expect(alarms.map((alarm) => alarm.AlarmName.replace(/-[0-9a-f]{8}$/, ''))).toEqual([
    'sightline-watchdog-DeadSignals',
    'sightline-watchdog-DeadNotifications',
    'sightline-watchdog-DeadIncidentEvents',
    'sightline-watchdog-DeadPostmortems',
    'sightline-watchdog-NotificationDead',
    'sightline-watchdog-HandleSignalErrors',
    'sightline-watchdog-NotifyErrors',
    'sightline-watchdog-EscalationOverdue',
    'sightline-watchdog-EscalateErrors',
    'sightline-watchdog-DeadWakeUps',
    'sightline-watchdog-RespondErrors',
    'sightline-watchdog-OldestSignalAge',
    'sightline-watchdog-EscalateSilent',
    'sightline-watchdog-NotifySilent',
    'sightline-watchdog-RespondThrottled',
    'sightline-watchdog-OperatorsErrors',
    'sightline-watchdog-OperatorsThrottled',
    'sightline-watchdog-PublishIncidentsErrors',
    'sightline-watchdog-IncidentEventsLate',
    'sightline-watchdog-WritePostmortemErrors',
    'sightline-watchdog-OldestWakeUpAge',
    'sightline-watchdog-TableReadsThrottled',
    'sightline-watchdog-TableWritesThrottled',
    'sightline-watchdog-FallbackUndelivered',
    'sightline-watchdog-EscalateMetricsInvalid',
    'sightline-watchdog-EscalateMetricsUnreadable',
    'sightline-watchdog-NotifyMetricsInvalid',
    'sightline-watchdog-NotifyMetricsUnreadable',
    'sightline-watchdog-RespondersUndelivered',
    'sightline-watchdog-EscalationsUnproven',
    'sightline-watchdog-ReportErrors',
    'sightline-watchdog-ReportThrottled',
    'sightline-watchdog-ReportMetricsInvalid',
    'sightline-watchdog-ReportMetricsUnreadable',
  ]);
  const isOfFallback = ({ AlarmName }: Properties) => AlarmName.includes('FallbackUndelivered');
  for (const alarm of alarms.filter((one) => !isOfFallback(one))) {
    expect(alarm.AlarmActions.map(show)).toEqual(['Fallback']);
    expect(alarm.Tags).toContainEqual({ Key: 'sightline:role', Value: 'signal' });
  }
  // What tells of the fallback topic must not need it: the workflow does.
  const fallback = alarms.find(isOfFallback);
  expect(fallback?.AlarmActions).toBeUndefined();
  expect(fallback?.Tags).toContainEqual({ Key: 'sightline:role', Value: 'ticket' });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'NotificationDead',
    Namespace: 'Sightline',
    Dimensions: [{ Name: 'hub', Value: 'sightline' }],
  });
});

test('deletes what it keeps only where it is told to', () => {
  const template = hubTemplate({ removalPolicy: RemovalPolicy.DESTROY });
  for (const type of ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
    template.allResources(type, { DeletionPolicy: 'Delete' });
  }
});

test('has the same asset hashes in each synth', () => {
  const keys = (template: Template) =>
    Object.values(resources(template, 'AWS::Lambda::Function')).map((fn) => fn.Code.S3Key);
  expect(keys(hubTemplate())).toEqual(keys(standard));
});

describe('mistakes', () => {
  test.each([
    [{ channels: [] }, "'channels' must name at least one channel, got none"],
    [{ channels: ['a@b.c'] }, "a list of channels, got 'a@b.c' in it; write Channel.email('a@b.c')"],
    [{ channels: ['oncall'] }, "got 'oncall' in it; pass channels such as [Channel.email('oncall@example.com')]"],
    [{ channels: 'a@b.c' }, "'channels' must be a list such as [Channel.email('oncall@example.com')], got 'a@b.c'"],
    [{ hub: 'a b' }, "'hub' must be 1 to 32 letters"],
    [{ hub: 'x'.repeat(33) }, "'hub' must be 1 to 32 letters"],
    [{ chanels: [] }, "there is no option 'chanels'; did you mean 'channels'?"],
    [{ reopenWindow: Duration.millis(1_500) }, "'reopenWindow' must be whole seconds"],
  ])('refuses %j', (props, message) => {
    expect(() => hubTemplate(props as never)).toThrow(message);
  });

  test('refuses channels that cannot be told apart', () => {
    const stack = newStack('Hub');
    const chat = Channel.topic('chat', new Topic(stack, 'Chat'));
    expect(() => hubTemplate({ channels: [chat, chat] }, stack)).toThrow("two channels named 'chat'");
    expect(() => Channel.topic('oncall', new Topic(stack, 'Other'))).toThrow('choose another');
  });

  test('refuses what is no e-mail address', () => {
    expect(() => Channel.email()).toThrow('at least one address');
    expect(() => Channel.email('oncall')).toThrow('got "oncall"; pass an address such as \'oncall@example.com\'');
  });

  test('warns where nobody would hear of its own failure', () => {
    const stack = newStack('Hub');
    hubTemplate({ channels: [Channel.topic('chat', new Topic(stack, 'Chat'))] }, stack);
    Annotations.fromStack(stack).hasWarning(
      '/Hub/Incidents',
      Match.stringLikeRegexp('sightline:fallbackWithoutSubscribers'),
    );
  });

  test('says how to get a bundle that is missing', () => {
    expect(() => lambdaAsset('no-such-function')).toThrow(/'no-such-function' is not built .* run npm run build/);
  });
});
