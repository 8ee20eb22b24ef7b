import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { MetricsQueue, type MetricsQueueProps } from '../../lib/constructs/publishing/metrics-queue';
import { ensureBundles, newFunction, newStack, type Properties, resources } from './template';

beforeAll(ensureBundles);

function publishing(
  props: MetricsQueueProps = {},
  and: (queue: MetricsQueue, stack: Stack) => void = () => undefined,
): Template {
  const stack = newStack();
  and(new MetricsQueue(stack, 'Metrics', props), stack);
  return Template.fromStack(stack);
}

function statements(template: Template, role: string): Properties[] {
  const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.includes(role));
  return policies.flatMap(([, policy]) => policy.PolicyDocument.Statement);
}

test('the function may do this and nothing else', () => {
  const granted = statements(publishing(), 'PublishMetrics');
  expect(granted.flatMap(({ Action }) => Action).sort()).toEqual([
    'cloudwatch:PutMetricData',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
    'sqs:SendMessage',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
  const wide = granted.filter(({ Resource }) => Resource === '*').map(({ Action, Condition }) => [Action, Condition]);
  expect(wide).toContainEqual([
    'cloudwatch:PutMetricData',
    { StringEquals: { 'cloudwatch:namespace': ['Sightline'] } },
  ]);
  expect(wide.flatMap(([action]) => action).filter((action) => !String(action).startsWith('xray:'))).toHaveLength(1);
});

test('both queues are encrypted and reached over TLS, and messages that fail five times are kept', () => {
  const template = publishing();
  template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
  template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: { maxReceiveCount: 5 }, VisibilityTimeout: 360 });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    },
  });
});

test('batches are collected for a while, and only failed records come back', () => {
  publishing({ batchingWindow: Duration.seconds(30) }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 20,
    MaximumBatchingWindowInSeconds: 30,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('the function has its bundle, its queues, and time for all its tries', () => {
  const template = publishing({ hub: 'shop' });
  template.hasResource('AWS::Lambda::Function', { Metadata: { 'sightline:function': 'publish-metrics' } });
  const [{ Properties: properties }] = Object.values(template.findResources('AWS::Lambda::Function')) as [
    { Properties: Properties },
  ];
  expect(properties).toMatchObject({ Timeout: 60, MemorySize: 512, Architectures: ['arm64'] });
  expect(Object.keys(properties.Environment.Variables).sort()).toEqual([
    'SIGHTLINE_DEAD_LETTER_URL',
    'SIGHTLINE_ENVIRONMENT',
    'SIGHTLINE_HUB',
    'SIGHTLINE_PUBLISH_QUEUE_URL',
    'SIGHTLINE_SERVICE',
  ]);
});

test('grantPublish lets a function send, and tells it where', () => {
  const template = publishing({}, (metrics, stack) => metrics.grantPublish(newFunction(stack, 'Checkout')));
  expect(statements(template, 'CheckoutServiceRole')).toMatchObject([{ Action: 'sqs:SendMessage', Effect: 'Allow' }]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Environment: { Variables: { SIGHTLINE_PUBLISH_QUEUE_URL: Match.anyValue(), SIGHTLINE_SERVICE: Match.absent() } },
  });
});

test('grantPublish lets a task role send', () => {
  const template = publishing({}, (metrics, stack) => {
    metrics.grantPublish(new Role(stack, 'Task', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }));
  });
  expect(statements(template, 'Task')).toMatchObject([{ Action: 'sqs:SendMessage' }]);
});

test('there are alarms where somebody is to be told, on dead letters, on age and on errors', () => {
  publishing().resourceCountIs('AWS::CloudWatch::Alarm', 0);
  const stack = newStack();
  new MetricsQueue(stack, 'Metrics', {
    alarmAction: new SnsAction(new Topic(stack, 'Told')),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
  expect(alarms.map(({ MetricName, Threshold, AlarmActions }) => [MetricName, Threshold, AlarmActions.length])).toEqual(
    [
      ['ApproximateNumberOfMessagesVisible', 0, 1],
      ['ApproximateAgeOfOldestMessage', 600, 1],
      ['Errors', 0, 1],
    ],
  );
});

describe('a publisher that is silent', () => {
  const silence = (functions: number, elsewhere = false) => {
    const stack = newStack();
    const metrics = new MetricsQueue(stack, 'Metrics', { alarmAction: new SnsAction(new Topic(stack, 'Told')) });
    const scope = elsewhere ? new Stack(stack.node.root as App, 'Other') : stack;
    for (let n = 0; n < functions; n += 1) metrics.grantPublish(newFunction(scope, `Publisher${n}`));
    const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    return alarms.filter(({ Metrics }) => Metrics !== undefined);
  };

  test('while its functions serve is told', () => {
    const [alarm] = silence(2);
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 3, TreatMissingData: 'notBreaching' });
    expect(alarm?.AlarmActions).toHaveLength(1);
    const [expression, ...inputs] = alarm?.Metrics ?? [];
    expect(expression.Expression).toBe('IF((FILL(runs0, 0) + FILL(runs1, 0)) >= 10 AND FILL(sent, 0) == 0, 1, 0)');
    expect(
      inputs.map(({ Id, MetricStat }: Properties) => [Id, MetricStat.Metric.MetricName, MetricStat.Period]),
    ).toEqual([
      ['sent', 'NumberOfMessagesSent', 300],
      ['runs0', 'Invocations', 300],
      ['runs1', 'Invocations', 300],
    ]);
  });

  test('has one alarm, of ten metrics at most, and none without a function of the same stack', () => {
    expect(silence(12).map(({ Metrics }) => Metrics.length)).toEqual([11]);
    expect(silence(0)).toEqual([]);
    expect(silence(1, true)).toEqual([]);
  });
});

test.each<[string, MetricsQueueProps]>([
  ["'namespaces' must name at least one", { namespaces: [] }],
  ["got 'AWS/Lambda'", { namespaces: ['Shop', 'AWS/Lambda'] }],
  ["'hub'", { hub: 'no spaces please' }],
])('synth says: %s', (message, props) => {
  expect(() => publishing(props)).toThrow(message);
});
