import { nameUnsimulated, readEach } from '../../../lib/rehearsal/platform/not-rehearsed';
import { Templates } from '../../../lib/rehearsal/templates';
import { assemblyOf, closeWorlds, lambda, openPlatform, queue, ref, stackOf, templatesOf } from '../support';

afterEach(closeWorlds);

function named(templates: Templates): [string, string][] {
  const notRehearsed = new Map<string, string>();
  nameUnsimulated({ templates, notRehearsed });
  return [...notRehearsed];
}

test('types that carry signals and are not simulated are named with the reason', () => {
  const of = (Type: string) => ({ Type });
  const templates = templatesOf({
    Flow: of('AWS::StepFunctions::StateMachine'),
    Pipe: of('AWS::Pipes::Pipe'),
    Clicks: of('AWS::Kinesis::Stream'),
    Probe: of('AWS::Synthetics::Canary'),
    Loop: of('Fn::ForEach'),
    Include: of('Fn::Transform'),
    Module: of('My::Org::Queues::MODULE'),
  });
  expect(named(templates)).toEqual([
    ['Shop/Flow', 'state machine: what it does is not simulated'],
    ['Shop/Pipe', 'pipe: what it does is not simulated'],
    ['Shop/Clicks', 'stream: what it does is not simulated'],
    ['Shop/Probe', 'canary: its metrics come only from what a scenario writes'],
    ['Shop/Loop', 'loop of the language extensions: write out the resources'],
    ['Shop/Include', 'macro: write out the resources'],
    ['Shop/Module', 'module: write out the resources'],
  ]);
});

test('what a condition in doubt leaves out is named', () => {
  const templates = templatesOf({ Work: { ...queue(), Condition: 'Unheard' } });
  expect(named(templates)).toEqual([['Shop/Work', 'left out: Shop condition Unheard: cannot decide undefined']]);
});

test('plain infrastructure and what is simulated is not', () => {
  const types = [
    'IAM::Role',
    'IAM::Policy',
    'Logs::LogGroup',
    'Lambda::Permission',
    'SQS::QueuePolicy',
    'SNS::Topic',
    'EC2::VPC',
    'S3::Bucket',
    'SSM::Parameter',
    'Scheduler::ScheduleGroup',
    'CDK::Metadata',
    'Events::Rule',
  ];
  const resources = Object.fromEntries(types.map((type, index) => [`R${index}`, { Type: `AWS::${type}` }]));
  expect(named(templatesOf(resources))).toEqual([]);
});

test('a bucket is named when it notifies somebody', () => {
  const bucket = (Properties: Readonly<Record<string, unknown>>) => ({ Type: 'AWS::S3::Bucket', Properties });
  const templates = templatesOf({
    Quiet: bucket({ BucketName: ref('Nothing') }),
    Loud: bucket({ NotificationConfiguration: { QueueConfigurations: [] } }),
    Broken: bucket({ NotificationConfiguration: ref('Nothing') }),
  });
  expect(named(templates)).toEqual([
    ['Shop/Loud', 'bucket notifications: no object is written'],
    ['Shop/Broken', expect.stringContaining('bucket: Shop/Broken.NotificationConfiguration: cannot resolve')],
  ]);
});

test('a nested stack is named when its template is not in the assembly', () => {
  const stack = { Type: 'AWS::CloudFormation::Stack' };
  const parent = stackOf({ Here: stack, There: stack });
  const here = stackOf({}, { stackName: 'Shop-Here', parent: { stackName: 'Shop', logicalId: 'Here' } });
  expect(named(new Templates(assemblyOf(parent, here)))).toEqual([
    ['Shop/There', 'nested stack: its template is not a file of the assembly'],
  ]);
});

test('a resource that cannot be read is named, the others are read', () => {
  const notRehearsed = new Map<string, string>();
  const { resources } = templatesOf({ Broken: queue({ QueueName: ref('Nothing') }), Fine: queue() });
  expect(readEach({ notRehearsed }, resources, 'queue', ({ name }) => [name])).toEqual(['Shop-Fine']);
  expect([...notRehearsed]).toEqual([
    ['Shop/Broken', expect.stringMatching(/^queue: Shop\/Broken.QueueName: cannot resolve/)],
  ]);
});

test('whatever cannot be resolved in one resource of each kind, the platform plays the others', async () => {
  const broken = { Ref: 'Nothing' };
  const { world, platform } = openPlatform({
    Payments: queue(),
    Queue: queue({ VisibilityTimeout: broken }),
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: [broken] }, Targets: [] } },
    Timer: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: broken } },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: { ScheduleExpression: 'rate(1 minute)', Target: broken },
    },
    Mail: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: broken, Protocol: 'email', Endpoint: 'a@b' } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { Subscription: broken } },
    Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { LogGroupName: broken } },
    Tail: { Type: 'AWS::Logs::SubscriptionFilter', Properties: { DestinationArn: broken } },
    Poll: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: broken } },
    Async: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: broken } },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: broken } },
    Charge: lambda(),
  });
  const reasons = [
    'Queue',
    'Rule',
    'Timer',
    'Schedule',
    'Mail',
    'Topic',
    'Filter',
    'Tail',
    'Poll',
    'Async',
    'Route',
  ].map((id) => world.notRehearsed.get(`Shop/${id}`));
  for (const reason of reasons)
    expect(reason).toMatch(/^[\w ]+: Shop\/\w+\.[\w.[\]]+: cannot resolve {"Ref":"Nothing"}/);
  platform.bus.startSchedules(world.clock.now());
  platform.queues.find('Payments').send('a');
  await world.clock.runUntil(world.clock.now() + 1_000);
  expect(platform.queues.find('Payments').receive(1)).toHaveLength(1);
});
